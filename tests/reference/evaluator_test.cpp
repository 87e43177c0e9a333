// What a step does, in which order, and how paths are reduced to numbers; each with an answer found by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "../program/build_model.hpp"
#include "reference/evaluator.hpp"

namespace cf::reference {
namespace {

using cf::testing::BuildModel;
using cf::testing::Formula;
using model::Reduction;
using Values = std::vector<double>;

TEST(Steps, StocksTakeTheirNextAllAtOnce) {
  BuildModel m(4);
  const Formula a = m.stock("a", m.constant(0)), b = m.stock("b", m.constant(1));
  m.next(a, b);
  m.next(b, a + b);
  const PathResult r = run_path(m.model, 1, 0, {}, {a, b});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0], (Values{0, 1, 1, 2, 3}));
  EXPECT_EQ(r.step_values[1], (Values{1, 1, 2, 3, 5}));
}

TEST(Steps, TimeAndFlowsAfterTheLastStep) {
  BuildModel m(2, 3);
  const auto a = m.party("a");
  const auto pays = m.flow("pays", a, m.world(), m.constant(7), {.is_rate = true});
  const PathResult r = run_path(m.model, 1, 0, {}, {m.year(), m.date(), m.due(pays), m.paid(pays)});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0], (Values{0, 0.25, 0.5}));
  EXPECT_EQ(r.step_values[1], (Values{24312, 24315, 24318}));
  EXPECT_EQ(r.step_values[2], (Values{21, 21, 0})) << "a rate is paid for the length of the step";
  EXPECT_EQ(r.step_values[3], (Values{21, 21, 0}));
}

TEST(Steps, FormulasReadCashAndBalancesAtTheStart) {
  BuildModel m(3);
  const auto lab = m.party("lab", 10.0);
  const auto cloud = m.party("cloud");
  m.flow("sales", m.world(), lab, m.constant(5));
  m.flow("bill", lab, cloud, 0.5 * m.cash(lab));
  const auto credit = m.asset("credit", cloud, m.constant(1));
  m.flow("grant", cloud, lab, 1.0 + m.balance(lab, credit), {.asset = credit});
  const PathResult r = run_path(m.model, 1, 0, {}, {m.cash(lab), m.balance(lab, credit), m.balance(cloud, credit)});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0], (Values{10, 10, 10, 10}));
  EXPECT_EQ(r.step_values[1], (Values{0, 1, 3, 7}));
  EXPECT_EQ(r.step_values[2], (Values{0, -1, -3, -7}));
}

// Credits of 100 settle at most half of each bill in the first four months; bills of 40, 60, 80, 20, 50 (by hand).
TEST(Assets, CreditsSettleBills) {
  BuildModel m(5);
  const auto lab = m.party("lab", 1000.0), cloud = m.party("cloud");
  const Formula month = m.year() * 12;
  const auto when = [&](int step, double a, Formula b) { return m.choose(month < step + 0.5, m.constant(a), b); };
  const Formula bill = m.series("bill", when(0, 40, when(1, 60, when(2, 80, when(3, 20, m.constant(50))))));
  const auto on_demand = m.flow("on_demand", lab, cloud, bill);
  const auto credit = m.asset("credit", cloud, m.constant(1), {{lab, 100}});
  const Formula use = m.choose(month < 3.5, cf::testing::min(m.balance(lab, credit), 0.5 * bill), m.constant(0));
  const auto used = m.flow("used", lab, cloud, use, {.asset = credit, .settles = on_demand});
  const PathResult r =
      run_path(m.model, 1, 0, {}, {m.paid(used), m.paid(on_demand), m.due(on_demand), m.balance(lab, credit), m.cash(lab)});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0], (Values{20, 30, 40, 10, 0, 0}));
  EXPECT_EQ(r.step_values[1], (Values{20, 30, 40, 10, 50, 0}));
  EXPECT_EQ(r.step_values[2], (Values{40, 60, 80, 20, 50, 0})) << "due is what is asked, before anything settles it";
  EXPECT_EQ(r.step_values[3], (Values{100, 80, 50, 10, 0, 0}));
  EXPECT_EQ(r.step_values[4].back(), 850);
}

