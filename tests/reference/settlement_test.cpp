// Clearing against published and hand-solved networks, by itself and as one step of a model.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "../program/build_model.hpp"
#include "reference/evaluator.hpp"
#include "reference/settlement.hpp"

namespace cf::reference {
namespace {

using cf::testing::BuildModel;
using cf::testing::Formula;

using Matrix = std::vector<std::vector<double>>;

struct Network {
  std::string name;
  Matrix owes;                       // [i][j]: what i owes j
  std::vector<double> cash, outside; // what it has; what it owes outsiders
  double alpha = 1, beta = 1;
  std::vector<double> paid;          // by each, to insiders and outsiders: the greatest
  std::vector<bool> defaults;
  std::vector<double> net;           // cash + received - owed, where it is known
};

// Sources: Eisenberg and Noe 2001; Rogers and Veraart 2013; the worked examples of public implementations of both, solved
// again in exact fractions; by hand where not said.
std::vector<Network> networks() {
  const Matrix thirds = {{0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
  const Matrix chain = {{0, 30, 0}, {5, 0, 20}, {10, 0, 0}};
  return {
      {"one default drags a second down",
       {{0, 20, 10}, {5, 0, 24}, {10, 0, 0}},
       {10, 10, 10},
       {0, 0, 0},
       1,
       1,
       {270.0 / 11, 290.0 / 11, 10},
       {true, true, false},
       {-60.0 / 11, -29.0 / 11, 30}},
      {"outside debt",
       thirds,
       {0.5, 0.625, 0.75},
       {1.5, 0.5, 0.5},
       1,
       1,
       {165.0 / 112, 159.0 / 112, 1.5},
       {true, true, false},
       {-1.0267857142857142, -0.08035714285714286, 0.017857142857142856}},
      {"bankruptcy costs, all default",
       thirds,
       {0.5, 0.625, 0.75},
       {1.5, 0.5, 0.5},
       0.5,
       0.7,
       {4225.0 / 8416, 160275.0 / 311392, 176055.0 / 311392},
       {true, true, true},
       {-1.6399714828897338, -0.5861358031034837, -0.4780276949953756}},
      {"a haircut spreads", chain, {10, 5, 5}, {0, 0, 0}, 0.4, 1, {18, 20, 10}, {true, true, false}, {-6, -2, 11}},
      {"full recovery does not spread", chain, {10, 5, 5}, {0, 0, 0}, 1, 1, {25, 25, 10}, {true, false, false}, {-5, 5, 15}},
      {"a ring without money: the greatest of many vectors", {{0, 1}, {1, 0}}, {0, 0}, {0, 0}, 1, 1, {1, 1}, {false, false}, {0, 0}},
      {"a circular deal", {{0, 10, 0}, {0, 0, 12}, {11, 0, 0}}, {0, 1, 0}, {0, 0, 0}, 1, 1, {10, 11, 11}, {false, true, false}, {1, -1, 0}},
      {"no links", {{0, 5, 0}, {0, 0, 0}, {0, 0, 0}}, {3, 0, 7}, {0, 0, 0}, 1, 1, {3, 0, 0}, {true, false, false}, {-2, 3, 7}},
      {"a shocked cycle",
       {{0, 0, 0.5}, {0.5, 0, 0}, {0, 0.5, 0}},
       {9.5, 5, 3},
       {9, 4, 2},
       1,
       1,
       {9.5, 4.5, 2.5},
       {false, false, false},
       {0.5, 1, 1}},
      {"a shocked tree",
       {{0, 0, 0}, {0.5, 0, 0}, {0.5, 0, 0}},
       {9.3, 4.3, 2.3},
       {9, 4, 2},
       1,
       1,
       {9, 4.3, 2.3},
       {false, true, true},
       {1.2377777777777779, -0.2, -0.2}},
      {"nothing recovered: a cascade", thirds, {0.5, 0.625, 0.75}, {1.5, 0.5, 0.5}, 0, 0, {0, 0, 0}, {true, true, true}, {}},
  };
}

TEST(Settlement, NetworksWithKnownAnswers) {
  for (const Network& network : networks()) {
    SCOPED_TRACE(network.name);
    const std::size_t n = network.cash.size();
    std::vector<Purse> purses;
    for (double cash : network.cash) purses.push_back({true, cash, network.alpha, network.beta});
    purses.push_back({});  // outsiders
    std::vector<Obligation> obligations;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) obligations.push_back({i, j, 1, network.owes[i][j]});
      obligations.push_back({i, n, 1, network.outside[i]});
    }
    const Clearing clearing = clear(purses, obligations);
    std::vector<double> paid(n, 0.0), net = network.cash;
    for (std::size_t k = 0; k < obligations.size(); ++k) {
      const Obligation& o = obligations[k];
      paid[o.from] += clearing.paid[k];
      net[o.from] -= o.due;
      if (o.to < n) net[o.to] += clearing.paid[k];
    }
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_NEAR(paid[i], network.paid[i], 1e-12);
      EXPECT_EQ(clearing.falls_short[i], network.defaults[i]);
      if (!network.net.empty()) {
        EXPECT_NEAR(net[i], network.net[i], 1e-12);
      }
    }
  }
}

TEST(Settlement, TheSameNetworksAsOneStepOfAModel) {
  for (const Network& network : networks()) {
    SCOPED_TRACE(network.name);
    const std::size_t n = network.cash.size();
    BuildModel m(2);
    std::vector<model::PartyId> parties;
    for (std::size_t i = 0; i < n; ++i) parties.push_back(m.party("p" + std::to_string(i), network.cash[i], network.alpha, network.beta));
    const Formula first = m.year() == 0.0;
    std::vector<model::ExprId> step_values;
    std::vector<std::size_t> payer;
    const auto owe = [&](std::size_t from, model::PartyId to, double due) {
      const auto flow = m.flow("f" + std::to_string(payer.size()), parties[from], to, m.choose(first, m.constant(due), m.constant(1)));
      step_values.push_back(m.paid(flow));
      payer.push_back(from);
    };
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j)
        if (network.owes[i][j] > 0) owe(i, parties[j], network.owes[i][j]);
      if (network.outside[i] > 0) owe(i, m.world(), network.outside[i]);
    }
    m.world();
    for (std::size_t i = 0; i < n; ++i) step_values.push_back(m.defaulted(parties[i]));
    const PathResult result = run_path(m.model, 1, 0, {}, step_values);
    ASSERT_FALSE(result.stop) << result.stop->what;
    std::vector<double> paid(n, 0.0);
    for (std::size_t k = 0; k < payer.size(); ++k) {
      paid[payer[k]] += result.step_values[k][0];
      if (network.defaults[payer[k]]) {
        EXPECT_EQ(result.step_values[k][1], 0) << "nothing flows after default";
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_NEAR(paid[i], network.paid[i], 1e-12);
      EXPECT_EQ(result.step_values[payer.size() + i][0], 0) << "reads 1 only from the next step on";
      EXPECT_EQ(result.step_values[payer.size() + i][1], network.defaults[i] ? 1 : 0);
    }
  }
}

