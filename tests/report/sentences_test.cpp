// The rules that make sentences from numbers, on answers made by hand: proven, not proven, no verdict, nothing at all.
#include <gtest/gtest.h>

#include "cases.hpp"
#include "report/findings.hpp"
#include "report/sentences.hpp"

namespace cf::report {
namespace {

using study::Estimate;
using study::HedgeAnswer;
using study::HedgeNumbers;
using study::Verdict;

HedgeNumbers numbers(Verdict verdict, Estimate offset, Estimate net, Estimate own_risk) {
  HedgeNumbers n;
  n.verdict = verdict;
  n.offset = offset;
  n.net = net;
  n.own_risk = own_risk;
  n.bar = 0.02;
  n.exposure = {1e10, 1e7};
  n.exposure_in_bad_tenth = {2e9, 1e7};
  return n;
}

// Two parties; one hedge of each in "no deal" and in "deal".
study::Answer hedged_answer(const HedgeNumbers& first, const HedgeNumbers& second) {
  study::Answer answer = small_answer({"cloud", "lab"});
  for (auto& structure : answer.structures) {
    for (const char* party : {"cloud", "lab"}) {
      HedgeAnswer hedge;
      hedge.party = party;
      hedge.title = std::string(party) + " fears";
      hedge.exposure = "business";
      hedge.gain_measure = std::string(party) + ".value";
      hedge.unit = "$";
      structure.hedges.push_back(hedge);
    }
    study::NamedSummary business;
    business.name = "business";
    business.label = "Revenue from chips";
    business.summary.unit = "$";
    structure.measures.push_back(business);
  }
  for (auto& hedge : answer.structures[0].hedges) hedge.numbers = numbers(Verdict::neither, {}, {}, {});
  answer.structures[1].hedges[0].numbers = first;
  answer.structures[1].hedges[1].numbers = second;
  return answer;
}

const HedgeNumbers kHedge = numbers(Verdict::hedge, {0.31, 0.01}, {0.27, 0.01}, {0.04, 0.004});
const HedgeNumbers kPure = numbers(Verdict::hedge, {0.31, 0.01}, {0.31, 0.01}, {0.001, 0.004});
const HedgeNumbers kDouble = numbers(Verdict::double_bet, {-0.12, 0.01}, {-0.14, 0.01}, {0.02, 0.004});
const HedgeNumbers kSide = numbers(Verdict::side_bet, {0.01, 0.003}, {-0.09, 0.01}, {0.10, 0.01});
const HedgeNumbers kOpen = numbers(Verdict::neither, {0.03, 0.02}, {0.02, 0.02}, {0.01, 0.01});
const HedgeNumbers kLittle = numbers(Verdict::neither, {0.012, 0.001}, {0.011, 0.001}, {0.001, 0.001});
const HedgeNumbers kNothing = numbers(Verdict::neither, {}, {}, {});

HedgeNumbers no_verdict() {
  HedgeNumbers n;
  n.why = "nothing in the model can hurt it";
  return n;
}

std::string verdict_of(const HedgeNumbers& n) {
  const study::Answer answer = hedged_answer(n, kNothing);
  return verdict_sentence(Wording(answer), 1, answer.structures[1].hedges[0]);
}

std::string headline_of(const study::Answer& answer) { return find(answer).structures[1].headline; }

TEST(Sentences, verdicts) {
  EXPECT_EQ(
      verdict_of(kHedge),
      "“deal” is a hedge for cloud: of each dollar that revenue from chips falls short in its worst tenth of futures, it gives back 31 ± 2 "
      "cents and adds 4.0 ± 0.8 cents of risk of its own.");
  EXPECT_EQ(
      verdict_of(kPure),
      "“deal” is a hedge for cloud: of each dollar that revenue from chips falls short in its worst tenth of futures, it gives back 31 ± 2 "
      "cents and adds no risk of its own that shows.");
  EXPECT_EQ(verdict_of(kDouble),
            "“deal” is a double bet for cloud: of each dollar that revenue from chips falls short in its worst tenth of futures, it takes "
            "another "
            "12 ± 2 cents.");
  EXPECT_EQ(
      verdict_of(kSide),
      "“deal” is a side bet for cloud: of each dollar that revenue from chips falls short in its worst tenth of futures, it gives back 1.0 "
      "cents, and it adds 10 ± 2 cents of risk of its own, so that the worst tenth ends 9 ± 2 cents further from the mean.");
  EXPECT_EQ(verdict_of(kOpen),
            "Too close to call for cloud: of each dollar that revenue from chips falls short in its worst tenth of futures, “deal” gives "
            "back about "
            "0 cents, give or take 4 net (± is larger than the effect).");
  EXPECT_EQ(verdict_of(kLittle),
            "“deal” is neither hedge nor bet for cloud: of each dollar that revenue from chips falls short in its worst tenth of futures, "
            "it gives "
            "back 1.1 ± 0.2 cents net, and less than 2 cents is not counted.");
  EXPECT_EQ(verdict_of(kNothing), "“deal” changes nothing for cloud here.");
  EXPECT_EQ(verdict_of(no_verdict()), "No verdict for cloud: nothing in the model can hurt it.");
}

TEST(Sentences, the_baseline_says_what_there_is_to_fear) {
  const study::Answer answer = hedged_answer(kHedge, kOpen);
  EXPECT_EQ(find(answer).structures[0].hedges[0].verdict,
            "In “no deal”, revenue from chips comes to $10.0bn on average and to $2.00bn in its worst tenth of futures.");
  EXPECT_EQ(find(answer).structures[0].hedge, "“no deal” is what the others are judged against.");
}

TEST(Sentences, headlines) {
  EXPECT_EQ(headline_of(hedged_answer(kHedge, kOpen)), "“deal” hedges cloud, but is too close to call for lab.");
  EXPECT_EQ(headline_of(hedged_answer(kHedge, kHedge)), "“deal” hedges cloud and lab.");
  EXPECT_EQ(headline_of(hedged_answer(kDouble, kSide)), "“deal” is a double bet for cloud and is a side bet for lab.");
  EXPECT_EQ(headline_of(hedged_answer(kSide, kHedge)), "“deal” hedges lab, but is a side bet for cloud.");
  EXPECT_EQ(headline_of(hedged_answer(kOpen, kOpen)), "“deal” is too close to call for cloud and lab.");
  EXPECT_EQ(headline_of(hedged_answer(kLittle, kNothing)), "“deal” is neither hedge nor bet for cloud and lab.");
  // Without any verdict the value speaks.
  EXPECT_EQ(headline_of(hedged_answer(no_verdict(), no_verdict())), "Against “no deal”, “deal” makes no difference to cloud and lab.");
}

TEST(Sentences, a_mutual_hedge_and_the_piece_that_undoes_it) {
  study::Answer answer = hedged_answer(kHedge, kPure);
  answer.structures[1].mutual = {true, {"cloud", "lab"}, "both have a hedge"};
  EXPECT_EQ(headline_of(answer),
            "“deal” is a mutual hedge: of each dollar lost in a worst tenth of futures it gives back to cloud 31 cents and lab 31 cents.");
  auto& hedge = answer.structures[1].hedges[0];
  hedge.pieces = {
      {"stake", true, kDouble}, {"lockin", true, numbers(Verdict::hedge, {0.43, 0.01}, {0.4, 0.01}, {0.03, 0.01})}, {"grant", true, kOpen}};
  EXPECT_EQ(headline_of(answer),
            "“deal” is a mutual hedge: of each dollar lost in a worst tenth of futures it gives back to cloud 31 cents and lab 31 cents; "
            "the stake undoes 12 of the 43 cents that the lockin gives back to cloud.");
  EXPECT_EQ(pieces_sentence(Wording(answer), hedge), "Alone, the lockin gives back 43 ± 2 cents; the stake takes 12 ± 2 cents.");
  hedge.left_over_offset = {-0.05, 0.01};
  EXPECT_EQ(
      pieces_sentence(Wording(answer), hedge),
      "Alone, the lockin gives back 43 ± 2 cents; the stake takes 12 ± 2 cents; together they give back 5 ± 2 cents less than their sum.");
  hedge.pieces[0].numbers.offset = {-0.5, 0.01};
  EXPECT_NE(headline_of(answer).find("the stake undoes all 43 cents that the lockin gives back to cloud"), std::string::npos)
      << headline_of(answer);
  // What is no contract is many, and a name is said without its underscores.
  hedge.pieces = {{"other terms", false, kDouble}, {"lock_in", true, numbers(Verdict::hedge, {0.43, 0.01}, {0.4, 0.01}, {0.03, 0.01})}};
  hedge.left_over_offset = {};
  EXPECT_EQ(pieces_sentence(Wording(answer), hedge), "Alone, the lock in gives back 43 ± 2 cents; the other terms take 12 ± 2 cents.");
  EXPECT_NE(headline_of(answer).find("the other terms undo 12 of the 43 cents"), std::string::npos) << headline_of(answer);
  hedge.pieces = {{"grant", true, kOpen}};
  EXPECT_EQ(pieces_sentence(Wording(answer), hedge), "No piece of the deal alone gives back or takes more than 2 cents and its ±.");
}

TEST(Sentences, several_hedges_of_one_party_are_told_apart) {
  study::Answer answer = hedged_answer(kHedge, kDouble);
  for (auto& structure : answer.structures) structure.hedges[1].party = "cloud";
  EXPECT_EQ(headline_of(answer), "“deal” hedges cloud (cloud fears), but is a double bet for cloud (lab fears).");
}

TEST(Sentences, worth) {
  study::Answer answer = small_answer({"a", "b", "c", "d"});
  auto& values = answer.structures[1].values;
  values[0].gain = {1.2e9, 1e8};
  values[1].gain = {-3e9, 1e8};
  values[2].gain = {1e8, 1e8};
  EXPECT_EQ(find(answer).structures[1].worth,
            "Against “no deal”, “deal” is worth $1.2bn ± $0.2bn more to a and $3.0bn ± $0.2bn less to b; it is too close to call for c "
            "(about 0, give "
            "or take $200m); it makes no difference to d.");
  EXPECT_EQ(find(answer).better,
            "For a “deal” is best (+$1.2bn ± $0.2bn), for b nothing beats “no deal” and for c too close to call between “deal” and “no "
            "deal”. In every "
            "structure that is worth more to somebody, somebody else is worse off.");
  values[1].gain = {3e9, 1e8};
  EXPECT_NE(find(answer).better.find("Nobody is proven worse off in “deal”."), std::string::npos) << find(answer).better;
  for (auto& value : values) value.gain = {};
  EXPECT_EQ(find(answer).better, "No structure makes a difference to anybody.");
}

TEST(Sentences, the_better_of_two_structures_is_named_only_beyond_doubt) {
  study::Answer answer = small_answer({"a"});
  answer.structures.push_back(answer.structures[1]);
  answer.structures[2].name = "other deal";
  answer.structures[1].values[0].gain = {1.0e9, 1e8};
  answer.structures[2].values[0].gain = {1.3e9, 1e8};
  EXPECT_EQ(find(answer).better.substr(0, find(answer).better.find('.')), "For a too close to call between “other deal” and “deal”");
  answer.structures[2].values[0].gain = {2.0e9, 1e8};
  EXPECT_EQ(find(answer).better, "For a “other deal” is best (+$2.0bn ± $0.2bn). Nobody is proven worse off in “deal” and “other deal”.");
}

TEST(Sentences, the_focus_is_the_structure_with_most_to_say) {
  study::Answer answer = hedged_answer(kOpen, kOpen);
  answer.structures.push_back(answer.structures[1]);
  answer.structures[2].name = "better deal";
  EXPECT_EQ(find(answer).focus, "deal");
  answer.structures[2].hedges[0].numbers = kHedge;
  EXPECT_EQ(find(answer).focus, "better deal");
  answer.structures[1].mutual.holds = true;
  EXPECT_EQ(find(answer).focus, "deal");
}

study::RoundTrip trip(const std::string& from, const std::string& to, std::vector<double> put_in, std::vector<double> traced) {
  study::RoundTrip t;
  t.from = from;
  t.to = to;
  for (const double x : put_in) {
    t.put_in_by_year.push_back({x, 0});
    t.put_in.value += x;
  }
  for (const double x : traced) {
    t.traced_by_year.push_back({x, x / 100});
    t.traced.value += x;
    t.traced.se += x / 100;
  }
  t.came_back = {t.traced.value * 2 + 1, 0};
  return t;
}

TEST(Sentences, round_trip) {
  study::Answer answer = small_answer({"cloud", "lab"});
  auto& trips = answer.structures[1].round_trips;
  EXPECT_EQ(find(answer).structures[1].round_trip, "Nobody is paid back by whom it pays.");
  trips.push_back(trip("lab", "cloud", {1e9, 9e9}, {1e9, 0}));
  trips.push_back(trip("cloud", "lab", {1e10, 0}, {1e9, 5e9}));
  trips[1].traced_by_kind = {{"compute", {5e9, 1e7}}, {"rent", {1e9, 1e7}}};
  trips[1].caused = {1.5e10, 1e8};
  EXPECT_EQ(find(answer).structures[1].round_trip,
            "Of each dollar that cloud puts into lab, 60.0 cents come back, most of it as compute (traced; half of it by 2027); lab pays "
            "it $15.0bn ± "
            "$0.2bn more than in “no deal” (caused).");
  trips[1].traced = {1e8, 1e8};
  trips[1].caused = {1e8, 1e8};
  EXPECT_EQ(find(answer).structures[1].round_trip,
            "None of what cloud puts into lab is traced back to it; whether lab pays it more than in “no deal” is too close to call.");
  trips[1].put_in = {};
  EXPECT_EQ(find(answer).structures[1].round_trip.substr(0, 30), "Of each dollar that lab puts i");
}

TEST(Sentences, who_cannot_pay) {
  study::Answer answer = small_answer({"lab", "chips"});
  EXPECT_EQ(find(answer).structures[1].defaults, "Nobody in this model can run out of money.");
  study::DefaultAnswer never;
  never.party = "lab";
  never.upper95 = 0.0003;
  never.by_year = {{0, 0}, {0, 0}};
  for (auto& structure : answer.structures) structure.defaults = {never};
  EXPECT_EQ(find(answer).structures[1].defaults,
            "In none of 10,000 futures does anybody run out of money (with 95% confidence: in fewer than 0.03 of 100).");
  answer.structures[0].defaults[0].chance = {0.24, 0.01};
  auto& here = answer.structures[1].defaults[0];
  here.chance = {0.21, 0.01};
  here.saved = {0.05, 0.004};
  here.sunk = {0.02, 0.003};
  here.by_year = {{0.05, 0.01}, {0.16, 0.01}};
  EXPECT_EQ(find(answer).structures[1].defaults,
            "lab cannot pay in 21 of 100 futures (24 in “no deal”); it is saved in 5.0 and sunk in 2.0 of 100, most often in 2027.");
}

TEST(Sentences, scenarios) {
  study::Answer answer = small_answer({"cloud", "lab"});
  EXPECT_EQ(find(answer).structures[1].scenarios, "");
  study::ScenarioAnswer winter{"winter", {{"cloud", {4e9, 1e8}, {3e9, 1e8}, {1e9, 5e7}}, {"lab", {9e9, 1e8}, {9e9, 1e8}, {1e7, 5e7}}}};
  for (auto& structure : answer.structures) structure.scenarios = {winter};
  EXPECT_EQ(find(answer).structures[0].scenarios, "“winter” costs most: $9.0bn ± $0.2bn to lab.");
  EXPECT_EQ(find(answer).structures[0].by_scenario[0].cost, "“winter” costs $9.0bn ± $0.2bn to lab.");
  EXPECT_EQ(find(answer).structures[1].by_scenario[0].cost, find(answer).structures[1].scenarios);
  EXPECT_EQ(find(answer).structures[1].scenarios,
            "“winter” costs cloud $4.0bn in “no deal” and $3.0bn in “deal”: $1.00bn ± $0.10bn of the loss is covered.");
  answer.structures[1].scenarios[0].parties[0].covered = {-1e9, 5e7};
  EXPECT_NE(find(answer).structures[1].scenarios.find("is added to the loss"), std::string::npos);
  answer.structures[1].scenarios[0].parties[0].covered = {1e7, 5e7};
  EXPECT_EQ(find(answer).structures[1].scenarios, "No scenario's cost is changed by more than its ±.");
  EXPECT_EQ(find(answer).structures[1].by_scenario[0].cost, "What “winter” costs is changed by no more than its ±.");
  for (auto& cost : answer.structures[0].scenarios[0].parties) cost.without = {1e6, 1e8};
  EXPECT_EQ(find(answer).structures[0].scenarios, "No scenario costs anybody anything in “no deal”: there is nothing to hedge.");
}

TEST(Sentences, what_matters_and_checks) {
  study::Answer answer = small_answer({"cloud"});
  study::Influence growth;
  growth.input = "growth";
  growth.label = "Growth of demand";
  growth.first_order = {0.4, 0.01};
  growth.low = {1e9, 1e8};
  growth.high = {4e9, 1e8};
  answer.structures[1].what_matters = {{"cloud.value", {}}, {"cloud.gain", {growth}}};
  EXPECT_EQ(
      find(answer).structures[1].what_matters,
      "What cloud's gain hangs on most: growth of demand. 40% ± 2% of the variance goes with it alone; in its lowest tenth cloud's gain is "
      "$1.0bn, in its highest $4.0bn.");
  answer.structures[1].what_matters[1].inputs[0].first_order = {0.001, 0.01};
  EXPECT_EQ(find(answer).structures[1].what_matters, "No single input carries more of the spread of cloud's gain than its ±.");
  answer.structures[1].checks = {{"it adds up", 1, 1, true}, {"it lives", 0.5, 0.4, false}};
  EXPECT_EQ(find(answer).structures[1].checks, "1 of 2 checks of the model fails: “it lives”.");
  EXPECT_EQ(find(answer).next, "Next: mend what makes the check “it lives” fail.");
}

TEST(Sentences, what_matters_prefers_what_is_beyond_doubt) {
  study::Answer answer = small_answer({"cloud", "lab"});
  study::Influence doubtful, clear;
  doubtful.input = "a";
  doubtful.first_order = {0.01, 0.01};
  clear.input = "b";
  clear.first_order = {0.2, 0.01};
  answer.structures[0].what_matters = {{"cloud.value", {doubtful}}, {"lab.value", {clear}}};
  EXPECT_EQ(find(answer).structures[0].what_matters.substr(0, 38), "What lab's value hangs on most: b. 20%");
}

// A driver around zero moves by much of itself; what counts is by how many of its standard deviations.
TEST(Sentences, the_bad_tenth_shows_what_is_most_unusual_in_it) {
  study::Answer answer = hedged_answer(kHedge, kOpen);
  auto& hedge = answer.structures[1].hedges[0];
  hedge.bad_tenth = {{"scarcity", "", "", {0.001, 1e-6}, {0.01, 0.003}, "", 0.1},     // a small error says nothing of the spread
                     {"fixed", "", "$", {7e9, 0}, {7e9 + 1, 1e-7}, "", 0},
                     {"price", "Price of chips", "$/chip", {10, 0.1}, {6, 0.2}, "", 10},
                     {"demand", "", "chip", {1000, 5}, {700, 9}, "", 500}};
  EXPECT_EQ(bad_tenth_sentence(Wording(answer), hedge),
            "In the worst tenth of futures: demand 700 chip (in all 1,000) and price of chips $6.0/chip (in all $10.0).");
  hedge.bad_tenth.resize(2);
  hedge.bad_tenth[0].bad_tenth = hedge.bad_tenth[0].all;
  EXPECT_EQ(bad_tenth_sentence(Wording(answer), hedge), "");
}

TEST(Sentences, the_command_that_repeats_a_run_is_safe_to_paste) {
  study::Answer answer = small_answer({"a"});
  answer.seed = 18446744073709551615ull;
  EXPECT_EQ(find(answer).repeat, "counterflow run small.yaml --paths 10000 --seed 18446744073709551615");
  answer.model.file = "my deals/it's; rm -rf.yaml";
  EXPECT_EQ(find(answer).repeat, "counterflow run 'my deals/it'\\''s; rm -rf.yaml' --paths 10000 --seed 18446744073709551615");
  answer.model.file = "-rf.yaml";
  EXPECT_EQ(find(answer).repeat.substr(0, 26), "counterflow run '-rf.yaml'");
}

TEST(Sentences, labels_keep_the_capitals_of_names) {
  EXPECT_EQ(in_sentence("Price of chips"), "price of chips");
  EXPECT_EQ(in_sentence("OpenAI's margin"), "OpenAI's margin");
  EXPECT_EQ(in_sentence("Trainium that stands empty"), "Trainium that stands empty");
  EXPECT_EQ(in_sentence(""), "");
}

TEST(Sentences, every_finding_is_one_or_more_whole_sentences) {
  const Findings found = find(example_answer());
  std::vector<std::string> all{found.headline, found.deal, found.better, found.sources, found.limits};
  for (const auto& s : found.structures) {
    all.insert(all.end(),
               {s.headline, s.worth, s.range, s.hedge, s.scenarios, s.round_trip, s.defaults, s.dependence, s.what_matters, s.checks});
    for (const auto& h : s.hedges) all.insert(all.end(), {h.verdict, h.bad_tenth});
  }
  for (const std::string& text : all) {
    EXPECT_FALSE(text.empty());
    EXPECT_TRUE(text.ends_with('.')) << text;
    EXPECT_EQ(text.find(".."), std::string::npos) << text;
    EXPECT_EQ(text.find("  "), std::string::npos) << text;
    EXPECT_FALSE(text[0] >= 'a' && text[0] <= 'z') << text;
  }
}

}  // namespace
}  // namespace cf::report
