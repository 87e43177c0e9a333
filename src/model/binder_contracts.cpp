// Contracts: a type, its arguments, and the units found from them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "model/binder.hpp"

namespace cf::model {

// A range is not blamed for leaving its parameter's ends in one future of ten thousand.
constexpr double kHardlyEver = 1e-4;

const ParameterDecl* TypeDecl::parameter(const std::string& wanted) const {
  for (const ParameterDecl& p : parameters)
    if (p.name.text == wanted) return &p;
  return nullptr;
}

const ContractDecl* Declarations::contract(const std::string& wanted) const {
  for (const ContractDecl& c : contracts)
    if (c.name.text == wanted) return &c;
  return nullptr;
}

void Binder::declare_contract(const ContractDecl& c) {
  const auto it = in_.types.find(c.type.text);
  if (it == in_.types.end()) {
    std::vector<std::string> names;
    for (const auto& [name, type] : in_.types) names.push_back(name);
    const std::string near = nearest(c.type.text, names);
    diagnostics_
        .error("E0311", c.type.place, fmt::format("there is no contract type '{}'", c.type.text),
               near.empty() ? "" : fmt::format("did you mean '{}'?", near))
        .notes.push_back({fmt::format("types: {}", fmt::join(names, ", ")), {}});
    symbols_[c.name.text].kind = SymbolKind::absent;  // its names read 0, so that one mistake is told once
    return;
  }
  const TypeDecl& type = it->second;
  auto owned = std::make_unique<Scope>();
  Scope& scope = *owned;
  scope.type = &type;
  scope.contract = &c;
  scope.id = ContractId{static_cast<std::int32_t>(scopes_.size())};
  scope.prefix = c.name.text + ".";
  scopes_.push_back(std::move(owned));

  Contract contract;
  contract.name = c.name.text;
  contract.type = type.name.text;
  contract.title = c.title;
  contract.about = type.about;
  contract.place = c.place;

  std::vector<std::string> known;
  for (const ParameterDecl& p : type.parameters) known.push_back(p.name.text);
  for (const Word& a : c.order)
    if (!type.parameter(a.text)) {
      const std::string near = nearest(a.text, known);
      diagnostics_
          .error("E0312", a.place, fmt::format("{} has no parameter '{}'", type.name.text, a.text),
                 near.empty() ? "" : fmt::format("did you mean '{}'?", near))
          .notes.push_back({fmt::format("parameters: {}", fmt::join(known, ", ")), {}});
    }
  for (const ParameterDecl& p : type.parameters) {
    const std::string name = scope.prefix + p.name.text;
    ValueIndex written = kNoValue;
    if (const auto a = c.arguments.find(p.name.text); a != c.arguments.end()) written = a->second;
    const ValueIndex value = chosen(name, written);
    if (value == kNoValue && p.required()) {
      diagnostics_.error("E0323", c.place, fmt::format("contract {}: {} is missing", c.name.text, p.name.text), p.about)
          .notes.push_back({fmt::format("the type {} needs it", type.name.text), p.name.place});
      if (p.kind == ParameterKind::party) scope.parties[p.name.text] = out_.world();
      if (p.kind == ParameterKind::flow) scope.flows[p.name.text] = {};
      if (p.kind != ParameterKind::value) continue;
    }
    Contract::Argument argument;
    argument.parameter = p.name.text;
    argument.about = p.about;
    argument.given = value != kNoValue;
    if (value != kNoValue) {
      argument.written = in_[value].written;
      argument.provenance = provenance_of(in_[value]);
    } else {
      argument.written =
          p.kind == ParameterKind::value ? (p.default_value == kNoValue ? "" : in_[p.default_value].written) : p.default_name.text;
    }
    contract.arguments.push_back(argument);
    switch (p.kind) {
      case ParameterKind::party: {
        const Word word = value != kNoValue ? Word{in_[value].written, in_[value].place} : p.default_name;
        const PartyId party = party_named(word, root_, fmt::format("contract {}, {}", c.name.text, p.name.text));
        scope.parties[p.name.text] = party ? party : out_.world();
        if (party && party != out_.world() && std::find(contract.parties.begin(), contract.parties.end(), party) == contract.parties.end())
          contract.parties.push_back(party);
        break;
      }
      case ParameterKind::flow: scope.flows[p.name.text] = {}; break;
      case ParameterKind::value: {
        const auto s = add_series(name, value != kNoValue ? &root_ : &scope, value != kNoValue ? value : p.default_value,
                                  value != kNoValue ? in_[value].place : c.place, true, false);
        out_.series[static_cast<std::size_t>(s)].named.contract = scope.id;
        series_parameters_[static_cast<std::size_t>(s)] = &p;
        series_slots_[static_cast<std::size_t>(s)].scope = value != kNoValue ? &root_ : &scope;
        declare(name, SymbolKind::series, s, p.name.place);
        scope.parameters[p.name.text] = s;
        if (value == kNoValue && p.default_value == kNoValue) {
          series_slots_[static_cast<std::size_t>(s)].state = State::bound;
          series_slots_[static_cast<std::size_t>(s)].bound = failed();
          out_.series[static_cast<std::size_t>(s)].value = constant(0);
        }
        break;
      }
    }
  }
  out_.contracts.push_back(std::move(contract));
  declare_body(type.body, scope);
}

const UnitNames& Binder::units_of(const Scope& scope) {
  if (!scope.type || scope.type->units.empty()) return units_;
  if (!scope.own_units) find_units(const_cast<Scope&>(scope));
  return scope.own_units ? *scope.own_units : units_;
}

// A type's unit is found from the arguments given: the first whose parameter's unit has the unknown in it, and no other.
void Binder::find_units(Scope& scope) {
  if (scope.finding_units) return;
  scope.finding_units = true;
  auto names = std::make_unique<UnitNames>(units_);
  for (const Word& unknown : scope.type->units) {
    bool found = false;
    for (const ParameterDecl& p : scope.type->parameters) {
      if (found || p.kind != ParameterKind::value) continue;
      Diagnostics quiet;
      const auto text = syntax::parse_unit(p.unit, p.unit_place, quiet);
      if (!text) continue;
      int exponent = 0;
      std::vector<syntax::UnitFactor> rest;
      bool known = true;
      for (const syntax::UnitFactor& f : text->factors) {
        if (f.name == unknown.text)
          exponent += f.exponent;
        else if (names->has(f.name))
          rest.push_back(f);
        else
          known = false;
      }
      const auto s = scope.parameters.find(p.name.text);
      if (exponent == 0 || !known || s == scope.parameters.end()) continue;
      if (series_slots_[static_cast<std::size_t>(s->second)].scope != &root_) continue;  // not given
      const Bound argument = argument_unit(s->second);
      if (!argument.ok || argument.unit.kind != UnitKind::number) continue;
      const std::string currency = text->currency_exponent ? units_.currency_sign() : "";
      const auto scaled = names->read(currency, text->currency_exponent, rest, p.unit_place, quiet);
      if (!scaled) continue;
      const auto unit = raise(divide(argument.unit, scaled->unit), 1.0 / exponent);
      if (!unit) continue;
      names->bind(unknown.text, *unit);
      found = true;
    }
    if (!found) names->bind(unknown.text, plain_unit());
  }
  scope.own_units = std::move(names);
  scope.finding_units = false;
}

// The unit of an argument, without judging it against its parameter yet (which may need the unit that is being found).
Bound Binder::argument_unit(std::int32_t series) {
  const auto i = static_cast<std::size_t>(series);
  if (series_slots_[i].state == State::bound) return series_slots_[i].bound;
  if (series_slots_[i].state == State::binding) return failed();
  const ParameterDecl* parameter = series_parameters_[i];
  series_parameters_[i] = nullptr;
  const Bound bound = bind_series(series);
  series_parameters_[i] = parameter;
  pending_parameters_.push_back(series);
  return bound;
}

// An argument has to have its parameter's unit and lie between its ends.
void Binder::check_parameter(std::int32_t series, const ParameterDecl& p, const Scope& scope) {
  const auto i = static_cast<std::size_t>(series);
  const Bound& bound = series_slots_[i].bound;
  Named& named = out_.series[i].named;
  const ValueIndex value = series_slots_[i].value;
  const Place place = value == kNoValue ? scope.contract->place : in_[value].place;
  const std::string what = fmt::format("contract {}: {}", scope.contract->name.text, p.name.text);
  const auto text = syntax::parse_unit(p.unit, p.unit_place, diagnostics_);
  if (!text) return;
  Unit wanted;
  if (text->condition)
    wanted = condition_unit();
  else if (text->date)
    wanted = date_unit();
  else if (const auto scaled = units_of(scope).read(text->currency_exponent ? units_.currency_sign() : "", text->currency_exponent,
                                                    text->factors, p.unit_place, diagnostics_))
    wanted = scaled->unit;
  else
    return;
  if (bound.unit.kind == UnitKind::any) {
    const double time = bound.time > 0 ? bound.time : 12;
    named.unit = wanted;
    named.display = units_.display(wanted, time);
  } else if (!(bound.unit == wanted)) {
    diagnostics_.error("E0344", place, fmt::format("{} is {}, found {}", what, units_.text(wanted), units_.text(bound.unit)), p.about)
        .notes.push_back({"the parameter", p.name.place});
    series_slots_[i].bound.ok = false;  // what reads it is not blamed again
    return;
  }
  const auto v = constant_value(out_.series[i].value);
  const auto end = [&](ValueIndex limit) -> std::optional<double> {
    if (limit == kNoValue || in_[limit].formula.root < 0) return std::nullopt;
    const Bound b = bind_node(in_[limit].formula, in_[limit].formula.root, scope, Reading::path);
    return b.ok ? constant_value(b.expr) : std::nullopt;
  };
  const auto low = end(p.min), high = end(p.max);
  const double scale = named.display.scale > 0 ? named.display.scale : 1;
  if (!v) {
    const Expr& argument = out_[out_.series[i].value];
    if ((!low && !high) || argument.kind != ExprKind::read || argument.quantity != Quantity::input) return;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const double least = low.value_or(-kInfinity), most = high.value_or(kInfinity);
    const auto chance = chance_outside(out_.inputs[static_cast<std::size_t>(argument.index)], least, most);
    if (!chance || *chance <= kHardlyEver) return;
    const std::string range = low && high ? fmt::format("{:.6g} to {:.6g}", *low / scale, *high / scale)
                              : low       ? fmt::format("{:.6g} and above", *low / scale)
                                          : fmt::format("{:.6g} and below", *high / scale);
    diagnostics_
        .warning("W0304", place, fmt::format("{} leaves {} in {:.2g}% of the futures", what, range, 100 * *chance),
                 low && high && is_plain(wanted) ? "use beta(a, b) or pert(low, mode, high), or cut it: clamp(x, low, high)"
                                                 : "use a distribution that stays inside, or cut it: clamp(x, low, high)")
        .notes.push_back({"the parameter", p.name.place});
    return;
  }
  const bool plain = is_plain(wanted);
  const auto slip = [&]() -> std::string {
    const double h = *v / 100;
    return plain && (!low || h >= *low) && (!high || h <= *high) && value != kNoValue ? fmt::format("did you mean {:.6g} ({:.6g}%)?", h, *v)
                                                                                      : std::string();
  };
  if (low && *v < *low)
    diagnostics_.error("E0343", place,
                       *low == 0 ? fmt::format("{} must not be negative, found {}", what, in_[value].written)
                                 : fmt::format("{} of {:.6g} is below {:.6g}", what, *v / scale, *low / scale));
  else if (high && *v > *high)
    diagnostics_.error("E0343", place,
                       fmt::format("{} of {:.6g} is outside {:.6g} to {:.6g}", what, *v / scale, low ? *low / scale : 0.0, *high / scale),
                       slip());
}

// Two contracts of a type with the same argument in all that the type calls exclusive claim one thing twice.
void Binder::check_exclusive() {
  const auto same = [&](const Scope& a, const Scope& b, const Word& parameter) {
    const auto party = a.parties.find(parameter.text);
    if (party != a.parties.end()) return party->second == b.parties.at(parameter.text);
    const auto series = a.parameters.find(parameter.text);
    if (series == a.parameters.end()) return a.flows.at(parameter.text) == b.flows.at(parameter.text);
    // What two formulas name is one thing; two equal numbers are not.
    const auto formula_of = [&](const Scope& s) { return series_slots_[static_cast<std::size_t>(s.parameters.at(parameter.text))].value; };
    const ValueIndex x = formula_of(a), y = formula_of(b);
    if (x == kNoValue || y == kNoValue) return false;
    const auto& nodes = in_[x].formula.nodes;
    return in_[x].written == in_[y].written &&
           std::any_of(nodes.begin(), nodes.end(), [](const auto& node) { return node.kind == syntax::FormulaKind::name; });
  };
  for (std::size_t second = 0; second < scopes_.size(); ++second)
    for (std::size_t first = 0; first < second; ++first) {
      const Scope &a = *scopes_[first], &b = *scopes_[second];
      const auto& exclusive = a.type->exclusive;
      if (a.type != b.type || exclusive.empty()) continue;
      if (!std::all_of(exclusive.begin(), exclusive.end(), [&](const Word& parameter) { return same(a, b, parameter); })) continue;
      std::vector<std::string> names;
      for (const Word& parameter : exclusive) names.push_back(parameter.text);
      diagnostics_
          .error("E0365", b.contract->place,
                 fmt::format("{} and {} claim the same {} at the same time, and a {} is exclusive", a.contract->name.text,
                             b.contract->name.text, fmt::join(names, " and "), a.type->name.text),
                 "leave one of them out of each structure")
          .notes.push_back({"the first", a.contract->place});
    }
}

}  // namespace cf::model
