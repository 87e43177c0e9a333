// A fused instruction gives the bits that its parts would give.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <set>

#include "program/fuse.hpp"

namespace cf::program {
namespace {

// The words of fused.def on doubles.
struct Truth {
  bool is;
  friend Truth operator&(Truth a, Truth b) { return {a.is && b.is}; }
};
double minimum(double a, double b) { return a < b ? a : b; }
double maximum(double a, double b) { return a > b ? a : b; }
double exponential(double a) { return std::exp(a); }
Truth truth(double a) { return {a != 0}; }
Truth less(double a, double b) { return {a < b}; }
Truth less_equal(double a, double b) { return {a <= b}; }
Truth equal(double a, double b) { return {a == b}; }
double choose(Truth c, double a, double b) { return c.is ? a : b; }
double condition(Truth c) { return c.is ? 1 : 0; }

double meaning(Fused fused, double a, double b, [[maybe_unused]] double c, [[maybe_unused]] double d, [[maybe_unused]] double e) {
  switch (fused) {
#define CF_FUSED(id, arity, shape, ...) \
  case Fused::id: return __VA_ARGS__;
#include "program/fused.def"
#undef CF_FUSED
  }
  return 0;
}

constexpr std::array kLeaves = {1.7, -0.6, 2.3, 0.4, -1.1, 3.7, 1.0};

class Fusing : public ::testing::Test {
 protected:
  NodeId leaf() {
    const NodeId id = g.leaf(Kind::normal, static_cast<std::int32_t>(num_leaves));
    value_[id] = kLeaves[num_leaves++ % kLeaves.size()];
    return id;
  }
  double value(NodeId id) {
    if (const auto known = value_.find(id); known != value_.end()) return known->second;
    std::vector<double> x;
    for (NodeId operand : g.operands(id)) x.push_back(value(operand));
    return evaluate(static_cast<Operation>(g[id].which), x);
  }
  // Fuses what is below, if anything, and compares.
  void expect_same(NodeId id) {
    const auto fusion = fuse(g, id, [](NodeId) { return true; });
    if (!fusion) return;
    std::array<double, 5> x{};
    for (std::size_t i = 0; i < fusion->operands.size(); ++i) x[i] = value(fusion->operands[i]);
    const double fused = meaning(fusion->id, x[0], x[1], x[2], x[3], x[4]);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(fused), std::bit_cast<std::uint64_t>(value(id))) << name_of(fusion->id).name;
    EXPECT_FALSE(fusion->absorbed.empty());
    found.insert(fusion->id);
  }
  NodeId of_leaves(Operation operation) {
    std::vector<NodeId> x;
    for (int i = 0; i < row(operation).arity; ++i) x.push_back(leaf());
    return g.make(operation, x);
  }

  Graph g;
  std::size_t num_leaves = 0;
  std::set<Fused> found;

 private:
  std::map<NodeId, double> value_;
};

TEST_F(Fusing, every_shape_means_what_its_parts_do) {
  // Each operation over each other, in each place, once and in two places.
  for (const OperationRow& root : kOperations)
    for (const OperationRow& child : kOperations)
      for (unsigned places = 1; places < 1u << root.arity; ++places)
        for (int repeat = 0; repeat < 3; ++repeat) {   // other leaves each time
          std::vector<NodeId> x;
          for (int i = 0; i < root.arity; ++i) x.push_back(places >> i & 1 ? of_leaves(child.id) : leaf());
          expect_same(g.make(root.id, x));
        }
  const NodeId a = leaf(), b = leaf(), c = leaf(), d = leaf(), e = leaf();
  expect_same(g.multiply(a, g.exponential(g.add(b, c))));
  expect_same(g.multiply(g.exponential(g.add(g.multiply(c, d), b)), a));
  expect_same(g.add(g.add(a, g.multiply(g.subtract(b, a), c)), g.multiply(d, e)));
#define CF_FUSED(id, arity, ...) EXPECT_TRUE(found.contains(Fused::id)) << #id;
#include "program/fused.def"
#undef CF_FUSED
}

TEST_F(Fusing, what_somebody_else_reads_stays) {
  const NodeId product = g.multiply(leaf(), leaf());
  EXPECT_FALSE(fuse(g, g.add(product, leaf()), [&](NodeId id) { return id != product; }).has_value());
}

TEST_F(Fusing, a_repeated_operand_has_to_repeat) {
  const NodeId a = leaf(), b = leaf(), c = leaf(), d = leaf(), e = leaf(), other = leaf();
  const auto step = [&](NodeId mean) {
    return fuse(g, g.add(g.add(a, g.multiply(g.subtract(b, mean), c)), g.multiply(d, e)), [](NodeId) { return true; });
  };
  EXPECT_EQ(step(a)->id, Fused::mean_reverting_step);
  EXPECT_NE(step(other)->id, Fused::mean_reverting_step);
}

}  // namespace
}  // namespace cf::program
