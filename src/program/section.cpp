#include "program/section.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "base/check.hpp"
#include "program/guards.hpp"

namespace cf::program {
namespace {

constexpr Operand kFirstRow = 1 << 28;    // rows are numbered from here until the number of constants is known

}  // namespace

std::vector<Instruction> SectionEmitter::emit(const std::vector<Sink>& sinks, const std::vector<NodeId>& also,
                                              const std::function<bool(NodeId)>& given, int first_step, int end_step) {
  std::vector<Sink> live;
  for (const Sink& s : sinks) {
    const bool stays = s.kind == Sink::Kind::advance && g_[s.x].kind == Kind::state && g_[s.x].index == s.index;
    if (!stays && !is_dead_check(s, first_step, end_step)) live.push_back(s);
  }
  code_.clear();
  free_.clear();
  taken_ = 0;
  at_.clear();
  order(live, also, given);
  find_last_uses();
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& e = entries_[i];
    if (e.sink) {
      put(*e.sink);
      release_after(i);
    } else if (e.copied_state >= 0) {
      const std::int32_t slot = take();
      add(Code::copy, slot, {places_.state.at(g_[e.node].index)});
      staged_[e.copied_state] = slot;
    } else if (g_[e.node].kind == Kind::dispatch || g_[e.node].kind == Kind::settlement || g_[e.node].kind == Kind::cross_holding) {
      define_compound(e.node, i);
    } else {
      define(e.node, i);
    }
    for (std::int32_t slot : borrowed_) free_.push_back(slot);
    borrowed_.clear();
  }
  num_temporaries_ = std::max(num_temporaries_, taken_);
  return std::move(code_);
}

// ---- order ---------------------------------------------------------------------------------------------------------

bool SectionEmitter::is_dead_check(const Sink& s, int first_step, int end_step) {
  if (s.kind != Sink::Kind::check || s.guard >= 0) return false;
  if (g_[s.x].vary & kByPath) return false;
  const auto row = rows_.of(s.x);
  const auto good = [&](double v) {
    switch (s.check) {
      case CheckKind::is_true:
      case CheckKind::created_or_lost: return v == 0;
      case CheckKind::zero: return v != 0;
      case CheckKind::not_positive: return v > 0;
      case CheckKind::below_zero: return v >= 0;
      case CheckKind::nonfinite: return std::isfinite(v);
      case CheckKind::not_real_power: return false;
    }
    return false;
  };
  return std::all_of(row.begin() + first_step, row.begin() + end_step, good);
}

// States advance when all else is done, and those whose next value is another state's are copied before any does.
void SectionEmitter::order(const std::vector<Sink>& sinks, const std::vector<NodeId>& also, const std::function<bool(NodeId)>& given) {
  entries_.clear();
  outputs_.clear();
  advances_.clear();
  staged_.clear();
  plan_fusions(sinks, also, given);
  visited_.assign(static_cast<std::size_t>(g_.size()), false);
  for (NodeId id : also) visit(id, given);
  for (const Sink& s : sinks) {
    each_read(s, [&](NodeId id) { visit(id, given); });
    if (s.kind != Sink::Kind::advance) entries_.push_back({-1, &s, -1});
  }
  for (const Sink& s : sinks)
    if (s.kind == Sink::Kind::advance && g_[s.x].kind == Kind::state && (g_[s.x].vary & kByPath))
      entries_.push_back({s.x, nullptr, s.index});
  for (const Sink& s : sinks) {
    if (s.kind != Sink::Kind::advance) continue;
    entries_.push_back({-1, &s, -1});
    if (g_[s.x].kind != Kind::state && (g_[s.x].vary & kByPath) && !advances_.contains(s.x)) advances_[s.x] = s.index;
  }
}

