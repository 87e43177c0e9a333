// Folding: what is left out of a graph changes no value and no stop.
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "program/graph.hpp"

namespace cf::program {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class Folding : public ::testing::Test {
 protected:
  Graph g;
  NodeId x = g.leaf(Kind::normal, 1), y = g.leaf(Kind::normal, 2);
  NodeId number(double v) { return g.constant(v); }
};

TEST_F(Folding, the_same_operation_is_one_node) {
  EXPECT_EQ(g.add(x, y), g.add(y, x));
  EXPECT_EQ(g.make(Operation::greater, {x, y}), g.less(y, x));
  EXPECT_NE(g.subtract(x, y), g.subtract(y, x));
}

TEST_F(Folding, neutral_operands_go) {
  EXPECT_EQ(g.add(x, number(0)), x);
  EXPECT_EQ(g.multiply(number(1), x), x);
  EXPECT_EQ(g.multiply(number(0), x), number(0));
  EXPECT_EQ(g.select(number(1), x, y), x);
  EXPECT_EQ(g.make(Operation::minimum, {x, number(kInfinity)}), x);
  EXPECT_EQ(g.both(g.less(x, y), number(0)), number(0));
}

TEST_F(Folding, what_may_stop_a_run_stays) {
  const NodeId quotient = g.divide(x, y);
  EXPECT_NE(g.multiply(number(0), quotient), number(0));
  EXPECT_NE(g.both(g.less(quotient, x), number(0)), number(0));
  const NodeId bad = g.divide(number(1), number(0));
  EXPECT_FALSE(g.is_constant(bad));
  EXPECT_EQ(g[bad].vary, kByStep);
}

TEST_F(Folding, what_is_left_of_no_limit_is_no_limit) {
  const NodeId no_limit = number(kInfinity), unlimited = g.select(g.less(x, y), no_limit, x);
  EXPECT_EQ(g.subtract(no_limit, x), no_limit);
  EXPECT_EQ(g.add(x, no_limit), no_limit);
  EXPECT_EQ(g.make(Operation::minimum, {y, g.subtract(no_limit, x)}), y);
  EXPECT_FALSE(g.is_constant(g.subtract(x, no_limit)));
  EXPECT_FALSE(g.is_constant(g.subtract(no_limit, unlimited)));          // may be no number
  EXPECT_FALSE(g.is_constant(g.subtract(no_limit, g.divide(x, y))));     // may stop a run
}

TEST_F(Folding, what_may_be_infinite_stays) {
  const NodeId unlimited = g.select(g.less(x, y), number(kInfinity), x);
  EXPECT_NE(g.multiply(number(0), unlimited), number(0));
}

TEST_F(Folding, with_checks_kept_elsewhere_only_infinity_stays) {
  const NodeId quotient = g.divide(x, y), unlimited = g.select(g.less(x, y), number(kInfinity), x);
  g.checks_are_kept();
  EXPECT_EQ(g.multiply(number(0), quotient), number(0));
  EXPECT_NE(g.multiply(number(0), unlimited), number(0));
}

TEST_F(Folding, sums_over_steps) {
  const NodeId z = g.leaf(Kind::step_normal, 3), one = number(1);
  const NodeId sum = g.reduction(Accumulate::sum, z, one);
  EXPECT_EQ(g.reduction(Accumulate::sum, g.make(Operation::negate, {z}), one), g.make(Operation::negate, {sum}));
  EXPECT_EQ(g.reduction(Accumulate::sum, number(0), one), number(0));
  EXPECT_EQ(g.reduction(Accumulate::peak, x, -1), x);
  EXPECT_EQ(g[g.reduction(Accumulate::sum, g.leaf(Kind::year), one)].vary & kByPath, 0);
}

TEST_F(Folding, supplies_without_capacity_leave_a_dispatch) {
  const NodeId demand = g.leaf(Kind::step_normal, 3);
  const std::array offers = {number(0), x, y, number(2)};
  const std::array only = {y, number(2)};
  EXPECT_EQ(g.dispatch(demand, offers, 0), number(0));
  EXPECT_EQ(g.dispatch(demand, offers, 1), g.dispatch(demand, only, 0));
  EXPECT_EQ(g.dispatch(demand, offers, -1), g.dispatch(demand, only, -1));
  EXPECT_EQ(g.dispatch(number(0), offers, -4), number(0));
}

}  // namespace
}  // namespace cf::program
