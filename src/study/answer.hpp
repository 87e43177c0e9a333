// Everything that a run found out, in plain values: what `study` fills and `report` writes. No unit is missing: money is in
// the model's currency, rates and other quantities in the unit that stands beside them, years are calendar years.
// Every estimate carries its standard error. NaN never occurs: what cannot be said is an empty optional.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cf::study {

struct Estimate {
  double value = 0;
  double se = 0;           // standard error of `value`
};

// What is reported of a number that differs from path to path.
struct Summary {
  std::string unit;        // "$", "$/year", "h100h/month", "" (plain), "%" is never used here: parts of 1
  Estimate mean, q05, q25, q50, q75, q95;
  Estimate es05;           // expected shortfall: mean of the worst (lowest) 5%
  double sd = 0;
  std::vector<double> set_means;   // means over each of the sets of points that Run::random names; empty with independent numbers
};

struct NamedSummary {
  std::string name, label;
  std::string display;     // how the model asks to show it ("$bn/year", "%"), may be empty
  Summary summary;
};

// A quantity over time. Point i belongs to `dates[i]` of the run.
struct SeriesSummary {
  std::string name, label, display, unit;
  std::string role;        // "driver", "series", "supply", "unserved", "cash", "stock"
  std::vector<double> mean, se, q05, q25, q50, q75, q95;
};

struct ValuePart {
  std::string form;        // cash, credits, shares, business, start, floor
  std::string kind, counterparty, contract;  // may be empty
  Estimate mean;           // parts add up to the mean of the value
  Estimate change;         // against the baseline
};

struct PartyValue {
  std::string party, title;
  Summary value;
  Estimate gain;                       // value less the baseline's, same futures
  double chance_better = 0;            // part of futures in which it is worth more than in the baseline
  std::vector<ValuePart> parts;
  Estimate promised_beyond_end;        // promised to it after the last step, undiscounted, not in `value`
  Estimate paper_gain;                 // what its holdings were marked up, undiscounted, in `value` through the worth at the end
};

struct FlowSummary {
  std::string name, contract, kind, from, to, asset;  // asset: "cash" or its name
  int rank = 1;
  Estimate total;                      // paid over the run, undiscounted; assets other than cash at face ($) where they have a worth
  Estimate unpaid;                     // due and not paid (cash)
  std::vector<Estimate> by_year;       // paid, one for each of Run::years
};

enum class Verdict { hedge, double_bet, side_bet, neither, no_verdict };

struct Contrast {                      // what the bad tenth looks like
  std::string name, label, unit;
  Estimate all, bad_tenth;             // mean over the run of the path's mean
  std::string display{};               // as of a series
  double sd = 0;                       // standard deviation over futures of the path's mean
};

struct HedgeNumbers {
  Verdict verdict = Verdict::no_verdict;
  std::string why;                     // of no_verdict: the reason in words; else empty
  Estimate offset, net, own_risk;      // parts of 1 (cents in the dollar / 100)
  Estimate gain, gain_in_bad_tenth;    // E[G], E[G | A]
  Estimate exposure, exposure_in_bad_tenth;  // E[B], E[B | A]
  Estimate correlation, effectiveness;
  double bar = 0;                      // what the net was judged against
};

struct Piece {
  std::string name;                    // a contract's name, or "other terms"
  bool contract = true;
  HedgeNumbers numbers;
};

struct VerdictTurn {                   // where another value of an input turns a verdict
  std::string input, label, display, unit;
  Estimate at;                         // value of the input
  Verdict verdict = Verdict::no_verdict;   // beyond it
  bool below = false;                  // beyond it: its lower values
};

struct HedgeAnswer {
  std::string title, party, exposure, gain_measure;
  std::string unit;                    // of exposure and gain
  HedgeNumbers numbers;                // of `gain_measure`
  std::optional<HedgeNumbers> by_value;        // with the party's value as the gain, where gain_measure is another
  std::vector<Piece> pieces;           // empty in the baseline
  Estimate left_over_gain, left_over_offset;   // all together less the sum of the pieces
  std::vector<Contrast> bad_tenth;
  std::vector<VerdictTurn> turns;      // the nearest to the middle first
};

struct MutualHedge {
  bool holds = false;
  std::vector<std::string> parties;    // those with a hedge
  std::string why;                     // one sentence: what makes it one, or what is missing
};

struct ScenarioCost {
  std::string party;
  Estimate without, with;              // baseline value less the scenario's, in the baseline and in this structure
  Estimate covered;                    // without - with
};

struct ScenarioAnswer {
  std::string scenario;
  std::vector<ScenarioCost> parties;
};

// Of what `from` puts into `to`: how much comes back. Undiscounted; credits at face.
struct RoundTrip {
  std::string from, to;
  Estimate put_in;                     // paid by from to to, cash and credits
  Estimate put_in_credits;             // the part of it in credits
  Estimate came_back;                  // paid by to to from, all of it
  Estimate traced;                     // of put_in, the part whose dollars came back to `from`, in $
  Estimate caused;                     // came_back less the baseline's
  struct Back {
    std::string kind;
    Estimate amount;
  };
  std::vector<Back> traced_by_kind;
  std::vector<Estimate> put_in_by_year, came_back_by_year, traced_by_year, caused_by_year;
};

