// Flows, round trips, dependence, defaults and scenarios of small deals worked out by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "study/dependence.hpp"
#include "study/warnings.hpp"
#include "study_run.hpp"

namespace cf::study {
namespace {

// The lab begins with $20. In 2026 the cloud invests 10 and customers pay 10; it pays the cloud 8 of 40: a fifth of each dollar of
// the pool. In 2027 customers pay 20 and it pays the cloud 20.
const char* kRound = R"yaml(
time: {start: 2026-01, steps: 2, step: year, settle: start}
parties:
  cloud: {name: The cloud, discount: 0%}
  lab: {cash: $20, discount: 0%}
series: {first: "year < 0.5"}
flows:
  customers: {from: world, to: lab, amount: "if(first, $10, $20)", when: true, kind: revenue}
  bill:      {from: lab, to: cloud, amount: "if(first, $8, $20)", when: bills > 0, kind: compute}
  cheque:    {from: cloud, to: lab, amount: $10, when: first and invests > 0, kind: investment}
inputs: {invests: 1, bills: 1}
structures:
  no deal: {set: {invests: 0, bills: 0}}
  deal: {}
)yaml";

TEST(MoneyStudy, RoundTripByHand) {
  const Answer answer = answer_of(kRound, {.paths = 100});
  EXPECT_EQ(answer.model.years, (std::vector<int>{2026, 2027}));
  EXPECT_EQ(answer.model.dates, (std::vector<std::string>{"2026-01", "2027-01", "2028-01"}));
  const StructureAnswer& deal = answer.structures[1];
  EXPECT_DOUBLE_EQ(flow_of(deal, "bill").total.value, 28);
  EXPECT_DOUBLE_EQ(flow_of(deal, "bill").by_year[1].value, 20);
  EXPECT_EQ(flow_of(deal, "bill").asset, "cash");
  EXPECT_DOUBLE_EQ(value_of(deal, "cloud").value.mean.value, 18);
  EXPECT_DOUBLE_EQ(value_of(deal, "cloud").gain.value, 18);
  EXPECT_DOUBLE_EQ(value_of(deal, "cloud").chance_better, 1);
  double parts = 0, change = 0;
  for (const ValuePart& part : value_of(deal, "lab").parts) parts += part.mean.value, change += part.change.value;
  EXPECT_NEAR(parts, value_of(deal, "lab").value.mean.value, 1e-9);
  EXPECT_NEAR(change, value_of(deal, "lab").gain.value, 1e-9);

  ASSERT_EQ(deal.round_trips.size(), 2U);
  const RoundTrip& trip = deal.round_trips[0];
  EXPECT_EQ(trip.from, "cloud");
  EXPECT_EQ(trip.to, "lab");
  EXPECT_DOUBLE_EQ(trip.put_in.value, 10);
  EXPECT_DOUBLE_EQ(trip.put_in_credits.value, 0);
  EXPECT_DOUBLE_EQ(trip.came_back.value, 28);
  EXPECT_DOUBLE_EQ(trip.caused.value, 28);
  // 2026: a quarter of the pool of 40 is the cloud's: 2 of 8. Left 32, 8 of them; 2027: 8 of 52, times 20.
  EXPECT_NEAR(trip.traced_by_year[0].value, 2, 1e-9);
  EXPECT_NEAR(trip.traced_by_year[1].value, 20 * 8.0 / 52, 1e-9);
  EXPECT_NEAR(trip.traced.value, 2 + 160.0 / 52, 1e-9);
  EXPECT_NEAR(trip.traced.se, 0, 1e-9);
  ASSERT_EQ(trip.traced_by_kind.size(), 1U);
  EXPECT_EQ(trip.traced_by_kind[0].kind, "compute");
  // Of what the cloud receives: its own money, the lab's opening cash, and the rest from end customers.
  const auto& sources = deal.revenue_sources;
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0].party, "cloud");
  double own = 0, all = 0;
  for (const auto& part : sources[0].parts) {
    all += part.share.value;
    if (part.origin == "own") own = part.share.value;
  }
  EXPECT_NEAR(own, (2 + 160.0 / 52) / 28, 1e-9);
  EXPECT_NEAR(all, 1, 1e-9);
  EXPECT_TRUE(answer.structures[0].round_trips.empty());
  EXPECT_EQ(answer.structures[0].finn_cycling_index.value, 0);
  // Flows: 10 and 28 between the two, 30 from customers; the cloud's T is 28, the lab's 40: one loop.
  const double loop = (10.0 / 28) * (28.0 / 40);
  EXPECT_NEAR(deal.finn_cycling_index.value, loop, 1e-9);

  bool found = false;
  for (const Dependence& d : deal.dependence)
    if (d.what == "receipts" && d.party == "lab") {
      found = true;
      EXPECT_NEAR(d.shares[0].by_year[0], 0.5, 1e-12);
      EXPECT_NEAR(d.herfindahl[0], 0.5, 1e-12);
      EXPECT_NEAR(d.herfindahl[1], 1, 1e-12);
    }
  EXPECT_TRUE(found);
}

