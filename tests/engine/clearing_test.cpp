// Clearing: answers from the literature, and the same as the reference evaluator's on random networks.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/clearing.hpp"
#include "engine/cross_holding.hpp"
#include "reference/cross_holdings.hpp"
#include "reference/settlement.hpp"

namespace cf::engine {
namespace {

struct Network {
  std::vector<double> cash;
  struct Owed {
    int from, to, rank;
    double due;
  };
  std::vector<Owed> owed;           // from or to -1: outside
  double alpha = 1, beta = 1;
};

struct Cleared {
  std::vector<double> paid, total, after;
  std::vector<bool> short_of;
  bool whole = false;
};

Cleared clear(const Network& n) {
  program::SettlementData s;
  s.parties.resize(n.cash.size());
  for (const auto& o : n.owed) {
    s.flows.push_back({o.from, o.to, o.rank, {}});
    s.num_ranks = std::max(s.num_ranks, o.rank);
  }
  Clearing clearing({s});
  for (std::size_t p = 0; p < n.cash.size(); ++p) {
    clearing.cash[p] = n.cash[p];
    clearing.recovery_cash[p] = n.alpha;
    clearing.recovery_receipts[p] = n.beta;
  }
  for (std::size_t f = 0; f < n.owed.size(); ++f) clearing.due[f] = n.owed[f].due;
  Cleared r;
  r.whole = clearing.run(s);
  r.paid.assign(clearing.paid.begin(), clearing.paid.end());
  r.after.assign(clearing.after.begin(), clearing.after.end());
  r.total.assign(n.cash.size(), 0.0);
  for (std::size_t f = 0; f < n.owed.size(); ++f)
    if (n.owed[f].from >= 0) r.total[static_cast<std::size_t>(n.owed[f].from)] += r.paid[f];
  for (std::size_t p = 0; p < n.cash.size(); ++p) r.short_of.push_back(clearing.falls_short[p] != 0);
  return r;
}

void expect_totals(const Network& n, const std::vector<double>& totals) {
  const Cleared r = clear(n);
  EXPECT_TRUE(r.whole);
  for (std::size_t p = 0; p < totals.size(); ++p) EXPECT_NEAR(r.total[p], totals[p], 1e-10) << "party " << p;
}

TEST(Clearing, one_default_drags_a_second_down) {
  const Network n{{10, 10, 10}, {{0, 1, 1, 20}, {0, 2, 1, 10}, {1, 0, 1, 5}, {1, 2, 1, 24}, {2, 0, 1, 10}}};
  expect_totals(n, {270.0 / 11, 290.0 / 11, 10});
  const Cleared r = clear(n);
  EXPECT_EQ(r.short_of, (std::vector<bool>{true, true, false}));
  EXPECT_EQ(r.after[0], 0);
  EXPECT_EQ(r.after[1], 0);
}

TEST(Clearing, outside_debt_shares_pro_rata) {
  Network n{{0.5, 0.625, 0.75}, {}};
  const double outside[] = {1.5, 0.5, 0.5};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j)
      if (i != j) n.owed.push_back({i, j, 1, 0.5});
    n.owed.push_back({i, -1, 1, outside[i]});
  }
  expect_totals(n, {165.0 / 112, 159.0 / 112, 1.5});
  n.alpha = 0.5;
  n.beta = 0.7;
  expect_totals(n, {4225.0 / 8416, 160275.0 / 311392, 176055.0 / 311392});
}

TEST(Clearing, a_ring_without_money_pays_itself) {
  // The greatest of the many clearing vectors: everybody pays in full.
  const Network n{{0, 0, 0}, {{0, 1, 1, 1}, {1, 2, 1, 1}, {2, 0, 1, 1}}};
  expect_totals(n, {1, 1, 1});
}

TEST(Clearing, a_higher_rank_is_paid_in_full_first) {
  const Network n{{6}, {{0, -1, 2, 8}, {0, -1, 1, 3}, {0, -1, 3, 5}, {0, -1, 2, 4}}};
  const Cleared r = clear(n);
  EXPECT_NEAR(r.paid[0], 2, 1e-12);
  EXPECT_NEAR(r.paid[1], 3, 1e-12);
  EXPECT_EQ(r.paid[2], 0);
  EXPECT_NEAR(r.paid[3], 1, 1e-12);
}

TEST(Clearing, as_the_reference_evaluator_on_random_networks) {
  std::mt19937_64 random(5);
  const auto u = [&] { return std::uniform_real_distribution<double>()(random); };
  int shorts = 0;
  for (int round = 0; round < 3000; ++round) {
    Network n;
    const int parties = 1 + static_cast<int>(u() * 6);
    for (int p = 0; p < parties; ++p) n.cash.push_back(u() < 0.2 ? 0 : u() * 10);
    const int flows = 1 + static_cast<int>(u() * 14);
    for (int f = 0; f < flows; ++f) {
      const int from = static_cast<int>(u() * (parties + 1)) - 1, to = static_cast<int>(u() * (parties + 1)) - 1;
      if (from == to) continue;
      n.owed.push_back({from, to, 1 + static_cast<int>(u() * 3), u() < 0.1 ? 0 : u() * 8});
    }
    if (u() < 0.4) n.alpha = u(), n.beta = u();
    std::vector<reference::Purse> purses;
    for (double cash : n.cash) purses.push_back({true, cash, n.alpha, n.beta});
    purses.push_back({false, 0});
    std::vector<reference::Obligation> obligations;
    for (const auto& o : n.owed) {
      const auto place = [&](int p) { return static_cast<std::size_t>(p < 0 ? parties : p); };
      obligations.push_back({place(o.from), place(o.to), o.rank, o.due});
    }
    const reference::Clearing expected = reference::clear(purses, obligations);
    const Cleared got = clear(n);
    ASSERT_TRUE(got.whole) << round;
    for (std::size_t f = 0; f < n.owed.size(); ++f) ASSERT_NEAR(got.paid[f], expected.paid[f], 1e-10) << "round " << round << " flow " << f;
    for (std::size_t p = 0; p < n.cash.size(); ++p) {
      ASSERT_EQ(got.short_of[p], expected.falls_short[p]) << round;
      shorts += got.short_of[p];
    }
  }
  EXPECT_GT(shorts, 1000);
}

TEST(CrossHolding, as_the_reference_evaluator_on_random_parties) {
  std::mt19937_64 random(6);
  const auto u = [&] { return std::uniform_real_distribution<double>()(random); };
  for (int round = 0; round < 2000; ++round) {
    const std::size_t n = 1 + static_cast<std::size_t>(u() * 5);
    CrossHolding engine(n);
    reference::CrossHoldings holdings;
    std::vector<unsigned char> limited;
    holdings.fraction.assign(n, std::vector<double>(n, 0.0));
    for (std::size_t i = 0; i < n; ++i) {
      holdings.base.push_back(u() * 20 - 8);
      holdings.limited.push_back(u() < 0.6);
      limited.push_back(holdings.limited.back());
      for (std::size_t j = 0; j < n; ++j) holdings.fraction[j][i] = i == j ? 0 : u() * 0.9 / static_cast<double>(n);
    }
    engine.base = holdings.base;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) engine.fraction[i * n + j] = holdings.fraction[i][j];
    engine.run(n, limited.data());
    const std::vector<double> expected = reference::joint_equity(holdings);
    for (std::size_t i = 0; i < n; ++i) ASSERT_NEAR(engine.equity[i], expected[i], 1e-10) << round;
  }
}

}  // namespace
}  // namespace cf::engine