struct RevenueSource {                 // where a party's receipts come from, by dollar tracing
  std::string party;
  struct Part {
    std::string origin;
    Estimate share;
  };  // "end customers", "outside investors", a party's name, "own"
  std::vector<Part> parts;
};

struct DefaultAnswer {
  std::string party;
  Estimate chance;
  double upper95 = 0;                  // when no future defaults: chance is below this with 95% confidence
  std::vector<Estimate> by_year;       // chance of a default in that year
  Estimate saved, sunk;                // chances: defaults in the baseline and not here; here and not in the baseline
  struct Loss {
    std::string counterparty;
    Estimate unpaid, promised, holdings;
  };
  std::vector<Loss> losses;            // mean over all futures, $
};

struct Dependence {                    // of a buyer's compute (dispatch) by seller and by tag, and of a party's receipts by payer
  std::string what;                    // "supply", "tag", "receipts", "spend"
  std::string party, dispatch, kind;
  struct Share {
    std::string of;
    std::vector<double> by_year;
  };
  std::vector<Share> shares;           // parts of 1, one for each year
  std::vector<double> herfindahl;      // 0..1
};

struct CheckAnswer {
  std::string title;
  double needed = 1;                   // part of the futures; 0: one at least
  double held = 1;                     // part of futures in which it held
  bool ok = true;
  bool warns = false;                  // where it does not hold that is a warning, not a failure
};

struct Influence {                     // of an uncertain input on a measure
  std::string input, label;
  Estimate first_order;                // share of the variance that goes with it alone
  Estimate low, high;                  // mean of the measure with the input in its lowest and highest tenth
  double input_low = 0, input_high = 0;    // 5% and 95% points of the input
  std::string unit;
};

struct WhatMatters {
  std::string measure;                 // "amazon.value" …; of gains: "amazon.gain"
  std::vector<Influence> inputs;       // largest first
};

struct StructureAnswer {
  std::string name;
  std::vector<std::string> contracts;  // those that are there
  std::vector<PartyValue> values;
  std::vector<NamedSummary> measures;
  std::vector<SeriesSummary> series;
  std::vector<FlowSummary> flows;
  std::vector<HedgeAnswer> hedges;
  MutualHedge mutual;
  std::vector<ScenarioAnswer> scenarios;
  std::vector<RoundTrip> round_trips;
  std::vector<RevenueSource> revenue_sources;
  Estimate finn_cycling_index;         // Finn 1976, of the mean flows among the parties
  std::vector<DefaultAnswer> defaults;
  std::vector<Dependence> dependence;
  std::vector<CheckAnswer> checks;
  std::vector<WhatMatters> what_matters;
};

// What the model says, for readers of the answer: names, terms, facts and guesses.
struct ModelFacts {
  std::string title, currency, currency_sign, file;
  int start_month = 0, num_steps = 0, step_months = 1;
  std::vector<std::string> dates;      // first day of each step "2026-01", and of the day after the last
  std::vector<int> years;              // calendar years the run touches
  struct Party {
    std::string name, title;
    bool has_cash = false;
    Estimate discount;
  };
  std::vector<Party> parties;          // without `world`
  struct Value {                       // every number of the model that stands by itself
    std::string name, label, written, standing;  // standing: "fact", "guess", "unsourced"
    std::string source, as_of, reason, note, contract;
    std::vector<std::string> also;
  };
  std::vector<Value> values;
  struct Source {
    std::string key, title, publisher, author, date, url, note;
  };
  std::vector<Source> sources;
  struct Contract {
    std::string name, type, about;
    std::vector<std::string> parties;
    struct Argument {
      std::string parameter, written, about;
    };
    std::vector<Argument> arguments;
    std::vector<std::string> structures;   // in which it is there
  };
  std::vector<Contract> contracts;
  struct Setting {
    std::string name, written;
  };
  struct Structure {
    std::string name;
    std::vector<Setting> settings;
  };
  std::vector<Structure> structures, scenarios;
  std::vector<std::string> limits;
  struct Hedge {
    std::string title, party, exposure, gain;
  };
  std::vector<Hedge> hedges;
  struct Text {
    std::string name, text;
  };
  std::vector<Text> texts;             // the model file and what it includes, as read
  int num_facts = 0, num_guesses = 0, num_unsourced = 0;
};

struct Answer {
  ModelFacts model;
  std::uint64_t paths = 0, paths_asked = 0;    // they differ when the run was interrupted
  std::uint64_t series_paths = 0;              // fans, flows, scenarios, pieces and influences rest on the first this many
  std::uint64_t seed = 0;
  std::string random;                  // where the draws come from: "sobol" or "philox"
  std::string version;
  std::vector<StructureAnswer> structures;     // the first is the baseline
  std::vector<std::string> warnings;           // one plain sentence each
};

}  // namespace cf::study