// A grant of credits at face 6; bills of 4 a year: 4 and 2 of them are paid in credits, which all come back to the issuer.
TEST(MoneyStudy, CreditsCountAtFace) {
  const Answer answer = answer_of(R"yaml(
time: {start: 2026-01, steps: 3, step: year, settle: start}
parties:
  cloud: {discount: 0%}
  lab: {cash: $100, discount: 0%}
flows:
  bill: {from: lab, to: cloud, amount: $4/year, kind: compute}
contracts:
  grant: {type: credits, issuer: cloud, holder: lab, face: $6, when: year < 0.5, against: bill, expires: 2029-01}
structures:
  no deal: {without: [grant]}
  deal: {}
)yaml",
                                  {.paths = 64});
  const RoundTrip& trip = answer.structures[1].round_trips.at(0);
  EXPECT_EQ(trip.from, "cloud");
  EXPECT_NEAR(trip.put_in.value, 6, 1e-9);
  EXPECT_NEAR(trip.put_in_credits.value, 6, 1e-9);
  EXPECT_NEAR(trip.came_back.value, 12, 1e-9);      // 6 in credits, 6 in cash
  EXPECT_NEAR(trip.caused.value, 0, 1e-9);
  EXPECT_NEAR(trip.traced.value, 6, 1e-9);
  ASSERT_EQ(trip.traced_by_kind.size(), 1U);
  EXPECT_EQ(trip.traced_by_kind[0].kind, "credits");
}

