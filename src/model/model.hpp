// A Model is one deal under one set of terms: contracts expanded, names bound, units checked. It never changes.
// It is what both evaluators are given: `reference` runs it as it stands, `program` lowers many of them into one program.
//
// What holds for every Model (so later rooms report no user error):
//  1. every ExprId is valid; operands of an expression come before it in `exprs`;
//  2. no series, dispatch or flow amount depends on itself within a step, nor an amount of cash on what was paid;
//  3. values are in base units (unit.hpp): months, dollars, shares; conditions are 0 or 1;
//  4. a name of a contract that is not there has been replaced by the constant 0.
//
// Meaning of a step, in order (design: "the order inside a step"):
//  a. inputs, drivers, stocks, balances, `cash` and `defaulted` have their values at the start of the step;
//  b. series, dispatches and each flow's `asked` are evaluated, in the order of their dependence;
//  c. flows of assets other than cash move in the order of `asset_flows`; then cash clears (reference/settlement);
//     then the flows of `late_flows` (assets whose amount reads what was paid) move;
//  d. stocks take `next`, all at once, balances and cash move, drivers advance.
// After the last step b is done once more, with due and paid of every flow 0: what `final` reads.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <boost/container/static_vector.hpp>

#include "base/place.hpp"
#include "model/unit.hpp"
#include "operation/operation.hpp"

