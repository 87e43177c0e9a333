// What stops a path, what does not, and what the stop says.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "../program/build_model.hpp"
#include "reference/evaluator.hpp"

namespace cf::reference {
namespace {

using cf::testing::BuildModel;
using cf::testing::Formula;

Place place_of(Formula f) { return f.m->model[f.id].place; }

TEST(Lazy, TheSideNotTakenIsNotLookedAt) {
  BuildModel m(1);
  const Formula zero = m.series("zero", m.constant(0));
  const Formula bad = m.series("bad", 1 / zero);
  const Formula fine = m.choose(zero == 0.0, m.constant(3), bad);
  const Formula both = zero > 1 && bad > 0;
  const Formula either = zero == 0.0 || bad > 0;
  const PathResult r = run_path(m.model, 1, 0, {}, {fine, both, either});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0][0], 3);
  EXPECT_EQ(r.step_values[1][0], 0);
  EXPECT_EQ(r.step_values[2][0], 1);
  EXPECT_TRUE(run_path(m.model, 1, 0, {}, {m.choose(zero == 0.0, bad, m.constant(3))}).stop);
  EXPECT_TRUE(run_path(m.model, 1, 0, {}, {zero == 0.0 && bad > 0}).stop);
}

TEST(Lazy, AReductionThatIsNotTakenIsNotLookedAt) {
  BuildModel m(2);
  const Formula zero = m.series("zero", m.constant(0));
  const Formula bad = m.reduce(model::Reduction::total, 1 / zero);
  EXPECT_FALSE(run_path(m.model, 1, 0, {m.choose(m.constant(0) > 1.0, bad, m.constant(0)).id}, {}).stop);
  EXPECT_TRUE(run_path(m.model, 1, 0, {bad.id}, {}).stop);
}

TEST(Stops, SaysPathStepNameWhatPlaceAndValues) {
  BuildModel m(5);
  const Formula left = m.stock("left", m.constant(3));
  m.next(left, left - 1);
  const Formula big = m.series("big", m.constant(-1e6));
  const Formula ratio = big / left;
  const Formula price = m.series("price", 2 * ratio);
  const PathResult r = run_path(m.model, 1, 17, {}, {price});
  ASSERT_TRUE(r.stop);
  EXPECT_EQ(r.stop->path, 17u);
  EXPECT_EQ(r.stop->step, 3);
  EXPECT_EQ(r.stop->name, "price");
  EXPECT_EQ(r.stop->what, "divides by 0");
  EXPECT_EQ(r.stop->place, place_of(ratio));
  ASSERT_EQ(r.stop->values.size(), 2u);
  EXPECT_EQ(r.stop->values[0].name, "big");
  EXPECT_EQ(r.stop->values[0].value, -1e6);
  EXPECT_EQ(r.stop->values[1].name, "left");
  EXPECT_EQ(r.stop->values[1].value, 0);
  EXPECT_FALSE(r.stop->conservation);
  EXPECT_EQ(r.step_values[0].size(), 3u) << "the steps before it stand";
  EXPECT_TRUE(r.path_values.empty());
}

TEST(Stops, OutsideTheDomain) {
  BuildModel m(1);
  const auto what = [&](Formula f) {
    const PathResult r = run_path(m.model, 1, 0, {}, {f});
    return r.stop ? r.stop->what : "fine";
  };
  EXPECT_EQ(what(cf::testing::log(m.constant(-12.5))), "takes the logarithm of -12.5");
  EXPECT_EQ(what(cf::testing::log(m.constant(0))), "takes the logarithm of 0");
  EXPECT_EQ(what(cf::testing::sqrt(m.constant(-4))), "takes the square root of -4");
  EXPECT_EQ(what(cf::testing::sqrt(m.constant(0))), "fine");
  EXPECT_EQ(what(cf::testing::pow(m.constant(-2), m.constant(0.5))), "raises -2 to the power 0.5");
  EXPECT_EQ(what(cf::testing::pow(m.constant(-2), m.constant(3))), "fine");
  EXPECT_EQ(what(cf::testing::pow(m.constant(0), m.constant(-1))), "raises 0 to the power -1");
  EXPECT_EQ(what(cf::testing::pow(m.constant(0), m.constant(0))), "fine");
}

// The message names the deepest formula that became infinite, not the flow that it reaches.
TEST(Stops, WhereANumberFirstBecameInfinite) {
  BuildModel m(1);
  const Formula high = m.series("high", m.constant(1000));
  const Formula blown = cf::testing::exp(high);
  const Formula price = m.series("price", 3 * blown);
  const auto a = m.party("a");
  m.flow("bill", a, m.world(), 2 * price + 1);
  const PathResult r = run_path(m.model, 1, 0, {}, {});
  ASSERT_TRUE(r.stop);
  EXPECT_EQ(r.stop->what, "is infinite");
  EXPECT_EQ(r.stop->name, "price");
  EXPECT_EQ(r.stop->place, place_of(blown));
  ASSERT_EQ(r.stop->values.size(), 1u);
  EXPECT_EQ(r.stop->values[0].name, "high");
}

