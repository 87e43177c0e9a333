// The graph of values that models are lowered to. Nodes are hash-consed: the same operation on the same operands is one node,
// whoever asks for it, so what variants share is there once.
//
// 1. Operands come before the nodes that read them; a state is a leaf (its next value is kept beside the graph).
// 2. What can be folded is folded when a node is made: constants, and what leaves no trace in any result or stop.
//    An operation on constants outside its domain stays, since it may have to stop a run.
// 3. A node's `vary` says how often it has to be computed.
#pragma once
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "operation/operation.hpp"

namespace cf::program {

using NodeId = std::int32_t;

enum class Kind : std::uint8_t {
  constant,             // value
  operation,            // which: Operation
  year,
  date,           // of the step
  state,                // index: class of states; its value at the start of the step
  uniform,
  normal,      // index: stream; draw 0
  step_uniform,
  step_normal,        // index: stream; the draw of the step
  normal_distribution,
  quantile_table,
  beta_quantile,
  poisson,  // see program.hpp
  dispatch,             // demand, then capacity and price of each supply
  settlement,           // index: its shape; which: number of parties; see Graph::settlement
  cross_holding,        // base of each, then the fractions, row by row; index: bits of who is limited
  output,               // operand: one of the three above; index: which output
  reduction,            // which: Accumulate; x and perhaps a weight, over all steps
};

enum class Accumulate : std::uint8_t { sum, peak, low, first, last };  // sum: of x * weight

inline constexpr std::uint8_t kByStep = 1, kByPath = 2, kAtEnd = 4;   // kAtEnd: known after the last step

struct Node {
  Kind kind = Kind::constant;
  std::uint8_t which = 0;
  std::uint8_t vary = 0;         // kByStep | kByPath
  bool total = true;             // nothing in it can be outside its domain
  bool finite = true;            // cannot be infinite (overflow aside) where all states and draws are finite, and it is in its domain
  std::int32_t index = -1;
  std::int32_t first = 0, count = 0;   // operands
  double value = 0;
};

class Graph {
 public:
  Graph();
  void clear();
  // From now on checks are kept beside the graph, so that what may be outside its domain can vanish too.
  void checks_are_kept() { checks_kept_ = true; }

  NodeId constant(double value);
  NodeId make(Operation operation, std::span<const NodeId> x);
  NodeId make(Operation operation, std::initializer_list<NodeId> x) { return make(operation, std::span(x.begin(), x.size())); }
  NodeId state(std::int32_t state_class, std::uint8_t vary);
  NodeId leaf(Kind kind, std::int32_t index = -1);
  NodeId compound(Kind kind, std::span<const NodeId> x, std::int32_t index = -1, std::uint8_t which = 0);
  NodeId output(NodeId compound, std::int32_t which);
  // Output `which` of a dispatch: a supply by its position, or (-1 … -4) what is served, unserved, the cost, the last price.
  // `offers`: capacity and price of each supply. Supplies without capacity are left out.
  NodeId dispatch(NodeId demand, std::span<const NodeId> offers, std::int32_t which);
  // Output `which` of a settlement: what each flow is paid, then for each party its cash and whether it has defaulted by now.
  // Operands: whether somebody falls short; for each party its cash, the two recoveries, its cash if nobody falls short, whether
  // it had defaulted; what each flow is due. Where nobody can fall short, outputs are these.
  NodeId settlement(std::span<const NodeId> x, std::int32_t shape, std::uint8_t num_parties, std::int32_t which);
  NodeId reduction(Accumulate accumulate, NodeId x, NodeId weight);

  NodeId add(NodeId a, NodeId b) { return make(Operation::add, {a, b}); }
  NodeId subtract(NodeId a, NodeId b) { return make(Operation::subtract, {a, b}); }
  NodeId multiply(NodeId a, NodeId b) { return make(Operation::multiply, {a, b}); }
  NodeId divide(NodeId a, NodeId b) { return make(Operation::divide, {a, b}); }
  NodeId less(NodeId a, NodeId b) { return make(Operation::less, {a, b}); }
  NodeId both(NodeId a, NodeId b) { return make(Operation::logical_and, {a, b}); }
  NodeId either(NodeId a, NodeId b) { return make(Operation::logical_or, {a, b}); }
  NodeId negation(NodeId a) { return make(Operation::logical_not, {a}); }
  NodeId select(NodeId c, NodeId a, NodeId b) { return make(Operation::select, {c, a, b}); }
  NodeId exponential(NodeId a) { return make(Operation::exponential, {a}); }

  std::int32_t size() const { return static_cast<std::int32_t>(nodes_.size()); }
  const Node& operator[](NodeId id) const { return nodes_[static_cast<std::size_t>(id)]; }
  std::span<const NodeId> operands(NodeId id) const {
    const Node& n = (*this)[id];
    return {operands_.data() + n.first, static_cast<std::size_t>(n.count)};
  }
  bool is_constant(NodeId id) const { return (*this)[id].kind == Kind::constant; }
  bool is_constant(NodeId id, double value) const { return is_constant(id) && (*this)[id].value == value; }
  bool is_infinite(NodeId id) const { return is_constant(id) && std::isinf((*this)[id].value); }
  bool is(NodeId id, Operation operation) const {
    return (*this)[id].kind == Kind::operation && (*this)[id].which == static_cast<std::uint8_t>(operation);
  }

 private:
  NodeId intern(Node node, std::span<const NodeId> x);
  NodeId fold(Operation operation, std::span<const NodeId> x);   // -1: nothing to fold
  NodeId fold_logic(Operation operation, std::span<const NodeId> x);
  bool vanishes(NodeId id) const { return ((*this)[id].total || checks_kept_) && (*this)[id].finite; }
  void grow();

  std::vector<Node> nodes_;
  std::vector<NodeId> operands_;
  std::vector<NodeId> table_;    // open addressing; -1: empty
  bool checks_kept_ = false;
};

}  // namespace cf::program
