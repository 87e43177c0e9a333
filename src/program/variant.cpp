#include "program/variant.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace cf::program {

using namespace model;

namespace {

std::size_t at(auto id) { return static_cast<std::size_t>(id.value); }

template <class Member>
std::vector<int> rows_of(const Correlation<Member>& correlation, std::size_t count) {
  std::vector<int> rows(count, -1);
  for (std::size_t row = 0; row < correlation.members.size(); ++row)
    if (correlation.members[row]) rows[at(correlation.members[row])] = static_cast<int>(row);
  return rows;
}

}  // namespace

std::int32_t Shapes::settlement(const Settlement& shape) {
  const auto [it, added] = settlement_of_.try_emplace(shape, static_cast<std::int32_t>(settlements.size()));
  if (added) settlements.push_back(shape);
  return it->second;
}

VariantLowering::VariantLowering(Graph& graph, States& states, Shapes& shapes, const Model& model, int variant)
    : g_(graph), states_(states), shapes_(shapes), m_(model), variant_(variant) {
  for (auto& memo : memo_) memo.assign(m_.exprs.size(), -1);
  inputs_.assign(m_.inputs.size(), -1);
  for (auto& dispatches : dispatches_) dispatches.assign(m_.dispatches.size(), -1);
  asked_.assign(m_.flows.size(), -1);
  moved_.assign(m_.flows.size(), -1);
  driver_normals_.assign(m_.drivers.size(), -1);
  driver_row_ = rows_of(m_.driver_correlation, m_.drivers.size());
  input_row_ = rows_of(m_.input_correlation, m_.inputs.size());
  settling_.resize(m_.flows.size());
  moves_of_.resize(m_.assets.size());
  for (const auto* flows : {&m_.asset_flows, &m_.late_flows}) {
    for (FlowId id : *flows) {
      const Flow& flow = m_.flows[at(id)];
      if (!flow.asset) continue;
      moves_of_[at(flow.asset)].push_back(at(id));
      if (flow.settles && flows == &m_.asset_flows) settling_[at(flow.settles)].push_back(at(id));
    }
  }
}

void VariantLowering::lower(const Wanted& wanted) {
  for (ExprId id : wanted.path_values) columns.push_back(value(id, When::path));
  for (ExprId id : wanted.step_values) observed.push_back(value(id, When::body));
  for (ExprId id : wanted.step_values) observed_after.push_back(value(id, When::final));
  for (std::size_t i = 0; i < pending_.size(); ++i) {   // grows while it runs
    const Pending p = pending_[i];
    recurrences.push_back({p.state_class, p.start, next_of(p.kind, p.number)});
  }
  check_balances();
  std::vector<NodeId> flows;
  for (const Vouched& v : vouched) flows.insert(flows.end(), v.flows.begin(), v.flows.end());
  std::sort(flows.begin(), flows.end());
  std::erase_if(checks, [&](const Check& c) {
    return c.kind == CheckKind::nonfinite && c.when == When::body && std::binary_search(flows.begin(), flows.end(), c.x);
  });
  for (NodeId id : columns) check(CheckKind::nonfinite, id, When::path);
  for (NodeId id : observed) check(CheckKind::nonfinite, id, When::body);
  for (NodeId id : observed_after) check(CheckKind::nonfinite, id, When::final);
}

NodeId VariantLowering::value(ExprId id, When when) {
  CF_CHECK(id, "a formula is missing");
  NodeId& known = memo_[static_cast<std::size_t>(when)][at(id)];
  if (known >= 0) return known;
  const NodeId node = compute(m_[id], when);
  return memo_[static_cast<std::size_t>(when)][at(id)] = node;
}

