// Drivers: the process, its start, and its parameters.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "model/binder.hpp"

namespace cf::model {
namespace {

struct ProcessRow {
  std::string_view name;
  Process process;
  std::vector<std::string_view> required, allowed;
};

const std::vector<ProcessRow>& processes() {
  static const std::vector<ProcessRow> rows = {
      {"geometric_brownian", Process::geometric_brownian, {"start", "drift", "volatility"}, {"start", "drift", "volatility"}},
      {"mean_reverting", Process::mean_reverting, {"start", "mean", "speed", "volatility"}, {"start", "mean", "speed", "volatility"}},
      {"jump", Process::jump, {"start", "drift", "volatility", "rate", "size"}, {"start", "drift", "volatility", "rate", "size"}},
      {"event", Process::event, {"hazard"}, {"hazard"}},
  };
  return rows;
}

}  // namespace

void Binder::bind_driver_start(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  if (driver_states_[i] != State::unbound) return;
  driver_states_[i] = State::bound;
  const DriverDecl& d = *driver_decls_[i].second;
  const std::string name = out_.drivers[i].named.name;
  const auto row = std::find_if(processes().begin(), processes().end(), [&](const ProcessRow& r) { return r.name == d.process.text; });
  if (row == processes().end()) {
    std::vector<std::string> names;
    for (const ProcessRow& r : processes()) names.emplace_back(r.name);
    const std::string near = nearest(d.process.text, names);
    if (!d.process.text.empty())
      diagnostics_
          .error("E0345", d.process.place, fmt::format("there is no process '{}'", d.process.text),
                 near.empty() ? "" : fmt::format("did you mean '{}'?", near))
          .notes.push_back({fmt::format("processes: {}", fmt::join(names, ", ")), {}});
    out_.drivers[i].start = constant(0);
    return;
  }
  for (const auto& field : row->required)
    if (!d.fields.count(std::string(field)))
      diagnostics_.error("E0323", d.name.place, fmt::format("driver {}: {} is missing", name, field),
                         fmt::format("a {} has {}", row->name, fmt::join(row->required, ", ")));
  for (const auto& [field, value] : d.fields)
    if (std::find(row->allowed.begin(), row->allowed.end(), field) == row->allowed.end())
      diagnostics_.error("E0320", d.field_places.at(field), fmt::format("a {} has no {}", row->name, field),
                         fmt::format("it has {}", fmt::join(row->allowed, ", ")));
  out_.drivers[i].process = row->process;
  out_.drivers[i].log = d.log;
  Bound start{constant(0), plain_unit(), 0, true};
  if (d.fields.count("start")) {
    start = read_symbol(*find(name + ".start"), name + ".start", d.name.place, Reading::step);
    ExprId expr = start.ok ? out_.series[static_cast<std::size_t>(find(name + ".start")->index)].value : constant(0);
    expr = at_start(expr);
    if (varies(expr) & (kWithTime | kWithState)) {
      diagnostics_.error("E0337", d.field_places.at("start"), fmt::format("the start of {} reads what differs from step to step", name),
                         "a start is a formula of inputs");
      expr = constant(0);
    }
    start.expr = expr;
  }
  Driver& driver = out_.drivers[i];
  driver.start = start.expr;
  driver.named.unit = start.unit.kind == UnitKind::any ? plain_unit() : start.unit;
  driver.named.display = display_of(start, d.unit, d.unit_place, name);
  driver.named.provenance.standing = Standing::formula;
  driver_times_[index] = start.time;
  const bool positive = row->process == Process::geometric_brownian || row->process == Process::jump || d.log;
  if (const auto v = constant_value(driver.start); positive && v && *v <= 0 && d.fields.count("start"))
    diagnostics_.error("E0343", d.field_places.at("start"), fmt::format("{} starts at {:.6g}, but its logarithm must exist", name, *v),
                       "a start above 0");
}

void Binder::bind_driver(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  bind_driver_start(index);
  const DriverDecl& d = *driver_decls_[i].second;
  const std::string name = out_.drivers[i].named.name;
  const auto field = [&](const char* f) -> ExprId {
    const auto symbol = find(name + "." + f);
    if (!symbol || !d.fields.count(f)) return {};
    const Bound bound = bind_series(symbol->index);
    if (!bound.ok) return constant(0);
    const ExprId expr = out_.series[static_cast<std::size_t>(symbol->index)].value;
    const ValueDecl& decl = in_[series_slots_[static_cast<std::size_t>(symbol->index)].value];
    const bool level = std::string_view(f) == "mean";
    Unit unit;
    if (level ? !same_unit({{}, out_.drivers[i].named.unit, 0, true}, bound, unit)
              : !(is_plain(bound.unit) || bound.unit.kind == UnitKind::any))
      diagnostics_.error("E0344", decl.place,
                         level ? fmt::format("the mean of {} is {}, its start is {}", name, units_.text(bound.unit),
                                             units_.text(out_.drivers[i].named.unit))
                               : fmt::format("{} is a plain number a year, found {}", f, units_.text(bound.unit)));
    if (std::string_view(f) != "hazard" && (varies(expr) & kWithState))
      diagnostics_.error("E0337", decl.place, fmt::format("{}.{} reads what the futures decide", name, f),
                         "a formula of inputs and time; only a hazard may read anything");
    return expr;
  };
  const ExprId drift = field("drift"), volatility = field("volatility"), mean = field("mean"), speed = field("speed"), rate = field("rate"),
               hazard = field("hazard");
  const auto decl_of = [&](const char* f) -> const ValueDecl& {
    return in_[series_slots_[static_cast<std::size_t>(find(name + "." + f)->index)].value];
  };
  if (drift) {
    if (const auto v = constant_value(drift); v && std::fabs(*v) > 5)
      diagnostics_.warning("W0301", decl_of("drift").place, fmt::format("a growth of {:.6g} is {:.6g}% a year", *v, *v * 100),
                           fmt::format("did you mean {:.2f}?", *v / 100));
  }
  if (volatility && (out_.drivers[i].process != Process::mean_reverting || out_.drivers[i].log || is_plain(out_.drivers[i].named.unit)))
    check_range(volatility, 0, 5, decl_of("volatility"), "a volatility");
  if (speed) check_range(speed, 0, 1000, decl_of("speed"), "a speed");
  if (rate) check_range(rate, 0, 1000, decl_of("rate"), "a jump rate");
  if (hazard) check_range(hazard, 0, 1000, decl_of("hazard"), "a hazard");
  Driver& driver = out_.drivers[i];
  driver.drift = drift, driver.volatility = volatility, driver.mean = mean, driver.speed = speed, driver.rate = rate,
  driver.hazard = hazard;
  if (const auto it = d.fields.find("size"); it != d.fields.end()) {
    const syntax::Formula& f = in_[it->second].formula;
    if (f.root < 0) return;
    const syntax::FormulaNode& root = f[f.root];
    const Scope& scope = *driver_decls_[i].first;
    const auto plain = [&](std::int32_t node) {
      const Bound b = bind_node(f, node, scope, Reading::step);
      if (b.ok && !is_plain(b.unit) && b.unit.kind != UnitKind::any)
        diagnostics_.error(
            "E0344", f[node].place,
            fmt::format("the size of a jump is a plain number (the logarithm of the factor), found {}", units_.text(b.unit)));
      if (b.ok && (varies(b.expr) & kWithState))
        diagnostics_.error("E0337", f[node].place, fmt::format("{}.size reads what the futures decide", name),
                           "a formula of inputs and time");
      return b.expr;
    };
    if (root.kind == syntax::FormulaKind::call && root.text == "normal" && root.children.size() == 2) {
      const ExprId mean_size = plain(root.children[0]), sd = plain(root.children[1]);
      out_.drivers[i].jump_mean = mean_size, out_.drivers[i].jump_sd = sd;
    } else if (is_distribution(f)) {
      diagnostics_.error("E0345", root.place, "the size of a jump is a number or normal(mean, sd)");
    } else {
      const ExprId mean_size = plain(f.root);
      out_.drivers[i].jump_mean = mean_size, out_.drivers[i].jump_sd = constant(0);
    }
  }
}

}  // namespace cf::model
