// Inputs, series and stocks; and what a named number says of itself.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "model/binder.hpp"

namespace cf::model {

Standing standing_of(const ValueDecl& value) {
  const syntax::Formula& f = value.formula;
  if (f.root < 0) return Standing::formula;
  const syntax::FormulaNode* root = &f[f.root];
  while (root->kind == syntax::FormulaKind::unary && root->text == "-") root = &f[root->children[0]];
  static constexpr std::string_view kNames[] = {"normal", "lognormal", "uniform", "triangular", "pert", "beta", "bernoulli", "choice"};
  const bool range =
      root->kind == syntax::FormulaKind::interval ||
      (root->kind == syntax::FormulaKind::call && std::find(std::begin(kNames), std::end(kNames), root->text) != std::end(kNames));
  if (range) return Standing::guess;
  if (root->kind != syntax::FormulaKind::number && root->kind != syntax::FormulaKind::date) return Standing::formula;
  if (!value.reason.empty()) return Standing::guess;
  return value.source.empty() ? Standing::unsourced : Standing::fact;
}

Provenance Binder::provenance_of(const ValueDecl& d) const {
  Provenance p;
  p.standing = standing_of(d);
  p.written = d.written;
  p.source = d.source, p.also = d.also, p.as_of = d.as_of, p.reason = d.reason, p.note = d.note, p.label = d.label;
  p.place = d.place;
  return p;
}

Display Binder::display_of(const Bound& bound, const std::string& unit, Place unit_place, const std::string& name) {
  const Display automatic = units_.display(bound.unit, bound.time > 0 ? bound.time : 12);
  if (unit.empty() || !bound.ok) return automatic;
  const auto given = syntax::parse_unit(unit, unit_place, diagnostics_);
  if (!given) return automatic;
  const auto display = units_.display(*given, unit, bound.unit, unit_place, diagnostics_);
  if (display) return *display;
  diagnostics_.error(
      "E0342", unit_place,
      fmt::format("{} cannot be shown in {}: it is {}", name, unit, units_.text(bound.unit, bound.time > 0 ? bound.time : 12)));
  return automatic;
}

void Binder::finish_named(Named& named, const Bound& bound, const ValueDecl* decl) {
  named.unit = bound.unit.kind == UnitKind::any ? plain_unit() : bound.unit;
  if (!decl) {
    named.display = units_.display(named.unit, bound.time > 0 ? bound.time : 12);
    return;
  }
  named.provenance = provenance_of(*decl);
  named.display = display_of(bound, decl->unit, decl->unit_place, named.name);
}

void Binder::check_range(ExprId expr, double low, double high, const ValueDecl& decl, const std::string& what) {
  const auto v = constant_value(expr);
  if (!v || (*v >= low && *v <= high)) return;
  const double hundredth = *v / 100;
  const bool slip = hundredth >= low && hundredth <= high;
  diagnostics_.error("E0343", decl.place, fmt::format("{} of {:.6g} is outside {:.6g} to {:.6g}", what, *v, low, high),
                     slip ? fmt::format("did you mean {:.2f} ({:.6g}%)?", hundredth, *v) : "");
}

// ---- inputs, series, stocks ----------------------------------------------------------------------------------------

Bound Binder::bind_input(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  if (input_slots_[i].state == State::bound) return input_slots_[i].bound;
  Input copy = out_.inputs[i];  // binding may add inputs, so nothing is held by reference meanwhile
  if (input_slots_[i].state == State::binding) {
    diagnostics_.error("E0358", copy.named.provenance.place, fmt::format("the input {} depends on itself", copy.named.name));
    return failed();
  }
  input_slots_[i].state = State::binding;
  const ValueIndex value = input_slots_[i].value;
  const Scope& scope = *input_slots_[i].scope;
  const ValueDecl& decl = in_[value];
  copy.named.provenance.place = decl.place;
  out_.inputs[i].named.provenance.place = decl.place;
  Bound bound;
  if (is_distribution(decl.formula)) {
    bound = bind_distribution(decl.formula, decl.formula.root, copy, scope);
  } else {
    bound = decl.formula.root < 0 ? failed() : bind_node(decl.formula, decl.formula.root, scope, Reading::path);
    copy.distribution = Distribution::fixed;
    copy.parameters = {bound.expr};
  }
  if (bound.ok && input_decls_[i] && value != input_decls_[i]->value) check_same_unit(bound, input_decls_[i]->value, copy.named.name, decl);
  finish_named(copy.named, bound, &decl);
  out_.inputs[i] = copy;
  bound.expr = read(Quantity::input, index);
  input_slots_[i].bound = bound;
  input_slots_[i].state = State::bound;
  return bound;
}

// A setting has to have the unit of what it replaces.
void Binder::check_same_unit(const Bound& bound, ValueIndex written, const std::string& name, const ValueDecl& decl) {
  if (written == kNoValue) return;
  const int errors = diagnostics_.num_errors();
  Input scratch;
  const syntax::Formula& formula = in_[written].formula;
  if (formula.root < 0) return;
  const Bound original = is_distribution(formula) ? bind_distribution(formula, formula.root, scratch, root_)
                                                  : bind_node(formula, formula.root, root_, Reading::step);
  if (diagnostics_.num_errors() != errors || !original.ok) return;
  Unit unit;
  if (!same_unit(original, bound, unit))
    diagnostics_.error("E0344", decl.place, fmt::format("{} is {}, set to {}", name, units_.text(original.unit), units_.text(bound.unit)),
                       "both must have the same unit");
}

Bound Binder::bind_series(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  if (series_slots_[i].state == State::bound) return series_slots_[i].bound;
  const std::string name = out_.series[i].named.name;
  if (series_slots_[i].state == State::binding) {
    const auto from = std::find(binding_names_.begin(), binding_names_.end(), name);
    std::vector<std::string> circle(from, binding_names_.end());
    circle.push_back(name);
    std::vector<std::string> defaults;
    if (series_parameters_[i])
      for (const std::string& n : circle) defaults.push_back(n.substr(n.rfind('.') + 1));
    const bool give_one = series_parameters_[i] && circle.size() == 3;
    const Place place = in_.values.empty() || series_slots_[i].value == kNoValue ? out_.series[i].named.provenance.place
                                                                                 : in_[series_slots_[i].value].place;
    if (give_one)
      diagnostics_.error(
          "E0362", series_slots_[i].scope->contract ? series_slots_[i].scope->contract->place : place,
          fmt::format("contract {}: give {} or {}", series_slots_[i].scope->contract ? series_slots_[i].scope->contract->name.text : "",
                      defaults[0], defaults[1]),
          "each follows from the other");
    else
      diagnostics_.error("E0360", place, fmt::format("{} depends on itself: {}", name, fmt::join(circle, " -> ")),
                         "a stock carries a value from the step before");
    series_slots_[i].bound = failed();
    return failed();
  }
  series_slots_[i].state = State::binding;
  binding_names_.push_back(name);
  const ValueIndex value = series_slots_[i].value;
  const Scope* scope = series_slots_[i].scope ? series_slots_[i].scope : &root_;
  Bound bound = value == kNoValue ? failed() : bind_value(value, name, *scope, Reading::step);
  binding_names_.pop_back();
  if (!series_slots_[i].bound.ok) bound.ok = false;
  Series& s = out_.series[i];
  s.value = bound.expr;
  const Place declared = s.named.provenance.place;
  finish_named(s.named, bound, value == kNoValue ? nullptr : &in_[value]);
  if (s.named.provenance.place.text < 0) s.named.provenance.place = declared;
  if (bound.unit.kind == UnitKind::any && bound.ok) s.named.unit = bound.unit;
  series_slots_[i].state = State::bound;
  series_slots_[i].bound = bound;
  if (series_parameters_[i] && bound.ok) {
    check_parameter(index, *series_parameters_[i], *scopes_[static_cast<std::size_t>(out_.series[i].named.contract.value)]);
    series_slots_[i].bound.unit = out_.series[i].named.unit;
  }
  if (out_.series[i].named.unit.kind == UnitKind::any) out_.series[i].named.unit = plain_unit();
  return series_slots_[i].bound;
}

Bound Binder::bind_stock_start(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  if (stock_slots_[i].state == State::bound) return stock_slots_[i].bound;
  const std::string name = out_.stocks[i].named.name;
  if (stock_slots_[i].state == State::binding) {
    diagnostics_.error("E0360", out_.stocks[i].named.provenance.place, fmt::format("the start of {} depends on itself", name));
    return failed();
  }
  stock_slots_[i].state = State::binding;
  const StockDecl& d = *stock_decls_[i].second;
  const ValueIndex value = stock_slots_[i].value;
  Bound bound = bind_value(value, name, *stock_slots_[i].scope, Reading::step);
  if (bound.ok) {
    bound.expr = at_start(bound.expr);
    if (varies(bound.expr) & (kWithTime | kWithState)) {
      diagnostics_.error("E0337", in_[value].place, fmt::format("the start of {} reads what differs from step to step", name),
                         "a start is a formula of inputs");
      bound = failed();
    }
  }
  Stock& s = out_.stocks[i];
  s.start = bound.expr;
  const Place declared = s.named.provenance.place;
  if (value != kNoValue) finish_named(s.named, bound, &in_[value]);
  s.named.provenance.label = d.label;
  s.named.provenance.place = declared;
  if (!d.unit.empty()) s.named.display = display_of(bound, d.unit, d.unit_place, name);
  stock_slots_[i].bound = bound;
  stock_slots_[i].bound.expr = {};
  stock_slots_[i].state = State::bound;
  // `start: 0` says nothing of the unit; what comes next does.
  if (bound.ok && bound.unit.kind == UnitKind::any && d.next != kNoValue) {
    const ValueIndex next_value = chosen(name + ".next", d.next);
    const syntax::Formula& next = in_[next_value].formula;
    std::set<std::string> seen = {name};
    const Bound guess = next.root < 0 ? bound : unit_ahead(next, next.root, next_value == d.next ? *stock_decls_[i].first : root_, seen);
    if (guess.unit.kind != UnitKind::any) {
      stock_slots_[i].bound.unit = out_.stocks[i].named.unit = guess.unit;
      stock_slots_[i].bound.time = guess.time;
      out_.stocks[i].named.display = display_of(stock_slots_[i].bound, d.unit, d.unit_place, name);
    }
  }
  return stock_slots_[i].bound;
}

void Binder::bind_stock_next(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  const Bound start = bind_stock_start(index);
  const StockDecl& d = *stock_decls_[i].second;
  const std::string name = out_.stocks[i].named.name;
  const ValueIndex value = chosen(name + ".next", d.next);
  if (value == kNoValue) return;
  const Bound next = bind_value(value, name + ".next", value == d.next ? *stock_decls_[i].first : root_, Reading::step);
  out_.stocks[i].next = next.expr;
  if (!start.ok || !next.ok) return;
  Unit unit;
  if (!same_unit(start, next, unit))
    diagnostics_.error("E0344", in_[value].place,
                       fmt::format("the stock {} starts as {} and becomes {}", name, units_.text(start.unit), units_.text(next.unit)),
                       "both must have the same unit");
}

}  // namespace cf::model
