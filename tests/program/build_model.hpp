// Small models built by hand, for tests of what runs models: formulas are written with operators, and every expression has a
// place of its own (text 0, from its number on), so that a test can say which one a message has to blame.
//
//   BuildModel m(12);                                  // months
//   PartyId lab = m.party("lab", 20.0), cloud = m.party("cloud");
//   Formula bill = m.series("bill", m.year() * 3 + 1);
//   FlowId pays = m.flow("pays", lab, cloud, bill);
//
// Parties come before `world()` is first asked for. A party given no cash never runs out.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/random.hpp"
#include "model/model.hpp"

namespace cf::testing {

using namespace cf::model;

class BuildModel;

struct Formula {
  BuildModel* m = nullptr;
  ExprId id;
  operator ExprId() const { return id; }
};

class BuildModel {
 public:
  explicit BuildModel(int num_steps, int step_months = 1, Settle settle = Settle::end) {
    model.time.start_month = 2026 * 12;
    model.time.num_steps = num_steps;
    model.time.step_months = step_months;
    model.time.settle = settle;
    model.currency = "USD";
    model.currency_sign = "$";
  }
  BuildModel(const BuildModel&) = delete;
  BuildModel& operator=(const BuildModel&) = delete;

  Model model;

  // ---- formulas
  Formula constant(double value) {
    Expr e;
    e.value = value;
    return add(std::move(e));
  }
  Formula operation(Operation operation, std::initializer_list<Formula> operands) {
    Expr e;
    e.kind = ExprKind::operation;
    e.operation = operation;
    for (Formula f : operands) e.operands.push_back(f.id);
    return add(std::move(e));
  }
  Formula read(Quantity quantity, std::int32_t index) {
    Expr e;
    e.kind = ExprKind::read;
    e.quantity = quantity;
    e.index = index;
    return add(std::move(e));
  }
  Formula year() { return read(Quantity::year, 0); }
  Formula date() { return read(Quantity::date, 0); }
  Formula cash(PartyId party) { return read(Quantity::cash, party.value); }
  Formula defaulted(PartyId party) { return read(Quantity::defaulted, party.value); }
  Formula due(FlowId flow) { return read(Quantity::due, flow.value); }
  Formula paid(FlowId flow) { return read(Quantity::paid, flow.value); }
  Formula balance(PartyId party, AssetId asset) {
    for (std::size_t i = 0; i < model.balances.size(); ++i)
      if (model.balances[i].party == party && model.balances[i].asset == asset)
        return read(Quantity::balance, static_cast<std::int32_t>(i));
    CF_CHECK(false, "no such balance");
    return {};
  }
  Formula reduce(Reduction reduction, Formula x, std::optional<Formula> rate = {}, bool is_rate = false) {
    Expr e;
    e.kind = ExprKind::reduction;
    e.reduction = reduction;
    e.rate = is_rate;
    e.operands.push_back(x.id);
    if (rate) e.operands.push_back(rate->id);
    return add(std::move(e));
  }
  Formula choose(Formula condition, Formula a, Formula b) { return operation(Operation::select, {condition, a, b}); }

  // ---- quantities
  Formula input(const std::string& name, Distribution distribution, std::vector<Formula> parameters) {
    Input input;
    input.named = named(name);
    input.distribution = distribution;
    for (Formula f : parameters) input.parameters.push_back(f.id);
    const Formula it = read(Quantity::input, static_cast<std::int32_t>(model.inputs.size()));
    input.read = it;
    model.inputs.push_back(std::move(input));
    return it;
  }
  Formula input(const std::string& name, Distribution distribution, std::initializer_list<double> parameters) {
    std::vector<Formula> formulas;
    for (double p : parameters) formulas.push_back(constant(p));
    return input(name, distribution, formulas);
  }
  // The driver's parameters are set by the caller on model.drivers.back().
  Formula driver(const std::string& name, Process process) {
    Driver driver;
    driver.named = named(name);
    driver.process = process;
    const Formula it = read(Quantity::driver, static_cast<std::int32_t>(model.drivers.size()));
    driver.read = it;
    model.drivers.push_back(std::move(driver));
    return it;
  }
  Formula geometric_brownian(const std::string& name, Formula start, Formula drift, Formula volatility) {
    const Formula it = driver(name, Process::geometric_brownian);
    Driver& d = model.drivers.back();
    d.start = start, d.drift = drift, d.volatility = volatility;
    return it;
  }
  Formula mean_reverting(const std::string& name, Formula start, Formula mean, Formula speed, Formula volatility, bool log = false) {
    const Formula it = driver(name, Process::mean_reverting);
    Driver& d = model.drivers.back();
    d.start = start, d.mean = mean, d.speed = speed, d.volatility = volatility, d.log = log;
    return it;
  }
  Formula event(const std::string& name, Formula hazard) {
    const Formula it = driver(name, Process::event);
    model.drivers.back().hazard = hazard;
    model.drivers.back().start = constant(0);
    return it;
  }
  Formula series(const std::string& name, Formula value) {
    Series series;
    series.named = named(name);
    series.value = value;
    const Formula it = read(Quantity::series, static_cast<std::int32_t>(model.series.size()));
    series.read = it;
    model.series.push_back(std::move(series));
    return it;
  }
  // `next` may read the stock: set it with next().
  Formula stock(const std::string& name, Formula start) {
    Stock stock;
    stock.named = named(name);
    stock.start = start;
    const Formula it = read(Quantity::stock, static_cast<std::int32_t>(model.stocks.size()));
    stock.read = it;
    stock.next = it;
    model.stocks.push_back(std::move(stock));
    return it;
  }
  void next(Formula stock, Formula value) { model.stocks[static_cast<std::size_t>(model[stock.id].index)].next = value; }