NodeId VariantLowering::compute(const Expr& expr, When when) {
  switch (expr.kind) {
    case ExprKind::constant: return g_.constant(expr.value);
    case ExprKind::read: return read(expr, when);
    case ExprKind::operation: {
      // A side that a constant condition leaves out is not looked at.
      if (expr.operation == Operation::select || expr.operation == Operation::logical_and || expr.operation == Operation::logical_or) {
        const NodeId first = value(expr.operands[0], when);
        if (g_.is_constant(first)) {
          const bool truth = g_[first].value != 0;
          if (expr.operation == Operation::select) return value(expr.operands[truth ? 1 : 2], when);
          if (truth == (expr.operation == Operation::logical_or)) return g_.constant(truth);
          return value(expr.operands[1], when);
        }
      }
      std::array<NodeId, 3> x{};
      CF_CHECK(expr.operands.size() <= x.size(), "an operation of more than three operands");
      for (std::size_t i = 0; i < expr.operands.size(); ++i) x[i] = value(expr.operands[i], when);
      return g_.make(expr.operation, std::span<const NodeId>(x.data(), expr.operands.size()));
    }
    case ExprKind::reduction: return reduction(expr);
    case ExprKind::cross_held: return cross_holding(expr, when == When::path ? When::first : when);
  }
  CF_CHECK(false, "an unknown kind of expression");
  return -1;
}

NodeId VariantLowering::year(When when) { return when == When::body || when == When::final ? g_.leaf(Kind::year) : g_.constant(0); }

NodeId VariantLowering::read(const Expr& expr, When when) {
  const auto index = static_cast<std::size_t>(expr.index);
  const When in_step = when == When::path ? When::first : when;   // a formula of the path reads the first step
  switch (expr.quantity) {
    case Quantity::input: return input(index);
    case Quantity::driver: return driver_value(index, in_step);
    case Quantity::stock: return carried(Carried::stock, index, in_step);
    case Quantity::series: return value(m_.series[index].value, in_step);
    case Quantity::supply: {
      const Supply& supply = m_.supplies[index];
      const auto& all = m_.dispatches[at(supply.dispatch)].supplies;
      const auto position = std::find(all.begin(), all.end(), SupplyId{expr.index}) - all.begin();
      return dispatch_output(at(supply.dispatch), static_cast<int>(position), in_step);
    }
    case Quantity::served: return dispatch_output(index, -1, in_step);
    case Quantity::unserved: return dispatch_output(index, -2, in_step);
    case Quantity::dispatch_cost: return dispatch_output(index, -3, in_step);
    case Quantity::dispatch_price: return dispatch_output(index, -4, in_step);
    case Quantity::cash: return carried(Carried::cash, index, in_step);
    case Quantity::defaulted: return carried(Carried::defaulted, index, in_step);
    case Quantity::balance: return carried(Carried::balance, index, in_step);
    case Quantity::due:
      if (in_step == When::final) return g_.constant(0);
      return in_step == When::body ? asked(index) : value(m_.flows[index].asked, When::first);
    case Quantity::paid:
      if (in_step == When::final) return g_.constant(0);
      return in_step == When::body ? paid(index) : g_.reduction(Accumulate::first, paid(index), -1);
    case Quantity::year: return year(in_step);
    case Quantity::date: return in_step == When::first ? g_.constant(m_.time.date(0)) : g_.leaf(Kind::date);
  }
  CF_CHECK(false, "an unknown quantity");
  return -1;
}

NodeId VariantLowering::reduction(const Expr& expr) {
  const TimeGrid& time = m_.time;
  const NodeId x = value(expr.operands[0], expr.reduction == Reduction::final ? When::final : When::body);
  const NodeId length = g_.constant(expr.rate ? time.step_months : 1.0);
  switch (expr.reduction) {
    case Reduction::total: return g_.reduction(Accumulate::sum, x, length);
    case Reduction::present_value: {
      const NodeId growth = g_.add(g_.constant(1), value(expr.operands[1], When::path));
      if (!g_.is_constant(growth)) check(CheckKind::not_positive, growth, When::path);
      const double shift = time.settle_year(0);
      const NodeId years = g_.add(g_.leaf(Kind::year), g_.constant(shift));
      const NodeId factor = g_.make(Operation::power, {growth, g_.make(Operation::negate, {years})});
      return g_.reduction(Accumulate::sum, x, g_.multiply(length, factor));
    }
    case Reduction::mean:
      if (!(g_[x].vary & kByStep)) return x;
      return g_.divide(g_.reduction(Accumulate::sum, x, g_.constant(1)), g_.constant(time.num_steps));
    case Reduction::peak: return g_.reduction(Accumulate::peak, x, -1);
    case Reduction::low: return g_.reduction(Accumulate::low, x, -1);
    case Reduction::last: return g_.reduction(Accumulate::last, x, -1);
    case Reduction::final: return x;
    case Reduction::ever: return g_.reduction(Accumulate::peak, x, -1);
    case Reduction::first_year: return g_.reduction(Accumulate::low, g_.select(x, g_.leaf(Kind::year), g_.constant(time.years())), -1);
  }
  CF_CHECK(false, "an unknown reduction");
  return -1;
}

