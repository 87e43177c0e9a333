// Dispatches and flows.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "model/binder.hpp"

namespace cf::model {
namespace {

constexpr std::size_t kMostSupplies = 64;

}  // namespace

Unit Binder::dispatch_unit(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  ValueSlot& slot = demand_slots_[i];
  if (slot.state == State::bound) return slot.bound.unit;
  if (slot.state == State::binding) {
    diagnostics_.error("E0360", out_.dispatches[i].place, fmt::format("the demand of {} depends on itself", out_.dispatches[i].name));
    return any_unit();
  }
  slot.state = State::binding;
  const Bound bound = bind_value(slot.value, out_.dispatches[i].name + ".demand", *slot.scope, Reading::step);
  demand_slots_[i].state = State::bound;
  demand_slots_[i].bound = bound;
  return bound.unit;
}

Unit Binder::price_unit(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  const DispatchDecl& d = *dispatch_decls_[i].second;
  for (std::size_t k = 0; k < d.supplies.size(); ++k) {
    const std::string name = out_.supplies[static_cast<std::size_t>(out_.dispatches[i].supplies[k].value)].named.name + ".price";
    const ValueIndex value = chosen(name, d.supplies[k].price);
    if (value == kNoValue || in_[value].formula.root < 0 || is_distribution(in_[value].formula)) continue;
    const Bound b = bind_node(in_[value].formula, in_[value].formula.root, value == d.supplies[k].price ? *dispatch_decls_[i].first : root_,
                              Reading::step);
    if (b.ok && b.unit.kind != UnitKind::any) return b.unit;
  }
  return any_unit();
}

void Binder::bind_dispatch(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  const DispatchDecl& d = *dispatch_decls_[i].second;
  const Scope& scope = *dispatch_decls_[i].first;
  const std::string name = out_.dispatches[i].name;
  const Unit unit = dispatch_unit(index);
  const Bound demand = demand_slots_[i].bound;
  const PartyId buyer = party_named(d.buyer, scope, "dispatch " + name);
  out_.dispatches[i].buyer = buyer;
  out_.dispatches[i].unit = unit;
  out_.dispatches[i].demand = demand.expr;
  Bound price{{}, any_unit(), 0, true};
  std::vector<ExprId> capacities;
  if (d.supplies.size() > kMostSupplies)
    diagnostics_.error("E0364", d.name.place,
                       fmt::format("dispatch {} has {} supplies, at most {} can be ranked", name, d.supplies.size(), kMostSupplies),
                       "put those of one price together");
  if (d.supplies.empty())
    diagnostics_.error("E0323", d.name.place, fmt::format("dispatch {}: supplies is missing", name), "nobody serves the demand");
  for (std::size_t k = 0; k < d.supplies.size(); ++k) {
    const SupplyDecl& s = d.supplies[k];
    const auto id = static_cast<std::size_t>(out_.dispatches[i].supplies[k].value);
    const std::string supply_name = out_.supplies[id].named.name;
    const ValueIndex cv = chosen(supply_name + ".capacity", s.capacity), pv = chosen(supply_name + ".price", s.price);
    const Bound capacity = bind_value(cv, supply_name + ".capacity", cv == s.capacity ? scope : root_, Reading::step);
    const Bound p = bind_value(pv, supply_name + ".price", pv == s.price ? scope : root_, Reading::step);
    const PartyId seller = party_named(s.seller, scope, "supply " + supply_name);
    Unit u;
    if (demand.ok && capacity.ok && !same_unit(demand, capacity, u))
      diagnostics_.error(
          "E0344", in_[cv].place,
          fmt::format("the capacity of {} is {}, the demand {}", supply_name, units_.text(capacity.unit, 1), units_.text(unit, 1)),
          "both must have the same unit");
    if (p.ok && !same_unit(price, p, u))
      diagnostics_.error(
          "E0344", in_[pv].place,
          fmt::format("the price of {} is {}, of another supply {}", supply_name, units_.text(p.unit), units_.text(price.unit)),
          "all prices must have the same unit");
    else if (p.ok)
      price.unit = u;
    Supply& supply = out_.supplies[id];
    supply.seller = seller;
    supply.capacity = capacity.expr;
    supply.price = p.expr;
    finish_named(supply.named, demand, nullptr);
    supply.named.provenance.place = s.name.place;
    out_.dispatches[i].display = supply.named.display;
  }
}

Unit Binder::flow_asset_unit(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  bool cash = false, absent = false;
  const AssetId asset = asset_named(flow_decls_[i].second->asset, *flow_decls_[i].first, "flow " + out_.flows[i].name, cash, absent);
  return cash ? of_dimension(kMoney) : asset ? asset_unit(asset) : any_unit();
}

Bound Binder::bind_flow_amount(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  if (flow_slots_[i].state == State::bound) return flow_slots_[i].bound;
  const std::string name = out_.flows[i].name;
  if (flow_slots_[i].state == State::binding) {
    diagnostics_.error("E0360", out_.flows[i].place, fmt::format("the amount of {} depends on itself", name),
                       "a stock carries a value from the step before");
    return failed();
  }
  flow_slots_[i].state = State::binding;
  out_.flows[i].unit = flow_asset_unit(index);
  const Bound amount = bind_value(flow_slots_[i].value, name + ".amount", *flow_slots_[i].scope, Reading::step);
  flow_slots_[i].bound = amount;
  flow_slots_[i].state = State::bound;
  return amount;
}

void Binder::bind_flow(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  const Bound amount = bind_flow_amount(index);
  const FlowDecl& d = *flow_decls_[i].second;
  const Scope& scope = *flow_decls_[i].first;
  const std::string name = out_.flows[i].name;
  const std::string what = "flow " + name;
  const PartyId from = party_named(d.from, scope, what + ".from"), to = party_named(d.to, scope, what + ".to");
  const bool outside = scope.type && from == out_.world() && to == out_.world();  // a contract with a party outside the model
  if (from && from == to && !outside)
    diagnostics_.error("E0347", d.to.place,
                       fmt::format("{} goes from {} to {}", what, out_.parties[static_cast<std::size_t>(from.value)].name,
                                   out_.parties[static_cast<std::size_t>(to.value)].name),
                       "a flow has two ends");
  bool cash = false, absent = false, settled_absent = false;
  const AssetId asset = asset_named(d.asset, scope, what, cash, absent);
  const FlowId settles = flow_named(d.settles, scope, what + ".settles", settled_absent);
  const ValueIndex when_value = chosen(name + ".when", d.when);
  Bound when{{}, condition_unit(), 0, true};
  if (when_value != kNoValue) {
    when = bind_value(when_value, name + ".when", when_value == d.when ? scope : root_, Reading::step);
    if (when.ok && when.unit.kind != UnitKind::condition && when.unit.kind != UnitKind::any)
      diagnostics_.error("E0330", in_[when_value].place, fmt::format("`when` is a condition, found {}", units_.text(when.unit)),
                         "write a comparison, such as x > 0");
  }
  bool rate = false;
  if (amount.ok && amount.unit.kind != UnitKind::any && out_.flows[i].unit.kind != UnitKind::any) {
    const Unit& unit = out_.flows[i].unit;
    rate = amount.unit == divide(unit, of_dimension(kTime));
    if (!rate && !(amount.unit == unit))
      diagnostics_.error("E0344", in_[flow_slots_[i].value].place,
                         fmt::format("{} pays {}, found {}", what, cash ? "money" : units_.text(unit),
                                     units_.text(amount.unit, amount.time > 0 ? amount.time : 12)),
                         fmt::format("expected {} or {}", units_.text(unit), units_.text(divide(unit, of_dimension(kTime)), 1)));
    else if (!rate && when_value == kNoValue)
      diagnostics_
          .error("E0348", in_[flow_slots_[i].value].place, fmt::format("{} pays a sum in every step", what),
                 "say when it is paid, or give a rate such as $/month")
          .notes.push_back({"a sum is paid whole in each step in which `when` holds: when: at(2026-03)", {}});
  }
  const ValueIndex promised_value = chosen(name + ".promised", d.promised);
  ExprId promised;
  if (promised_value != kNoValue) {
    const Bound b = bind_value(promised_value, name + ".promised", promised_value == d.promised ? scope : root_, Reading::step);
    if (b.ok && b.unit.kind != UnitKind::any && !(b.unit == of_dimension(kMoney)))
      diagnostics_.error("E0344", in_[promised_value].place, fmt::format("what is promised is money, found {}", units_.text(b.unit)));
    promised = b.expr;
  }
  Flow& flow = out_.flows[i];
  flow.from = from, flow.to = to, flow.asset = asset, flow.promised = promised;
  flow.amount_place = flow_slots_[i].value == kNoValue ? d.place : in_[flow_slots_[i].value].place;
  if (settles) {
    if (cash)
      diagnostics_.error("E0349", d.settles.place, fmt::format("{} pays cash, and only another asset settles a flow of cash", what));
    const FlowDecl& other = *flow_decls_[static_cast<std::size_t>(settles.value)].second;
    if (!other.asset.text.empty() && other.asset.text != "cash")
      diagnostics_.error(
          "E0349", d.settles.place,
          fmt::format("{} settles {}, which is not a flow of cash", what, out_.flows[static_cast<std::size_t>(settles.value)].name));
    flow.settles = settles;
  }
  const bool of_what = cash || asset;
  if (!from || !to || !of_what || !amount.ok || !when.ok || absent || outside) {
    out_.flows[i].asked = constant(0);
    return;
  }
  if (!cash) {
    balance_of(from, asset);
    balance_of(to, asset);
  }
  ExprId sum = amount.expr;
  if (rate && out_.time.step_months != 1) sum = make(Operation::multiply, {sum, constant(out_.time.step_months)}, flow.amount_place);
  ExprId guard = when.expr;
  for (const PartyId party : {from, to})
    if (out_.parties[static_cast<std::size_t>(party.value)].has_cash) {
      const ExprId alive = make(Operation::logical_not, {read(Quantity::defaulted, party.value)});
      guard = guard ? make(Operation::logical_and, {guard, alive}) : alive;
    }
  out_.flows[i].asked = guard ? make(Operation::select, {guard, sum, constant(0)}, out_.flows[i].amount_place) : sum;
}

}  // namespace cf::model