  PartyId party(const std::string& name, std::optional<double> cash = {}, double recovery_cash = 1, double recovery_receipts = 1) {
    CF_CHECK(!has_world_, "parties come before world");
    return add_party(name, cash, recovery_cash, recovery_receipts);
  }
  PartyId world() {
    if (!has_world_) add_party("world", {}, 1, 1);
    has_world_ = true;
    return model.world();
  }
  // Balances of all parties, `held` at the start; the issuer's is below zero by what the others hold.
  AssetId asset(const std::string& name, PartyId issuer, Formula worth, std::vector<std::pair<PartyId, double>> held = {}) {
    world();
    Asset asset;
    asset.name = name;
    asset.issuer = issuer;
    asset.worth = worth;
    const AssetId id{static_cast<std::int32_t>(model.assets.size())};
    model.assets.push_back(std::move(asset));
    double all = 0;
    for (const auto& [party, amount] : held) all += amount;
    for (std::size_t i = 0; i < model.parties.size(); ++i) {
      const PartyId party{static_cast<std::int32_t>(i)};
      double start = party == issuer ? -all : 0;
      for (const auto& [holder, amount] : held)
        if (holder == party) start += amount;
      model.balances.push_back({party, id, constant(start), {}});
    }
    return id;
  }

  struct FlowOptions {
    int rank = 1;
    AssetId asset = {};
    FlowId settles = {};
    bool late = false;       // its amount reads what was paid
    bool is_rate = false;    // a rate a month
  };
  FlowId flow(const std::string& name, PartyId from, PartyId to, Formula amount) { return flow(name, from, to, amount, FlowOptions{}); }
  FlowId flow(const std::string& name, PartyId from, PartyId to, Formula amount, FlowOptions options) {
    Flow flow;
    flow.name = name;
    flow.kind = "other";
    flow.from = from;
    flow.to = to;
    flow.asset = options.asset;
    flow.rank = options.rank;
    flow.settles = options.settles;
    flow.amount_place = model[amount.id].place;
    Formula asked = amount;
    if (options.is_rate) asked = operation(Operation::multiply, {asked, constant(model.time.step_months)});
    for (PartyId party : {from, to})
      if (model.parties[static_cast<std::size_t>(party.value)].has_cash) asked = choose(defaulted(party), constant(0), asked);
    flow.asked = asked;
    const FlowId id{static_cast<std::int32_t>(model.flows.size())};
    if (options.asset) (options.late ? model.late_flows : model.asset_flows).push_back(id);
    model.flows.push_back(std::move(flow));
    return id;
  }

  struct Offer {
    std::string name;
    Formula capacity, price;
  };
  DispatchId dispatch(const std::string& name, Formula demand, const std::vector<Offer>& offers, PartyId buyer = {}) {
    const DispatchId id{static_cast<std::int32_t>(model.dispatches.size())};
    Dispatch dispatch;
    dispatch.name = name;
    dispatch.buyer = buyer;
    dispatch.demand = demand;
    for (const Offer& offer : offers) {
      const SupplyId supply_id{static_cast<std::int32_t>(model.supplies.size())};
      Supply supply;
      supply.named = named(name + "." + offer.name);
      supply.dispatch = id;
      supply.capacity = offer.capacity;
      supply.price = offer.price;
      supply.served_read = read(Quantity::supply, supply_id.value);
      model.supplies.push_back(std::move(supply));
      dispatch.supplies.push_back(supply_id);
    }
    model.dispatches.push_back(std::move(dispatch));
    return id;
  }
  Formula served_by(DispatchId dispatch, std::size_t position) {
    const SupplyId id = model.dispatches[static_cast<std::size_t>(dispatch.value)].supplies[position];
    return read(Quantity::supply, id.value);
  }

