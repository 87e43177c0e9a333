// Parties that hold each other's shares.
#include <gtest/gtest.h>

#include <cmath>

#include "../program/build_model.hpp"
#include "reference/cross_holdings.hpp"
#include "reference/evaluator.hpp"

namespace cf::reference {
namespace {

// a = 100 + b / 10, b = 50 + a / 5: a = 105 / 0.98, b = 70 / 0.98.
TEST(CrossHoldings, TwoThatHoldEachOther) {
  const auto v = joint_equity({{100, 50}, {{0, 0.1}, {0.2, 0}}, {true, true}});
  EXPECT_NEAR(v[0], 105 / 0.98, 1e-12);
  EXPECT_NEAR(v[1], 70 / 0.98, 1e-12);
}

TEST(CrossHoldings, LimitedLiabilityStopsAtZero) {
  const auto limited = joint_equity({{10, -30}, {{0, 0.5}, {0.2, 0}}, {true, true}});
  EXPECT_NEAR(limited[0], 10, 1e-12);
  EXPECT_EQ(limited[1], 0);
  const auto unlimited = joint_equity({{10, -30}, {{0, 0.5}, {0.2, 0}}, {false, false}});
  EXPECT_NEAR(unlimited[0], -5 / 0.9, 1e-12);
  EXPECT_NEAR(unlimited[1], -28 / 0.9, 1e-12);
}

// Without liability limits b is below zero and drags a below zero too; with them a is 1, which lifts nobody.
TEST(CrossHoldings, WhoIsBelowZeroOnlyThroughAnotherComesBack) {
  const auto v = joint_equity({{1, -10, -0.2}, {{0, 0.9, 0}, {0, 0, 0}, {0.5, 0, 0}}, {true, true, true}});
  EXPECT_NEAR(v[0], 1, 1e-12);
  EXPECT_EQ(v[1], 0);
  EXPECT_NEAR(v[2], 0.3, 1e-12);
}

// The fixed point v = max(0, base + fraction v), on random holdings.
TEST(CrossHoldings, IsAFixedPointOnRandomHoldings) {
  for (std::uint64_t trial = 0; trial < 500; ++trial) {
    std::uint32_t draw = 0;
    const auto u = [&] { return uniform(5, trial, draw++, 3); };
    const std::size_t n = 2 + static_cast<std::size_t>(u() * 5);
    CrossHoldings h;
    h.fraction.assign(n, std::vector<double>(n, 0.0));
    for (std::size_t i = 0; i < n; ++i) {
      h.base.push_back(u() * 20 - 10);
      h.limited.push_back(u() < 0.7);
      for (std::size_t j = 0; j < n; ++j) h.fraction[i][j] = i == j ? 0 : u() * 0.9 / static_cast<double>(n);
    }
    const auto v = joint_equity(h);
    for (std::size_t i = 0; i < n; ++i) {
      double sum = h.base[i];
      for (std::size_t j = 0; j < n; ++j) sum += h.fraction[i][j] * v[j];
      EXPECT_NEAR(v[i], h.limited[i] ? std::max(0.0, sum) : sum, 1e-11);
    }
  }
}

TEST(CrossHoldings, AsFormulasOfAModel) {
  cf::testing::BuildModel m(1);
  const auto a = m.party("a", 100.0), b = m.party("b", 50.0);
  m.world();
  const auto equity = m.cross_held({a, b}, {m.cash(a), m.cash(b)}, {{0, 0.1}, {0.2, 0}}, {true, true});
  const PathResult r = run_path(m.model, 1, 0, {}, {equity[0], equity[1]});
  ASSERT_FALSE(r.stop);
  EXPECT_NEAR(r.step_values[0][0], 105 / 0.98, 1e-12);
  EXPECT_NEAR(r.step_values[1][1], 70 / 0.98, 1e-12);
}

// Each holds all of the other: no value fits.
TEST(CrossHoldings, HoldingAllOfEachOtherStops) {
  cf::testing::BuildModel m(1);
  const auto a = m.party("a", 1.0), b = m.party("b", 1.0);
  m.world();
  const auto equity = m.cross_held({a, b}, {m.cash(a), m.cash(b)}, {{0, 1}, {1, 0}}, {true, true});
  const PathResult r = run_path(m.model, 1, 0, {}, {equity[0]});
  ASSERT_TRUE(r.stop);
  EXPECT_FALSE(r.stop->conservation);
}

}  // namespace
}  // namespace cf::reference
