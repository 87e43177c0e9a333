#include "model/binder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/check.hpp"

namespace cf::model {

Binder::Binder(const Declarations& declarations, Diagnostics& diagnostics, const Terms& terms, bool check_circles)
    : in_(declarations),
      diagnostics_(diagnostics),
      terms_(terms),
      check_circles_(check_circles),
      units_(declarations.currency_sign, declarations.currency) {
  for (const Terms::Setting& s : terms_.settings) settings_[s.name] = &s;  // a later one wins
}

Model Binder::bind() {
  out_.title = in_.title;
  out_.currency = in_.currency;
  out_.currency_sign = in_.currency_sign;
  out_.time = in_.time;
  out_.sources = in_.sources;
  out_.limits = in_.limits;
  errors_before_ = diagnostics_.num_errors();
  declare_all();
  bind_all();
  return std::move(out_);
}

// ---- declaring -----------------------------------------------------------------------------------------------------

void Binder::declare(const std::string& name, SymbolKind kind, std::int32_t index, Place place) {
  const auto [it, fresh] = symbols_.emplace(name, Symbol{kind, index, place});
  if (!fresh)
    diagnostics_.error("E0326", place, fmt::format("the name {} is given twice", name))
        .notes.push_back({"first given here", it->second.place});
}

void Binder::declare_all() {
  for (const auto& [name, about] : in_.units) {
    if (units_.has(name.text))
      diagnostics_.error("E0326", name.place, fmt::format("the unit {} exists already", name.text));
    else
      units_.add_own(name.text);
  }
  out_.unit_names = units_.own();

  for (const PartyDecl& d : in_.parties) {
    const auto id = static_cast<std::int32_t>(out_.parties.size());
    Party p;
    p.name = d.name.text;
    p.title = d.title;
    p.has_cash = d.fields.count("cash") > 0;
    out_.parties.push_back(p);
    declare(p.name, SymbolKind::party, id, d.name.place);
    if (p.has_cash) {
      declare(p.name + ".cash", SymbolKind::cash, id, d.name.place);
      declare(p.name + ".defaulted", SymbolKind::defaulted, id, d.name.place);
    }
    declare(p.name + ".discount", SymbolKind::discount, id, d.name.place);
  }
  Party world;
  world.name = world.title = "world";
  out_.parties.push_back(world);
  symbols_.emplace("world", Symbol{SymbolKind::party, static_cast<std::int32_t>(out_.parties.size()) - 1, {}});
  asset_decls_.clear();
  for (std::size_t i = 0; i + 1 < out_.parties.size(); ++i) {
    Party& p = out_.parties[i];
    const Place place = in_.parties[i].name.place;
    p.shares = AssetId{static_cast<std::int32_t>(out_.assets.size())};
    Asset asset;
    asset.name = p.name + ".shares";
    asset.issuer = PartyId{static_cast<std::int32_t>(i)};
    asset.is_shares = true;
    out_.assets.push_back(asset);
    asset_decls_.emplace_back(nullptr, nullptr);
    declare(asset.name, SymbolKind::shares, static_cast<std::int32_t>(i), place);
    p.equity = SeriesId{add_series(p.name + ".equity", nullptr, kNoValue, place, false, false)};
    p.share_price = SeriesId{add_series(p.name + ".share_price", nullptr, kNoValue, place, false, true)};
    declare(p.name + ".equity", SymbolKind::series, p.equity.value, place);
    declare(p.name + ".share_price", SymbolKind::series, p.share_price.value, place);
    Series& equity = out_.series[static_cast<std::size_t>(p.equity.value)];
    Series& price = out_.series[static_cast<std::size_t>(p.share_price.value)];
    equity.named.unit = of_dimension(kMoney);
    price.named.unit = divide(of_dimension(kMoney), of_dimension(kShares));
    for (Series* s : {&equity, &price}) {
      s->named.display = units_.display(s->named.unit, 12);
      ValueSlot& slot = series_slots_[static_cast<std::size_t>(s - out_.series.data())];
      slot.state = State::bound;
      slot.bound.unit = s->named.unit;
    }
  }

  for (const ContractDecl& c : in_.contracts) {
    const bool there = std::find(terms_.contracts.begin(), terms_.contracts.end(), c.name.text) != terms_.contracts.end();
    present_[c.name.text] = there;
    declare(c.name.text, there ? SymbolKind::contract : SymbolKind::absent, -1, c.name.place);
  }
  declare_body(in_.body, root_);
  for (const MeasureDecl& m : in_.measures) {
    declare(m.name.text, SymbolKind::measure, static_cast<std::int32_t>(measure_slots_.size()), m.name.place);
    Measure measure;
    measure.named.name = m.name.text;
    out_.measures.push_back(measure);
    measure_slots_.push_back({&root_, m.value, State::unbound, {}});
  }
  for (const ContractDecl& c : in_.contracts)
    if (present_[c.name.text]) declare_contract(c);
  // Flows given as arguments: now that every flow has its name.
  for (auto& scope : scopes_)
    for (const ParameterDecl& p : scope->type->parameters) {
      if (p.kind != ParameterKind::flow) continue;
      const std::string name = scope->prefix + p.name.text;
      ValueIndex written = kNoValue;
      if (const auto it = scope->contract->arguments.find(p.name.text); it != scope->contract->arguments.end()) written = it->second;
      const ValueIndex v = chosen(name, written);
      Word word = p.default_name;
      if (v != kNoValue) word = {in_[v].written, in_[v].place};
      if (word.text.empty()) continue;  // reported as missing
      bool absent = false;
      scope->flows[p.name.text] = flow_named(word, root_, name, absent);
    }
}

void Binder::declare_body(const Body& body, Scope& scope) {
  const std::string& prefix = scope.prefix;
  for (const InputDecl& d : body.inputs) {
    declare(prefix + d.name.text, SymbolKind::input, static_cast<std::int32_t>(out_.inputs.size()), d.name.place);
    Input input;
    input.named.name = prefix + d.name.text;
    input.named.contract = scope.id;
    out_.inputs.push_back(input);
    const ValueIndex v = chosen(input.named.name, d.value);
    input_slots_.push_back({v == d.value ? &scope : &root_, v, State::unbound, {}});
    input_decls_.push_back(&d);
  }
  for (const DriverDecl& d : body.drivers) {
    declare(prefix + d.name.text, SymbolKind::driver, static_cast<std::int32_t>(out_.drivers.size()), d.name.place);
    Driver driver;
    driver.named.name = prefix + d.name.text;
    driver.named.contract = scope.id;
    driver.named.provenance.label = d.label;
    driver.named.provenance.place = d.name.place;
    out_.drivers.push_back(driver);
    driver_decls_.emplace_back(&scope, &d);
    driver_states_.push_back(State::unbound);
    for (const auto& [field, value] : d.fields) {
      if (field == "size") continue;  // a number or normal(mean, sd): not a value that formulas can read
      const std::string name = prefix + d.name.text + "." + field;
      const auto s = add_series(name, &scope, value, d.name.place, false, true);
      declare(name, SymbolKind::series, s, d.name.place);
    }
  }
  for (const AssetDecl& d : body.assets) {
    declare(prefix + d.name.text, SymbolKind::asset, static_cast<std::int32_t>(out_.assets.size()), d.name.place);
    Asset asset;
    asset.name = prefix + d.name.text;
    out_.assets.push_back(asset);
    asset_decls_.emplace_back(&scope, &d);
  }
  for (const SeriesDecl& d : body.series) {
    const std::string name = prefix + d.name.text;
    if (const auto dot = d.name.text.find('.'); dot != std::string::npos) {
      const auto owner = symbols_.find(d.name.text.substr(0, dot));
      if (owner == symbols_.end() || owner->second.kind != SymbolKind::party) {
        std::vector<std::string> parties;
        for (const Party& p : out_.parties) parties.push_back(p.name);
        const std::string near = nearest(d.name.text.substr(0, dot), parties);
        diagnostics_.error(
            "E0327", d.name.place,
            fmt::format("'{}' is not a party, so it has no member {}", d.name.text.substr(0, dot), d.name.text.substr(dot + 1)),
            near.empty() ? "" : fmt::format("did you mean '{}'?", near));
      }
    }
    declare(name, SymbolKind::series, add_series(name, &scope, d.value, d.name.place, false, false), d.name.place);
  }
  for (const DispatchDecl& d : body.dispatches) {
    const auto id = static_cast<std::int32_t>(out_.dispatches.size());
    const std::string name = prefix + d.name.text;
    declare(name, SymbolKind::dispatch, id, d.name.place);
    declare(name + ".served", SymbolKind::served, id, d.name.place);
    declare(name + ".unserved", SymbolKind::unserved, id, d.name.place);
    declare(name + ".cost", SymbolKind::dispatch_cost, id, d.name.place);
    declare(name + ".price", SymbolKind::dispatch_price, id, d.name.place);
    Dispatch dispatch;
    dispatch.name = name;
    dispatch.place = d.name.place;
    for (const SupplyDecl& s : d.supplies) {
      const SupplyId supply_id{static_cast<std::int32_t>(out_.supplies.size())};
      Supply supply;
      supply.named.name = name + "." + s.name.text;
      supply.named.contract = scope.id;
      supply.named.provenance.place = s.name.place;
      supply.dispatch = DispatchId{id};
      supply.tags = s.tags;
      declare(supply.named.name, SymbolKind::supply, supply_id.value, s.name.place);
      dispatch.supplies.push_back(supply_id);
      out_.supplies.push_back(std::move(supply));
    }
    out_.dispatches.push_back(std::move(dispatch));
    dispatch_decls_.emplace_back(&scope, &d);
    const ValueIndex v = chosen(name + ".demand", d.demand);
    demand_slots_.push_back({v == d.demand ? &scope : &root_, v, State::unbound, {}});
  }
  for (const StockDecl& d : body.stocks) {
    declare(prefix + d.name.text, SymbolKind::stock, static_cast<std::int32_t>(out_.stocks.size()), d.name.place);
    Stock stock;
    stock.named.name = prefix + d.name.text;
    stock.named.contract = scope.id;
    stock.named.provenance.label = d.label;
    stock.named.provenance.place = d.name.place;
    out_.stocks.push_back(stock);
    stock_decls_.emplace_back(&scope, &d);
    const ValueIndex v = chosen(stock.named.name + ".start", d.start);
    stock_slots_.push_back({v == d.start ? &scope : &root_, v, State::unbound, {}});
  }
  for (const FlowDecl& d : body.flows) {
    const std::string name = prefix + d.name.text;
    const auto id = static_cast<std::int32_t>(out_.flows.size());
    declare(name, SymbolKind::flow, id, d.name.place);
    declare(name + ".due", SymbolKind::due, id, d.name.place);
    declare(name + ".paid", SymbolKind::paid, id, d.name.place);
    Flow flow;
    flow.name = name;
    flow.kind = d.kind.empty() ? "other" : d.kind;
    flow.label = d.label;
    flow.rank = d.rank;
    flow.contract = scope.id;
    flow.place = d.place;
    out_.flows.push_back(flow);
    flow_decls_.emplace_back(&scope, &d);
    const ValueIndex v = chosen(name + ".amount", d.amount);
    flow_slots_.push_back({v == d.amount ? &scope : &root_, v, State::unbound, {}});
  }
}

std::int32_t Binder::add_series(const std::string& name, const Scope* scope, ValueIndex value, Place place, bool parameter, bool hidden) {
  const auto index = static_cast<std::int32_t>(out_.series.size());
  Series s;
  s.named.name = name;
  s.named.contract = scope ? scope->id : ContractId{};
  s.named.provenance.place = place;
  s.parameter = parameter;
  s.hidden = hidden;
  out_.series.push_back(std::move(s));
  ValueSlot slot;
  slot.value = chosen(name, value);
  slot.scope = slot.value != value ? &root_ : scope;
  series_slots_.push_back(slot);
  series_parameters_.push_back(nullptr);
  return index;
}

// The setting of a name if the terms have one, else what is written.
ValueIndex Binder::chosen(const std::string& name, ValueIndex written) {
  if (!check_circles_) settable_.insert(name);
  const auto it = settings_.find(name);
  return it == settings_.end() ? written : it->second->value;
}

// ---- binding -------------------------------------------------------------------------------------------------------

void Binder::bind_all() {
  const auto each = [](std::size_t n, auto&& f) {
    for (std::size_t i = 0; i < n; ++i) f(static_cast<std::int32_t>(i));
  };
  for (auto& scope : scopes_) units_of(*scope);
  for (const std::int32_t s : pending_parameters_) {
    const auto i = static_cast<std::size_t>(s);
    if (!series_slots_[i].bound.ok) continue;
    check_parameter(s, *series_parameters_[i], *scopes_[static_cast<std::size_t>(out_.series[i].named.contract.value)]);
    series_slots_[i].bound.unit = out_.series[i].named.unit;
  }
  each(input_slots_.size(), [&](auto i) { bind_input(i); });
  each(out_.parties.size() - 1, [&](auto i) { bind_party(i); });
  each(out_.drivers.size(), [&](auto i) { bind_driver_start(i); });
  each(series_slots_.size(), [&](auto i) { bind_series(i); });
  each(out_.stocks.size(), [&](auto i) { bind_stock_start(i); });
  each(out_.assets.size(), [&](auto i) { bind_asset(i); });
  each(out_.dispatches.size(), [&](auto i) { bind_dispatch(i); });
  each(out_.flows.size(), [&](auto i) { bind_flow(i); });
  each(out_.drivers.size(), [&](auto i) { bind_driver(i); });
  each(out_.stocks.size(), [&](auto i) { bind_stock_next(i); });
  // New inputs may have come up on the way (a range as an argument): they are bound where they stand.
  bind_correlations();
  check_exclusive();
  if (diagnostics_.num_errors() > errors_before_) {
    each(in_.measures.size(), [&](auto i) { bind_measure(i); });
    return;
  }
  order_asset_flows();
  add_equities();
  add_party_measures();
  each(in_.measures.size(), [&](auto i) { bind_measure(i); });
  bind_checks(in_.body, root_);
  for (auto& scope : scopes_) bind_checks(scope->type->body, *scope);
  bind_hedges();
  if (check_circles_) check_circles();
  finish_reads();
  warn_unused();
}

}  // namespace cf::model
