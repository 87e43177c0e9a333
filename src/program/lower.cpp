#include "program/lower.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

#include "base/check.hpp"
#include "program/emit.hpp"
#include "program/facts.hpp"
#include "program/guards.hpp"
#include "program/rows.hpp"
#include "program/states.hpp"
#include "program/variant.hpp"

namespace cf::program {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr int kMaxRounds = 1000;

// All variants in one graph, once the classes of states stand.
struct Lowered {
  Graph graph;
  States states;
  Shapes shapes;
  std::vector<VariantLowering> variants;
};

std::unique_ptr<Lowered> lower_all(std::span<const Variant> variants) {
  auto l = std::make_unique<Lowered>();
  for (int round = 0; round < kMaxRounds; ++round) {
    l->graph.clear();
    l->variants.clear();
    std::vector<std::vector<Recurrence>> recurrences;
    for (std::size_t v = 0; v < variants.size(); ++v) {
      l->variants.emplace_back(l->graph, l->states, l->shapes, *variants[v].model, static_cast<int>(v));
      l->variants.back().lower(variants[v].wanted);
      recurrences.push_back(l->variants.back().recurrences);
    }
    if (l->states.refine(l->graph, recurrences)) return l;
  }
  CF_CHECK(false, "the classes of states do not settle");
  return l;
}

// Everything the program has to do, in order; what variants have in common is done for the first of them.
class Plan {
 public:
  Plan(Lowered& lowered, Rows& rows, Program& program) : l_(lowered), g_(lowered.graph), rows_(rows), p_(program) {}

  Sections run() {
    const std::vector<NodeId> checked = checked_nodes();
    facts_.emplace(g_, l_.states, rows_, checked);
    for (const VariantLowering& v : l_.variants)
      for (const auto& vouched : v.vouched)
        if (!std::all_of(vouched.flows.begin(), vouched.flows.end(), [&](NodeId id) { return facts_->is_finite(id); }))
          vouching_.insert(vouched.sum);
    for (VariantLowering& v : l_.variants) plan(v);
    p_.num_columns = static_cast<int>(columns_.size());
    p_.num_step_outputs = static_cast<int>(outputs_.size());
    return std::move(sections_);
  }

 private:
  std::vector<NodeId> checked_nodes() const {
    std::vector<NodeId> result;
    for (const VariantLowering& v : l_.variants)
      for (const Check& c : v.checks)
        if (c.kind == CheckKind::nonfinite) result.push_back(c.x);
    for (const VariantLowering& v : l_.variants)
      for (const auto& vouched : v.vouched) result.insert(result.end(), vouched.flows.begin(), vouched.flows.end());
    return result;
  }

  void plan(VariantLowering& v) {
    const std::vector<NodeId> reductions = reductions_below(v.columns);
    plan_checks(v, reductions);
    for (NodeId id : reductions) {
      if (!(g_[id].vary & kByPath) || !reductions_.emplace(id, true).second) continue;
      const auto accumulate = static_cast<Accumulate>(g_[id].which);
      const double first = accumulate == Accumulate::peak ? -kInfinity : accumulate == Accumulate::low ? kInfinity : 0;
      add(sections_.start, Sink::Kind::reset, g_.constant(first), id);
      Sink s{Sink::Kind::accumulate, g_.operands(id)[0], -1, -1, CheckKind::is_true, id};
      if (g_[id].count == 2) s.y = g_.operands(id)[1];
      sections_.body.push_back(s);
    }
    for (std::size_t i = 0; i < v.observed.size(); ++i) {
      const auto [it, added] = outputs_.try_emplace({v.observed[i], v.observed_after[i]}, static_cast<std::int32_t>(outputs_.size()));
      p_.step_output_of.push_back(it->second);
      if (!added) continue;
      add(sections_.body, Sink::Kind::observe, v.observed[i], it->second);
      add(sections_.end, Sink::Kind::observe, v.observed_after[i], it->second);
    }
    for (const Recurrence& r : v.recurrences) {
      const StateClass& c = l_.states[r.state_class];
      if (c.frozen || c.steady || !classes_.emplace(r.state_class, true).second) continue;
      add(sections_.start, Sink::Kind::begin, r.start, r.state_class);
      add(sections_.body, Sink::Kind::advance, r.next, r.state_class);
      plan_state_check(r, v.variant());
    }
    for (NodeId id : v.columns) {
      const auto [it, added] = columns_.try_emplace(id, static_cast<std::int32_t>(columns_.size()));
      p_.column_of.push_back(it->second);
      if (added) add(sections_.end, Sink::Kind::column, id, it->second);
    }
  }