// With p = 30% the customer does not come: the firm has 5, owes 8, and still promises 8 more. The deal brings 4 in all futures.
TEST(MoneyStudy, DefaultsSavedAndSunk) {
  const char* body = R"yaml(
time: {start: 2026-01, steps: 3, step: year, settle: start}
inputs: {fails: bernoulli(0.3), unlucky: bernoulli(0.1), help: 0, harm: 0}
parties:
  firm: {cash: $5, discount: 0%, enterprise_value: "if(fails > 0.5, $40, $100)", holders: {bank: 50%}}
  bank: {discount: 0%}
flows:
  sales: {from: world, to: firm, amount: "$8/year * (1 - fails)", kind: revenue}
  aid:   {from: world, to: firm, amount: "$4/year * help", kind: investment}
  fine:  {from: firm, to: world, amount: "$100/year * unlucky * harm", kind: fine, rank: 2}
  debt:  {from: firm, to: bank, amount: $8/year, kind: interest, promised: "$8/year * (3 years - year * 1 year)"}
structures:
  no deal: {}
  aid: {set: {help: 1}}
  harm: {set: {harm: 1}}
scenarios:
  gone: {set: {fails: 1}}
)yaml";
  const Answer answer = answer_of(body, {.paths = 20000});
  const DefaultAnswer& before = answer.structures[0].defaults.at(0);
  EXPECT_EQ(before.party, "firm");
  EXPECT_NEAR(before.chance.value, 0.3, 4 * before.chance.se);
  EXPECT_NEAR(before.by_year[0].value, before.chance.value, 1e-12);
  EXPECT_EQ(before.by_year[1].value, 0);
  const double p = before.chance.value;
  ASSERT_EQ(before.losses.size(), 1U);
  EXPECT_EQ(before.losses[0].counterparty, "bank");
  const double share = [&] {          // the part of defaults among the first paths
    return before.losses[0].unpaid.value / 3;
  }();
  EXPECT_NEAR(share, p, 0.02);        // 5 of the 8 are paid
  EXPECT_NEAR(before.losses[0].promised.value, 16 * share, 1e-9);
  EXPECT_NEAR(before.losses[0].holdings.value, 22.5 * share, 1e-9);   // half of 40 + 5
  // With aid: 9 against 8, then 1 + 4 against 8: saved from nothing, but it fails a year later.
  const DefaultAnswer& aid = answer.structures[1].defaults.at(0);
  EXPECT_EQ(aid.saved.value, 0);
  EXPECT_NEAR(aid.by_year[1].value, p, 1e-12);
  const DefaultAnswer& harm = answer.structures[2].defaults.at(0);
  EXPECT_NEAR(harm.sunk.value, 0.7 * 0.1, 4 * harm.sunk.se);
  EXPECT_NEAR(harm.chance.value - p, harm.sunk.value, 1e-12);
  EXPECT_GT(harm.sunk.se, 0);
  // The scenario: what it costs the bank in the baseline, in the futures in which the firm would have paid.
  const ScenarioAnswer& gone = answer.structures[0].scenarios.at(0);
  EXPECT_EQ(gone.scenario, "gone");
  EXPECT_EQ(gone.parties[1].party, "bank");
  EXPECT_GT(gone.parties[1].without.value, 10 * gone.parties[1].without.se);
  EXPECT_EQ(gone.parties[1].without.value, gone.parties[1].with.value);
  EXPECT_EQ(answer.structures[1].scenarios[0].parties[1].covered.value,
            answer.structures[1].scenarios[0].parties[1].without.value - answer.structures[1].scenarios[0].parties[1].with.value);
}

TEST(MoneyStudy, NoDefaultsGiveAnUpperBound) {
  const Answer answer = answer_of(kRound, {.paths = 1000});
  const DefaultAnswer& lab = answer.structures[0].defaults.at(0);
  EXPECT_EQ(lab.chance.value, 0);
  EXPECT_NEAR(lab.upper95, 1 - std::pow(0.05, 0.001), 1e-12);
  bool warned = false;
  for (const std::string& warning : answer.warnings) warned |= warning.find("lab defaults in none of 1000 futures") != std::string::npos;
  EXPECT_TRUE(warned);
}

TEST(Shares, AddUpToOneAndAnEmptyYearIsNothing) {
  const Shares shares = shares_of({{3, 0}, {1, 0}});
  EXPECT_EQ(shares.parts[0], (std::vector<double>{0.75, 0}));
  EXPECT_EQ(shares.herfindahl, (std::vector<double>{0.625, 0}));
}

TEST(Warnings, CloseCallsAndUnhurtParties) {
  Answer answer;
  answer.model.parties = {{"a", "Alpha", false, {}}, {"b", "Beta", false, {}}};
  answer.structures.resize(2);
  answer.structures[0].name = "no deal";
  answer.structures[1].name = "deal";
  for (const char* name : {"a", "b"}) {
    PartyValue value;
    value.party = name;
    value.title = name[0] == 'a' ? "Alpha" : "Beta";
    value.gain = {name[0] == 'a' ? 1.0 : 9.0, 1};
    answer.structures[1].values.push_back(value);
  }
  HedgeAnswer hedge;
  hedge.party = "a";
  answer.structures[0].hedges.push_back(hedge);
  answer.structures[0].scenarios = {{"winter", {{"a", {1, 1}, {}, {}}, {"b", {9, 1}, {}, {}}}}};
  add_warnings(answer);
  ASSERT_EQ(answer.warnings.size(), 2U);
  EXPECT_NE(answer.warnings[0].find("no scenario costs Alpha anything"), std::string::npos);
  EXPECT_NE(answer.warnings[1].find("too close to call for Alpha:"), std::string::npos);
}

}  // namespace
}  // namespace cf::study
