#include "program/facts.hpp"

#include <algorithm>
#include <cmath>

namespace cf::program {

Facts::Facts(const Graph& graph, const States& states, Rows& rows, std::span<const NodeId> checked) : g_(graph), rows_(rows) {
  const auto size = static_cast<std::size_t>(graph.size());
  finite_.assign(size, false);
  not_negative_.assign(size, false);
  checked_.assign(size, false);
  for (NodeId id : checked) checked_[static_cast<std::size_t>(id)] = true;
  // Each state is taken not to be negative, until its next value may be.
  state_not_negative_.assign(static_cast<std::size_t>(states.size()), true);
  for (bool stands = false; !stands;) {
    stands = true;
    for (NodeId id = 0; id < graph.size(); ++id) look(id);
    for (std::int32_t c = 0; c < states.size(); ++c) {
      if (!state_not_negative_[static_cast<std::size_t>(c)]) continue;
      const StateClass& s = states[c];
      if (s.start >= 0 && is_not_negative(s.start) && is_not_negative(s.next)) continue;
      state_not_negative_[static_cast<std::size_t>(c)] = false;
      stands = stands && s.start < 0;
    }
  }
}

void Facts::look(NodeId id) {
  const auto i = static_cast<std::size_t>(id);
  if (g_[id].vary & kByPath) {
    finite_[i] = finite(id);
    not_negative_[i] = not_negative(id);
  } else {
    const auto row = rows_.of(id);
    finite_[i] = std::all_of(row.begin(), row.end(), [](double v) { return std::isfinite(v); });
    not_negative_[i] = std::all_of(row.begin(), row.end(), [](double v) { return v >= 0; });
  }
}

bool Facts::finite(NodeId id) const {
  const Node& n = g_[id];
  const auto x = g_.operands(id);
  const auto all = [&] { return std::all_of(x.begin(), x.end(), [&](NodeId o) { return reliable(o); }); };
  switch (n.kind) {
    case Kind::constant:
    case Kind::year:
    case Kind::date: return true;     // as rows, above
    case Kind::state:
    case Kind::uniform:
    case Kind::normal:
    case Kind::step_uniform:
    case Kind::step_normal: return true;
    case Kind::normal_distribution:
    case Kind::quantile_table:
    case Kind::poisson: return true;
    case Kind::beta_quantile: return false;
    case Kind::dispatch: return false;
    case Kind::output: {
      const Node& compound = g_[x[0]];
      const auto of = g_.operands(x[0]);
      if (compound.kind != Kind::dispatch) return std::all_of(of.begin(), of.end(), [&](NodeId o) { return reliable(o); });
      const auto count = static_cast<std::int32_t>(of.size() / 2);
      if (n.index <= count + 1) return reliable(of[0]);                     // at most the demand
      for (std::size_t i = 2; i < of.size(); i += 2)
        if (!reliable(of[i])) return false;
      return reliable(of[0]);
    }
    case Kind::settlement:
    case Kind::cross_holding:
    case Kind::reduction: return false;
    case Kind::operation: break;
  }
  switch (static_cast<Operation>(n.which)) {
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply:
    case Operation::negate:
    case Operation::absolute:
    case Operation::floor_of:
    case Operation::maximum: return all();
    case Operation::minimum:      // a limit may be infinite
      return all() || (reliable(x[0]) && is_not_negative(x[0]) && is_not_negative(x[1])) ||
             (reliable(x[1]) && is_not_negative(x[1]) && is_not_negative(x[0]));
    case Operation::select: return reliable(x[1]) && reliable(x[2]);
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal:
    case Operation::equal:
    case Operation::not_equal:
    case Operation::logical_and:
    case Operation::logical_or: return true;
    case Operation::logical_not: return reliable(x[0]);
    case Operation::divide: return reliable(x[0]) && !(g_[x[1]].vary & kByPath) && g_.is_constant(x[1]) && g_[x[1]].value != 0;
    case Operation::square_root: return reliable(x[0]) && is_not_negative(x[0]);
    case Operation::power:
    case Operation::exponential:
    case Operation::logarithm: return false;
  }
  return false;
}

bool Facts::not_negative(NodeId id) const {
  const Node& n = g_[id];
  const auto x = g_.operands(id);
  const auto plus = [&](std::size_t i) { return is_not_negative(x[i]); };
  switch (n.kind) {
    case Kind::state: return state_not_negative_[static_cast<std::size_t>(n.index)];
    case Kind::uniform:
    case Kind::step_uniform:
    case Kind::normal_distribution:
    case Kind::quantile_table:
    case Kind::poisson: return true;
    case Kind::output: {
      const Node& compound = g_[x[0]];
      const auto of = g_.operands(x[0]);
      if (compound.kind == Kind::dispatch) {
        const auto count = static_cast<std::int32_t>(of.size() / 2);
        if (n.index <= count + 1) return true;
        for (std::size_t i = 2; i < of.size(); i += 2)
          if (!is_not_negative(of[i])) return false;
        return true;
      }
      if (compound.kind == Kind::cross_holding) return (compound.index >> n.index & 1) != 0;
      const auto parties = static_cast<std::int32_t>(compound.which);
      const auto num_flows = compound.count - 1 - 5 * parties;
      return n.index >= num_flows || is_not_negative(of[static_cast<std::size_t>(1 + 5 * parties + n.index)]);
    }
    case Kind::operation: break;
    default: return false;
  }
  switch (static_cast<Operation>(n.which)) {
    case Operation::add:
    case Operation::multiply:
    case Operation::divide:
    case Operation::minimum: return plus(0) && plus(1);
    case Operation::maximum: return plus(0) || plus(1);
    case Operation::subtract: {
      // What is taken away is no more than what there is: a - min(…, a), or a - min(…, max(a, …)) for an a not below zero.
      if (!plus(0) || !g_.is(x[1], Operation::minimum)) return false;
      const auto limits = g_.operands(x[1]);
      return std::any_of(limits.begin(), limits.end(), [&](NodeId limit) {
        if (limit == x[0]) return true;
        if (!g_.is(limit, Operation::maximum)) return false;
        const auto of = g_.operands(limit);
        return (of[0] == x[0] && g_.is_constant(of[1], 0)) || (of[1] == x[0] && g_.is_constant(of[0], 0));
      });
    }
    case Operation::select: return plus(1) && plus(2);
    case Operation::absolute:
    case Operation::exponential:
    case Operation::square_root: return true;
    case Operation::floor_of:
    case Operation::power: return plus(0);
    case Operation::less:
    case Operation::less_equal:
    case Operation::greater:
    case Operation::greater_equal:
    case Operation::equal:
    case Operation::not_equal:
    case Operation::logical_and:
    case Operation::logical_or: return true;
    case Operation::logical_not: return true;      // of a condition
    case Operation::negate:
    case Operation::logarithm: return false;
  }
  return false;
}

bool Facts::stays_broken(const Graph& g, NodeId next, std::int32_t state_class) {
  const Node& n = g[next];
  if (n.kind == Kind::state) return n.index == state_class;
  if (n.kind != Kind::operation) return false;
  const auto x = g.operands(next);
  switch (static_cast<Operation>(n.which)) {
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply: return stays_broken(g, x[0], state_class) || stays_broken(g, x[1], state_class);
    case Operation::divide:
    case Operation::negate: return stays_broken(g, x[0], state_class);
    default: return false;
  }
}

}  // namespace cf::program