TEST(Settlement, RankOneIsPaidBeforeRankTwo) {
  const std::vector<Purse> purses = {{true, 10}, {}, {}};
  const Clearing clearing = clear(purses, {{0, 2, 2, 4}, {0, 1, 1, 8}, {0, 1, 2, 2}});
  EXPECT_NEAR(clearing.paid[1], 8, 1e-14);
  EXPECT_NEAR(clearing.paid[0], 4.0 / 3, 1e-14);
  EXPECT_NEAR(clearing.paid[2], 2.0 / 3, 1e-14);
  EXPECT_TRUE(clearing.falls_short[0]);
}

// Three banks, two ranks, solved by hand. Rank 1: a owes b 10 and b owes a 5; rank 2: a owes c 10, b owes c 20. a has 4, b has 1.
// b has at most 1 + 10 = 11 and owes 25; a has at most 4 + 5 = 9, less than the 10 of its rank 1, so c gets nothing from a:
// a pays b 9; b has 10, pays a 5 and c the other 5.
TEST(Settlement, MoneyThatRunsOutInDifferentRanks) {
  const std::vector<Purse> purses = {{true, 4}, {true, 1}, {true, 0}};
  const Clearing clearing = clear(purses, {{0, 1, 1, 10}, {1, 0, 1, 5}, {0, 2, 2, 10}, {1, 2, 2, 20}});
  EXPECT_NEAR(clearing.paid[0], 9, 1e-12);
  EXPECT_NEAR(clearing.paid[1], 5, 1e-12);
  EXPECT_NEAR(clearing.paid[2], 0, 1e-12);
  EXPECT_NEAR(clearing.paid[3], 5, 1e-12);
  EXPECT_EQ(clearing.falls_short, (std::vector<bool>{true, true, false}));
}

