// Flows: what is asked, assets that move one after the other, and cash that settles all at once.
//
// Settlement is cut into the smallest sets of parties with cash that owe each other, so that a term which concerns one set leaves
// the others as they are in all variants. Whether somebody falls short, and the cash of each party when nobody does, are plain
// arithmetic; the compound node only mends the paths on which somebody does.
#include <algorithm>
#include <numeric>

#include "base/check.hpp"
#include "program/variant.hpp"

namespace cf::program {

using namespace model;

namespace {

constexpr double kShortfall = 1e-12;   // of cash, receipts and dues together
constexpr double kRounding = 1e-9;     // of a balance: what an amount may be above it

std::size_t at(auto id) { return static_cast<std::size_t>(id.value); }

}  // namespace

NodeId VariantLowering::asked(std::size_t flow) {
  if (asked_[flow] >= 0) return asked_[flow];
  const NodeId amount = value(m_.flows[flow].asked, When::body);
  check(CheckKind::below_zero, amount, When::body);
  check(CheckKind::nonfinite, amount, When::body);
  return asked_[flow] = amount;
}

NodeId VariantLowering::paid(std::size_t flow) {
  const Flow& f = m_.flows[flow];
  if (f.asset) return moved(flow);
  if (!m_.parties[at(f.from)].has_cash) return due_in_cash(flow);
  const Component& c = component(at(f.from));
  const auto position = std::find(c.flows.begin(), c.flows.end(), flow) - c.flows.begin();
  if (position == static_cast<std::ptrdiff_t>(c.flows.size())) return due_in_cash(flow);
  return output(c, static_cast<std::size_t>(position));
}

// ---- assets --------------------------------------------------------------------------------------------------------

NodeId VariantLowering::left_of(std::size_t flow, std::size_t num_settled) {
  if (num_settled == 0) return asked(flow);
  const std::size_t by = settling_[flow][num_settled - 1];
  const NodeId bill = left_of(flow, num_settled - 1);
  const NodeId worth = value(m_.assets[at(m_.flows[by].asset)].worth, When::body);
  check(CheckKind::nonfinite, worth, When::body);
  const NodeId offered = g_.multiply(asked(by), worth);
  const NodeId settled = g_.make(Operation::minimum, {offered, bill});
  return g_.subtract(bill, g_.select(g_.less(g_.constant(0), worth), settled, g_.constant(0)));
}

NodeId VariantLowering::due_in_cash(std::size_t flow) { return left_of(flow, settling_[flow].size()); }

std::ptrdiff_t VariantLowering::balance_of(PartyId party, AssetId asset) const {
  for (std::size_t i = 0; i < m_.balances.size(); ++i)
    if (m_.balances[i].party == party && m_.balances[i].asset == asset) return static_cast<std::ptrdiff_t>(i);
  return -1;
}

// What a party holds after the first `count` moves of the asset in this step.
NodeId VariantLowering::held(std::size_t balance, std::size_t count) {
  const Balance& b = m_.balances[balance];
  if (count == 0) return carried(Carried::balance, balance, When::body);
  const auto known = running_.find({balance, count});
  if (known != running_.end()) return known->second;
  const std::size_t flow = moves_of_[at(b.asset)][count - 1];
  NodeId node = held(balance, count - 1);
  if (m_.flows[flow].from == b.party) node = g_.subtract(node, moved(flow));
  if (m_.flows[flow].to == b.party) node = g_.add(node, moved(flow));
  return running_[{balance, count}] = node;
}

NodeId VariantLowering::moved(std::size_t flow) {
  if (moved_[flow] >= 0) return moved_[flow];
  const Flow& f = m_.flows[flow];
  const NodeId zero = g_.constant(0);
  NodeId amount = asked(flow);
  if (f.settles) {
    const auto& by = settling_[at(f.settles)];
    const auto position = static_cast<std::size_t>(std::find(by.begin(), by.end(), flow) - by.begin());
    const NodeId bill = left_of(at(f.settles), position);
    const NodeId worth = value(m_.assets[at(f.asset)].worth, When::body);
    const NodeId too_much = g_.less(bill, g_.multiply(amount, worth));
    // Too much stays with the payer; what is worth nothing settles nothing.
    amount = g_.select(g_.both(g_.less(zero, worth), too_much), g_.divide(bill, worth), amount);
  }
  const auto& moves = moves_of_[at(f.asset)];
  const auto count = static_cast<std::size_t>(std::find(moves.begin(), moves.end(), flow) - moves.begin());
  CF_CHECK(count < moves.size(), "a flow of an asset that is in no order");
  if (f.from != m_.assets[at(f.asset)].issuer && !g_.is_constant(amount, 0)) {
    const std::ptrdiff_t balance = balance_of(f.from, f.asset);
    CF_CHECK(balance >= 0, "a party has no balance of an asset that flows from it");
    const NodeId has = g_.make(Operation::maximum, {held(static_cast<std::size_t>(balance), count), zero});
    check(CheckKind::is_true, g_.less(g_.multiply(has, g_.constant(1 + 2 * kRounding)), amount), When::body);
    amount = g_.make(Operation::minimum, {amount, has});
  }
  return moved_[flow] = amount;
}

NodeId VariantLowering::balance_next(std::size_t balance) { return held(balance, moves_of_[at(m_.balances[balance].asset)].size()); }

// Nothing is created or lost: the balances of an asset add up to zero. Looked at after the last step, of assets that are followed
// in full.
void VariantLowering::check_balances() {
  for (std::size_t asset = 0; asset < m_.assets.size(); ++asset) {
    NodeId sum = g_.constant(0), all = sum;
    bool followed = true;
    for (std::size_t i = 0; followed && i < m_.balances.size(); ++i) {
      if (at(m_.balances[i].asset) != asset) continue;
      followed = carried_.contains({Carried::balance, i});
      if (!followed) break;
      const NodeId held = carried(Carried::balance, i, When::final);
      sum = g_.add(sum, held);
      all = g_.add(all, g_.make(Operation::absolute, {held}));
    }
    if (!followed) continue;
    check(CheckKind::created_or_lost, g_.less(g_.multiply(all, g_.constant(kRounding)), g_.make(Operation::absolute, {sum})), When::final);
  }
}

// ---- cash ----------------------------------------------------------------------------------------------------------

// Cuts the parties with cash into sets that owe each other nothing in this variant.
void VariantLowering::find_components() {
  if (!component_of_.empty()) return;
  component_of_.assign(m_.parties.size(), -1);
  std::vector<std::size_t> parent(m_.parties.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t p) {
    while (parent[p] != p) p = parent[p];
    return p;
  };
  const auto has_cash = [&](PartyId id) { return m_.parties[at(id)].has_cash; };
  std::vector<std::size_t> flows;
  for (std::size_t i = 0; i < m_.flows.size(); ++i) {
    const Flow& f = m_.flows[i];
    if (f.asset || (!has_cash(f.from) && !has_cash(f.to)) || g_.is_constant(due_in_cash(i), 0)) continue;
    flows.push_back(i);
    if (!has_cash(f.from) || !has_cash(f.to)) continue;
    const std::size_t a = root(at(f.from)), b = root(at(f.to));
    parent[std::max(a, b)] = std::min(a, b);
  }
  std::vector<int> component_of_root(m_.parties.size(), -1);
  for (std::size_t p = 0; p < m_.parties.size(); ++p) {
    if (!m_.parties[p].has_cash) continue;
    int& component = component_of_root[root(p)];
    if (component < 0) {
      component = static_cast<int>(components_.size());
      components_.emplace_back();
    }
    component_of_[p] = component;
    components_[static_cast<std::size_t>(component)].parties.push_back(p);
  }
  for (std::size_t i : flows) {
    const PartyId member = has_cash(m_.flows[i].from) ? m_.flows[i].from : m_.flows[i].to;
    components_[static_cast<std::size_t>(component_of_[at(member)])].flows.push_back(i);
  }
}

const VariantLowering::Component& VariantLowering::component(std::size_t party) {
  find_components();
  Component& c = components_[static_cast<std::size_t>(component_of_[party])];
  if (!c.operands.empty()) return c;
  CF_CHECK(c.parties.size() < 256, "too many parties owe each other");
  const NodeId zero = g_.constant(0);
  Shapes::Settlement shape;
  shape.num_parties = static_cast<int>(c.parties.size());
  std::vector<NodeId> in(c.parties.size(), zero), out(c.parties.size(), zero), dues;
  for (std::size_t flow : c.flows) {
    const Flow& f = m_.flows[flow];
    const auto position = [&](PartyId id) {
      const auto found = std::find(c.parties.begin(), c.parties.end(), at(id));
      return found == c.parties.end() ? -1 : static_cast<int>(found - c.parties.begin());
    };
    const int from = position(f.from), to = position(f.to);
    const NodeId due = due_in_cash(flow);
    dues.push_back(due);
    shape.flows.push_back({from, to, f.rank});
    if (from >= 0) out[static_cast<std::size_t>(from)] = g_.add(out[static_cast<std::size_t>(from)], due);
    if (to >= 0) in[static_cast<std::size_t>(to)] = g_.add(in[static_cast<std::size_t>(to)], due);
  }

  // Where none is below zero, a sum is finite only if what is added up is: one look at each party's sum vouches for its flows.
  std::vector<NodeId> amounts;
  for (std::size_t flow : c.flows) amounts.push_back(asked(flow));
  std::vector<NodeId> operands = {zero};
  NodeId any_short = zero;
  for (std::size_t i = 0; i < c.parties.size(); ++i) {
    const Party& p = m_.parties[c.parties[i]];
    const NodeId cash = carried(Carried::cash, c.parties[i], When::body);
    const NodeId has = g_.add(cash, in[i]);
    NodeId after = has;
    const NodeId all = g_.add(has, out[i]);
    check(CheckKind::nonfinite, all, When::body);
    vouched.push_back({all, amounts});
    if (!g_.is_constant(out[i], 0)) {
      after = g_.subtract(has, out[i]);
      any_short = g_.either(any_short, g_.less(after, g_.multiply(all, g_.constant(-kShortfall))));
      after = g_.make(Operation::maximum, {after, zero});   // below zero by rounding
    }
    const auto recovery = [&](ExprId id) {
      if (!id) return g_.constant(1);
      const NodeId part = value(id, When::body);
      check(CheckKind::nonfinite, part, When::body);
      return g_.make(Operation::minimum, {g_.make(Operation::maximum, {part, zero}), g_.constant(1)});
    };
    operands.insert(operands.end(), {cash, recovery(p.recovery_cash), recovery(p.recovery_receipts), after,
                                     carried(Carried::defaulted, c.parties[i], When::body)});
  }
  operands[0] = any_short;
  operands.insert(operands.end(), dues.begin(), dues.end());
  c.operands = std::move(operands);
  c.shape = shapes_.settlement(shape);
  return c;
}

NodeId VariantLowering::output(const Component& c, std::size_t which) {
  return g_.settlement(c.operands, c.shape, static_cast<std::uint8_t>(c.parties.size()), static_cast<std::int32_t>(which));
}

NodeId VariantLowering::cash_next(std::size_t party) {
  const Component& c = component(party);
  const auto i = static_cast<std::size_t>(std::find(c.parties.begin(), c.parties.end(), party) - c.parties.begin());
  return output(c, c.flows.size() + 2 * i);
}

NodeId VariantLowering::defaulted_next(std::size_t party) {
  const Component& c = component(party);
  const auto i = static_cast<std::size_t>(std::find(c.parties.begin(), c.parties.end(), party) - c.parties.begin());
  return output(c, c.flows.size() + 2 * i + 1);
}

}  // namespace cf::program
