// Dispatch with known answers, by hand and by linear programs.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "../program/build_model.hpp"
#include "reference/evaluator.hpp"
#include "reference/merit_order.hpp"

namespace cf::reference {
namespace {

using cf::testing::BuildModel;
using cf::testing::Formula;

const std::vector<Offer> kThree = {{200, 20}, {150, 35}, {200, 60}};

TEST(MeritOrder, ThreeSuppliers) {
  const Allotment a = allot(400, kThree);
  EXPECT_EQ(a.of, (std::vector<double>{200, 150, 50}));
  EXPECT_EQ(a.served, 400);
  EXPECT_EQ(a.unserved, 0);
  EXPECT_EQ(a.cost, 12250);
  EXPECT_EQ(a.price, 60);
}

TEST(MeritOrder, DemandAboveAllCapacity) {
  const Allotment a = allot(600, kThree);
  EXPECT_EQ(a.of, (std::vector<double>{200, 150, 200}));
  EXPECT_EQ(a.unserved, 50);
  EXPECT_EQ(a.cost, 21250);
  EXPECT_EQ(a.price, 60);
}

TEST(MeritOrder, NoDemandHasNoPrice) {
  for (double demand : {0.0, -5.0}) {
    const Allotment a = allot(demand, kThree);
    EXPECT_EQ(a.of, (std::vector<double>{0, 0, 0}));
    EXPECT_EQ(a.unserved, 0);
    EXPECT_EQ(a.cost, 0);
    EXPECT_EQ(a.price, 0);
  }
}

TEST(MeritOrder, EqualPricesAsListedAndCapacityBelowZeroIsNone) {
  const Allotment a = allot(5, {{3, 2}, {-4, 0}, {3, 2}, {3, 1}});
  EXPECT_EQ(a.of, (std::vector<double>{2, 0, 0, 3}));
}

TEST(MeritOrder, NoLimitAndNoOffer) {
  const double inf = std::numeric_limits<double>::infinity();
  const Allotment a = allot(7, {{2, 1}, {inf, 4}, {3, inf}});
  EXPECT_EQ(a.of, (std::vector<double>{2, 5, 0}));
  EXPECT_EQ(a.cost, 22);
  EXPECT_EQ(allot(7, {}).unserved, 7);
}

// Paid for already is offered at 0: a minimum of 100 at 10, spot at 6, demand 120.
TEST(MeritOrder, WhatIsPaidForGoesFirst) {
  const Allotment a = allot(120, {{1000, 6}, {100, 0}});
  EXPECT_EQ(a.of, (std::vector<double>{20, 100}));
  EXPECT_EQ(1000 + a.cost, 1120);
}

// One step of the reference deal: committed capacity first, then the cheaper effective price.
TEST(MeritOrder, OneStepOfTheReferenceDealAsAModel) {
  struct Case {
    double demand, committed, extra, nvidia, unserved;
  };
  for (const Case& c : {Case{100, 40.2, 0, 59.8, 0}, Case{300, 40.2, 0, 90, 169.8}}) {
    BuildModel m(1);
    const Formula reserved = m.series("reserved", 0.67 * cf::testing::min(m.constant(60), m.constant(38000.0 / 84) / 1.2));
    const auto compute = m.dispatch("compute", m.constant(c.demand),
                                    {{"reserved", reserved, m.constant(0)},
                                     {"trainium", 0.67 * m.constant(60) - reserved, m.constant(1.2) / 0.67},
                                     {"nvidia", m.constant(90), m.constant(2.5)}});
    const PathResult r = run_path(m.model, 1, 0, {},
                                  {m.served_by(compute, 0), m.served_by(compute, 1), m.served_by(compute, 2),
                                   m.read(model::Quantity::unserved, 0), m.read(model::Quantity::served, 0)});
    ASSERT_FALSE(r.stop);
    EXPECT_NEAR(r.step_values[0][0], c.committed, 1e-12);
    EXPECT_NEAR(r.step_values[1][0], c.extra, 1e-12);
    EXPECT_NEAR(r.step_values[2][0], c.nvidia, 1e-12);
    EXPECT_NEAR(r.step_values[3][0], c.unserved, 1e-12);
    EXPECT_NEAR(r.step_values[4][0], c.committed + c.extra + c.nvidia, 1e-12);
  }
}

TEST(MeritOrder, ABuyerThatHasDefaultedAsksForNothing) {
  BuildModel m(2);
  const auto lab = m.party("lab", 1.0);
  m.flow("bill", lab, m.world(), m.constant(5));
  m.dispatch("compute", m.constant(10), {{"any", m.constant(100), m.constant(1)}}, lab);
  const PathResult r = run_path(m.model, 1, 0, {}, {m.read(model::Quantity::served, 0), m.read(model::Quantity::unserved, 0)});
  ASSERT_FALSE(r.stop);
  EXPECT_EQ(r.step_values[0], (std::vector<double>{10, 0, 0}));
  EXPECT_EQ(r.step_values[1], (std::vector<double>{0, 0, 0}));
}

}  // namespace
}  // namespace cf::reference