// Two defaulters that pass nearly everything round: x = 1e-9 + (1 - 1e-7) y and y = x, so x = 0.01. Rounds alone need some 1e8.
TEST(Settlement, ACircleThatLeaksLittleIsSolvedExactly) {
  const double leak = 1e-7;
  const std::vector<Purse> purses = {{true, 1e-9}, {true, 0}, {}};
  const Clearing clearing = clear(purses, {{0, 1, 1, 1}, {1, 0, 1, 2 * (1 - leak)}, {1, 2, 1, 2 * leak}});
  EXPECT_NEAR(clearing.paid[0], 0.01, 1e-9);
  EXPECT_NEAR(clearing.paid[1] + clearing.paid[2], 0.01, 1e-9);
}

// Both owe each other 1 before anybody else, and have nothing: any equal payments would clear, the greatest are 1 and 1.
TEST(Settlement, DefaultersThatOnlyPayEachOther) {
  const Clearing clearing = clear({{true, 0}, {true, 0}, {}}, {{0, 1, 1, 1}, {1, 0, 1, 1}, {0, 2, 2, 1}, {1, 2, 2, 1}});
  EXPECT_EQ(clearing.paid, (std::vector<double>{1, 1, 0, 0}));
  EXPECT_EQ(clearing.falls_short, (std::vector<bool>{true, true, false}));
}

// The same two beside a circle that creeps: neither keeps the other from its answer.
TEST(Settlement, DefaultersThatOnlyPayEachOtherBesideACircleThatLeaks) {
  const double leak = 1e-7;
  const std::vector<Purse> purses = {{true, 1e-9}, {true, 0}, {}, {true, 0}, {true, 0}};
  const Clearing clearing =
      clear(purses, {{0, 1, 1, 1}, {1, 0, 1, 2 * (1 - leak)}, {1, 2, 1, 2 * leak}, {3, 4, 1, 1}, {4, 3, 1, 1}, {3, 2, 2, 1}, {4, 2, 2, 1}});
  EXPECT_NEAR(clearing.paid[0], 0.01, 1e-9);
  EXPECT_NEAR(clearing.paid[3], 1, 1e-12);
  EXPECT_NEAR(clearing.paid[4], 1, 1e-12);
  EXPECT_NEAR(clearing.paid[5] + clearing.paid[6], 0, 1e-12);
}

TEST(Settlement, WhatRecoveryDestroysIsNamed) {
  const Clearing clearing = clear({{true, 10, 0.4, 1}, {}}, {{0, 1, 1, 20}, {1, 0, 1, 3}});
  EXPECT_NEAR(clearing.paid[0], 7, 1e-14);
  EXPECT_NEAR(clearing.destroyed[0], 6, 1e-14);
}

TEST(Settlement, AShortfallByRoundingIsNone) {
  EXPECT_FALSE(clear({{true, 0.1 + 0.2}, {}}, {{0, 1, 1, 0.3}}).falls_short[0]);
  EXPECT_FALSE(clear({{true, 1.0}, {}}, {{0, 1, 1, 1 + 1e-12}}).falls_short[0]);
  EXPECT_TRUE(clear({{true, 1.0}, {}}, {{0, 1, 1, 1 + 1e-11}}).falls_short[0]);
}