TEST(Stops, NoLimitIsNoFaultUntilItReachesAStock) {
  const double inf = std::numeric_limits<double>::infinity();
  BuildModel m(1);
  const Formula cap = m.input("cap", model::Distribution::fixed, {inf});
  EXPECT_FALSE(run_path(m.model, 1, 0, {}, {cf::testing::min(cap, m.constant(5))}).stop);
  const Formula undefined = cap - cap;
  const PathResult nan = run_path(m.model, 1, 0, {}, {undefined});
  ASSERT_TRUE(nan.stop);
  EXPECT_EQ(nan.stop->what, "is not a number");
  EXPECT_EQ(nan.stop->place, place_of(undefined));
  const Formula stock = m.stock("stock", m.constant(0));
  m.next(stock, cap);
  const PathResult r = run_path(m.model, 1, 0, {}, {});
  ASSERT_TRUE(r.stop);
  EXPECT_EQ(r.stop->what, "is infinite");
  EXPECT_EQ(r.stop->name, "stock");
}

TEST(Stops, ADriverThatOverflows) {
  BuildModel m(3, 12);
  m.geometric_brownian("s", m.constant(1e300), m.constant(400), m.constant(0));
  const PathResult r = run_path(m.model, 1, 0, {}, {});
  ASSERT_TRUE(r.stop);
  EXPECT_EQ(r.stop->what, "is infinite");
  EXPECT_EQ(r.stop->name, "s");
}

TEST(Stops, NegativeAmount) {
  BuildModel m(3);
  const Formula amount = 0.5 - m.year() * 12;
  const auto a = m.party("a");
  m.flow("bill", a, m.world(), amount);
  const PathResult r = run_path(m.model, 1, 0, {}, {});
  ASSERT_TRUE(r.stop);
  EXPECT_EQ(r.stop->step, 1);
  EXPECT_EQ(r.stop->name, "bill");
  EXPECT_EQ(r.stop->what, "is negative: -0.5");
  EXPECT_EQ(r.stop->place, place_of(amount));
}

TEST(Stops, PayingWhatIsNotHeld) {
  BuildModel m(1);
  const auto cloud = m.party("cloud"), lab = m.party("lab");
  const auto credit = m.asset("credit", cloud, m.constant(1), {{lab, 3}});
  m.flow("use", lab, cloud, m.constant(12), {.asset = credit});
  const PathResult r = run_path(m.model, 1, 0, {}, {});
  ASSERT_TRUE(r.stop);
  EXPECT_EQ(r.stop->what, "pays 12 of credit, of which lab holds 3");
  EXPECT_EQ(r.stop->name, "use");
}

TEST(Stops, WhatRoundingAsksTooMuchIsNotPaid) {
  BuildModel m(2);
  const auto cloud = m.party("cloud"), lab = m.party("lab");
  const auto credit = m.asset("credit", cloud, m.constant(1), {{lab, 0.3}});
  m.flow("a", lab, cloud, m.choose(m.year() == 0.0, m.constant(0.1) + 0.2, m.constant(0)), {.asset = credit});
  const PathResult r = run_path(m.model, 1, 0, {}, {m.balance(lab, credit)});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0][1], 0);
}

TEST(Stops, BalancesThatDoNotAddUpAreOurMistake) {
  BuildModel m(1);
  const auto cloud = m.party("cloud"), lab = m.party("lab");
  m.asset("credit", cloud, m.constant(1), {{lab, 3}});
  m.model.balances[0].start = m.constant(-2);
  const PathResult r = run_path(m.model, 1, 0, {}, {});
  ASSERT_TRUE(r.stop);
  EXPECT_TRUE(r.stop->conservation);
  EXPECT_EQ(r.stop->what, "the balances of credit do not add up");
}

