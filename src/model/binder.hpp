// Binds declarations under one set of terms to a Model: names to ids, units worked out and checked, contracts expanded.
//
// Names are bound on demand, so the order of the file means nothing: binding a formula binds what it reads, which gives its
// unit. Stocks break circles (the unit comes from `start`); a circle within a step is an error that names its members.
// Files: binder.cpp (the order of things), binder_names (what a name means), binder_formulas and binder_expressions (units and
// expressions), binder_values, binder_distributions, binder_drivers, binder_parties, binder_flows, binder_measures (the parts),
// binder_contracts (types and arguments), valuation (equity, value and its parts), dependence (circles, what must wait for cash
// to clear), correlation.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/declarations.hpp"
#include "model/units.hpp"

namespace cf::model {

enum class SymbolKind : std::uint8_t {
  input,
  driver,
  stock,
  series,
  supply,
  served,
  unserved,
  dispatch_cost,
  dispatch_price,
  dispatch,
  party,
  cash,
  shares,
  defaulted,
  discount,
  flow,
  due,
  paid,
  asset,
  measure,
  contract,
  absent,
};

struct Symbol {
  SymbolKind kind;
  std::int32_t index = -1;
  Place place;
};

// Where a formula stands decides what it may read.
enum class Reading : std::uint8_t {
  path,     // inputs only: inputs, starts, discounts, contract checks
  step,     // everything but measures
  measure,  // inputs, measures, reductions
};

// What the value of an expression changes with.
enum Varies : std::uint8_t { kConstant = 0, kWithPath = 1, kWithTime = 2, kWithState = 4 };

struct Scope {
  const TypeDecl* type = nullptr;           // of a contract; null: the model itself
  const ContractDecl* contract = nullptr;
  ContractId id;
  std::string prefix;                       // "lockin."
  std::map<std::string, PartyId> parties;   // parameters of kind party
  std::map<std::string, FlowId> flows;      // parameters of kind flow; empty id: a flow of a contract that is not there
  std::unique_ptr<UnitNames> own_units;     // with the type's units; null until found
  std::map<std::string, std::int32_t> parameters;  // value parameters: index of the series
  bool finding_units = false;
};

struct Bound {
  ExprId expr;
  Unit unit;
  double time = 0;   // the unit of time to show it in, in months; 0: none given
  bool ok = true;    // false: an error was reported; the unit is `any`
};

class Binder {
 public:
  Binder(const Declarations& declarations, Diagnostics& diagnostics, const Terms& terms, bool check_circles);
  Model bind();
  // Every name that terms can set, after bind().
  const std::set<std::string>& settable() const { return settable_; }

 private:
  enum class State : std::uint8_t { unbound, binding, bound };
  struct ValueSlot {                        // a series, input, stock start … waiting to be bound
    const Scope* scope = nullptr;
    ValueIndex value = kNoValue;
    State state = State::unbound;
    Bound bound;
  };

  // binder.cpp
  void declare_all();
  void declare_body(const Body& body, Scope& scope);
  void declare(const std::string& name, SymbolKind kind, std::int32_t index, Place place);
  void bind_all();
  void finish_reads();
  void warn_unused();
  ValueIndex chosen(const std::string& name, ValueIndex written);
  std::int32_t add_series(const std::string& name, const Scope* scope, ValueIndex value, Place place, bool parameter, bool hidden);

  // binder_names.cpp
  std::optional<Symbol> find(const std::string& global) const;
  std::optional<Symbol> resolve(const std::string& written, const Scope& scope) const;
  std::string global_name(const std::string& written, const Scope& scope) const;
  Bound read_name(const syntax::FormulaNode& node, const Scope& scope, Reading reading);
  Bound read_symbol(const Symbol& symbol, const std::string& name, Place place, Reading reading);
  Bound unknown_name(const std::string& name, Place place, const Scope& scope);
  PartyId party_named(const Word& word, const Scope& scope, const std::string& what);
  FlowId flow_named(const Word& word, const Scope& scope, const std::string& what, bool& absent);
  AssetId asset_named(const Word& word, const Scope& scope, const std::string& what, bool& cash, bool& absent);
  std::vector<std::string> visible_names(const Scope& scope) const;

  // binder_formulas.cpp
  Bound bind_value(ValueIndex value, const std::string& name, const Scope& scope, Reading reading);
  Bound bind_distribution(const syntax::Formula& formula, std::int32_t node, Input& input, const Scope& scope);
  bool is_distribution(const syntax::Formula& formula) const;
  // The chance that an input with known parameters lies below `low` or above `high`; none if it cannot be said.
  std::optional<double> chance_outside(const Input& input, double low, double high) const;
  Bound bind_node(const syntax::Formula& formula, std::int32_t node, const Scope& scope, Reading reading);
  Bound bind_number(const syntax::FormulaNode& node, const Scope& scope);
  Bound bind_operator(const syntax::Formula& formula, const syntax::FormulaNode& node, const Scope& scope, Reading reading);
  Bound bind_call(const syntax::Formula& formula, const syntax::FormulaNode& node, const Scope& scope, Reading reading);
  Bound bind_reduction(const syntax::Formula& formula, const syntax::FormulaNode& node, const Scope& scope);
  Bound bind_table(const syntax::Formula& formula, const syntax::FormulaNode& node, const Scope& scope, Reading reading, bool linear);
  Bound bind_balance(const syntax::Formula& formula, const syntax::FormulaNode& node, const Scope& scope, Reading reading);
  Bound unit_ahead(const syntax::Formula& formula, std::int32_t node, const Scope& scope, std::set<std::string>& seen);
  Bound apply(Operation operation, std::vector<Bound> operands, Place place, Place name_place);
  bool same_unit(const Bound& a, const Bound& b, Unit& unit);
  Bound failed() { return {constant(0), any_unit(), 0, false}; }