// Worth a half, 30 pay 15 of the bill of 40; of the 100 shares at 1, the 25 left of the bill are taken.
TEST(Assets, TwoSettleInOrderAndTooMuchStaysWithThePayer) {
  BuildModel m(1);
  const auto lab = m.party("lab", 1.0), cloud = m.party("cloud");
  const auto fee = m.flow("fee", lab, cloud, m.constant(40));
  const auto token = m.asset("token", cloud, m.constant(0.5), {{lab, 30}});
  const auto shares = m.asset("lab.shares", lab, m.constant(1));
  const auto first = m.flow("first", lab, cloud, m.constant(30), {.asset = token, .settles = fee});
  const auto second = m.flow("second", lab, cloud, m.constant(100), {.asset = shares, .settles = fee});
  const PathResult r = run_path(m.model, 1, 0, {}, {m.paid(first), m.paid(second), m.paid(fee), m.balance(cloud, shares)});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0][0], 30);
  EXPECT_EQ(r.step_values[1][0], 25);
  EXPECT_EQ(r.step_values[2][0], 0);
  EXPECT_EQ(r.step_values[3][1], 25);
}

TEST(Assets, WhatIsWorthNothingOrLessSettlesNothing) {
  for (const double worth : {0.0, -2.0}) {
    BuildModel m(1);
    const auto lab = m.party("lab", 50.0), cloud = m.party("cloud");
    const auto fee = m.flow("fee", lab, cloud, m.constant(40));
    const auto token = m.asset("token", cloud, m.constant(worth), {{lab, 30}});
    const auto pays = m.flow("pays", lab, cloud, m.constant(30), {.asset = token, .settles = fee});
    const PathResult r = run_path(m.model, 1, 0, {}, {m.paid(pays), m.paid(fee)});
    ASSERT_FALSE(r.stop);
    EXPECT_EQ(r.step_values[0][0], 30);
    EXPECT_EQ(r.step_values[1][0], 40);
  }
}

TEST(Assets, MoveInTheOrderWritten) {
  for (const bool receives_first : {true, false}) {
    BuildModel m(1);
    const auto a = m.party("a"), b = m.party("b");
    const auto note = m.asset("note", a, m.constant(1));
    if (receives_first) m.flow("in", a, b, m.constant(5), {.asset = note});
    m.flow("on", b, m.world(), m.constant(5), {.asset = note});
    if (!receives_first) m.flow("in", a, b, m.constant(5), {.asset = note});
    const PathResult r = run_path(m.model, 1, 0, {}, {m.balance(m.world(), note)});
    EXPECT_EQ(r.stop.has_value(), !receives_first);
    if (receives_first) {
      EXPECT_EQ(r.step_values[0].back(), 5);
    }
  }
}

TEST(Assets, WhatReadsPaidMovesAfterCash) {
  BuildModel m(2);
  const auto lab = m.party("lab", 4.0), cloud = m.party("cloud");
  const auto bill = m.flow("bill", lab, cloud, m.constant(10));
  const auto point = m.asset("point", cloud, m.constant(1));
  const auto reward = m.flow("reward", cloud, lab, 2 * m.paid(bill), {.asset = point, .late = true});
  const PathResult r = run_path(m.model, 1, 0, {}, {m.paid(reward), m.balance(lab, point)});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0], (Values{8, 0, 0}));
  EXPECT_EQ(r.step_values[1], (Values{0, 8, 8}));
}

