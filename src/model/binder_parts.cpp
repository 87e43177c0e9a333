// The parts of a model, each bound from its declaration.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "model/binder.hpp"

namespace cf::model {
namespace {

constexpr double kDefaultShares = 1e9;

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

Standing standing_of(const ValueDecl& value) {
  const syntax::Formula& f = value.formula;
  if (f.root < 0) return Standing::formula;
  const syntax::FormulaNode* root = &f[f.root];
  while (root->kind == syntax::FormulaKind::unary && root->text == "-") root = &f[root->children[0]];
  static constexpr std::string_view kNames[] = {"normal", "lognormal", "uniform", "triangular", "pert", "beta", "bernoulli", "choice"};
  const bool range = root->kind == syntax::FormulaKind::interval ||
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
  diagnostics_.error("E0342", unit_place, fmt::format("{} cannot be shown in {}: it is {}", name, unit, units_.text(bound.unit, bound.time > 0 ? bound.time : 12)));
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
  const Bound original =
      is_distribution(formula) ? bind_distribution(formula, formula.root, scratch, root_) : bind_node(formula, formula.root, root_, Reading::step);
  if (diagnostics_.num_errors() != errors || !original.ok) return;
  Unit unit;
  if (!same_unit(original, bound, unit))
    diagnostics_.error("E0344", decl.place, fmt::format("{} is {}, set to {}", name, units_.text(original.unit), units_.text(bound.unit)), "both must have the same unit");
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
    const Place place = in_.values.empty() || series_slots_[i].value == kNoValue ? out_.series[i].named.provenance.place : in_[series_slots_[i].value].place;
    if (give_one)
      diagnostics_.error("E0362", series_slots_[i].scope->contract ? series_slots_[i].scope->contract->place : place,
                         fmt::format("contract {}: give {} or {}", series_slots_[i].scope->contract ? series_slots_[i].scope->contract->name.text : "", defaults[0], defaults[1]),
                         "each follows from the other");
    else
      diagnostics_.error("E0360", place, fmt::format("{} depends on itself: {}", name, fmt::join(circle, " -> ")), "a stock carries a value from the step before");
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
      diagnostics_.error("E0337", in_[value].place, fmt::format("the start of {} reads what differs from step to step", name), "a start is a formula of inputs");
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
    diagnostics_.error("E0344", in_[value].place, fmt::format("the stock {} starts as {} and becomes {}", name, units_.text(start.unit), units_.text(next.unit)),
                       "both must have the same unit");
}

// ---- drivers -------------------------------------------------------------------------------------------------------

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
      diagnostics_.error("E0345", d.process.place, fmt::format("there is no process '{}'", d.process.text), near.empty() ? "" : fmt::format("did you mean '{}'?", near))
          .notes.push_back({fmt::format("processes: {}", fmt::join(names, ", ")), {}});
    out_.drivers[i].start = constant(0);
    return;
  }
  for (const auto& field : row->required)
    if (!d.fields.count(std::string(field)))
      diagnostics_.error("E0323", d.name.place, fmt::format("driver {}: {} is missing", name, field), fmt::format("a {} has {}", row->name, fmt::join(row->required, ", ")));
  for (const auto& [field, value] : d.fields)
    if (std::find(row->allowed.begin(), row->allowed.end(), field) == row->allowed.end())
      diagnostics_.error("E0320", d.field_places.at(field), fmt::format("a {} has no {}", row->name, field), fmt::format("it has {}", fmt::join(row->allowed, ", ")));
  out_.drivers[i].process = row->process;
  out_.drivers[i].log = d.log;
  Bound start{constant(0), plain_unit(), 0, true};
  if (d.fields.count("start")) {
    start = read_symbol(*find(name + ".start"), name + ".start", d.name.place, Reading::step);
    ExprId expr = start.ok ? out_.series[static_cast<std::size_t>(find(name + ".start")->index)].value : constant(0);
    expr = at_start(expr);
    if (varies(expr) & (kWithTime | kWithState)) {
      diagnostics_.error("E0337", d.field_places.at("start"), fmt::format("the start of {} reads what differs from step to step", name), "a start is a formula of inputs");
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
    diagnostics_.error("E0343", d.field_places.at("start"), fmt::format("{} starts at {:.6g}, but its logarithm must exist", name, *v), "a start above 0");
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
    if (level ? !same_unit({{}, out_.drivers[i].named.unit, 0, true}, bound, unit) : !(is_plain(bound.unit) || bound.unit.kind == UnitKind::any))
      diagnostics_.error("E0344", decl.place, level ? fmt::format("the mean of {} is {}, its start is {}", name, units_.text(bound.unit), units_.text(out_.drivers[i].named.unit))
                                                    : fmt::format("{} is a plain number a year, found {}", f, units_.text(bound.unit)));
    if (std::string_view(f) != "hazard" && (varies(expr) & kWithState))
      diagnostics_.error("E0337", decl.place, fmt::format("{}.{} reads what the futures decide", name, f), "a formula of inputs and time; only a hazard may read anything");
    return expr;
  };
  const ExprId drift = field("drift"), volatility = field("volatility"), mean = field("mean"), speed = field("speed"), rate = field("rate"), hazard = field("hazard");
  const auto decl_of = [&](const char* f) -> const ValueDecl& { return in_[series_slots_[static_cast<std::size_t>(find(name + "." + f)->index)].value]; };
  if (drift) {
    if (const auto v = constant_value(drift); v && std::fabs(*v) > 5)
      diagnostics_.warning("W0301", decl_of("drift").place, fmt::format("a growth of {:.6g} is {:.6g}% a year", *v, *v * 100), fmt::format("did you mean {:.2f}?", *v / 100));
  }
  if (volatility && (out_.drivers[i].process != Process::mean_reverting || out_.drivers[i].log || is_plain(out_.drivers[i].named.unit)))
    check_range(volatility, 0, 5, decl_of("volatility"), "a volatility");
  if (speed) check_range(speed, 0, 1000, decl_of("speed"), "a speed");
  if (rate) check_range(rate, 0, 1000, decl_of("rate"), "a jump rate");
  if (hazard) check_range(hazard, 0, 1000, decl_of("hazard"), "a hazard");
  Driver& driver = out_.drivers[i];
  driver.drift = drift, driver.volatility = volatility, driver.mean = mean, driver.speed = speed, driver.rate = rate, driver.hazard = hazard;
  if (const auto it = d.fields.find("size"); it != d.fields.end()) {
    const syntax::Formula& f = in_[it->second].formula;
    if (f.root < 0) return;
    const syntax::FormulaNode& root = f[f.root];
    const Scope& scope = *driver_decls_[i].first;
    const auto plain = [&](std::int32_t node) {
      const Bound b = bind_node(f, node, scope, Reading::step);
      if (b.ok && !is_plain(b.unit) && b.unit.kind != UnitKind::any)
        diagnostics_.error("E0344", f[node].place, fmt::format("the size of a jump is a plain number (the logarithm of the factor), found {}", units_.text(b.unit)));
      if (b.ok && (varies(b.expr) & kWithState))
        diagnostics_.error("E0337", f[node].place, fmt::format("{}.size reads what the futures decide", name), "a formula of inputs and time");
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

// ---- parties, assets -----------------------------------------------------------------------------------------------

BalanceId Binder::balance_of(PartyId party, AssetId asset) {
  const auto key = std::make_pair(party.value, asset.value);
  if (const auto it = balance_ids_.find(key); it != balance_ids_.end()) return it->second;
  Balance b;
  b.party = party, b.asset = asset, b.start = constant(0);
  out_.balances.push_back(b);
  return balance_ids_[key] = BalanceId{static_cast<std::int32_t>(out_.balances.size()) - 1};
}

void Binder::bind_party(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  if (static_cast<std::size_t>(index) >= in_.parties.size() || party_bound_[index]) return;
  party_bound_[index] = true;
  const PartyDecl& d = in_.parties[i];
  const std::string name = d.name.text;
  const auto field = [&](const char* f, const Unit& unit, Reading reading) -> ExprId {
    const auto it = d.fields.find(f);
    const ValueIndex value = chosen(name + "." + f, it == d.fields.end() ? kNoValue : it->second);
    if (value == kNoValue) return {};
    const Bound b = bind_value(value, name + "." + f, root_, reading);
    if (b.ok && b.unit.kind != UnitKind::any && !(b.unit == unit))
      diagnostics_.error("E0344", in_[value].place, fmt::format("{}.{} is {}, found {}", name, f, units_.text(unit), units_.text(b.unit)));
    return b.expr;
  };
  const auto ranged = [&](const char* f, ExprId expr, double low, double high, const char* what) {
    const auto it = d.fields.find(f);
    const ValueIndex value = chosen(name + "." + f, it == d.fields.end() ? kNoValue : it->second);
    if (value != kNoValue) check_range(expr, low, high, in_[value], what);
  };
  const ExprId discount = field("discount", plain_unit(), Reading::path);
  if (discount) ranged("discount", discount, -0.5, 2, "a discount rate");
  out_.parties[i].discount = discount ? discount : constant(0);
  const ExprId cash = field("cash", of_dimension(kMoney), Reading::path);
  if (cash) ranged("cash", cash, 0, 1e18, "cash at the start");
  out_.parties[i].cash_start = cash;
  const ExprId shares = field("shares", of_dimension(kShares), Reading::path);
  if (shares) ranged("shares", shares, 1e-9, 1e18, "a number of shares");
  out_.parties[i].shares_start = shares ? shares : constant(kDefaultShares);
  const ExprId alpha = field("recovery.cash", plain_unit(), Reading::path), beta = field("recovery.receipts", plain_unit(), Reading::path);
  if (alpha) ranged("recovery.cash", alpha, 0, 1, "recovery");
  if (beta) ranged("recovery.receipts", beta, 0, 1, "recovery");
  out_.parties[i].recovery_cash = alpha ? alpha : constant(1);
  out_.parties[i].recovery_receipts = beta ? beta : constant(1);
  // Holders: the issuer has put out all of its shares; what no party holds is held outside.
  const AssetId asset = out_.parties[i].shares;
  const ExprId all = out_.parties[i].shares_start;
  ExprId held = constant(0);
  double sum = 0;
  bool known = true;
  for (const HolderDecl& h : d.holders) {
    const PartyId holder = party_named(h.party, root_, name + ".holders");
    const std::string path = fmt::format("{}.holders.{}", name, h.party.text);
    const ValueIndex value = chosen(path, h.share);
    const Bound share = bind_value(value, path, root_, Reading::path);
    if (!holder || !share.ok) continue;
    if (holder.value == index) {
      diagnostics_.error("E0346", h.party.place, fmt::format("{} holds its own shares", name), "own shares are not held: leave them out");
      continue;
    }
    if (!is_plain(share.unit) && share.unit.kind != UnitKind::any)
      diagnostics_.error("E0344", in_[value].place, fmt::format("a holding is a part of the shares, found {}", units_.text(share.unit)), "write 27%");
    if (const auto v = constant_value(share.expr)) {
      sum += *v;
      check_range(share.expr, 0, 1, in_[value], fmt::format("a holding of {}", name));
    } else {
      known = false;
    }
    if (holder == out_.world()) continue;
    out_.balances[static_cast<std::size_t>(balance_of(holder, asset).value)].start = make(Operation::multiply, {all, share.expr});
    held = make(Operation::add, {held, share.expr});
  }
  if (known && sum > 1 + 1e-12)
    diagnostics_.error("E0346", d.holders.front().party.place, fmt::format("the holdings of {} add up to {:.6g}, more than 1", name, sum));
  const BalanceId own = balance_of(PartyId{index}, asset), outside = balance_of(out_.world(), asset);
  out_.balances[static_cast<std::size_t>(own.value)].start = make(Operation::negate, {all});
  out_.balances[static_cast<std::size_t>(outside.value)].start =
      make(Operation::subtract, {all, make(Operation::multiply, {all, held})});
  out_.assets[static_cast<std::size_t>(asset.value)].worth = read(Quantity::series, out_.parties[i].share_price.value);
  const ExprId enterprise = field("enterprise_value", of_dimension(kMoney), Reading::step);
  out_.parties[i].enterprise_value = enterprise;
}

Unit Binder::asset_unit(AssetId asset) {
  const auto i = static_cast<std::size_t>(asset.value);
  if (!asset_decls_[i].second) return of_dimension(kShares);
  const AssetDecl& d = *asset_decls_[i].second;
  const auto text = syntax::parse_unit(d.unit.text, d.unit.place, diagnostics_);
  if (!text) return any_unit();
  const auto scaled = units_of(*asset_decls_[i].first).read(text->currency_exponent ? text->currency : "", text->currency_exponent, text->factors, d.unit.place, diagnostics_);
  return scaled ? scaled->unit : any_unit();
}

void Binder::bind_asset(std::int32_t index) {
  const auto i = static_cast<std::size_t>(index);
  if (!asset_decls_[i].second) return;
  const AssetDecl& d = *asset_decls_[i].second;
  const Scope& scope = *asset_decls_[i].first;
  const std::string name = out_.assets[i].name;
  const PartyId issuer = party_named(d.issuer, scope, "asset " + name);
  const ValueIndex value = chosen(name + ".worth", d.worth);
  const Bound worth = bind_value(value, name + ".worth", value == d.worth ? scope : root_, Reading::step);
  const Unit unit = asset_unit(AssetId{index});
  if (worth.ok && worth.unit.kind != UnitKind::any && unit.kind != UnitKind::any && !(multiply(worth.unit, unit) == of_dimension(kMoney)))
    diagnostics_.error("E0344", in_[value].place, fmt::format("the worth of {} is {} for each {}", name, units_.text(worth.unit), units_.text(unit)),
                       fmt::format("expected {}", units_.text(divide(of_dimension(kMoney), unit))));
  out_.assets[i].issuer = issuer;
  out_.assets[i].worth = worth.expr;
  if (issuer) balance_of(issuer, AssetId{index});
}

// ---- dispatches ----------------------------------------------------------------------------------------------------

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
    const Bound b = bind_node(in_[value].formula, in_[value].formula.root, value == d.supplies[k].price ? *dispatch_decls_[i].first : root_, Reading::step);
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
  if (d.supplies.empty()) diagnostics_.error("E0323", d.name.place, fmt::format("dispatch {}: supplies is missing", name), "nobody serves the demand");
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
      diagnostics_.error("E0344", in_[cv].place, fmt::format("the capacity of {} is {}, the demand {}", supply_name, units_.text(capacity.unit, 1), units_.text(unit, 1)),
                         "both must have the same unit");
    if (p.ok && !same_unit(price, p, u))
      diagnostics_.error("E0344", in_[pv].place, fmt::format("the price of {} is {}, of another supply {}", supply_name, units_.text(p.unit), units_.text(price.unit)),
                         "all prices must have the same unit");
    else if (p.ok)
      price.unit = u;
    Supply& supply = out_.supplies[id];
    supply.seller = seller;
    supply.capacity = capacity.expr;
    supply.price = p.expr;
    Bound served = demand;
    finish_named(supply.named, served, nullptr);
    supply.named.provenance.place = s.name.place;
  }
}

// ---- flows ---------------------------------------------------------------------------------------------------------

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
    diagnostics_.error("E0360", out_.flows[i].place, fmt::format("the amount of {} depends on itself", name), "a stock carries a value from the step before");
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
    diagnostics_.error("E0347", d.to.place, fmt::format("{} goes from {} to {}", what, out_.parties[static_cast<std::size_t>(from.value)].name,
                                                        out_.parties[static_cast<std::size_t>(to.value)].name), "a flow has two ends");
  bool cash = false, absent = false, settled_absent = false;
  const AssetId asset = asset_named(d.asset, scope, what, cash, absent);
  const FlowId settles = flow_named(d.settles, scope, what + ".settles", settled_absent);
  const ValueIndex when_value = chosen(name + ".when", d.when);
  Bound when{{}, condition_unit(), 0, true};
  if (when_value != kNoValue) {
    when = bind_value(when_value, name + ".when", when_value == d.when ? scope : root_, Reading::step);
    if (when.ok && when.unit.kind != UnitKind::condition && when.unit.kind != UnitKind::any)
      diagnostics_.error("E0330", in_[when_value].place, fmt::format("`when` is a condition, found {}", units_.text(when.unit)), "write a comparison, such as x > 0");
  }
  bool rate = false;
  if (amount.ok && amount.unit.kind != UnitKind::any && out_.flows[i].unit.kind != UnitKind::any) {
    const Unit& unit = out_.flows[i].unit;
    rate = amount.unit == divide(unit, of_dimension(kTime));
    if (!rate && !(amount.unit == unit))
      diagnostics_.error("E0344", in_[flow_slots_[i].value].place,
                         fmt::format("{} pays {}, found {}", what, cash ? "money" : units_.text(unit), units_.text(amount.unit, amount.time > 0 ? amount.time : 12)),
                         fmt::format("expected {} or {}", units_.text(unit), units_.text(divide(unit, of_dimension(kTime)), 1)));
    else if (!rate && when_value == kNoValue)
      diagnostics_.error("E0348", in_[flow_slots_[i].value].place, fmt::format("{} pays a sum in every step", what), "say when it is paid, or give a rate such as $/month")
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
      diagnostics_.error("E0349", d.settles.place, fmt::format("{} settles {}, which is not a flow of cash", what, out_.flows[static_cast<std::size_t>(settles.value)].name));
    flow.settles = settles;
  }
  if (!from || !to || !amount.ok || !when.ok || absent || outside) {
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

// ---- measures, checks, hedges --------------------------------------------------------------------------------------

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
  if (is_distribution(decl.formula)) diagnostics_.error("E0353", decl.place, "a measure is a formula, not a range");
  else if (decl.formula.root >= 0) bound = bind_node(decl.formula, decl.formula.root, root_, Reading::measure);
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
    check.place = in_[c.holds].place;
    if (in_[c.holds].formula.root < 0) continue;
    const Bound holds = bind_node(in_[c.holds].formula, in_[c.holds].formula.root, scope, Reading::measure);
    if (!holds.ok) continue;
    if (holds.unit.kind != UnitKind::condition && holds.unit.kind != UnitKind::any) {
      diagnostics_.error("E0330", in_[c.holds].place, fmt::format("a check is a condition, found {}", units_.text(holds.unit)), "write a comparison, such as x > 0");
      continue;
    }
    if (c.share != kNoValue) {
      const Bound share = bind_value(c.share, "in", root_, Reading::path);
      const auto v = share.ok ? constant_value(share.expr) : std::nullopt;
      if (!v || *v < 0 || *v > 1) diagnostics_.error("E0343", in_[c.share].place, "`in` is a part of the futures, from 0 to 1", "write in: 95%");
      else check.share = *v;
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
      diagnostics_.error("E0333", word.place, fmt::format("hedge {}: '{}' is not a measure", h.title, word.text), near.empty() ? "" : fmt::format("did you mean '{}'?", near))
          .notes.push_back({fmt::format("measures: {}", fmt::join(names, ", ")), {}});
      return {};
    };
    h.exposure = measure(d.exposure);
    if (h.party == out_.world()) {
      diagnostics_.error("E0333", d.party.place, fmt::format("hedge {}: world is everybody else, it does not hedge", h.title));
      continue;
    }
    h.gain = !d.gain.text.empty() ? measure(d.gain) : h.party ? out_.party_measures[static_cast<std::size_t>(h.party.value)].value : MeasureId{};
    if (h.party && h.exposure && h.gain) {
      const Unit& a = out_.measures[static_cast<std::size_t>(h.exposure.value)].named.unit;
      const Unit& b = out_.measures[static_cast<std::size_t>(h.gain.value)].named.unit;
      if (!(a == b))
        diagnostics_.error("E0344", d.exposure.place, fmt::format("hedge {}: the exposure is {}, the gain {}", h.title, units_.text(a), units_.text(b)), "both must have the same unit");
      out_.hedges.push_back(h);
    }
  }
}

}  // namespace cf::model