// Laws, on random networks: nobody pays more than it has or owes; who falls short keeps nothing; rank 2 gets something only
// when rank 1 is whole; and no larger vector fits (each round from above, run to its end, comes to the same).
TEST(Settlement, LawsHoldOnRandomNetworks) {
  for (std::uint64_t trial = 0; trial < 2000; ++trial) {
    std::uint32_t draw = 0;
    const auto u = [&] { return uniform(11, trial, draw++, 7); };
    const std::size_t n = 2 + static_cast<std::size_t>(u() * 4);
    const bool costs = u() < 0.5;
    std::vector<Purse> purses;
    for (std::size_t i = 0; i < n; ++i) purses.push_back({u() < 0.85, u() * 10, costs ? u() : 1, costs ? u() : 1});
    std::vector<Obligation> obligations;
    for (std::size_t k = 0; k < 3 * n; ++k) {
      const auto from = static_cast<std::size_t>(u() * static_cast<double>(n)), to = static_cast<std::size_t>(u() * static_cast<double>(n));
      if (from != to) obligations.push_back({from, to, 1 + static_cast<int>(u() * 3), u() < 0.1 ? 0 : u() * 12});
    }
    const Clearing clearing = clear(purses, obligations);

    std::vector<double> paid, has, due(n, 0.0), gone(n, 0.0);
    for (const Purse& purse : purses) has.push_back(purse.cash);
    for (std::size_t k = 0; k < obligations.size(); ++k) {
      EXPECT_GE(clearing.paid[k], 0);
      EXPECT_LE(clearing.paid[k], obligations[k].due);
      has[obligations[k].to] += clearing.paid[k];
      gone[obligations[k].from] += clearing.paid[k];
      due[obligations[k].from] += obligations[k].due;
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (!purses[i].limited) continue;
      if (clearing.falls_short[i]) {
        EXPECT_LT(has[i], due[i]);
        const double received = has[i] - purses[i].cash;
        EXPECT_NEAR(gone[i], purses[i].recovery_cash * purses[i].cash + purses[i].recovery_receipts * received, 1e-11);
        EXPECT_NEAR(clearing.destroyed[i], has[i] - gone[i], 1e-11);
      } else {
        EXPECT_GE(has[i], due[i] - 1e-11);
        EXPECT_EQ(gone[i], due[i]);
      }
    }
    for (std::size_t k = 0; k < obligations.size(); ++k)
      for (std::size_t l = 0; l < obligations.size(); ++l) {
        const Obligation &senior = obligations[k], &junior = obligations[l];
        if (senior.from == junior.from && senior.rank < junior.rank && clearing.paid[l] > 1e-9 * junior.due) {
          EXPECT_NEAR(clearing.paid[k], senior.due, 1e-9 * (1 + senior.due));
        }
      }

    // From above, nothing but rounds.
    std::vector<double> bound;
    for (const Obligation& o : obligations) bound.push_back(o.due);
    for (int round = 0; round < 20000; ++round) {
      std::vector<double> money(n);
      for (std::size_t i = 0; i < n; ++i) money[i] = purses[i].cash;
      for (std::size_t k = 0; k < obligations.size(); ++k) money[obligations[k].to] += bound[k];
      std::vector<double> next = bound;
      for (std::size_t i = 0; i < n; ++i) {
        if (!purses[i].limited || money[i] >= due[i] - 1e-12 * (money[i] + due[i])) continue;
        double left = purses[i].recovery_cash * purses[i].cash + purses[i].recovery_receipts * (money[i] - purses[i].cash);
        for (int rank = 1; rank <= 3; ++rank) {
          double of_rank = 0;
          for (const Obligation& o : obligations) of_rank += o.from == i && o.rank == rank ? o.due : 0;
          for (std::size_t k = 0; k < obligations.size(); ++k)
            if (obligations[k].from == i && obligations[k].rank == rank && of_rank > 0)
              next[k] = obligations[k].due * std::min(1.0, left / of_rank);
          left = std::max(0.0, left - of_rank);
        }
      }
      if (next == bound) break;
      bound = next;
    }
    for (std::size_t k = 0; k < obligations.size(); ++k) EXPECT_NEAR(clearing.paid[k], bound[k], 1e-9) << trial;
  }
}

}  // namespace
}  // namespace cf::reference