// 10 in hand; 3 come in and 8 go out each step: 5, 0, then 3 against 8. What comes in is still paid out in the step of default.
TEST(Default, FromTheNextStepOnNothingFlows) {
  BuildModel m(5);
  const auto lab = m.party("lab", 10.0), cloud = m.party("cloud");
  const auto sales = m.flow("sales", m.world(), lab, m.constant(3));
  const auto bill = m.flow("bill", lab, cloud, m.constant(8));
  const Formula loss = m.due(bill) - m.paid(bill);
  const PathResult r = run_path(m.model, 1, 0, {}, {m.cash(lab), m.paid(sales), m.paid(bill), m.defaulted(lab), loss});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0], (Values{10, 5, 0, 0, 0, 0}));
  EXPECT_EQ(r.step_values[1], (Values{3, 3, 3, 0, 0, 0}));
  EXPECT_EQ(r.step_values[2], (Values{8, 8, 3, 0, 0, 0}));
  EXPECT_EQ(r.step_values[3], (Values{0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(r.step_values[4], (Values{0, 0, 5, 0, 0, 0}));
}

// Cash that rounding leaves a hair below zero would fall short of nothing at all in the next step.
TEST(Default, NotByRounding) {
  BuildModel m(20);
  const auto lab = m.party("lab", 0.3);
  m.flow("a", lab, m.world(), m.choose(m.year() < 0.01, m.constant(0.1), m.constant(0)));
  m.flow("b", lab, m.world(), m.choose(m.year() < 0.01, m.constant(0.2), m.constant(0)));
  const PathResult r = run_path(m.model, 1, 0, {}, {m.defaulted(lab), m.cash(lab)});
  ASSERT_FALSE(r.stop);
  for (double defaulted : r.step_values[0]) EXPECT_EQ(defaulted, 0);
  for (double cash : r.step_values[1]) EXPECT_GE(cash, 0);
}

TEST(Reductions, EachByHand) {
  BuildModel m(4, 3);                                    // x: 0, 1, 4, 9, and 16 after the last step
  const Formula quarter = m.series("quarter", m.year() * 4);
  const Formula x = m.series("x", quarter * quarter);
  const auto reduce = [&](Reduction r, Formula of, bool is_rate = false) { return m.reduce(r, of, {}, is_rate).id; };
  const Formula pv = m.reduce(Reduction::present_value, x, m.constant(0.21), true);
  const PathResult r =
      run_path(m.model, 1, 0,
               {reduce(Reduction::total, x), reduce(Reduction::total, x, true), reduce(Reduction::mean, x), reduce(Reduction::peak, -x),
                reduce(Reduction::low, x - 3), reduce(Reduction::last, x), reduce(Reduction::final, x), reduce(Reduction::ever, x > 8),
                reduce(Reduction::ever, x > 9), reduce(Reduction::first_year, x > 3), reduce(Reduction::first_year, x > 9), pv},
               {});
  ASSERT_FALSE(r.stop);
  const double q = std::pow(1.21, -0.25);
  const Values expected = {14, 42, 3.5, 0, -3, 9, 16, 1, 0, 0.5, 1};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(r.path_values[i], expected[i]) << i;
  EXPECT_NEAR(r.path_values.back(), 3 * (std::pow(q, 2) + 4 * std::pow(q, 3) + 9 * std::pow(q, 4)), 1e-12);
}

// An annuity of 100 a month for 84 months at 9% a year, first payment now, or after a month.
TEST(Reductions, Annuity) {
  const auto annuity = [](model::Settle settle) {
    BuildModel m(84, 1, settle);
    return run_path(m.model, 1, 0, {m.reduce(Reduction::present_value, m.constant(100), m.constant(0.09)).id}, {}).path_values.at(0);
  };
  EXPECT_NEAR(annuity(model::Settle::start), 6330.095179492878, 1e-9);
  EXPECT_NEAR(annuity(model::Settle::end), 6284.798603977209, 1e-9);
  EXPECT_NEAR(annuity(model::Settle::middle), 6330.095179492878 * std::pow(1.09, -1.0 / 24), 1e-9);
}

TEST(Reductions, InFormulasWithInputs) {
  BuildModel m(3);
  const Formula x = m.input("x", model::Distribution::uniform, {1, 2});
  const Formula all = m.reduce(Reduction::total, x);
  const PathResult r = run_path(m.model, 1, 3, {(all / x).id}, {});
  ASSERT_FALSE(r.stop);
  EXPECT_NEAR(r.path_values[0], 3, 1e-15);
}

TEST(Paths, AreTheSameEachTimeAndDiffer) {
  BuildModel m(12);
  const Formula s = m.geometric_brownian("s", m.constant(1), m.constant(0), m.constant(0.3));
  const auto run = [&](std::uint64_t seed, std::uint64_t path) { return run_path(m.model, seed, path, {}, {s}).step_values[0]; };
  EXPECT_EQ(run(1, 5), run(1, 5));
  EXPECT_NE(run(1, 5), run(1, 6));
  EXPECT_NE(run(1, 5), run(2, 5));
}

// Adding others changes nothing of a driver: its stream is named.
TEST(Paths, OthersDoNotMatter) {
  BuildModel alone(3), among(3);
  const Formula a = alone.geometric_brownian("s", alone.constant(1), alone.constant(0), alone.constant(0.3));
  among.geometric_brownian("r", among.constant(1), among.constant(0), among.constant(0.3));
  const Formula b = among.geometric_brownian("s", among.constant(1), among.constant(0), among.constant(0.3));
  EXPECT_EQ(run_path(alone.model, 1, 0, {}, {a}).step_values, run_path(among.model, 1, 0, {}, {b}).step_values);
}

}  // namespace
}  // namespace cf::reference
