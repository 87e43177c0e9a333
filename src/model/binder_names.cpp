// What a name means where it stands.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "model/binder.hpp"

namespace cf::model {
namespace {

std::string first_segment(const std::string& name) { return name.substr(0, name.find('.')); }
std::string after_first(const std::string& name) {
  const auto dot = name.find('.');
  return dot == std::string::npos ? "" : name.substr(dot);
}

}  // namespace

std::optional<Symbol> Binder::find(const std::string& global) const {
  if (const auto it = symbols_.find(global); it != symbols_.end()) return it->second;
  // The names of a contract that is not there.
  if (const auto it = symbols_.find(first_segment(global)); it != symbols_.end() && it->second.kind == SymbolKind::absent)
    return it->second;
  return std::nullopt;
}

// A type sees its parameters and its own names; the model sees everything.
std::string Binder::global_name(const std::string& written, const Scope& scope) const {
  if (!scope.type) return written;
  const std::string first = first_segment(written);
  if (const auto it = scope.parties.find(first); it != scope.parties.end())
    return out_.parties[static_cast<std::size_t>(it->second.value)].name + after_first(written);
  if (const auto it = scope.flows.find(first); it != scope.flows.end())
    return it->second ? out_.flows[static_cast<std::size_t>(it->second.value)].name + after_first(written) : "";
  if (written == "world") return written;
  return scope.prefix + written;
}

std::optional<Symbol> Binder::resolve(const std::string& written, const Scope& scope) const {
  const std::string global = global_name(written, scope);
  if (global.empty()) return Symbol{SymbolKind::absent, -1, {}};  // a flow of a contract that is not there
  return find(global);
}

Bound Binder::read_name(const syntax::FormulaNode& node, const Scope& scope, Reading reading) {
  const std::string& name = node.text;
  const auto& time = out_.time;
  if (name == "year" || name == "date" || name == "dt" || name == "time.start" || name == "time.end") {
    if (name == "dt") return {constant(time.step_months), of_dimension(kTime), static_cast<double>(time.step_months), true};
    if (name == "time.start") return {constant(time.date(0)), date_unit(), 0, true};
    if (name == "time.end") return {constant(time.date(time.num_steps)), date_unit(), 0, true};
    if (reading == Reading::measure) {
      diagnostics_.error("E0335", node.place, fmt::format("'{}' differs from step to step, a measure is one number a path", name),
                         "put it inside total, mean, last, final …");
      return failed();
    }
    return {read(name == "year" ? Quantity::year : Quantity::date, -1), name == "year" ? plain_unit() : date_unit(), 0, true};
  }
  if (name == "time") {
    diagnostics_.error("E0336", node.place, "'time' is not a value", "time.start or time.end");
    return failed();
  }
  const auto symbol = resolve(name, scope);
  if (!symbol) return unknown_name(name, node.place, scope);
  return read_symbol(*symbol, global_name(name, scope), node.place, reading);
}

Bound Binder::read_symbol(const Symbol& symbol, const std::string& name, Place place, Reading reading) {
  used_[name] = true;
  const auto index = static_cast<std::size_t>(symbol.index);
  const auto step_only = [&](Bound bound) {
    if (reading == Reading::step) return bound;
    if (reading == Reading::measure)
      diagnostics_.error("E0335", place, fmt::format("'{}' differs from step to step, a measure is one number a path", name),
                         "put it inside total, mean, last, final …");
    else
      diagnostics_.error("E0337", place, fmt::format("'{}' differs from step to step; here only inputs may be read", name));
    return failed();
  };
  switch (symbol.kind) {
    case SymbolKind::absent: return {constant(0), any_unit(), 0, true};
    case SymbolKind::input: return bind_input(symbol.index);
    case SymbolKind::series: {
      const Bound bound = bind_series(symbol.index);
      if (!bound.ok) return failed();
      const ExprId value = out_.series[index].value;
      if (reading == Reading::step) return {read(Quantity::series, symbol.index), bound.unit, bound.time, true};
      if (value && !(varies(value) & (kWithTime | kWithState))) return {value, bound.unit, bound.time, true};
      return step_only(bound);
    }
    case SymbolKind::driver: {
      bind_driver_start(symbol.index);
      const Named& named = out_.drivers[index].named;
      return step_only({read(Quantity::driver, symbol.index), named.unit, driver_times_[symbol.index], true});
    }
    case SymbolKind::stock: {
      const Bound start = bind_stock_start(symbol.index);
      return step_only({read(Quantity::stock, symbol.index), start.unit, start.time, start.ok});
    }
    case SymbolKind::supply: {
      const DispatchId d = out_.supplies[index].dispatch;
      used_[out_.dispatches[static_cast<std::size_t>(d.value)].name] = true;
      return step_only({read(Quantity::supply, symbol.index), dispatch_unit(d.value),
                        demand_slots_[static_cast<std::size_t>(d.value)].bound.time, true});
    }
    case SymbolKind::served:
    case SymbolKind::unserved: {
      const Unit unit = dispatch_unit(symbol.index);
      return step_only({read(symbol.kind == SymbolKind::served ? Quantity::served : Quantity::unserved, symbol.index), unit,
                        demand_slots_[index].bound.time, true});
    }
    case SymbolKind::dispatch_price:
    case SymbolKind::dispatch_cost: {
      const Unit price = price_unit(symbol.index);
      if (symbol.kind == SymbolKind::dispatch_price) return step_only({read(Quantity::dispatch_price, symbol.index), price, 0, true});
      return step_only({read(Quantity::dispatch_cost, symbol.index), multiply(price, dispatch_unit(symbol.index)),
                        demand_slots_[index].bound.time, true});
    }
    case SymbolKind::cash: return step_only({read(Quantity::cash, symbol.index), of_dimension(kMoney), 0, true});
    case SymbolKind::defaulted: return step_only({read(Quantity::defaulted, symbol.index), condition_unit(), 0, true});
    case SymbolKind::shares: {
      const BalanceId own = balance_of(PartyId{symbol.index}, out_.parties[index].shares);
      return step_only({make(Operation::negate, {read(Quantity::balance, own.value)}, place), of_dimension(kShares), 0, true});
    }
    case SymbolKind::discount: {
      bind_party(symbol.index);
      return {out_.parties[index].discount, plain_unit(), 0, true};
    }
    case SymbolKind::due: {
      const Bound amount = bind_flow_amount(symbol.index);
      return step_only({read(Quantity::due, symbol.index), out_.flows[index].unit, 0, amount.ok});
    }
    case SymbolKind::paid: {
      Unit unit = of_dimension(kMoney);
      if (!flow_decls_[index].second->asset.text.empty() && flow_decls_[index].second->asset.text != "cash")
        unit = flow_asset_unit(symbol.index);
      return step_only({read(Quantity::paid, symbol.index), unit, 0, true});
    }
    case SymbolKind::measure:
      if (reading != Reading::measure) {
        diagnostics_.error("E0338", place, fmt::format("'{}' is a measure: one number a path, known only after the last step", name),
                           "measures are read by measures and checks");
        return failed();
      }
      return bind_measure(symbol.index);
    case SymbolKind::party:
    case SymbolKind::flow:
    case SymbolKind::asset:
    case SymbolKind::contract:
    case SymbolKind::dispatch: {
      const char* what = symbol.kind == SymbolKind::party      ? "party"
                         : symbol.kind == SymbolKind::flow     ? "flow"
                         : symbol.kind == SymbolKind::asset    ? "asset"
                         : symbol.kind == SymbolKind::dispatch ? "dispatch"
                                                               : "contract";
      std::vector<std::string> members;
      for (const auto& [n, s] : symbols_)
        if (n.size() > name.size() + 1 && n.compare(0, name.size(), name) == 0 && n[name.size()] == '.') members.push_back(n);
      std::sort(members.begin(), members.end());
      if (members.size() > 12) members.resize(12);
      Diagnostic& d = diagnostics_.error("E0336", place, fmt::format("'{}' is a {}, not a value", name, what));
      if (!members.empty()) d.notes.push_back({fmt::format("its members: {}", fmt::join(members, ", ")), {}});
      return failed();
    }
  }
  return failed();
}

std::vector<std::string> Binder::visible_names(const Scope& scope) const {
  std::vector<std::string> out = {"year", "date", "dt", "time.start", "time.end"};
  for (const auto& [name, symbol] : symbols_) {
    if (!scope.type)
      out.push_back(name);
    else if (name.compare(0, scope.prefix.size(), scope.prefix) == 0)
      out.push_back(name.substr(scope.prefix.size()));
  }
  for (const auto& [parameter, party] : scope.parties)
    for (const char* member : {".cash", ".shares", ".equity", ".share_price", ".defaulted", ".discount"}) out.push_back(parameter + member);
  return out;
}

Bound Binder::unknown_name(const std::string& name, Place place, const Scope& scope) {
  const std::string global = global_name(name, scope);
  if (const auto owner = symbols_.find(first_segment(global)); owner != symbols_.end() && owner->second.kind == SymbolKind::party) {
    const std::string member = after_first(global).empty() ? "" : after_first(global).substr(1);
    const std::string party = first_segment(global);
    // A contract type is written for parties of both kinds: one that has no cash has not defaulted.
    if (member == "defaulted" && scope.type) return {constant(0), condition_unit(), 0, true};
    if (member == "cash" || member == "defaulted") {
      diagnostics_.error("E0334", place, fmt::format("{} has no `cash`, so it never runs out and cannot default", party),
                         fmt::format("give the party {} its cash at the start to read {}", party, name));
      return failed();
    }
  }
  if (units_of(scope).has(name)) {
    diagnostics_.error("E0332", place, fmt::format("'{}' is a unit, and a unit is read only right after a number", name),
                       "write 5/" + name + " or 5 " + name + " without blanks around the /");
    return failed();
  }
  const std::string near = nearest(name, visible_names(scope));
  Diagnostic& d = diagnostics_.error("E0331", place, fmt::format("'{}' is not defined", name),
                                     near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  if (scope.type)
    d.notes.push_back(
        {fmt::format("a contract type sees its parameters and its own names only; {} has none of that name", scope.type->name.text), {}});
  return failed();
}

PartyId Binder::party_named(const Word& word, const Scope& scope, const std::string& what) {
  if (word.text.empty()) return {};
  const auto symbol = resolve(word.text, scope);
  if (symbol && symbol->kind == SymbolKind::party) {
    used_[global_name(word.text, scope)] = true;
    return PartyId{symbol->index};
  }
  std::vector<std::string> parties;
  for (const Party& p : out_.parties) parties.push_back(p.name);
  for (const auto& [parameter, party] : scope.parties) parties.push_back(parameter);
  const std::string near = nearest(word.text, parties);
  diagnostics_
      .error("E0333", word.place, fmt::format("{}: '{}' is not a party", what, word.text),
             near.empty() ? "" : fmt::format("did you mean '{}'?", near))
      .notes.push_back({fmt::format("parties: {}", fmt::join(parties, ", ")), {}});
  return {};
}

FlowId Binder::flow_named(const Word& word, const Scope& scope, const std::string& what, bool& absent) {
  if (word.text.empty()) return {};
  const auto symbol = resolve(word.text, scope);
  if (symbol && symbol->kind == SymbolKind::absent) {
    absent = true;
    return {};
  }
  if (symbol && symbol->kind == SymbolKind::flow) return FlowId{symbol->index};
  std::vector<std::string> flows;
  for (const Flow& f : out_.flows) flows.push_back(f.name);
  const std::string near = nearest(word.text, flows);
  diagnostics_.error("E0333", word.place, fmt::format("{}: '{}' is not a flow", what, word.text),
                     near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  return {};
}

AssetId Binder::asset_named(const Word& word, const Scope& scope, const std::string& what, bool& cash, bool& absent) {
  if (word.text.empty() || word.text == "cash") {
    cash = true;
    return {};
  }
  const auto symbol = resolve(word.text, scope);
  if (symbol && symbol->kind == SymbolKind::absent) {
    absent = true;
    return {};
  }
  if (symbol && symbol->kind == SymbolKind::asset) return AssetId{symbol->index};
  if (symbol && symbol->kind == SymbolKind::shares) return out_.parties[static_cast<std::size_t>(symbol->index)].shares;
  std::vector<std::string> assets;
  for (const Asset& a : out_.assets) assets.push_back(a.name);
  const std::string near = nearest(word.text, assets);
  diagnostics_
      .error("E0333", word.place, fmt::format("{}: '{}' is not an asset", what, word.text),
             near.empty() ? "" : fmt::format("did you mean '{}'?", near))
      .notes.push_back({fmt::format("assets: cash, {}", fmt::join(assets, ", ")), {}});
  return {};
}

}  // namespace cf::model