  // A state has to be finite in every step; one that stays broken is looked at in the end.
  void plan_state_check(const Recurrence& r, int variant) {
    if (facts_->is_finite(r.next)) return;
    const bool in_the_end = Facts::stays_broken(g_, r.next, r.state_class);
    Check c{CheckKind::nonfinite, r.next, -1, -1, When::body, variant};
    if (in_the_end) {
      c.x = g_.state(r.state_class, kByStep | kByPath);
      c.when = When::final;
    }
    plan_check(c);
  }

  bool is_known(const Check& c) const {
    if (c.kind == CheckKind::nonfinite) return facts_->is_finite(c.x) && !vouching_.contains(c.x);
    if (c.kind == CheckKind::below_zero) return facts_->is_not_negative(c.x);
    return false;
  }

  static void add(std::vector<Sink>& section, Sink::Kind kind, NodeId x, std::int32_t index) {
    section.push_back({kind, x, -1, -1, CheckKind::is_true, index});
  }

  std::vector<NodeId> reductions_below(const std::vector<NodeId>& columns) const {
    std::vector<NodeId> open = columns, found;
    std::vector<bool> seen(static_cast<std::size_t>(g_.size()), false);
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      if (seen[static_cast<std::size_t>(id)]) continue;
      seen[static_cast<std::size_t>(id)] = true;
      if (g_[id].kind == Kind::reduction) found.push_back(id);
      for (NodeId operand : g_.operands(id)) open.push_back(operand);
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  void plan_checks(VariantLowering& v, const std::vector<NodeId>& reductions) {
    std::vector<NodeId> first, body = v.observed, end = v.columns;
    end.insert(end.end(), v.observed_after.begin(), v.observed_after.end());
    for (const Recurrence& r : v.recurrences) {
      first.push_back(r.start);
      body.push_back(r.next);
    }
    for (NodeId id : reductions) body.insert(body.end(), g_.operands(id).begin(), g_.operands(id).end());
    for (const Check& c : v.checks) (c.when == When::first ? first : c.when == When::body ? body : end).push_back(c.x);
    std::vector<Check> checks;
    for (const Check& c : v.checks)
      if (!is_known(c)) checks.push_back(c);
    check_domains(g_, first, When::first, v.variant(), checks);
    check_domains(g_, body, When::body, v.variant(), checks);
    check_domains(g_, end, When::final, v.variant(), checks);
    for (const Check& c : checks) plan_check(c);
  }

  void plan_check(Check c) {
    const auto by_path = [&](NodeId id) { return id < 0 || (g_[id].vary & kByPath) != 0; };
    if (!by_path(c.x) || !by_path(c.guard)) {
      const NodeId bad = violation(g_, c);
      if (g_.is_constant(bad, 0)) return;
      c = {c.kind == CheckKind::created_or_lost ? c.kind : CheckKind::is_true, bad, -1, -1, c.when, c.variant};
    }
    std::uint8_t vary = 0;
    for (NodeId id : {c.x, c.y, c.guard})
      if (id >= 0) vary |= g_[id].vary;
    const int section = vary & kAtEnd ? 2 : c.when == When::first || !(vary & kByStep) ? 0 : c.when == When::body ? 1 : 2;
    if (!checks_.emplace(std::tuple{c.kind, c.x, c.y, c.guard, section}, true).second) return;
    Sink s{Sink::Kind::check, c.x, c.y, c.guard, c.kind, c.variant};
    (section == 0 ? sections_.start : section == 1 ? sections_.body : sections_.end).push_back(s);
  }

  Lowered& l_;
  Graph& g_;
  Rows& rows_;
  Program& p_;
  std::optional<Facts> facts_;
  std::set<NodeId> vouching_;       // sums that have to be checked: what is known of their parts rests on it
  Sections sections_;
  std::map<NodeId, bool> reductions_;
  std::map<std::int32_t, bool> classes_;
  std::map<NodeId, std::int32_t> columns_;
  std::map<std::pair<NodeId, NodeId>, std::int32_t> outputs_;
  std::map<std::tuple<CheckKind, NodeId, NodeId, NodeId, int>, bool> checks_;
};

}  // namespace

Program lower(std::span<const Variant> variants) {
  CF_CHECK(!variants.empty(), "a program of no models");
  const model::TimeGrid& time = variants[0].model->time;
  for (const Variant& v : variants)
    CF_CHECK(v.model->time.num_steps == time.num_steps && v.model->time.step_months == time.step_months &&
                 v.model->time.start_month == time.start_month,
             "the variants of a program have one time grid");
  Program p;
  p.num_steps = time.num_steps;
  p.num_variants = static_cast<int>(variants.size());
  const std::unique_ptr<Lowered> lowered = lower_all(variants);
  lowered->graph.checks_are_kept();
  Rows rows(lowered->graph, lowered->states, time);
  const Sections sections = Plan(*lowered, rows, p).run();
  emit(lowered->graph, lowered->states, rows, lowered->shapes, sections, p);
  p.tables = lowered->shapes.tables;
  return p;
}

}  // namespace cf::program
