// Measures, checks and hedges.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "model/binder.hpp"

namespace cf::model {

Bound Binder::bind_measure(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  ValueSlot& slot = measure_slots_[i];
  if (slot.state == State::bound) return slot.bound;
  const std::string name = out_.measures[i].named.name;
  if (slot.state == State::binding) {
    diagnostics_.error("E0360", in_[slot.value].place, fmt::format("the measure {} depends on itself", name));
    return failed();
  }
  measure_slots_[i].state = State::binding;
  const ValueDecl& decl = in_[slot.value];
  Bound bound = failed();
  if (is_distribution(decl.formula))
    diagnostics_.error("E0353", decl.place, "a measure is a formula, not a range");
  else if (decl.formula.root >= 0)
    bound = bind_node(decl.formula, decl.formula.root, root_, Reading::measure);
  finish_named(out_.measures[i].named, bound, &decl);
  out_.measures[i].value = bound.expr;
  measure_slots_[i].state = State::bound;
  measure_slots_[i].bound = bound;
  return bound;
}

void Binder::bind_checks(const Body& body, const Scope& scope) {
  for (const CheckDecl& c : body.checks) {
    Check check;
    check.title = scope.prefix.empty() ? c.title : fmt::format("{}: {}", scope.prefix.substr(0, scope.prefix.size() - 1), c.title);
    check.rule = in_[c.holds].place;
    check.place = scope.contract ? scope.contract->place : check.rule;
    check.some = c.some;
    if (c.some) check.share = 0;
    check.warns = c.warns;
    if (in_[c.holds].formula.root < 0) continue;
    const Bound holds = bind_node(in_[c.holds].formula, in_[c.holds].formula.root, scope, Reading::measure);
    if (!holds.ok) continue;
    if (holds.unit.kind != UnitKind::condition && holds.unit.kind != UnitKind::any) {
      diagnostics_.error("E0330", in_[c.holds].place, fmt::format("a check is a condition, found {}", units_.text(holds.unit)),
                         "write a comparison, such as x > 0");
      continue;
    }
    if (c.share != kNoValue) {
      const Bound share = bind_value(c.share, "in", root_, Reading::path);
      const auto v = share.ok ? constant_value(share.expr) : std::nullopt;
      if (!v || *v < 0 || *v > 1)
        diagnostics_.error("E0343", in_[c.share].place, "`in` is a part of the futures, from 0 to 1", "write in: 95%");
      else
        check.share = *v;
    }
    check.holds = holds.expr;
    out_.checks.push_back(check);
  }
}

void Binder::bind_hedges() {
  for (const HedgeDecl& d : in_.hedges) {
    Hedge h;
    h.title = d.title.text;
    h.party = party_named(d.party, root_, "hedge " + h.title);
    const auto measure = [&](const Word& word) -> MeasureId {
      if (const auto symbol = find(word.text); symbol && symbol->kind == SymbolKind::measure) return MeasureId{symbol->index};
      std::vector<std::string> names;
      for (const Measure& m : out_.measures) names.push_back(m.named.name);
      const std::string near = nearest(word.text, names);
      diagnostics_
          .error("E0333", word.place, fmt::format("hedge {}: '{}' is not a measure", h.title, word.text),
                 near.empty() ? "" : fmt::format("did you mean '{}'?", near))
          .notes.push_back({fmt::format("measures: {}", fmt::join(names, ", ")), {}});
      return {};
    };
    h.exposure = measure(d.exposure);
    if (h.party == out_.world()) {
      diagnostics_.error("E0333", d.party.place, fmt::format("hedge {}: world is everybody else, it does not hedge", h.title));
      continue;
    }
    h.gain = !d.gain.text.empty() ? measure(d.gain)
             : h.party            ? out_.party_measures[static_cast<std::size_t>(h.party.value)].value
                                  : MeasureId{};
    if (h.party && h.exposure && h.gain) {
      const Unit& a = out_.measures[static_cast<std::size_t>(h.exposure.value)].named.unit;
      const Unit& b = out_.measures[static_cast<std::size_t>(h.gain.value)].named.unit;
      if (!(a == b))
        diagnostics_.error("E0344", d.exposure.place,
                           fmt::format("hedge {}: the exposure is {}, the gain {}", h.title, units_.text(a), units_.text(b)),
                           "both must have the same unit");
      out_.hedges.push_back(h);
    }
  }
}

}  // namespace cf::model
