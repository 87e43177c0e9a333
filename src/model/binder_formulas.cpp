// Formulas to expressions, with their units worked out and checked.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/binder.hpp"
#include "model/functions.hpp"

namespace cf::model {
namespace {

using syntax::Formula;
using syntax::FormulaKind;
using syntax::FormulaNode;

}  // namespace

// The unit that a formula will have, found without binding anything: for a stock that starts at 0 while the series that read it
// are still being bound. `any` where that cannot be told. Nothing is reported: binding judges the formula later.
Bound Binder::unit_ahead(const Formula& formula, std::int32_t node, const Scope& scope, std::set<std::string>& seen) {
  const FormulaNode& n = formula[node];
  const Bound unknown{{}, any_unit(), 0, true};
  const auto child = [&](std::size_t i) { return unit_ahead(formula, n.children[i], scope, seen); };
  const auto first_known = [&](std::size_t from) {
    for (std::size_t i = from; i < n.children.size(); ++i)
      if (const Bound b = child(i); b.unit.kind != UnitKind::any) return b;
    return unknown;
  };
  switch (n.kind) {
    case FormulaKind::number: {
      if (n.currency.empty() && n.unit.empty()) return n.value == 0 ? unknown : Bound{{}, plain_unit(), 0, true};
      Diagnostics quiet;
      const auto scaled = units_of(scope).read(n.currency, 1, n.unit, n.place, quiet);
      return scaled ? Bound{{}, scaled->unit, 0, true} : unknown;
    }
    case FormulaKind::date: return {{}, date_unit(), 0, true};
    case FormulaKind::truth: return {{}, condition_unit(), 0, true};
    case FormulaKind::unary: return child(0);
    case FormulaKind::binary: {
      if (n.text == "+" || n.text == "-") return first_known(0);
      if (n.text == "^") return unknown;
      if (n.text != "*" && n.text != "/") return {{}, condition_unit(), 0, true};
      const Bound a = child(0), b = child(1);
      if (a.unit.kind != UnitKind::number || b.unit.kind != UnitKind::number) return unknown;
      return {{}, n.text == "*" ? multiply(a.unit, b.unit) : divide(a.unit, b.unit), a.time != 0 ? a.time : b.time, true};
    }
    case FormulaKind::call:
      if (n.text == "if") return first_known(1);
      if (n.text == "min" || n.text == "max" || n.text == "clamp" || n.text == "abs" || n.text == "table" || n.text == "ramp")
        return first_known(0);
      if (n.text == "exp" || n.text == "log" || n.text == "floor") return {{}, plain_unit(), 0, true};
      if (n.text == "within" || n.text == "at" || n.text == "every") return {{}, condition_unit(), 0, true};
      return unknown;
    case FormulaKind::name: {
      if (n.text == "year") return {{}, plain_unit(), 0, true};
      if (n.text == "date" || n.text == "time.start" || n.text == "time.end") return {{}, date_unit(), 0, true};
      if (n.text == "dt") return {{}, of_dimension(kTime), static_cast<double>(out_.time.step_months), true};
      const auto symbol = resolve(n.text, scope);
      if (!symbol || !seen.insert(global_name(n.text, scope)).second) return unknown;
      const auto i = static_cast<std::size_t>(symbol->index);
      switch (symbol->kind) {
        case SymbolKind::input:
        case SymbolKind::series: {
          const ValueSlot& slot = symbol->kind == SymbolKind::input ? input_slots_[i] : series_slots_[i];
          if (slot.state == State::bound) return slot.bound;
          if (slot.value == kNoValue || in_[slot.value].formula.root < 0) return unknown;
          const Formula& f = in_[slot.value].formula;
          if (f[f.root].kind == FormulaKind::interval) return unknown;
          return unit_ahead(f, f.root, slot.scope ? *slot.scope : root_, seen);
        }
        case SymbolKind::stock: {
          if (stock_slots_[i].state == State::bound) return stock_slots_[i].bound;
          const ValueIndex start = stock_slots_[i].value;
          return start == kNoValue || in_[start].formula.root < 0
                     ? unknown
                     : unit_ahead(in_[start].formula, in_[start].formula.root, *stock_slots_[i].scope, seen);
        }
        case SymbolKind::driver:
          return out_.drivers[i].start ? Bound{{}, out_.drivers[i].named.unit, driver_times_[symbol->index], true} : unknown;
        case SymbolKind::cash:
        case SymbolKind::due:
        case SymbolKind::paid: return {{}, of_dimension(kMoney), 0, true};
        case SymbolKind::shares: return {{}, of_dimension(kShares), 0, true};
        default: return unknown;
      }
    }
    default: return unknown;
  }
}

Bound Binder::bind_node(const Formula& formula, std::int32_t node, const Scope& scope, Reading reading) {
  const FormulaNode& n = formula[node];
  switch (n.kind) {
    case FormulaKind::number: return bind_number(n, scope);
    case FormulaKind::date: return {constant(n.value), date_unit(), 0, true};
    case FormulaKind::truth: return {constant(n.value), condition_unit(), 0, true};
    case FormulaKind::infinity: return {constant(std::numeric_limits<double>::infinity()), any_unit(), 0, true};
    case FormulaKind::name: return read_name(n, scope, reading);
    case FormulaKind::unary:
    case FormulaKind::binary: return bind_operator(formula, n, scope, reading);
    case FormulaKind::call: return bind_call(formula, n, scope, reading);
    case FormulaKind::interval:
      diagnostics_.error("E0353", n.place, "a range is a whole value, not a part of a formula",
                         "give it a name under inputs, and read that");
      return failed();
  }
  return failed();
}

Bound Binder::bind_number(const FormulaNode& n, const Scope& scope) {
  if (n.currency.empty() && n.unit.empty()) return {constant(n.value), n.value == 0 ? any_unit() : plain_unit(), 0, true};
  const auto scaled = units_of(scope).read(n.currency, 1, n.unit, n.place, diagnostics_);
  if (!scaled) return failed();
  double time = 0;
  for (const syntax::UnitFactor& f : n.unit)
    if (const auto s = units_of(scope).find(f.name); s && s->unit == of_dimension(kTime))
      time = s->factor >= 12 ? 12 : s->factor >= 3 ? 3 : 1;
  return {constant(n.value * scaled->factor), scaled->unit, time, true};
}

bool Binder::same_unit(const Bound& a, const Bound& b, Unit& unit) {
  if (a.unit.kind == UnitKind::any) {
    unit = b.unit;
    return true;
  }
  unit = a.unit;
  return b.unit.kind == UnitKind::any || a.unit == b.unit;
}

Bound Binder::bind_operator(const Formula& formula, const FormulaNode& n, const Scope& scope, Reading reading) {
  std::vector<Bound> x;
  for (const std::int32_t child : n.children) x.push_back(bind_node(formula, child, scope, reading));
  if (n.kind == FormulaKind::unary) {
    if (n.text == "+") return x[0];
    if (n.text == "-" && x[0].ok && out_[x[0].expr].kind == ExprKind::constant) {
      x[0].expr = constant(-out_[x[0].expr].value);
      if (x[0].unit.kind == UnitKind::condition || x[0].unit.kind == UnitKind::date)
        return apply(Operation::negate, x, n.place, n.name_place);
      return x[0];
    }
    return apply(n.text == "not" ? Operation::logical_not : Operation::negate, x, n.place, n.name_place);
  }
  if (n.text == "/" && formula[n.children[1]].kind == FormulaKind::number && formula[n.children[1]].value == 0) {
    diagnostics_.error("E0355", n.place, "this divides by 0");
    return failed();
  }
  const Operation operation = n.text == "-" ? Operation::subtract : operation_named(n.text)->id;
  return apply(operation, std::move(x), n.place, n.name_place);
}

Bound Binder::apply(Operation operation, std::vector<Bound> x, Place place, Place name_place) {
  for (const Bound& b : x)
    if (!b.ok) return failed();
  const OperationRow& op = row(operation);
  Bound out;
  for (const Bound& b : x)
    if (out.time == 0) out.time = b.time;
  const auto text = [&](const Bound& b) { return units_.text(b.unit, b.time > 0 ? b.time : out.time > 0 ? out.time : 12); };
  const auto clash = [&](std::string message, std::string label = {}) {
    diagnostics_.error("E0330", place, std::move(message), std::move(label));
    return failed();
  };
  const auto is_number = [](const Bound& b) { return b.unit.kind == UnitKind::number || b.unit.kind == UnitKind::any; };
  const auto is_date = [](const Bound& b) { return b.unit.kind == UnitKind::date; };
  const auto is_time = [](const Bound& b) { return b.unit.kind == UnitKind::any || b.unit == of_dimension(kTime); };
  const auto is_condition = [](const Bound& b) { return b.unit.kind == UnitKind::condition || b.unit.kind == UnitKind::any; };
  const auto name = [&] { return std::string(op.name); };
  switch (op.units) {
    case UnitRule::sum:
      if (is_date(x[0]) != is_date(x[1]) && is_time(is_date(x[0]) ? x[1] : x[0])) {
        out.unit = date_unit();
        break;
      }
      if (is_date(x[0]) || is_date(x[1]) || !is_number(x[0]) || !is_number(x[1]) || !same_unit(x[0], x[1], out.unit))
        return clash(fmt::format("cannot add {} and {}", text(x[0]), text(x[1])), "both must have the same unit");
      break;
    case UnitRule::difference:
      if (is_date(x[0]) && is_date(x[1])) {
        out.unit = of_dimension(kTime);
        break;
      }
      if (is_date(x[0]) && is_time(x[1])) {
        out.unit = date_unit();
        break;
      }
      if (!is_number(x[0]) || !is_number(x[1]) || !same_unit(x[0], x[1], out.unit))
        return clash(fmt::format("cannot subtract {} from {}", text(x[1]), text(x[0])), "both must have the same unit");
      break;
    case UnitRule::product:
    case UnitRule::quotient:
      if (!is_number(x[0]) || !is_number(x[1]))
        return clash(fmt::format("cannot {} {} {} {}", op.units == UnitRule::product ? "multiply" : "divide", text(x[0]),
                                 op.units == UnitRule::product ? "and" : "by", text(x[1])),
                     is_condition(x[0]) || is_condition(x[1]) ? "write if(condition, value, 0)" : "");
      out.unit = op.units == UnitRule::product ? multiply(x[0].unit, x[1].unit) : divide(x[0].unit, x[1].unit);
      break;
    case UnitRule::power: {
      if (!is_number(x[0]) || !is_number(x[1]) || !(is_plain(x[1].unit) || x[1].unit.kind == UnitKind::any))
        return clash(fmt::format("an exponent is a plain number, found {}", text(x[1])));
      if (is_plain(x[0].unit) || x[0].unit.kind == UnitKind::any) break;
      const auto exponent = constant_value(x[1].expr);
      const auto unit = exponent ? raise(x[0].unit, *exponent) : std::nullopt;
      if (!unit)
        return clash(fmt::format("{} to a power that is not fixed has no unit", text(x[0])),
                     "only a plain number can be raised to a power that changes");
      out.unit = *unit;
      break;
    }
    case UnitRule::keep:
      if (!is_number(x[0])) return clash(fmt::format("'{}' needs a number, found {}", name(), text(x[0])));
      out.unit = x[0].unit;
      break;
    case UnitRule::comparison: {
      Unit unit;
      if (!same_unit(x[0], x[1], unit))
        return clash(fmt::format("cannot compare {} with {}", text(x[0]), text(x[1])), "both must have the same unit");
      if (unit.kind == UnitKind::condition && operation != Operation::equal && operation != Operation::not_equal)
        return clash(fmt::format("'{}' compares numbers, found conditions", name()));
      out.unit = condition_unit();
      out.time = 0;
      break;
    }
    case UnitRule::logic:
      for (const Bound& b : x)
        if (!is_condition(b))
          return clash(fmt::format("'{}' needs conditions, found {}", name(), text(b)), "write a comparison, such as x > 0");
      out.unit = condition_unit();
      break;
    case UnitRule::choice:
      if (!is_condition(x[0]))
        return clash(fmt::format("the first part of if is a condition, found {}", text(x[0])), "write a comparison, such as x > 0");
      if (!same_unit(x[1], x[2], out.unit))
        return clash(fmt::format("the two sides of if differ: {} and {}", text(x[1]), text(x[2])), "both must have the same unit");
      out.time = x[1].time != 0 ? x[1].time : x[2].time;
      break;
    case UnitRule::same:
      if (x[0].unit.kind == UnitKind::condition || x[1].unit.kind == UnitKind::condition || !same_unit(x[0], x[1], out.unit))
        return clash(fmt::format("{} of {} and {}", name(), text(x[0]), text(x[1])), "both must have the same unit");
      break;
    case UnitRule::plain:
      if (!is_plain(x[0].unit) && x[0].unit.kind != UnitKind::any)
        return clash(fmt::format("{} takes a plain number, found {}", name(), text(x[0])), "divide by a quantity of the same unit first");
      break;
    case UnitRule::root: {
      if (!is_number(x[0])) return clash(fmt::format("{} needs a number, found {}", name(), text(x[0])));
      const auto unit = raise(x[0].unit, 0.5);
      if (!unit) return clash(fmt::format("{} has no square root", text(x[0])));
      out.unit = *unit;
      break;
    }
  }
  Operands operands;
  for (const Bound& b : x) operands.push_back(b.expr);
  out.expr = make(operation, operands, place.text >= 0 ? place : name_place);
  return out;
}

Bound Binder::bind_call(const Formula& formula, const FormulaNode& n, const Scope& scope, Reading reading) {
  const std::string& f = n.text;
  const auto wants = [&](std::size_t count, const char* how) {
    if (n.children.size() == count) return true;
    diagnostics_.error("E0350", n.place, fmt::format("{} needs {} value{}, found {}", f, count, count == 1 ? "" : "s", n.children.size()),
                       fmt::format("write {}", how));
    return false;
  };
  const bool keyed = std::any_of(n.keys.begin(), n.keys.end(), [](std::int32_t k) { return k >= 0; });
  if (keyed && f != "table" && f != "ramp" && f != "choice") {
    diagnostics_.error("E0350", n.place, fmt::format("the values of {} have no names", f), "to compare write ==");
    return failed();
  }
  if (reduction_named(f)) {
    if (reading == Reading::measure) return bind_reduction(formula, n, scope);
    diagnostics_.error("E0354", n.name_place, fmt::format("{} looks at all steps of a path, so it stands in measures and checks only", f),
                       f == "mean" || f == "total" ? "carry a sum in a stock instead" : "");
    return failed();
  }
  if (distribution_named(f)) {
    diagnostics_.error("E0353", n.place, fmt::format("{} is a whole value, not a part of a formula", f),
                       "give it a name under inputs, and read that");
    return failed();
  }
  if (f == "table" || f == "ramp") return bind_table(formula, n, scope, reading, f == "ramp");
  if (f == "balance") return bind_balance(formula, n, scope, reading);

  const bool timed = f == "within" || f == "at" || f == "every";
  if (timed && reading != Reading::step) {
    diagnostics_.error("E0335", n.place, fmt::format("{} differs from step to step, a measure is one number a path", f),
                       "put it inside total, mean, last, final …");
    return failed();
  }
  const OperationRow* operation = operation_named(f);
  if (!timed && f != "clamp" && !operation) {
    const std::string near = nearest(f, function_names());
    diagnostics_
        .error("E0356", n.name_place, fmt::format("there is no function '{}'", f),
               near.empty() ? "" : fmt::format("did you mean '{}'?", near))
        .notes.push_back({fmt::format("functions: {}", fmt::join(function_names(), ", ")), {}});
    return failed();
  }
  std::vector<Bound> x;
  if (operation && (operation->id == Operation::minimum || operation->id == Operation::maximum)) {
    if (n.children.size() < 2) {
      diagnostics_.error("E0350", n.place, fmt::format("{} needs at least 2 values, found {}", f, n.children.size()),
                         fmt::format("write {}(a, b)", f));
      return failed();
    }
    for (const std::int32_t child : n.children) x.push_back(bind_node(formula, child, scope, reading));
    Bound out = x[0];
    for (std::size_t i = 1; i < x.size(); ++i) out = apply(operation->id, {out, x[i]}, n.place, n.name_place);
    return out;
  }
  if (f == "clamp" && !wants(3, "clamp(x, low, high)")) return failed();
  if (f == "within" && !wants(2, "within(start, term)")) return failed();
  if (f == "at" && !wants(1, "at(day)")) return failed();
  if (f == "every" && !wants(2, "every(start, period)")) return failed();
  if (operation && operation->id == Operation::select && !wants(3, "if(condition, a, b)")) return failed();
  if (operation && !wants(static_cast<std::size_t>(operation->arity), fmt::format("{}(x)", f).c_str())) return failed();
  for (const std::int32_t child : n.children) x.push_back(bind_node(formula, child, scope, reading));
  for (const Bound& b : x)
    if (!b.ok) return failed();
  if (operation) return apply(operation->id, std::move(x), n.place, n.name_place);
  if (f == "clamp")
    return apply(Operation::minimum, {apply(Operation::maximum, {x[0], x[1]}, n.place, n.name_place), x[2]}, n.place, n.name_place);

  const Bound date{read(Quantity::date, -1), date_unit(), 0, true};
  const Bound dt{constant(out_.time.step_months), of_dimension(kTime), 0, true};
  const auto op = [&](Operation o, const Bound& a, const Bound& b) { return apply(o, {a, b}, n.place, n.name_place); };
  if (f == "within") {
    const Bound from = op(Operation::greater_equal, date, x[0]);
    const Bound until = op(Operation::less, date, op(Operation::add, x[0], x[1]));
    return op(Operation::logical_and, from, until);
  }
  if (f == "at") {
    const Bound from = op(Operation::less_equal, date, x[0]);
    const Bound until = op(Operation::less, x[0], op(Operation::add, date, dt));
    return op(Operation::logical_and, from, until);
  }
  // every(start, period): a period ends within (date, date + dt]. The small part keeps a period that ends on the day in its step.
  constexpr double kSlack = 1e-9;
  const Bound slack{constant(kSlack), plain_unit(), 0, true};
  const auto periods = [&](const Bound& day) {
    const Bound ratio = op(Operation::divide, op(Operation::subtract, day, x[0]), x[1]);
    return apply(Operation::floor_of, {op(Operation::add, ratio, slack)}, n.place, n.name_place);
  };
  const Bound after = periods(op(Operation::add, date, dt)), before = periods(date);
  if (!after.ok || !before.ok) return failed();
  const Bound zero{constant(0), any_unit(), 0, true};
  return op(Operation::greater, after, op(Operation::maximum, before, zero));
}

Bound Binder::bind_table(const Formula& formula, const FormulaNode& n, const Scope& scope, Reading reading, bool linear) {
  if (reading != Reading::step) {
    diagnostics_.error("E0335", n.place, fmt::format("{} differs from step to step, a measure is one number a path", n.text),
                       "put it inside total, mean, last, final …");
    return failed();
  }
  std::vector<Bound> days, values;
  for (std::size_t i = 0; i < n.children.size(); ++i) {
    if (n.keys[i] < 0) {
      diagnostics_.error("E0350", formula[n.children[i]].place, fmt::format("each value of a {} has its date", n.text),
                         fmt::format("write {}(2026-01 = 10%, 2028-01 = 20%)", n.text));
      return failed();
    }
    days.push_back(bind_node(formula, n.keys[i], scope, reading));
    values.push_back(bind_node(formula, n.children[i], scope, reading));
    if (!days.back().ok || !values.back().ok) return failed();
    if (days.back().unit.kind != UnitKind::date) {
      diagnostics_.error("E0330", formula[n.keys[i]].place,
                         fmt::format("a {} goes by dates, found {}", n.text, units_.text(days.back().unit)));
      return failed();
    }
    if (i > 0) {
      const auto a = constant_value(days[i - 1].expr), b = constant_value(days[i].expr);
      if (a && b && *a >= *b) {
        diagnostics_.error("E0357", formula[n.keys[i]].place, fmt::format("the dates of a {} rise", n.text),
                           "this one is not after the one before");
        return failed();
      }
    }
  }
  if (values.empty()) {
    diagnostics_.error("E0350", n.place, fmt::format("{} needs at least one value", n.text),
                       fmt::format("write {}(2026-01 = 10%, 2028-01 = 20%)", n.text));
    return failed();
  }
  const Bound date{read(Quantity::date, -1), date_unit(), 0, true};
  const auto op = [&](Operation o, const Bound& a, const Bound& b) { return apply(o, {a, b}, n.place, n.name_place); };
  Bound out = values[0];
  for (std::size_t i = 1; i < values.size() && out.ok; ++i) {
    if (!linear) {
      out = apply(Operation::select, {op(Operation::greater_equal, date, days[i]), values[i], out}, n.place, n.name_place);
      continue;
    }
    // value + rise * clamp((date - d0) / (d1 - d0), 0, 1)
    Bound part = op(Operation::divide, op(Operation::subtract, date, days[i - 1]), op(Operation::subtract, days[i], days[i - 1]));
    part = op(Operation::minimum, op(Operation::maximum, part, {constant(0), any_unit(), 0, true}), {constant(1), plain_unit(), 0, true});
    out = op(Operation::add, out, op(Operation::multiply, op(Operation::subtract, values[i], values[i - 1]), part));
  }
  return out;
}

Bound Binder::bind_balance(const Formula& formula, const FormulaNode& n, const Scope& scope, Reading reading) {
  if (n.children.size() != 2 || formula[n.children[0]].kind != FormulaKind::name || formula[n.children[1]].kind != FormulaKind::name) {
    diagnostics_.error("E0350", n.place, "balance needs a party and an asset", "write balance(openai, grant.credit)");
    return failed();
  }
  const FormulaNode &who = formula[n.children[0]], &what = formula[n.children[1]];
  const PartyId party = party_named({who.text, who.place}, scope, "balance");
  bool cash = false, absent = false;
  const AssetId asset = asset_named({what.text, what.place}, scope, "balance", cash, absent);
  if (absent) return {constant(0), any_unit(), 0, true};
  if (cash && party) {
    diagnostics_.error("E0336", n.place, "cash is read as a member", fmt::format("write {}.cash", who.text));
    return failed();
  }
  if (!party || !asset) return failed();
  if (reading != Reading::step) {
    diagnostics_.error("E0335", n.place, "a balance differs from step to step, a measure is one number a path",
                       "put it inside final, last, mean …");
    return failed();
  }
  return {read(Quantity::balance, balance_of(party, asset).value), asset_unit(asset), 0, true};
}

Bound Binder::bind_reduction(const Formula& formula, const FormulaNode& n, const Scope& scope) {
  const ReductionRow& r = *reduction_named(n.text);
  if (static_cast<int>(n.children.size()) != r.arity) {
    diagnostics_.error("E0350", n.place,
                       fmt::format("{} needs {} value{}, found {}", r.name, r.arity, r.arity == 1 ? "" : "s", n.children.size()),
                       r.arity == 2 ? "write pv(x, 9%)" : fmt::format("write {}(x)", r.name));
    return failed();
  }
  const Bound x = bind_node(formula, n.children[0], scope, Reading::step);
  if (!x.ok) return failed();
  Bound out{{}, x.unit, x.time, true};
  const bool condition = x.unit.kind == UnitKind::condition;
  const bool needs_condition = r.kind == Reduction::ever || r.kind == Reduction::first_year;
  if (needs_condition && !condition && x.unit.kind != UnitKind::any) {
    diagnostics_.error("E0330", formula[n.children[0]].place,
                       fmt::format("{} looks for a condition, found {}", r.name, units_.text(x.unit)), "write a comparison, such as x > 0");
    return failed();
  }
  if (x.unit.kind == UnitKind::date && r.kind != Reduction::final && r.kind != Reduction::last) {
    diagnostics_.error("E0330", formula[n.children[0]].place, fmt::format("{} of a date is not a number", r.name));
    return failed();
  }
  ExprId rate;
  bool per_time = false;
  switch (r.kind) {
    case Reduction::present_value: {
      const Bound discount = bind_node(formula, n.children[1], scope, Reading::measure);
      if (!discount.ok) return failed();
      if (!is_plain(discount.unit) && discount.unit.kind != UnitKind::any) {
        diagnostics_.error("E0330", formula[n.children[1]].place,
                           fmt::format("a discount rate is a plain number a year, found {}", units_.text(discount.unit)));
        return failed();
      }
      rate = discount.expr;
      [[fallthrough]];
    }
    case Reduction::total:
      per_time = x.unit.is_rate();
      if (per_time) out.unit = multiply(x.unit, of_dimension(kTime));
      if (condition) out.unit = plain_unit();
      break;
    case Reduction::mean:
    case Reduction::peak:
    case Reduction::low:
      if (condition) out.unit = plain_unit();
      break;
    case Reduction::last:
    case Reduction::final: break;
    case Reduction::ever: out.unit = condition_unit(); break;
    case Reduction::first_year: out.unit = plain_unit(); break;
  }
  out.expr = reduce(r.kind, x.expr, n.place, per_time, rate);
  return out;
}

}  // namespace cf::model