  // expressions
  ExprId add(Expr expr);
  ExprId constant(double value);
  ExprId read(Quantity quantity, std::int32_t index);
  ExprId make(Operation operation, const Operands& operands, Place place = {});
  ExprId reduce(Reduction reduction, ExprId operand, Place place = {}, bool rate = false, ExprId rate_operand = {});
  std::uint8_t varies(ExprId expr) const { return varies_[static_cast<std::size_t>(expr.value)]; }
  std::optional<double> constant_value(ExprId expr) const;
  ExprId at_start(ExprId expr);             // with year and date of the first step put in

  // the parts
  Bound bind_input(std::int32_t index);
  Bound bind_series(std::int32_t index);
  Bound bind_stock_start(std::int32_t index);
  void bind_stock_next(std::int32_t index);
  void bind_driver_start(std::int32_t index);
  void bind_driver(std::int32_t index);
  void bind_party(std::int32_t index);
  void bind_asset(std::int32_t index);
  Unit asset_unit(AssetId asset);
  Unit flow_asset_unit(std::int32_t index);
  Unit dispatch_unit(std::int32_t index);
  Unit price_unit(std::int32_t index);
  void check_same_unit(const Bound& bound, ValueIndex written, const std::string& name, const ValueDecl& decl);
  void bind_dispatch(std::int32_t index);
  Bound bind_flow_amount(std::int32_t index);
  void bind_flow(std::int32_t index);
  Bound bind_measure(std::int32_t index);
  void bind_checks(const Body& body, const Scope& scope);
  void bind_hedges();
  BalanceId balance_of(PartyId party, AssetId asset);
  void finish_named(Named& named, const Bound& bound, const ValueDecl* decl);
  Display display_of(const Bound& bound, const std::string& unit, Place unit_place, const std::string& name);
  Provenance provenance_of(const ValueDecl& decl) const;
  void check_range(ExprId expr, double low, double high, const ValueDecl& decl, const std::string& what);

  // binder_contracts.cpp
  void declare_contract(const ContractDecl& contract);
  void find_units(Scope& scope);
  Bound argument_unit(std::int32_t series);
  const UnitNames& units_of(const Scope& scope);
  Unit parameter_unit(const ParameterDecl& parameter, const Scope& scope, Bound* bound);
  void check_parameter(std::int32_t series, const ParameterDecl& parameter, const Scope& scope);
  void check_exclusive();

  // valuation.cpp
  void add_equities();
  void add_party_measures();
  MeasureId add_measure(const std::string& name, ExprId value, const Unit& unit);

  // dependence.cpp
  void check_circles();
  void order_asset_flows();

  // correlation.cpp
  void bind_correlations();

  const Declarations& in_;
  Diagnostics& diagnostics_;
  const Terms& terms_;
  bool check_circles_;
  UnitNames units_;
  Model out_;
  std::unordered_map<std::string, Symbol> symbols_;
  Scope root_;
  std::vector<std::unique_ptr<Scope>> scopes_;      // index: ContractId
  std::unordered_map<std::string, bool> present_;   // every declared contract
  std::unordered_map<std::string, const Terms::Setting*> settings_;
  std::set<std::string> settable_;
  std::vector<std::uint8_t> varies_;                // one an expression
  std::map<std::pair<int, std::int32_t>, ExprId> reads_;
  std::map<double, ExprId> constants_;
  std::map<std::pair<std::int32_t, std::int32_t>, BalanceId> balance_ids_;
  std::vector<ValueSlot> input_slots_, series_slots_, stock_slots_, flow_slots_, measure_slots_, demand_slots_;
  std::vector<State> driver_states_;
  std::vector<std::pair<const Scope*, const DriverDecl*>> driver_decls_;
  std::vector<std::pair<const Scope*, const StockDecl*>> stock_decls_;
  std::vector<std::pair<const Scope*, const AssetDecl*>> asset_decls_;   // null: shares of a party
  std::vector<std::pair<const Scope*, const DispatchDecl*>> dispatch_decls_;
  std::vector<std::pair<const Scope*, const FlowDecl*>> flow_decls_;
  std::vector<const ParameterDecl*> series_parameters_;                  // null: not a parameter
  std::vector<const InputDecl*> input_decls_;                            // null: a distribution written elsewhere
  std::map<std::int32_t, double> driver_times_;
  std::map<std::int32_t, bool> party_bound_;
  std::vector<std::int32_t> pending_parameters_;   // bound before their unit could be judged
  int errors_before_ = 0;
  bool clears_in_order_ = true;                    // no amount of cash reads what is paid
  std::vector<std::string> binding_names_;                               // for the message of a circle
  std::unordered_map<std::string, bool> used_;                           // global names that something reads
};

}  // namespace cf::model