namespace cf::model {

template <class Tag>
struct Id {
  std::int32_t value = -1;
  explicit operator bool() const { return value >= 0; }
  friend bool operator==(Id, Id) = default;
  friend auto operator<=>(Id, Id) = default;
};
using ExprId = Id<struct ExprTag>;
using InputId = Id<struct InputTag>;
using DriverId = Id<struct DriverTag>;
using PartyId = Id<struct PartyTag>;
using AssetId = Id<struct AssetTag>;
using BalanceId = Id<struct BalanceTag>;
using SeriesId = Id<struct SeriesTag>;
using StockId = Id<struct StockTag>;
using DispatchId = Id<struct DispatchTag>;
using SupplyId = Id<struct SupplyTag>;
using FlowId = Id<struct FlowTag>;
using MeasureId = Id<struct MeasureTag>;
using ContractId = Id<struct ContractTag>;

// ---- expressions ---------------------------------------------------------------------------------------------------

enum class ExprKind : std::uint8_t {
  constant,    // value
  read,        // quantity, index
  operation,   // operation over operands
  reduction,   // a measure's total(…), pv(…) and so on; operands[0] is evaluated in each step, operands[1] once a path
  cross_held,  // equity of member `index2` of equity group `index`: parties that hold each other's shares, valued together
};

enum class Quantity : std::uint8_t {
  input,      // InputId: fixed on a path
  driver,     // DriverId
  stock,      // StockId
  series,     // SeriesId
  supply,     // SupplyId: what a supply of a dispatch serves
  served,
  unserved,
  dispatch_cost,
  dispatch_price,  // DispatchId; price is that of the last unit served, 0 if none
  cash,       // PartyId (of a party with cash), at the start of the step
  defaulted,  // PartyId: 1 from the step after the one in which it could not pay
  balance,    // BalanceId: at the start of the step
  due,        // FlowId: the sum asked in this step (a rate times dt), before anything settles it; 0 in `final`
  paid,       // FlowId: what moved in this step; 0 in `final`
  year,       // step number over steps a year (a plain number); in `final` the number of years
  date,       // first day of the step, in months since the year 0; in `final` the day after the last step
};

enum class Reduction : std::uint8_t {
  total,           // sum over steps (of x dt if x is a rate)
  present_value,   // the same, each step times (1 + operands[1]) ^ -years, years as TimeGrid::settle_year
  mean,            // average over steps
  peak,
  low,       // largest, smallest over steps
  last,            // in the last step
  final,           // after the last step
  ever,            // 1 if true in any step
  first_year,      // `year` of the first step in which it is true; the length of the run in years if never
};

// In place: a deal has tens of thousands of expressions, under all its terms.
using Operands = boost::container::static_vector<ExprId, 3>;

struct Expr {
  ExprKind kind = ExprKind::constant;
  Operation operation = Operation::add;
  Quantity quantity = Quantity::input;
  Reduction reduction = Reduction::total;
  bool rate = false;               // of total and present_value: the operand is a rate, multiplied by dt
  double value = 0;                // constant
  std::int32_t index = -1;         // read: the id's value; cross_held: the group
  std::int32_t index2 = -1;        // cross_held: the member
  Operands operands;
  Place place;                     // where it stands in the text; what messages underline
};

// ---- time ----------------------------------------------------------------------------------------------------------

enum class Settle : std::uint8_t { start, middle, end };

struct TimeGrid {
  int start_month = 0;        // months since the year 0
  int num_steps = 0;
  int step_months = 1;        // 1, 3 or 12
  Settle settle = Settle::end;
  double steps_per_year() const { return 12.0 / step_months; }
  double years() const { return num_steps / steps_per_year(); }
  double year(int step) const { return step / steps_per_year(); }
  double date(int step) const { return start_month + static_cast<double>(step) * step_months; }
  // When the flows of a step count, in years since the start: (step + 0, 1/2 or 1) / steps a year.
  double settle_year(int step) const {
    return (step + (settle == Settle::start ? 0.0 : settle == Settle::middle ? 0.5 : 1.0)) / steps_per_year();
  }
};

// ---- what a user reads beside a number -----------------------------------------------------------------------------

enum class Standing : std::uint8_t { fact, guess, unsourced, formula };  // formula: made from others, needs no source

struct Provenance {
  Standing standing = Standing::formula;
  std::string written;              // the value as the user wrote it
  std::string source;               // keys into Model::sources; empty if none
  std::vector<std::string> also;
  std::string as_of, reason, note, label;
  Place place;
};

// A name that formulas and users can read, and what it is.
struct Named {
  std::string name;                 // dotted, as formulas write it
  Unit unit;
  Display display;
  Provenance provenance;
  ContractId contract;              // the contract it is a member of, if any
};

// ---- the parts -----------------------------------------------------------------------------------------------------

enum class Distribution : std::uint8_t {
  fixed,        // parameters: value
  normal,       // mean, sd
  lognormal,    // mean, sd of the value itself (not of its logarithm)
  interval,     // low, high: a 90% interval; lognormal if both are above zero, else normal
  uniform,      // low, high
  triangular,   // low, mode, high
  pert,         // low, mode, high (lambda 4)
  beta,         // a, b
  bernoulli,    // p
  choice,       // value, weight, value, weight, …: weights add up to 1
};

// One draw a path. z = normal_quantile(uniform(seed, path, 0, stream_of(name))), mixed with the others of its correlation
// group (`input_correlation`); the value is the distribution's quantile at normal_distribution(z).
struct Input {
  Named named;
  Distribution distribution = Distribution::fixed;
  std::vector<ExprId> parameters;   // expressions of other inputs, the same on every step
  ExprId read;                      // its value
};

enum class Process : std::uint8_t { geometric_brownian, mean_reverting, jump, event };

// Step t -> t + 1 with dt in years and z(t) = normal_quantile(uniform(seed, path, t, stream_of(name))), correlated by
// `driver_correlation`. Parameters are evaluated at the start of step t; they are plain numbers a year.
//   geometric_brownian: x exp((drift - volatility^2 / 2) dt + volatility sqrt(dt) z)                       (exact)
//   mean_reverting:     m + (x - m) e + volatility sqrt((1 - e^2) / (2 speed)) z, e = exp(-speed dt)       (exact);
//                       speed 0: x + volatility sqrt(dt) z; with `log` of log x and log m
//   jump (Merton 1976): geometric_brownian with drift less rate (exp(jump_mean + jump_sd^2 / 2) - 1), times exp(n jump_mean +
//                       sqrt(n) jump_sd z2), n Poisson(rate dt) by inversion of uniform(…, t, stream_of(name + "#count")),
//                       z2 = normal_quantile(uniform(…, t, stream_of(name + "#size")))
//   event (Lando 1998): 0 until the sum of hazard dt over the steps so far reaches -log(uniform(…, 0, stream_of(name))), then 1
struct Driver {
  Named named;
  Process process = Process::geometric_brownian;
  bool log = false;
  ExprId start, drift, volatility, mean, speed, rate, jump_mean, jump_sd, hazard;  // those the process has; else empty
  ExprId read;                      // its value at the start of the step
};

// z = lower * (independent normals), the lower triangle of Cholesky's factor; `members` are row numbers, in order.
template <class MemberId>
struct Correlation {
  std::vector<MemberId> members;    // empty: none
  std::vector<std::uint32_t> streams;       // one a row, also of members that this variant lacks (then the id is empty)
  std::vector<std::vector<double>> lower;   // row i has i + 1 entries
};

struct Party {
  std::string name, title;
  bool has_cash = false;
  ExprId cash_start;                // $; empty without cash
  ExprId discount;                  // a year, plain; of inputs
  ExprId enterprise_value;          // $; empty: none
  ExprId recovery_cash, recovery_receipts;  // parts of 1 that a defaulting party can still pay out (Rogers and Veraart 2013)
  AssetId shares;                   // its own shares
  SeriesId equity, share_price;     // synthesized: named "openai.equity", "openai.share_price"
  ExprId shares_start;              // number of its shares at the start
  ExprId cash_read, defaulted_read; // its cash, whether it has defaulted; empty without cash
};

struct Asset {
  std::string name;                 // "openai.shares", "grant.credit"
  PartyId issuer;
  ExprId worth;                     // $ per unit (a share: the price)
  bool is_shares = false;
};

// What one party holds of one asset; below zero for the issuer. For each asset the balances add up to zero.
struct Balance {
  PartyId party;
  AssetId asset;
  ExprId start;
  ExprId worth_read;                // balance times worth, $
};

struct Series {
  Named named;
  ExprId value;
  bool parameter = false;           // a contract's parameter
  bool hidden = false;              // synthesized, not shown as a fan (share_price and the like)
  ExprId read;
};

struct Stock {
  Named named;
  ExprId start, next;
  ExprId read;                      // its value at the start of the step
};

struct Supply {
  Named named;                      // "compute.nvidia"
  DispatchId dispatch;
  PartyId seller;                   // empty if not given
  ExprId capacity, price;           // below zero is none
  std::vector<std::string> tags;
  ExprId served_read;
};

// Merit order: the demand (0 below zero, and 0 when the buyer has defaulted) is allotted to supplies by rising price, equal
// prices in the order listed.
struct Dispatch {
  std::string name;
  PartyId buyer;                    // empty if not given
  ExprId demand;
  std::vector<SupplyId> supplies;
  Unit unit;                        // of demand and capacities
  Display display;                  // of what is served and not served
  ExprId unserved_read;
  Place place;
};

struct Flow {
  std::string name;                 // "lockin.payment"
  std::string kind;                 // a word of the user's; "other" if not given
  std::string label;
  PartyId from, to;
  AssetId asset;                    // empty: cash
  int rank = 1;
  FlowId settles;                   // of an asset flow: the cash flow it pays, at worth
  ExprId asked;                     // what is due in the step ($ or units of the asset): when and neither party defaulted
                                    // ? amount (times dt if it is a rate) : 0
  ExprId promised;                  // still to come, this step's part included ($, at face); empty if none
  ContractId contract;
  Place place;
  Place amount_place;               // the formula of the amount: what a stopped run names
  Unit unit;
  // For reports; `paid` and `due` as Quantity has them.
  ExprId paid_read, due_read;
  ExprId unpaid_read;               // of cash: due less what assets settled less paid, $; empty of assets
  ExprId face_read;                 // $ that moved: paid; of an asset paid times its worth; empty of shares
};

struct EquityGroup {                // parties whose equities depend on each other through shares
  std::vector<PartyId> members;
  std::vector<ExprId> base;                   // equity but for what it holds of members
  std::vector<std::vector<ExprId>> fraction;  // [i][j]: part of j's shares that i holds
  std::vector<bool> limited;                  // has cash: never below zero
};

struct Measure {
  Named named;
  ExprId value;                     // an expression of reductions and inputs
  bool synthesized = false;         // value, cash_low, default of a party
};

struct Check {
  std::string title;
  ExprId holds;                     // condition, once a path
  double share = 1;                 // of the paths in which it has to hold
  bool some = false;                // in one path at least, instead; `share` is 0
  bool warns = false;               // a warning where it does not hold, not a failure
  Place place;                      // of the check, or of the contract whose type has it
  Place rule;                       // of the check in the contract type; else as `place`
};

struct Hedge {
  std::string title;
  PartyId party;
  MeasureId exposure, gain;         // gain: the party's value if not given
};

struct Contract {
  std::string name, type, title, about;
  std::vector<PartyId> parties;     // those named by its arguments, `world` left out
  struct Argument {
    std::string parameter, written, about;
    bool given = false;
    Provenance provenance;
  };
  std::vector<Argument> arguments;
  Place place;
};

struct Source {
  std::string key, title, publisher, author, date, url, note;
};

// How a party's value is made up: the mean of each part is reported; on every path they add up to the value.
struct ValuePart {
  PartyId party;
  std::string form;                 // "cash", "credits", "shares", "business", "start" (cash at the start), "floor"
  std::string kind;                 // of flows: the flow kind
  PartyId counterparty;             // of flows and holdings
  ContractId contract;
  MeasureId measure;                // synthesized measure that computes it
};

struct Model {
  std::string title, currency, currency_sign;
  TimeGrid time;
  std::vector<std::string> unit_names;      // of the model's own dimensions, from kFirstOwn
  std::vector<Expr> exprs;
  std::vector<Input> inputs;
  std::vector<Driver> drivers;
  Correlation<DriverId> driver_correlation;
  Correlation<InputId> input_correlation;
  std::vector<Party> parties;               // in the order written; the last one is `world`
  std::vector<Asset> assets;
  std::vector<Balance> balances;
  std::vector<Series> series;
  std::vector<Stock> stocks;
  std::vector<Dispatch> dispatches;
  std::vector<Supply> supplies;
  std::vector<Flow> flows;
  std::vector<FlowId> asset_flows;          // flows of other assets, in the order they move, before cash clears
  std::vector<FlowId> late_flows;           // those whose amount reads what was paid: after cash has cleared
  std::vector<EquityGroup> equity_groups;
  std::vector<Measure> measures;            // one that reads another holds its expression
  std::vector<Check> checks;
  std::vector<Hedge> hedges;
  std::vector<Contract> contracts;          // those that are there
  std::vector<Source> sources;
  std::vector<std::string> limits;
  // Synthesized for every party (index: PartyId); empty for `world`.
  struct PartyMeasures {
    MeasureId value, cash_low, defaulted, default_year, promised, paper_gain;
  };
  std::vector<PartyMeasures> party_measures;
  std::vector<ValuePart> value_parts;

  const Expr& operator[](ExprId id) const { return exprs[static_cast<std::size_t>(id.value)]; }
  PartyId world() const { return PartyId{static_cast<std::int32_t>(parties.size()) - 1}; }
  // By dotted name; empty if there is none (or its contract is not there).
  MeasureId measure(const std::string& name) const;
  SeriesId find_series(const std::string& name) const;
};

}  // namespace cf::model
