#include "program/graph.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace cf::program {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::uint64_t mix(std::uint64_t h, std::uint64_t v) {
  h ^= v + 0x9e3779b97f4a7c15u + (h << 6) + (h >> 2);
  h *= 0xff51afd7ed558ccdu;
  return h ^ (h >> 32);
}

std::uint64_t hash_of(const Node& n, std::span<const NodeId> x) {
  std::uint64_t h = mix(static_cast<std::uint64_t>(n.kind) << 8 | n.which, static_cast<std::uint64_t>(static_cast<std::uint32_t>(n.index)));
  h = mix(h, std::bit_cast<std::uint64_t>(n.value));
  for (NodeId id : x) h = mix(h, static_cast<std::uint64_t>(id));
  return h;
}

}  // namespace

Graph::Graph() { clear(); }

void Graph::clear() {
  nodes_.clear();
  operands_.clear();
  checks_kept_ = false;
  table_.assign(1 << 12, -1);
}

void Graph::grow() {
  std::vector<NodeId> larger(table_.size() * 2, -1);
  const std::size_t mask = larger.size() - 1;
  for (NodeId id = 0; id < size(); ++id) {
    std::size_t at = hash_of((*this)[id], operands(id)) & mask;
    while (larger[at] >= 0) at = (at + 1) & mask;
    larger[at] = id;
  }
  table_.swap(larger);
}

NodeId Graph::intern(Node node, std::span<const NodeId> x) {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = hash_of(node, x) & mask;
  for (; table_[at] >= 0; at = (at + 1) & mask) {
    const Node& other = (*this)[table_[at]];
    if (other.kind != node.kind || other.which != node.which || other.index != node.index ||
        std::bit_cast<std::uint64_t>(other.value) != std::bit_cast<std::uint64_t>(node.value) ||
        other.count != static_cast<std::int32_t>(x.size()))
      continue;
    const auto theirs = operands(table_[at]);
    bool same = true;
    for (std::size_t i = 0; i < x.size(); ++i) same = same && theirs[i] == x[i];
    if (same) return table_[at];
  }
  const NodeId id = size();
  table_[at] = id;
  node.first = static_cast<std::int32_t>(operands_.size());
  node.count = static_cast<std::int32_t>(x.size());
  operands_.insert(operands_.end(), x.begin(), x.end());
  nodes_.push_back(node);
  if (nodes_.size() * 2 > table_.size()) grow();
  return id;
}

NodeId Graph::constant(double value) {
  Node n;
  n.value = value;
  n.finite = std::isfinite(value);
  return intern(n, {});
}

NodeId Graph::state(std::int32_t state_class, std::uint8_t vary) {
  Node n;
  n.kind = Kind::state;
  n.index = state_class;
  n.vary = vary;
  return intern(n, {});
}

NodeId Graph::leaf(Kind kind, std::int32_t index) {
  Node n;
  n.kind = kind;
  n.index = index;
  switch (kind) {
    case Kind::year:
    case Kind::date: n.vary = kByStep; break;
    case Kind::uniform:
    case Kind::normal: n.vary = kByPath; break;
    case Kind::step_uniform:
    case Kind::step_normal: n.vary = kByStep | kByPath; break;
    default: CF_CHECK(false, "not a leaf");
  }
  return intern(n, {});
}

NodeId Graph::compound(Kind kind, std::span<const NodeId> x, std::int32_t index, std::uint8_t which) {
  Node n;
  n.which = which;
  n.kind = kind;
  n.index = index;
  for (NodeId id : x) {
    n.vary |= (*this)[id].vary;
    n.total = n.total && (*this)[id].total;
    n.finite = n.finite && (*this)[id].finite;
  }
  // What is served is limited by the demand; capacities and prices may be without limit.
  if (kind == Kind::dispatch) n.finite = (*this)[x[0]].finite;
  if (kind == Kind::dispatch || kind == Kind::settlement || kind == Kind::cross_holding) n.vary |= kByPath;  // run by tiles only
  return intern(n, x);
}

NodeId Graph::output(NodeId compound, std::int32_t which) {
  Node n;
  n.kind = Kind::output;
  n.index = which;
  n.vary = (*this)[compound].vary;
  n.total = (*this)[compound].total;
  n.finite = (*this)[compound].finite;
  return intern(n, std::span(&compound, 1));
}