TEST(Stops, BadStartsAndRates) {
  {
    BuildModel m(1);
    m.party("lab", -5.0);
    const PathResult r = run_path(m.model, 1, 0, {}, {});
    ASSERT_TRUE(r.stop);
    EXPECT_EQ(r.stop->name, "lab.cash");
    EXPECT_EQ(r.stop->what, "is negative: -5");
  }
  {
    BuildModel m(2);
    m.event("failure", m.constant(0.5) - 10 * m.year());
    const PathResult r = run_path(m.model, 1, 0, {}, {});
    ASSERT_TRUE(r.stop);
    EXPECT_EQ(r.stop->name, "failure");
    EXPECT_EQ(r.stop->step, 1);
  }
  {
    BuildModel m(2);
    m.mean_reverting("rate", m.constant(-1), m.constant(1), m.constant(1), m.constant(0.1), true);
    ASSERT_TRUE(run_path(m.model, 1, 0, {}, {}).stop);
  }
  {
    BuildModel m(2);
    const Formula x = m.input("x", model::Distribution::triangular, {0, 3, 2});
    EXPECT_FALSE(run_path(m.model, 1, 0, {}, {}).stop) << "nothing reads it";
    const PathResult r = run_path(m.model, 1, 0, {}, {x + 1});
    ASSERT_TRUE(r.stop);
    EXPECT_EQ(r.stop->name, "x");
  }
}

TEST(Middle, InputsAndDriversAtTheirMedian) {
  BuildModel m(4, 12);
  const Formula a = m.input("a", model::Distribution::interval, {0.5, 0.9});
  const Formula b = m.input("b", model::Distribution::uniform, {2, 6});
  m.correlate_inputs({{1}, {0.5, std::sqrt(0.75)}});
  const Formula s = m.geometric_brownian("s", m.constant(100), m.constant(0.07), m.constant(0.4));
  const Formula e = m.event("e", m.constant(0.5));
  const Formula product = a * b;
  const Formula total = m.reduce(model::Reduction::total, product * s);
  const Middle middle(m.model);
  ASSERT_FALSE(middle.stop());
  EXPECT_NEAR(middle.value(product, 0).value(), 0.6708203932499369 * 4, 1e-14);
  EXPECT_NEAR(middle.value(s, 3).value(), 100 * std::exp(3 * (0.07 - 0.08)), 1e-12);
  EXPECT_EQ(middle.value(e, 1), 0);
  EXPECT_EQ(middle.value(e, 2), 1) << "1.0 is above log 2";
  double sum = 0;
  for (int t = 0; t < 4; ++t) sum += 0.6708203932499369 * 4 * 100 * std::exp(t * (0.07 - 0.08));
  EXPECT_NEAR(middle.value(total, 0).value(), sum, 1e-11);
}

TEST(Middle, WhatCannotBeEvaluatedIsEmpty) {
  BuildModel m(4);
  const Formula month = m.series("month", m.year() * 12);
  const Formula stock = m.stock("stock", m.constant(1));
  m.next(stock, 1 / (2 - month));
  const Formula other = 1 / m.constant(0);
  const Formula ever = m.reduce(model::Reduction::ever, month < 1);
  const Middle middle(m.model);
  ASSERT_TRUE(middle.stop());
  EXPECT_EQ(middle.stop()->step, 2);
  EXPECT_EQ(middle.value(stock, 1), 0.5);
  EXPECT_EQ(middle.value(month, 2), 2);
  for (int again = 0; again < 2; ++again) {
    EXPECT_FALSE(middle.value(stock, 3));
    EXPECT_FALSE(middle.value(m.model.stocks[0].next, 2));
    EXPECT_FALSE(middle.value(other, 0));
    EXPECT_FALSE(middle.value(ever, 0)) << "there is no whole path";
  }
}

// In the step in which it stops some flows have not moved: what they pay there is not known, and neither is what reads it.
TEST(Middle, WhatWouldHaveBeenPaidWhereItStopsIsEmpty) {
  BuildModel m(4);
  const auto cloud = m.party("cloud"), lab = m.party("lab");
  const auto credit = m.asset("credit", cloud, m.constant(1), {{lab, 3}});
  const auto early = m.flow("early", lab, cloud, m.constant(1), {.asset = credit});
  const auto use = m.flow("use", lab, cloud, m.year() * 24, {.asset = credit});
  const auto fee = m.flow("fee", lab, cloud, m.constant(5));
  const Formula paid_early = m.paid(early), paid_use = m.paid(use), paid_fee = m.paid(fee), twice = paid_fee * 2;
  const Formula total = m.reduce(model::Reduction::total, paid_fee);
  const Middle middle(m.model);
  ASSERT_TRUE(middle.stop());
  EXPECT_EQ(middle.stop()->step, 1);
  EXPECT_EQ(middle.value(paid_fee, 0), 5);
  EXPECT_EQ(middle.value(paid_early, 1), 1);
  EXPECT_FALSE(middle.value(paid_use, 1));
  EXPECT_FALSE(middle.value(paid_fee, 1));
  EXPECT_FALSE(middle.value(twice, 1));
  EXPECT_FALSE(middle.value(total, 0));
}

}  // namespace
}  // namespace cf::reference