// A node goes into its reader if that is its only one, and it needs no slot of its own; readers choose first.
void SectionEmitter::plan_fusions(const std::vector<Sink>& sinks, const std::vector<NodeId>& also,
                                  const std::function<bool(NodeId)>& given) {
  fusions_.clear();
  sink_fusions_.clear();
  std::vector<int> uses(static_cast<std::size_t>(g_.size()), 0);
  std::vector<NodeId> open, nodes;
  const auto use = [&](NodeId id) {
    if (id < 0 || uses[static_cast<std::size_t>(id)]++ > 0) return;
    const Node& n = g_[id];
    if (!(n.vary & kByPath) || n.kind == Kind::state || n.kind == Kind::reduction || (is_fixed(n) && given(id))) return;
    nodes.push_back(id);
    open.push_back(id);
  };
  for (NodeId id : also) use(id);
  for (const Sink& s : sinks)
    for (NodeId id : {s.x, s.y, s.guard}) use(id);
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    for (NodeId operand : g_.operands(id)) use(operand);
  }
  std::vector<bool> gone(static_cast<std::size_t>(g_.size()), false);
  const std::function<bool(NodeId)> absorbable = [&](NodeId id) {
    return uses[static_cast<std::size_t>(id)] == 1 && !gone[static_cast<std::size_t>(id)] && !places_.kept.contains(id) &&
           !(is_fixed(g_[id]) && given(id));
  };
  const auto absorb = [&](const Fusion& fusion) {
    for (NodeId id : fusion.absorbed) gone[static_cast<std::size_t>(id)] = true;
  };
  for (const Sink& s : sinks) {
    if (s.kind != Sink::Kind::accumulate || static_cast<Accumulate>(g_[s.index].which) != Accumulate::sum) continue;
    if (!((g_[s.x].vary | g_[s.y].vary) & kByPath)) continue;
    if (!g_.is_constant(s.y, 1)) {
      sink_fusions_[&s] = {Fused::multiply_add, {s.x, s.y}, {}};
    } else if (g_.is(s.x, Operation::multiply) && absorbable(s.x)) {
      const auto x = g_.operands(s.x);
      sink_fusions_[&s] = {Fused::multiply_add, {x[0], x[1]}, {s.x}};
      absorb(sink_fusions_[&s]);
    }
  }
  std::sort(nodes.begin(), nodes.end(), std::greater<>());
  for (NodeId id : nodes) {
    if (g_[id].kind != Kind::operation || gone[static_cast<std::size_t>(id)]) continue;
    auto fusion = fuse(g_, id, absorbable);
    if (!fusion) continue;
    absorb(*fusion);
    fusions_[id] = std::move(*fusion);
  }
}

std::span<const NodeId> SectionEmitter::reads(NodeId id) const {
  const Fusion* const fusion = fusions_.find(id);
  return fusion == nullptr ? g_.operands(id) : std::span<const NodeId>(fusion->operands);
}

template <class Visit>
void SectionEmitter::each_read(const Sink& s, Visit visit) const {
  const auto fusion = s.kind == Sink::Kind::accumulate ? sink_fusions_.find(&s) : sink_fusions_.end();
  if (fusion != sink_fusions_.end()) {
    for (NodeId id : fusion->second.operands) visit(id);
    return;
  }
  for (NodeId id : {s.x, s.y, s.guard})
    if (id >= 0) visit(id);
}

template <class Visit>
void SectionEmitter::each_read(const Entry& e, Visit visit) const {
  if (e.sink) return each_read(*e.sink, visit);
  if (e.copied_state >= 0) return visit(e.node);
  for (NodeId id : reads(e.node)) visit(id);
}

// What the node reads, then the node. An explicit stack: formulas may lean on each other in long chains.
void SectionEmitter::visit(NodeId root, const std::function<bool(NodeId)>& given) {
  struct Open {
    NodeId id;
    std::size_t next = 0;      // of what it reads
  };
  std::vector<Open> open;
  const auto enter = [&](NodeId id) {
    while (true) {
      const Node& n = g_[id];
      if (!(n.vary & kByPath) || n.kind == Kind::state || n.kind == Kind::reduction) return;
      if (is_fixed(n) && given(id)) return;
      auto seen = visited_[static_cast<std::size_t>(id)];
      if (seen) return;
      seen = true;
      if (n.kind != Kind::output) break;
      const NodeId compound = g_.operands(id)[0];
      outputs_[compound].push_back(id);
      id = compound;
    }
    open.push_back({id});
  };
  enter(root);
  while (!open.empty()) {
    Open& top = open.back();
    const auto operands = reads(top.id);
    if (top.next < operands.size()) {
      enter(operands[top.next++]);
      continue;
    }
    entries_.push_back({top.id, nullptr, -1});
    open.pop_back();
  }
}

