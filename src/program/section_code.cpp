// The instructions of a section: one for each node or what is fused into it, and one or two for each sink.
#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "program/section.hpp"

namespace cf::program {
namespace {

// Ranks as they stand in the model become 1, 2, …
void number_ranks(SettlementData& s) {
  std::vector<int> ranks;
  for (const auto& flow : s.flows) ranks.push_back(flow.rank);
  std::sort(ranks.begin(), ranks.end());
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  s.num_ranks = static_cast<int>(ranks.size());
  for (auto& flow : s.flows) flow.rank = static_cast<int>(std::lower_bound(ranks.begin(), ranks.end(), flow.rank) - ranks.begin()) + 1;
}

}  // namespace

Instruction& SectionEmitter::add(Code code, std::int32_t out, std::span<const Operand> x) {
  Instruction i;
  i.code = code;
  i.out = out;
  std::size_t k = 0;
  for (Operand operand : x) {
    if (operand != kNone && is_scalar(operand)) i.form |= static_cast<std::uint8_t>(1u << k);
    i.x[k++] = operand;
  }
  code_.push_back(i);
  return code_.back();
}

void SectionEmitter::define(NodeId id, std::size_t entry) {
  const Node node = g_[id];
  std::array<Operand, 5> x = {kNone, kNone, kNone, kNone, kNone};
  const auto operands = reads(id);
  CF_CHECK(operands.size() <= x.size(), "a plain node of too many operands");
  for (std::size_t i = 0; i < operands.size(); ++i) x[i] = operand(operands[i]);
  release_after(entry);
  const std::int32_t out = place_of_new(id, entry);
  at_[id] = out;
  if (const Fusion* const fusion = fusions_.find(id)) {
    add(Code::fused, out, std::span<const Operand>(x).first(operands.size())).which = static_cast<std::uint8_t>(fusion->id);
    return;
  }
  switch (node.kind) {
    case Kind::operation: add(Code::operation, out, {x[0], x[1], x[2]}).which = node.which; break;
    case Kind::uniform: add(Code::uniform, out, {}).index = node.index; break;
    case Kind::normal: add(Code::normal, out, {}).index = node.index; break;
    case Kind::step_uniform: add(Code::step_uniform, out, {places_.odd_draw.at(id)}).index = node.index; break;
    case Kind::step_normal: add(Code::step_normal, out, {places_.odd_draw.at(id)}).index = node.index; break;
    case Kind::normal_distribution: add(Code::normal_distribution, out, {x[0]}); break;
    case Kind::quantile_table: add(Code::quantile_table, out, {x[0]}).index = node.index; break;
    case Kind::beta_quantile: add(Code::beta_quantile, out, {x[0], x[1], x[2]}); break;
    case Kind::poisson: add(Code::poisson, out, {x[0], x[1]}); break;
    case Kind::constant:
    case Kind::year:
    case Kind::date:
    case Kind::state:
    case Kind::dispatch:
    case Kind::settlement:
    case Kind::cross_holding:
    case Kind::output:
    case Kind::reduction: CF_CHECK(false, "not a plain node");
  }
}

// Outputs of a compound node take their slots before those of its operands are free, so none is an operand of the same
// instruction; but an output of a settlement may take over the slot of its own input.
void SectionEmitter::define_compound(NodeId id, std::size_t entry) {
  const Node node = g_[id];
  const std::vector<NodeId> x(g_.operands(id).begin(), g_.operands(id).end());
  const auto read_by = [&](std::int32_t which) -> NodeId {
    for (NodeId output : outputs_[id])
      if (g_[output].index == which) return output;
    return -1;
  };
  const auto place = [&](std::int32_t which) -> std::int32_t {
    const NodeId output = read_by(which);
    if (output < 0) return kNone;
    if (const std::int32_t* const next = advances_.find(output)) {
      const std::size_t* const read = last_read_.find(*next);
      if (read != nullptr && *read >= entry) advances_.erase(output);
    }
    return at_[output] = place_of_new(output, entry);
  };

  if (node.kind == Kind::dispatch) {
    DispatchData d;
    d.demand = tile(x[0]);
    const auto count = static_cast<std::int32_t>(x.size() / 2);
    for (std::int32_t i = 0; i < count; ++i) {
      d.capacity.push_back(operand(x[static_cast<std::size_t>(2 * i + 1)]));
      d.price.push_back(operand(x[static_cast<std::size_t>(2 * i + 2)]));
      d.supplied.push_back(place(i));
    }
    d.served = place(count);
    d.unserved = place(count + 1);
    d.cost = place(count + 2);
    d.last_price = place(count + 3);
    p_.dispatches.push_back(std::move(d));
    add(Code::dispatch, kNone, {}).index = static_cast<std::int32_t>(p_.dispatches.size()) - 1;
  } else if (node.kind == Kind::cross_holding) {
    CrossHoldingData c;
    std::size_t n = 1;
    while (n * n + n < x.size()) ++n;
    for (std::size_t i = 0; i < n; ++i) {
      c.base.push_back(operand(x[i]));
      c.limited.push_back(node.index >> i & 1);
      c.out.push_back(place(static_cast<std::int32_t>(i)));
    }
    for (std::size_t i = n; i < x.size(); ++i) c.fraction.push_back(operand(x[i]));
    p_.cross_holdings.push_back(std::move(c));
    add(Code::cross_held, kNone, {}).index = static_cast<std::int32_t>(p_.cross_holdings.size()) - 1;
  } else {
    const Shapes::Settlement& shape = shapes_.settlements[static_cast<std::size_t>(node.index)];
    const auto num_parties = static_cast<std::size_t>(shape.num_parties);
    SettlementData s;
    s.any_short = tile(x[0]);
    // The slot of an input that is read here for the last time, and only once, goes to its output.
    const auto pair = [&](NodeId in, std::size_t which) {
      SettlementData::Pair result;
      result.in = operand(in);
      const NodeId output = read_by(static_cast<std::int32_t>(which));
      if (output < 0) return result;
      const bool last = is_temporary(in) && last_use_.at(in) == entry && std::count(x.begin(), x.end(), in) == 1;
      const bool to_state = advances_.contains(output) && !last_read_.contains(advances_.at(output));
      if (last && !to_state && !places_.kept.contains(output)) {
        result.out = at_.at(in);
        at_[output] = result.out;
        at_.at(in) = kNone;
      } else {
        const NodeId own = g_[in].kind == Kind::state ? in : -1;
        const std::int32_t* const next = advances_.find(output);
        const bool in_place = own >= 0 && next != nullptr && *next == g_[own].index && last_read_.at(g_[own].index) == entry &&
                              std::count(x.begin(), x.end(), own) == 1;
        result.out = in_place ? (at_[output] = places_.state.at(*next)) : place(static_cast<std::int32_t>(which));
      }
      return result;
    };
    for (std::size_t i = 0; i < num_parties; ++i) {
      const NodeId* field = &x[1 + 5 * i];
      SettlementData::Party party;
      party.cash = operand(field[0]);
      party.recovery_cash = operand(field[1]);
      party.recovery_receipts = operand(field[2]);
      party.after = pair(field[3], shape.flows.size() + 2 * i);
      party.defaulted = pair(field[4], shape.flows.size() + 2 * i + 1);
      s.parties.push_back(party);
    }
    for (std::size_t i = 0; i < shape.flows.size(); ++i) {
      SettlementData::Flow flow{shape.flows[i].from, shape.flows[i].to, shape.flows[i].rank, {}};
      flow.amount = pair(x[1 + 5 * num_parties + i], i);
      s.flows.push_back(flow);
    }
    number_ranks(s);
    p_.settlements.push_back(std::move(s));
    add(Code::settle, kNone, {}).index = static_cast<std::int32_t>(p_.settlements.size()) - 1;
  }
  release_after(entry);
}

void SectionEmitter::put(const Sink& s) {
  switch (s.kind) {
    case Sink::Kind::check: {
      Operand x = operand(s.x);
      Instruction& i = add(Code::check, kNone, {x, s.y >= 0 ? operand(s.y) : kNone, s.guard >= 0 ? operand(s.guard) : kNone});
      i.which = static_cast<std::uint8_t>(s.check);
      i.index = s.index;
      break;
    }
    case Sink::Kind::observe: add(Code::observe, kNone, {operand(s.x)}).index = s.index; break;
    case Sink::Kind::column: add(Code::column, kNone, {operand(s.x)}).index = s.index; break;
    case Sink::Kind::reset: add(Code::copy, places_.kept.at(s.index), {operand(s.x)}); break;
    case Sink::Kind::begin: add(Code::copy, places_.state.at(s.index), {operand(s.x)}); break;
    case Sink::Kind::advance: {
      const std::int32_t slot = places_.state.at(s.index);
      const std::int32_t* const staged = staged_.find(s.index);
      const Operand from = staged != nullptr ? *staged : operand(s.x);
      if (from != slot) add(Code::copy, slot, {from});
      break;
    }
    case Sink::Kind::accumulate: {
      const std::int32_t slot = places_.kept.at(s.index);
      if (const auto fusion = sink_fusions_.find(&s); fusion != sink_fusions_.end()) {
        const auto& of = fusion->second.operands;
        add(Code::fused, slot, {operand(of[0]), operand(of[1]), slot}).which = static_cast<std::uint8_t>(fusion->second.id);
        break;
      }
      const auto accumulate = static_cast<Accumulate>(g_[s.index].which);
      // In this section both may be the same on all paths; then so is the product.
      const bool product_is_row = accumulate == Accumulate::sum && !((g_[s.x].vary | g_[s.y].vary) & kByPath);
      const Operand x = operand(product_is_row ? g_.multiply(s.x, s.y) : s.x);
      const auto operation = [&](Operation id, std::int32_t out, Operand a, Operand b) {
        add(Code::operation, out, {a, b}).which = static_cast<std::uint8_t>(id);
      };
      switch (accumulate) {
        case Accumulate::sum: operation(Operation::add, slot, slot, x); break;
        case Accumulate::peak: operation(Operation::maximum, slot, slot, x); break;
        case Accumulate::low: operation(Operation::minimum, slot, slot, x); break;
        case Accumulate::first:
        case Accumulate::last: add(Code::copy, slot, {x}); break;
      }
      break;
    }
  }
}

}  // namespace cf::program