  // Parties valued together; gives the equity of each member.
  std::vector<Formula> cross_held(const std::vector<PartyId>& members, const std::vector<Formula>& base,
                                  const std::vector<std::vector<double>>& fraction, const std::vector<bool>& limited) {
    EquityGroup group;
    group.members = members;
    for (Formula f : base) group.base.push_back(f.id);
    for (const auto& row : fraction) {
      group.fraction.emplace_back();
      for (double part : row) group.fraction.back().push_back(constant(part).id);
    }
    group.limited = limited;
    std::vector<Formula> equities;
    for (std::size_t i = 0; i < members.size(); ++i) {
      Expr e;
      e.kind = ExprKind::cross_held;
      e.index = static_cast<std::int32_t>(model.equity_groups.size());
      e.index2 = static_cast<std::int32_t>(i);
      // What it is made from counts as its operands, so that they come before it; evaluators read them from the group.
      equities.push_back(add(std::move(e)));
    }
    model.equity_groups.push_back(std::move(group));
    return equities;
  }

  // Ties the first inputs (or drivers) of the model to each other; `lower` is Cholesky's factor.
  void correlate_inputs(std::vector<std::vector<double>> lower) { correlate(model.input_correlation, model.inputs, std::move(lower)); }
  void correlate_drivers(std::vector<std::vector<double>> lower) { correlate(model.driver_correlation, model.drivers, std::move(lower)); }

 private:
  Formula add(Expr e) {
    const auto number = static_cast<std::int32_t>(model.exprs.size());
    e.place = Place{0, number, number + 1};
    model.exprs.push_back(std::move(e));
    return {this, ExprId{number}};
  }
  static Named named(const std::string& name) {
    Named named;
    named.name = name;
    return named;
  }
  PartyId add_party(const std::string& name, std::optional<double> cash, double recovery_cash, double recovery_receipts) {
    Party party;
    party.name = party.title = name;
    party.has_cash = cash.has_value();
    if (cash) {
      party.cash_start = constant(*cash);
      party.recovery_cash = constant(recovery_cash);
      party.recovery_receipts = constant(recovery_receipts);
    }
    party.discount = constant(0);
    model.parties.push_back(std::move(party));
    return PartyId{static_cast<std::int32_t>(model.parties.size()) - 1};
  }
  template <class MemberId, class Members>
  static void correlate(Correlation<MemberId>& correlation, const Members& members, std::vector<std::vector<double>> lower) {
    for (std::size_t i = 0; i < lower.size(); ++i) {
      correlation.members.push_back(MemberId{static_cast<std::int32_t>(i)});
      correlation.streams.push_back(stream_of(members[i].named.name));
    }
    correlation.lower = std::move(lower);
  }

  bool has_world_ = false;
};

#define CF_BINARY(symbol, name)                                                                                          \
  inline Formula operator symbol(Formula a, Formula b) { return a.m->operation(Operation::name, {a, b}); }               \
  inline Formula operator symbol(Formula a, double b) { return a.m->operation(Operation::name, {a, a.m->constant(b)}); } \
  inline Formula operator symbol(double a, Formula b) { return b.m->operation(Operation::name, {b.m->constant(a), b}); }
CF_BINARY(+, add)
CF_BINARY(-, subtract)
CF_BINARY(*, multiply)
CF_BINARY(/, divide)
CF_BINARY(<, less)
CF_BINARY(<=, less_equal)
CF_BINARY(>, greater)
CF_BINARY(>=, greater_equal)
CF_BINARY(==, equal)
CF_BINARY(&&, logical_and)
CF_BINARY(||, logical_or)
#undef CF_BINARY
inline Formula operator-(Formula a) { return a.m->operation(Operation::negate, {a}); }
inline Formula operator!(Formula a) { return a.m->operation(Operation::logical_not, {a}); }
inline Formula min(Formula a, Formula b) { return a.m->operation(Operation::minimum, {a, b}); }
inline Formula max(Formula a, Formula b) { return a.m->operation(Operation::maximum, {a, b}); }
inline Formula exp(Formula a) { return a.m->operation(Operation::exponential, {a}); }
inline Formula log(Formula a) { return a.m->operation(Operation::logarithm, {a}); }
inline Formula sqrt(Formula a) { return a.m->operation(Operation::square_root, {a}); }
inline Formula pow(Formula a, Formula b) { return a.m->operation(Operation::power, {a, b}); }

}  // namespace cf::testing