NodeId Graph::dispatch(NodeId demand, std::span<const NodeId> offers, std::int32_t which) {
  const NodeId zero = constant(0);
  std::vector<NodeId> operands = {demand};
  bool total = (*this)[demand].total;
  std::int32_t position = -1;
  for (std::size_t i = 0; i + 1 < offers.size(); i += 2) {
    const NodeId capacity = offers[i], price = offers[i + 1];
    if (is_constant(capacity) && (*this)[capacity].value <= 0 && (*this)[price].total) continue;
    if (which == static_cast<std::int32_t>(i / 2)) position = static_cast<std::int32_t>(operands.size() / 2);
    operands.insert(operands.end(), {capacity, price});
    total = total && (*this)[capacity].total && (*this)[price].total;
  }
  const auto count = static_cast<std::int32_t>(operands.size() / 2);
  const bool nothing = is_constant(demand) && (*this)[demand].value <= 0 && total;
  if (nothing || (which >= 0 && position < 0)) return zero;
  if (count == 0) return which == -2 ? make(Operation::maximum, {demand, zero}) : zero;
  return output(compound(Kind::dispatch, operands), which >= 0 ? position : count - 1 - which);
}

NodeId Graph::settlement(std::span<const NodeId> x, std::int32_t shape, std::uint8_t num_parties, std::int32_t which) {
  if (!is_constant(x[0], 0)) return output(compound(Kind::settlement, x, shape, num_parties), which);
  const auto parties = static_cast<std::int32_t>(num_parties);
  const auto num_flows = static_cast<std::int32_t>(x.size()) - 1 - 5 * parties;
  if (which < num_flows) return x[static_cast<std::size_t>(1 + 5 * parties + which)];
  const std::int32_t party = (which - num_flows) / 2, field = (which - num_flows) % 2;
  return x[static_cast<std::size_t>(1 + 5 * party + 3 + field)];
}

NodeId Graph::reduction(Accumulate accumulate, NodeId x, NodeId weight) {
  const std::uint8_t vary_x = (*this)[x].vary;
  if (accumulate != Accumulate::sum) {
    if (!(vary_x & kByStep)) return x;
  } else {
    if (is_constant(x, 0) && vanishes(weight)) return x;
    if (is(x, Operation::negate)) return make(Operation::negate, {reduction(accumulate, operands(x)[0], weight)});
    if (!(vary_x & kByStep) && vary_x != 0) return multiply(x, reduction(accumulate, constant(1), weight));
  }
  Node n;
  n.kind = Kind::reduction;
  n.which = static_cast<std::uint8_t>(accumulate);
  const std::array<NodeId, 2> operands = {x, weight};
  const std::span<const NodeId> used(operands.data(), accumulate == Accumulate::sum ? 2 : 1);
  std::uint8_t vary = 0;
  for (NodeId id : used) {
    vary |= (*this)[id].vary;
    n.finite = n.finite && (*this)[id].finite;
  }
  n.vary = static_cast<std::uint8_t>((vary & kByPath ? kByPath : kByStep) | kAtEnd);   // one without paths is a row
  return intern(n, used);
}

NodeId Graph::make(Operation operation, std::span<const NodeId> given) {
  std::array<NodeId, 3> x = {-1, -1, -1};
  CF_CHECK(given.size() == static_cast<std::size_t>(row(operation).arity), "wrong number of operands");
  for (std::size_t i = 0; i < given.size(); ++i) x[i] = given[i];
  // One order for what can be written two ways.
  switch (operation) {
    case Operation::greater:
      operation = Operation::less;
      std::swap(x[0], x[1]);
      break;
    case Operation::greater_equal:
      operation = Operation::less_equal;
      std::swap(x[0], x[1]);
      break;
    case Operation::add:
    case Operation::multiply:
    case Operation::equal:
    case Operation::not_equal:
      if (x[0] > x[1]) std::swap(x[0], x[1]);
      break;
    default: break;
  }
  const std::span<const NodeId> operands(x.data(), given.size());
  const NodeId folded = fold(operation, operands);
  if (folded >= 0) return folded;

  Node n;
  n.kind = Kind::operation;
  n.which = static_cast<std::uint8_t>(operation);
  bool all_constant = true;
  for (NodeId id : operands) {
    n.vary |= (*this)[id].vary;
    n.total = n.total && (*this)[id].total;
    n.finite = n.finite && (*this)[id].finite;
    all_constant = all_constant && is_constant(id);
  }
  if (all_constant) n.vary = kByStep;   // outside its domain: kept as a row, so that it can stop a run
  const bool safe_divisor = operation == Operation::divide && is_constant(x[1]) && (*this)[x[1]].value != 0;
  if (row(operation).domain != Domain::always && !safe_divisor) n.total = false;
  if (all_constant) n.finite = false;
  return intern(n, operands);
}

