// Hedges of whole deals against closed forms: correlated normals, pieces that undo each other, contrasts, verdicts, coverage.
#include <gtest/gtest.h>

#include <cmath>

#include "study/hedges.hpp"
#include "study_run.hpp"

namespace cf::study {
namespace {

// The owner's business is 10 + 2 x. `forward` gives 1 + 0.5 y, `swap` gives 0.8 z, with y correlated -0.6 and z 0.5 to x.
const char* kDeal = R"yaml(
time: {start: 2026-01, steps: 4, step: quarter}
inputs:
  x: normal(0, 1)
  y: normal(0, 1)
  z: normal(0, 1)
correlations: [[x, y, -0.6], [x, z, 0.5]]
drivers:
  weather: {process: mean_reverting, start: 0, mean: x, speed: 4, volatility: 30%}
parties: {owner: {name: The owner}}
types:
  payoff:
    about: pays an amount
    parameters: {amount: {unit: 1, about: how much}}
    series: {out: amount}
contracts:
  forward: {type: payoff, amount: 1 + 0.5 * y}
  swap:    {type: payoff, amount: 0.8 * z}
structures:
  no deal: {without: [forward, swap]}
  both: {}
  forward only: {without: [swap]}
  swap only: {without: [forward]}
measures:
  business: {value: 10 + 2 * x, label: The business}
  help: mean(forward.out + swap.out)
hedges:
  the business: {party: owner, exposure: business, gain: help}
)yaml";

constexpr double kDepth = 1.7549833193248680;

TEST(HedgeStudy, ClosedForms) {
  const Answer answer = answer_of(kDeal, {.paths = 60000, .seed = 7});
  const auto near = [](const Estimate& e, double exact) { EXPECT_NEAR(e.value, exact, 4 * e.se + 1e-12); };
  const HedgeAnswer& forward = answer.structures[2].hedges[0];
  near(forward.numbers.offset, 0.15);
  near(forward.numbers.net, 1 - std::sqrt(4 - 1.2 + 0.25) / 2);
  near(forward.numbers.gain, 1);
  near(forward.numbers.gain_in_bad_tenth, 1 + 0.3 * kDepth);
  near(forward.numbers.exposure_in_bad_tenth, 10 - 2 * kDepth);
  near(forward.numbers.correlation, -0.6);
  EXPECT_EQ(forward.numbers.verdict, Verdict::hedge);
  EXPECT_EQ(forward.title, "the business");
  EXPECT_EQ(forward.party, "owner");
  ASSERT_TRUE(forward.by_value.has_value());
  EXPECT_EQ(forward.by_value->gain.value, 0);      // no money flows
  EXPECT_EQ(forward.by_value->verdict, Verdict::neither);

  const HedgeAnswer& swap = answer.structures[3].hedges[0];
  near(swap.numbers.offset, -0.2);
  EXPECT_EQ(swap.numbers.verdict, Verdict::double_bet);

  // One piece is the hedge, the other undoes it; they do not work on each other.
  const HedgeAnswer& both = answer.structures[1].hedges[0];
  near(both.numbers.offset, -0.05);
  ASSERT_EQ(both.pieces.size(), 2U);
  EXPECT_EQ(both.pieces[0].name, "forward");
  EXPECT_TRUE(both.pieces[0].contract);
  near(both.pieces[0].numbers.offset, 0.15);
  near(both.pieces[1].numbers.offset, -0.2);
  EXPECT_EQ(both.pieces[0].numbers.verdict, Verdict::hedge);
  EXPECT_EQ(both.pieces[1].numbers.verdict, Verdict::double_bet);
  EXPECT_NEAR(both.left_over_gain.value, 0, 1e-9);
  EXPECT_NEAR(both.left_over_offset.value, 0, 1e-9);

  const HedgeAnswer& baseline = answer.structures[0].hedges[0];
  EXPECT_EQ(baseline.numbers.verdict, Verdict::neither);
  EXPECT_EQ(baseline.numbers.offset.value, 0);
  EXPECT_TRUE(baseline.pieces.empty());
}

// The weather starts at 0 and is drawn to x: in the worst tenth its mean over the run is below that of all futures.
TEST(HedgeStudy, WhatTheBadTenthLooksLike) {
  const Answer answer = answer_of(kDeal, {.paths = 40000, .seed = 3});
  const auto& contrasts = answer.structures[1].hedges[0].bad_tenth;
  ASSERT_EQ(contrasts.size(), 1U);
  EXPECT_EQ(contrasts[0].name, "weather");
  // Mean over steps 0..3 of x (1 - exp(-4 t)) with t in years.
  double pull = 0;
  for (int step = 0; step < 4; ++step) pull += (1 - std::exp(-static_cast<double>(step))) / 4;
  EXPECT_NEAR(contrasts[0].all.value, 0, 4 * contrasts[0].all.se);
  EXPECT_NEAR(contrasts[0].bad_tenth.value, -kDepth * pull, 4 * contrasts[0].bad_tenth.se);
}

TEST(HedgeStudy, WhatMattersIsTheShareOfTheVariance) {
  const Answer answer = answer_of(R"yaml(
time: {start: 2026-01, steps: 2, step: year, settle: start}
inputs:
  a: uniform(0, 12)
  b: uniform(0, 6)
  idle: uniform(0, 1)
  extra: 0
parties: {firm: {discount: 0%}}
flows:
  sales: {from: world, to: firm, amount: "$1/year * (a + b)", kind: revenue}
  more:  {from: world, to: firm, amount: "$1/year * extra * b", kind: revenue}
structures: {plain: {}, twice: {set: {extra: 1}}}
)yaml",
                                  {.paths = 40000});
  const auto& matters = answer.structures[0].what_matters;
  ASSERT_EQ(matters.size(), 1U);
  EXPECT_EQ(matters[0].measure, "firm.value");
  ASSERT_EQ(matters[0].inputs.size(), 3U);
  EXPECT_EQ(matters[0].inputs[0].input, "a");
  const auto near = [](const Estimate& e, double exact) { EXPECT_NEAR(e.value, exact, 4 * e.se); };
  near(matters[0].inputs[0].first_order, 0.8);
  near(matters[0].inputs[1].first_order, 0.2);
  near(matters[0].inputs[2].first_order, 0.0);
  EXPECT_NEAR(matters[0].inputs[0].low.value, 2 * (0.6 + 3), 0.2);
  EXPECT_NEAR(matters[0].inputs[0].high.value, 2 * (11.4 + 3), 0.2);
  EXPECT_NEAR(matters[0].inputs[0].input_low, 0.6, 0.15);
  const auto& twice = answer.structures[1].what_matters;
  ASSERT_EQ(twice.size(), 2U);
  EXPECT_EQ(twice[1].measure, "firm.gain");
  EXPECT_EQ(twice[1].inputs[0].input, "b");
  EXPECT_NEAR(twice[1].inputs[0].first_order.value, 1, 0.001);
}

