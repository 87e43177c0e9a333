#include "program/guards.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <map>

namespace cf::program {
namespace {

// The check of one operation; false if it cannot be outside its domain.
bool domain_check(const Graph& g, NodeId id, Check& check) {
  const auto x = g.operands(id);
  const auto operation = static_cast<Operation>(g[id].which);
  const auto positive = [&](NodeId node) { return g.is_constant(node) && g[node].value > 0; };
  check.x = x[0];
  switch (row(operation).domain) {
    case Domain::always: return false;
    case Domain::nonzero_divisor:
      check.kind = CheckKind::zero;
      check.x = x[1];
      return !(g.is_constant(x[1]) && g[x[1]].value != 0);
    case Domain::positive: check.kind = CheckKind::not_positive; return !positive(x[0]);
    case Domain::not_negative: check.kind = CheckKind::below_zero; return !positive(x[0]);
    case Domain::real_power: {
      if (positive(x[0])) return false;
      if (!g.is_constant(x[1])) {
        check.kind = CheckKind::not_real_power;
        check.y = x[1];
        return true;
      }
      const double exponent = g[x[1]].value;
      const bool whole = exponent == std::floor(exponent);
      if (whole && exponent >= 0) return false;
      check.kind = whole ? CheckKind::zero : exponent > 0 ? CheckKind::below_zero : CheckKind::not_positive;
      return true;
    }
  }
  return false;
}

}  // namespace

void check_domains(Graph& g, std::span<const NodeId> roots, When when, int variant, std::vector<Check>& checks) {
  const NodeId always = g.constant(1);
  std::map<NodeId, NodeId, std::greater<>> open;   // node -> its guard so far; readers come before what they read
  const auto reach = [&](NodeId id, NodeId guard) {
    if (id < 0 || g[id].total) return;
    const auto [it, added] = open.try_emplace(id, guard);
    if (!added && it->second != guard) it->second = g.either(it->second, guard);
  };
  for (NodeId id : roots) reach(id, always);
  while (!open.empty()) {
    const auto [id, guard] = *open.begin();
    open.erase(open.begin());
    const Node node = g[id];
    const std::vector<NodeId> x(g.operands(id).begin(), g.operands(id).end());
    if (node.kind == Kind::reduction) continue;    // what it reads is evaluated in each step: a root of its own
    if (node.kind != Kind::operation) {
      for (NodeId operand : x) reach(operand, guard);
      continue;
    }
    const auto operation = static_cast<Operation>(node.which);
    Check check{CheckKind::is_true, -1, -1, guard == always ? -1 : guard, when, variant};
    if (domain_check(g, id, check)) checks.push_back(check);
    reach(x[0], guard);
    switch (operation) {
      case Operation::logical_and: reach(x[1], g[x[1]].total ? guard : g.both(guard, x[0])); break;
      case Operation::logical_or: reach(x[1], g[x[1]].total ? guard : g.both(guard, g.negation(x[0]))); break;
      case Operation::select:
        if (!g[x[1]].total) reach(x[1], g.both(guard, x[0]));
        if (!g[x[2]].total) reach(x[2], g.both(guard, g.negation(x[0])));
        break;
      default:
        for (std::size_t i = 1; i < x.size(); ++i) reach(x[i], guard);
        break;
    }
  }
}

NodeId violation(Graph& g, const Check& check) {
  const NodeId zero = g.constant(0), x = check.x;
  const auto at_least_zero = [&] { return g.make(Operation::less_equal, {zero, x}); };
  NodeId bad = x;
  switch (check.kind) {
    case CheckKind::is_true:
    case CheckKind::created_or_lost: break;
    case CheckKind::zero: bad = g.make(Operation::equal, {x, zero}); break;
    case CheckKind::not_positive: bad = g.negation(g.less(zero, x)); break;
    case CheckKind::below_zero: bad = g.negation(at_least_zero()); break;
    case CheckKind::nonfinite:
      bad = g.negation(g.less(g.make(Operation::absolute, {x}), g.constant(std::numeric_limits<double>::infinity())));
      break;
    case CheckKind::not_real_power: {
      const NodeId fraction = g.make(Operation::not_equal, {check.y, g.make(Operation::floor_of, {check.y})});
      const NodeId at_zero = g.both(g.make(Operation::equal, {x, zero}), g.less(check.y, zero));
      bad = g.either(g.both(g.less(x, zero), fraction), at_zero);
      break;
    }
  }
  return check.guard < 0 ? bad : g.both(check.guard, bad);
}

}  // namespace cf::program