NodeId Graph::fold(Operation operation, std::span<const NodeId> x) {
  bool all_constant = true;
  std::array<double, 3> values{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    all_constant = all_constant && is_constant(x[i]);
    values[i] = (*this)[x[i]].value;
  }
  if (all_constant) {
    const std::span<const double> v(values.data(), x.size());
    if (in_domain(operation, v)) return constant(evaluate(operation, v));
    return -1;
  }
  switch (operation) {
    case Operation::add:
      if (is_constant(x[0], 0)) return x[1];
      if (is_constant(x[1], 0)) return x[0];
      for (int i : {0, 1})
        if (is_infinite(x[i]) && vanishes(x[1 - i])) return x[i];
      return -1;
    case Operation::subtract:
      if (is_constant(x[1], 0)) return x[0];
      if (is_infinite(x[0]) && vanishes(x[1])) return x[0];          // what is left of no limit is no limit
      if (is_constant(x[0], 0)) return make(Operation::negate, {x[1]});
      if (x[0] == x[1] && vanishes(x[0])) return constant(0);
      return -1;
    case Operation::multiply:
      for (int i : {0, 1}) {
        if (is_constant(x[i], 1)) return x[1 - i];
        if (is_constant(x[i], 0) && vanishes(x[1 - i])) return constant(0);
        if (is_constant(x[i], -1)) return make(Operation::negate, {x[1 - i]});
      }
      return -1;
    case Operation::divide:
      if (is_constant(x[1], 1)) return x[0];
      return -1;
    case Operation::power:
      if (is_constant(x[1], 1)) return x[0];
      if (is_constant(x[1], 2)) return multiply(x[0], x[0]);
      if (is_constant(x[1], 0) && vanishes(x[0])) return constant(1);
      return -1;
    case Operation::negate:
      if (is(x[0], Operation::negate)) return operands(x[0])[0];
      return -1;
    case Operation::minimum:
    case Operation::maximum: {
      const double limit = operation == Operation::minimum ? kInfinity : -kInfinity;
      if (x[0] == x[1] || is_constant(x[1], limit)) return x[0];
      if (is_constant(x[0], limit)) return x[1];
      return -1;
    }
    case Operation::logical_and:
    case Operation::logical_or:
    case Operation::logical_not:
    case Operation::select: return fold_logic(operation, x);
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal:
    case Operation::equal:
    case Operation::not_equal:
    case Operation::absolute:
    case Operation::exponential:
    case Operation::logarithm:
    case Operation::square_root:
    case Operation::floor_of: return -1;
  }
  return -1;
}

NodeId Graph::fold_logic(Operation operation, std::span<const NodeId> x) {
  switch (operation) {
    case Operation::logical_not: return is(x[0], Operation::logical_not) ? operands(x[0])[0] : -1;
    case Operation::logical_and:
    case Operation::logical_or: {
      const bool decides = operation == Operation::logical_or;    // the value that settles the matter
      for (int i : {0, 1}) {
        if (!is_constant(x[i])) continue;
        const bool truth = (*this)[x[i]].value != 0;
        if (truth != decides) return x[1 - i];
        if (i == 0 || vanishes(x[0])) return constant(decides);
      }
      if (x[0] == x[1]) return x[0];
      const bool opposite = (is(x[0], Operation::logical_not) && operands(x[0])[0] == x[1]) ||
                            (is(x[1], Operation::logical_not) && operands(x[1])[0] == x[0]);
      if (opposite && vanishes(x[0])) return constant(decides);
      // (g and c) or (g and not c) is g: what both sides of an `if` read is read.
      if (operation == Operation::logical_or && is(x[0], Operation::logical_and) && is(x[1], Operation::logical_and)) {
        const auto a = operands(x[0]), b = operands(x[1]);
        const bool split = (is(a[1], Operation::logical_not) && operands(a[1])[0] == b[1]) ||
                           (is(b[1], Operation::logical_not) && operands(b[1])[0] == a[1]);
        if (a[0] == b[0] && split) return a[0];
      }
      return -1;
    }
    case Operation::select:
      if (is_constant(x[0])) return (*this)[x[0]].value != 0 ? x[1] : x[2];
      if (x[1] == x[2] && vanishes(x[0])) return x[1];
      if (is(x[0], Operation::logical_not)) return make(Operation::select, {operands(x[0])[0], x[2], x[1]});
      if (is_constant(x[1], 1) && is_constant(x[2], 0)) return x[0];
      if (is_constant(x[1], 0) && is_constant(x[2], 1)) return make(Operation::logical_not, {x[0]});
      return -1;
    default: return -1;
  }
}

}  // namespace cf::program
