// What a model file declares, section by section, read and validated but not yet bound: names are text, formulas are trees.
// A contract type declares the same parts as the model itself (a Body), plus its parameters.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/place.hpp"
#include "model/deal.hpp"
#include "syntax/formula.hpp"

namespace cf::model {

// A value wherever one may stand: its formula, and what the long form says about it.
struct ValueDecl {
  syntax::Formula formula;
  std::string written;              // the formula's text
  std::string source, as_of, reason, note, label, unit;
  std::vector<std::string> also;
  Place place;                      // of the formula's text
  Place source_place, unit_place;
  std::vector<Place> also_places;
};

using ValueIndex = std::int32_t;    // into Declarations::values; -1: not given
inline constexpr ValueIndex kNoValue = -1;

struct Word {                       // a name, or other single text, and where it stands
  std::string text;
  Place place;
};

struct InputDecl {
  Word name;
  ValueIndex value;
};
struct SeriesDecl {
  Word name;
  ValueIndex value;
};

struct DriverDecl {
  Word name;
  Word process;
  bool log = false;
  std::map<std::string, ValueIndex> fields;  // start, drift, volatility, mean, speed, rate, size, hazard
  std::map<std::string, Place> field_places;
  std::string label, unit;
  Place unit_place;
};

struct HolderDecl {
  Word party;
  ValueIndex share;
};

struct PartyDecl {
  Word name;
  std::string title;
  std::map<std::string, ValueIndex> fields;  // cash, discount, enterprise_value, shares, recovery.cash, recovery.receipts
  std::vector<HolderDecl> holders;
};

struct AssetDecl {
  Word name, issuer, unit;
  ValueIndex worth = kNoValue;
};

struct StockDecl {
  Word name;
  ValueIndex start = kNoValue, next = kNoValue;
  std::string label, unit;
  Place unit_place;
};

struct SupplyDecl {
  Word name, seller;
  ValueIndex capacity = kNoValue, price = kNoValue;
  std::vector<std::string> tags;
};

struct DispatchDecl {
  Word name, buyer;
  ValueIndex demand = kNoValue;
  std::vector<SupplyDecl> supplies;
};

struct FlowDecl {
  Word name, from, to, asset, settles;
  ValueIndex amount = kNoValue, when = kNoValue, promised = kNoValue;
  std::string kind, label;
  int rank = 1;
  Place place;
};

struct CheckDecl {
  std::string title;
  ValueIndex holds = kNoValue;
  ValueIndex share = kNoValue;      // `in: 95%`; kNoValue: in all
  bool some = false;                // `in: some`: in one at least
  bool warns = false;               // `otherwise: warning`
  Place place;
};

// The parts that a model and a contract type have in common.
struct Body {
  std::vector<InputDecl> inputs;
  std::vector<DriverDecl> drivers;
  std::vector<AssetDecl> assets;
  std::vector<SeriesDecl> series;
  std::vector<DispatchDecl> dispatches;
  std::vector<StockDecl> stocks;
  std::vector<FlowDecl> flows;
  std::vector<CheckDecl> checks;
};

enum class ParameterKind { value, party, flow };

struct ParameterDecl {
  Word name;
  ParameterKind kind = ParameterKind::value;
  std::string unit, about;
  Place unit_place;
  ValueIndex default_value = kNoValue;  // of values
  Word default_name;                    // of parties and flows
  ValueIndex min = kNoValue, max = kNoValue;
  bool required() const { return default_value == kNoValue && default_name.text.empty(); }
};

struct TypeDecl {
  Word name;
  std::string about;
  std::vector<Word> units;              // found from the arguments
  std::vector<ParameterDecl> parameters;
  std::vector<Word> exclusive;          // parameters that two contracts must not have in common
  Body body;
  bool library = false;
  std::int32_t text = -1;               // where it is declared
  const ParameterDecl* parameter(const std::string& name) const;
};

struct ContractDecl {
  Word name, type;
  std::string title;
  std::map<std::string, ValueIndex> arguments;
  std::vector<Word> order;              // the arguments' names as written
  Place place;
};

struct CorrelationDecl {
  Word a, b;
  ValueIndex rho = kNoValue;
  Place place;
};

struct TermsDecl {                      // a structure or a scenario
  Word title;
  std::vector<Terms::Setting> set;
  std::vector<Word> with, without;
};

struct HedgeDecl {
  Word title, party, exposure, gain;
};

struct MeasureDecl {
  Word name;
  ValueIndex value;
};

struct Declarations {
  std::string title, currency = "USD", currency_sign = "$";
  TimeGrid time;
  std::vector<std::pair<Word, std::string>> units;
  std::vector<Source> sources;
  std::map<std::string, Place> source_places;
  Body body;
  std::vector<CorrelationDecl> correlations;
  std::vector<PartyDecl> parties;
  std::map<std::string, TypeDecl> types;
  std::vector<ContractDecl> contracts;
  std::vector<TermsDecl> structures, scenarios;
  std::vector<HedgeDecl> hedges;
  std::vector<MeasureDecl> measures;
  std::vector<std::string> limits;
  std::vector<ValueDecl> values;
  Place title_place;
  std::vector<std::int32_t> texts;      // the model file, then what it includes

  const ValueDecl& operator[](ValueIndex i) const { return values[static_cast<std::size_t>(i)]; }
  const ContractDecl* contract(const std::string& name) const;
};

// The numbers that stand by themselves are facts, guesses or unsourced; a formula needs no source.
Standing standing_of(const ValueDecl& value);

}  // namespace cf::model