void SectionEmitter::find_last_uses() {
  last_use_.clear();
  last_read_.clear();
  for (std::size_t i = 0; i < entries_.size(); ++i)
    each_read(entries_[i], [&](NodeId id) { (g_[id].kind == Kind::state ? last_read_[g_[id].index] : last_use_[id]) = i; });
}

// ---- slots ---------------------------------------------------------------------------------------------------------

bool SectionEmitter::is_temporary(NodeId id) const {
  const Operand* const at = at_.find(id);
  return at != nullptr && *at >= places_.num_permanent;
}

std::int32_t SectionEmitter::take() {
  if (free_.empty()) free_.push_back(places_.num_permanent + taken_++);
  const std::int32_t slot = free_.back();
  free_.pop_back();
  return slot;
}

// Takes back the slots of what is read at `entry` for the last time.
void SectionEmitter::release_after(std::size_t entry) {
  each_read(entries_[entry], [&](NodeId id) {
    if (!is_temporary(id) || last_use_.at(id) != entry) return;
    free_.push_back(at_.at(id));
    at_.at(id) = kNone;
  });
}

// Where a new value goes: its kept slot; the slot of the state whose next value it is, if nobody reads that any more; else a
// temporary one.
std::int32_t SectionEmitter::place_of_new(NodeId id, std::size_t entry) {
  if (const std::int32_t* const kept = places_.kept.find(id)) return *kept;
  if (const std::int32_t* const next = advances_.find(id)) {
    const std::size_t* const read = last_read_.find(*next);
    const std::int32_t slot = places_.state.at(*next);
    if (read == nullptr || *read <= entry) return slot;
  }
  return take();
}

Operand SectionEmitter::operand(NodeId id) {
  const Node& n = g_[id];
  if (n.kind == Kind::state && (n.vary & kByPath)) return places_.state.at(n.index);
  if (n.vary & kByPath) {
    if (const Operand* const at = at_.find(id)) {
      CF_CHECK(*at != kNone, "a value is read after its slot was taken back");
      return *at;
    }
    return places_.kept.at(id);
  }
  if (const Operand* const scalar = scalars_.find(id)) return *scalar;
  if (n.kind == Kind::constant) {
    p_.constants.push_back(n.value);
    return scalars_[id] = ~static_cast<Operand>(p_.constants.size() - 1);
  }
  rows_used_.push_back(id);
  return scalars_[id] = ~static_cast<Operand>(kFirstRow + static_cast<Operand>(rows_used_.size() - 1));
}

Operand SectionEmitter::tile(NodeId id) {
  const Operand x = operand(id);
  if (!is_scalar(x)) return x;
  const std::int32_t slot = take();
  add(Code::copy, slot, {x});
  borrowed_.push_back(slot);
  return slot;
}

void SectionEmitter::number_scalars() {
  const auto num_constants = static_cast<Operand>(p_.constants.size());
  const auto renumber = [&](Operand& x) {
    if (x != kNone && is_scalar(x) && ~x >= kFirstRow) x = ~(~x - kFirstRow + num_constants);
  };
  const auto in_code = [&](std::vector<Instruction>& code) {
    for (Instruction& i : code)
      for (Operand& x : i.x) renumber(x);
  };
  in_code(p_.start);
  in_code(p_.end);
  for (auto& body : p_.bodies) in_code(body);
  for (DispatchData& d : p_.dispatches)
    for (auto* list : {&d.capacity, &d.price})
      for (Operand& x : *list) renumber(x);
  for (SettlementData& s : p_.settlements) {
    for (auto& party : s.parties)
      for (Operand* x : {&party.cash, &party.recovery_cash, &party.recovery_receipts, &party.after.in, &party.defaulted.in}) renumber(*x);
    for (auto& flow : s.flows) renumber(flow.amount.in);
  }
  for (CrossHoldingData& c : p_.cross_holdings)
    for (auto* list : {&c.base, &c.fraction})
      for (Operand& x : *list) renumber(x);

  const auto width = static_cast<std::size_t>(p_.num_steps) + 1;
  p_.num_rows = static_cast<int>(rows_used_.size());
  p_.rows.resize(width * rows_used_.size());
  for (std::size_t r = 0; r < rows_used_.size(); ++r) {
    const auto row = rows_.of(rows_used_[r]);
    for (std::size_t step = 0; step < width; ++step) p_.rows[step * rows_used_.size() + r] = row[step];
  }
}

}  // namespace cf::program