// Honest error bars, end to end: 95% intervals of a mean, an expected shortfall, a difference between structures, an offset and a
// net cover the exact value in 90% to 98% of 200 seeds.
TEST(HedgeStudy, IntervalsCover) {
  constexpr int kSeeds = 200;
  const auto read = read_test_deal(R"yaml(
time: {start: 2026-01, steps: 1, step: year}
inputs: {x: "normal(0, 1)", y: "normal(0, 1)", size: 0}
correlations: [[x, y, -0.6]]
parties: {owner: {}}
structures: {no deal: {}, forward: {set: {size: 1}}}
measures: {business: 10 + 2 * x, help: size * (1 + 0.5 * y)}
hedges: {the business: {party: owner, exposure: business, gain: help}}
)yaml");
  int mean = 0, shortfall = 0, difference = 0, offset = 0, net = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const Outcome outcome = run(*read->deal, {.paths = 4096, .seed = static_cast<std::uint64_t>(seed) + 100});
    const Answer& answer = *outcome.answer;
    const auto covers = [](const Estimate& e, double exact) { return std::abs(e.value - exact) <= 1.959964 * e.se; };
    const Summary& business = answer.structures[0].measures[0].summary;
    mean += covers(business.mean, 10);
    shortfall += covers(business.es05, 10 - 2 * 2.0627128075074257);
    const HedgeNumbers& forward = answer.structures[1].hedges[0].numbers;
    difference += covers(forward.gain, 1);
    offset += covers(forward.offset, 0.15);
    net += covers(forward.net, 1 - std::sqrt(4 - 1.2 + 0.25) / 2);
  }
  for (const int covered : {mean, shortfall, difference, offset, net}) {
    EXPECT_GE(covered, 180);
    EXPECT_LE(covered, 196 + 1);
  }
}

TEST(MutualHedge, NeedsTwoAndCostsNeither) {
  StructureAnswer answer;
  const auto party = [&](const char* name, double gain, Verdict verdict) {
    PartyValue value;
    value.party = name;
    value.title = name;
    value.gain = {gain, 1};
    answer.values.push_back(value);
    HedgeAnswer hedge;
    hedge.party = name;
    hedge.numbers.verdict = verdict;
    answer.hedges.push_back(hedge);
  };
  EXPECT_EQ(mutual_hedge(answer, false).why, "the model names nothing to hedge");
  party("a", 5, Verdict::hedge);
  party("b", 0, Verdict::side_bet);
  EXPECT_FALSE(mutual_hedge(answer, false).holds);
  EXPECT_EQ(mutual_hedge(answer, false).why, "a has a hedge in it; b has none");
  answer.hedges[1].numbers.verdict = Verdict::hedge;
  EXPECT_TRUE(mutual_hedge(answer, false).holds);
  EXPECT_FALSE(mutual_hedge(answer, true).holds);
  answer.values[1].gain = {-3, 1};
  EXPECT_FALSE(mutual_hedge(answer, false).holds);
  answer.values[1].gain = {-1.9, 1};
  EXPECT_TRUE(mutual_hedge(answer, false).holds);
}

}  // namespace
}  // namespace cf::study