NodeId VariantLowering::dispatch_output(std::size_t index, int which, When when) {
  const Dispatch& dispatch = m_.dispatches[index];
  NodeId demand = value(dispatch.demand, when);
  if (dispatch.buyer && m_.parties[at(dispatch.buyer)].has_cash)
    demand = g_.select(carried(Carried::defaulted, at(dispatch.buyer), when), g_.constant(0), demand);
  std::vector<NodeId> offers;
  for (SupplyId id : dispatch.supplies) {
    offers.push_back(value(m_.supplies[at(id)].capacity, when));
    offers.push_back(value(m_.supplies[at(id)].price, when));
  }
  return g_.dispatch(demand, offers, which);
}

NodeId VariantLowering::cross_holding(const Expr& expr, When when) {
  const EquityGroup& group = m_.equity_groups[static_cast<std::size_t>(expr.index)];
  const std::size_t n = group.members.size();
  CF_CHECK(n < 31, "too many parties hold each other's shares");
  std::vector<NodeId> operands;
  for (ExprId base : group.base) operands.push_back(value(base, when));
  for (const auto& row : group.fraction)
    for (ExprId fraction : row) operands.push_back(fraction ? value(fraction, when) : g_.constant(0));
  std::int32_t limited = 0;
  for (std::size_t i = 0; i < n; ++i) limited |= group.limited[i] ? 1 << i : 0;
  return g_.output(g_.compound(Kind::cross_holding, operands, limited), expr.index2);
}

NodeId VariantLowering::carried(Carried kind, std::size_t number, When when) {
  if (when == When::first) return start_of(kind, number);
  const auto [it, added] = carried_.try_emplace({kind, number}, -1);
  if (!added) {
    CF_CHECK(it->second >= 0, "a start reads itself");
    return it->second;
  }
  const std::int32_t state_class = states_.class_of(variant_, name_of(kind, number));
  const NodeId start = start_of(kind, number);
  pending_.push_back({kind, number, state_class, start});
  const StateClass& c = states_[state_class];
  const NodeId node = c.frozen ? start : g_.state(state_class, c.steady ? kByStep : kByStep | kByPath);
  return carried_[{kind, number}] = node;
}

std::string VariantLowering::name_of(Carried kind, std::size_t number) const {
  switch (kind) {
    case Carried::stock: return "stock " + m_.stocks[number].named.name;
    case Carried::driver: return "driver " + m_.drivers[number].named.name;
    case Carried::cash: return "cash " + m_.parties[number].name;
    case Carried::defaulted: return "defaulted " + m_.parties[number].name;
    case Carried::balance: {
      const Balance& b = m_.balances[number];
      return "balance " + m_.parties[at(b.party)].name + " " + m_.assets[at(b.asset)].name;
    }
  }
  return {};
}

NodeId VariantLowering::start_of(Carried kind, std::size_t number) {
  NodeId start = -1;
  switch (kind) {
    case Carried::stock: start = value(m_.stocks[number].start, When::first); break;
    case Carried::driver: return driver_start(number);
    case Carried::cash:
      start = value(m_.parties[number].cash_start, When::first);
      check(CheckKind::below_zero, start, When::first);
      break;
    case Carried::defaulted: return g_.constant(0);
    case Carried::balance: start = value(m_.balances[number].start, When::first); break;
  }
  check(CheckKind::nonfinite, start, When::first);
  return start;
}

NodeId VariantLowering::next_of(Carried kind, std::size_t number) {
  switch (kind) {
    case Carried::stock: return value(m_.stocks[number].next, When::body);
    case Carried::driver: return driver_next(number);
    case Carried::cash: return cash_next(number);
    case Carried::defaulted: return defaulted_next(number);
    case Carried::balance: return balance_next(number);
  }
  return -1;
}

}  // namespace cf::program
