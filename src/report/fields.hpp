// The results format, once: for each struct its keys in order, with what they hold. Writer, reader and schema are visitors
// of this description, so they cannot disagree.
//
// A visitor V of T has
//   field(key, &T::member, about)               text, count, flag, number, estimate (key and key_se), arrays of these, structs
//   spread(&T::member)                          the keys of the member stand among T's own
//   keyed(key, &T::list, &Item::name, about)    a list of structs as an object, keyed by one of their members
//   is_keyed(&T::list, &Item::name), is_list(&T::list)  T has no keys and is written as that object or array
#pragma once
#include "study/answer.hpp"

namespace cf::report {

inline constexpr int kFormat = 1;

template <class T>
struct Of {};

// Structs written as a list or as an object of their items, without keys of their own.
template <class T>
inline constexpr bool kHasNoKeys = false;
template <>
inline constexpr bool kHasNoKeys<study::ScenarioAnswer> = true;
template <>
inline constexpr bool kHasNoKeys<study::RevenueSource> = true;
template <>
inline constexpr bool kHasNoKeys<study::WhatMatters> = true;

template <class V>
void describe(V& v, Of<study::Summary>) {
  using T = study::Summary;
  v.field("unit", &T::unit, "unit of all numbers of this summary");
  v.estimate("mean", "se", &T::mean, "over all futures");
  v.field("sd", &T::sd, "standard deviation over futures");
  v.field("set_means", &T::set_means,
          "means over each independent set of points: the spread of their differences is the error of a difference between two runs with "
          "the same seed; empty with philox");
  v.field("q05", &T::q05, "one future in twenty is below");
  v.field("q25", &T::q25, "");
  v.field("q50", &T::q50, "the middle");
  v.field("q75", &T::q75, "");
  v.field("q95", &T::q95, "one future in twenty is above");
  v.field("es05", &T::es05, "expected shortfall: mean of the lowest twentieth");
}

template <class V>
void describe(V& v, Of<study::NamedSummary>) {
  using T = study::NamedSummary;
  v.field("label", &T::label, "how it is called where it is shown; empty: by its name");
  v.field("display", &T::display, "how the model asks to show it; may be empty");
  v.spread(&T::summary);
}

template <class V>
void describe(V& v, Of<study::SeriesSummary>) {
  using T = study::SeriesSummary;
  v.field("label", &T::label, "how it is called where it is shown; empty: by its name");
  v.field("display", &T::display, "how the model asks to show it; may be empty");
  v.field("unit", &T::unit, "");
  v.field("role", &T::role, "driver, series, supply, cash, stock");
  v.field("mean", &T::mean, "point i belongs to model.dates[i]");
  v.field("se", &T::se, "");
  v.field("q05", &T::q05, "");
  v.field("q25", &T::q25, "");
  v.field("q50", &T::q50, "");
  v.field("q75", &T::q75, "");
  v.field("q95", &T::q95, "");
}

template <class V>
void describe(V& v, Of<study::ValuePart>) {
  using T = study::ValuePart;
  v.field("form", &T::form, "cash, credits, shares, business, start, floor");
  v.field("kind", &T::kind, "");
  v.field("counterparty", &T::counterparty, "");
  v.field("contract", &T::contract, "");
  v.estimate("mean", "se", &T::mean, "the means add up to the mean of the value");
  v.field("change", &T::change, "against the baseline");
}

template <class V>
void describe(V& v, Of<study::PartyValue>) {
  using T = study::PartyValue;
  v.field("title", &T::title, "the party's name for reading");
  v.spread(&T::value);
  v.field("gain", &T::gain, "value less the baseline's, same futures");
  v.field("chance_better", &T::chance_better, "part of futures in which it is worth more than in the baseline");
  v.field("parts", &T::parts, "where the value comes from");
  v.field("promised_beyond_end", &T::promised_beyond_end, "promised to it after the last step, undiscounted, not in the value");
  v.field("paper_gain", &T::paper_gain, "what its holdings were marked up, undiscounted");
}

template <class V>
void describe(V& v, Of<study::FlowSummary>) {
  using T = study::FlowSummary;
  v.field("name", &T::name, "");
  v.field("contract", &T::contract, "");
  v.field("kind", &T::kind, "");
  v.field("from", &T::from, "");
  v.field("to", &T::to, "");
  v.field("asset", &T::asset, "cash, or the name of the asset");
  v.field("rank", &T::rank, "1 is paid first");
  v.field("total", &T::total, "paid over the run, undiscounted");
  v.field("unpaid", &T::unpaid, "due and not paid");
  v.field("by_year", &T::by_year, "paid, one for each of model.years");
}

template <class V>
void describe(V& v, Of<study::HedgeNumbers>) {
  using T = study::HedgeNumbers;
  v.field("verdict", &T::verdict, "");
  v.field("why", &T::why, "of no verdict: the reason");
  v.field("offset", &T::offset, "of each dollar the exposure falls short in its bad tenth, what the deal gives back");
  v.field("net", &T::net, "by how much of itself the bad tenth comes nearer to the mean");
  v.field("own_risk", &T::own_risk, "offset less net");
  v.field("gain", &T::gain, "mean of what the structure adds");
  v.field("gain_in_bad_tenth", &T::gain_in_bad_tenth, "");
  v.field("exposure", &T::exposure, "mean in the baseline");
  v.field("exposure_in_bad_tenth", &T::exposure_in_bad_tenth, "");
  v.field("correlation", &T::correlation, "of gain and exposure");
  v.field("effectiveness", &T::effectiveness, "1 less the variance with the deal over the variance without");
  v.field("bar", &T::bar, "what the net was judged against");
}

template <class V>
void describe(V& v, Of<study::Piece>) {
  using T = study::Piece;
  v.field("contract", &T::contract, "false: other terms");
  v.spread(&T::numbers);
}

template <class V>
void describe(V& v, Of<study::Contrast>) {
  using T = study::Contrast;
  v.field("name", &T::name, "");
  v.field("label", &T::label, "");
  v.field("display", &T::display, "");
  v.field("unit", &T::unit, "");
  v.field("all", &T::all, "mean in all futures");
  v.field("bad_tenth", &T::bad_tenth, "mean in the bad tenth");
  v.field("sd", &T::sd, "standard deviation over futures");
}

template <class V>
void describe(V& v, Of<study::VerdictTurn>) {
  using T = study::VerdictTurn;
  v.field("input", &T::input, "");
  v.field("label", &T::label, "");
  v.field("display", &T::display, "");
  v.field("unit", &T::unit, "of the input");
  v.field("at", &T::at, "value of the input at which the verdict turns");
  v.field("verdict", &T::verdict, "what it is beyond");
  v.field("below", &T::below, "beyond it are the lower values");
}

template <class V>
void describe(V& v, Of<study::HedgeAnswer>) {
  using T = study::HedgeAnswer;
  v.field("party", &T::party, "");
  v.field("exposure_measure", &T::exposure, "");
  v.field("gain_measure", &T::gain_measure, "");
  v.field("unit", &T::unit, "of exposure and gain");
  v.spread(&T::numbers);
  v.field("by_value", &T::by_value, "with the party's value as the gain; left out where that is the gain already");
  v.keyed("pieces", &T::pieces, &study::Piece::name, "each contract of the deal alone on top of the baseline");
  v.field("left_over_gain", &T::left_over_gain, "all together less the sum of the pieces");
  v.field("left_over_offset", &T::left_over_offset, "");
  v.field("bad_tenth", &T::bad_tenth, "what the bad tenth looks like");
  v.field("turns", &T::turns, "where the verdict turns with an uncertain input, nearest first");
}

template <class V>
void describe(V& v, Of<study::MutualHedge>) {
  using T = study::MutualHedge;
  v.field("holds", &T::holds, "");
  v.field("parties", &T::parties, "those with a hedge");
  v.field("why", &T::why, "what makes it one, or what is missing");
}

template <class V>
void describe(V& v, Of<study::ScenarioCost>) {
  using T = study::ScenarioCost;
  v.field("cost_without", &T::without, "what the scenario costs in the baseline");
  v.field("cost_with", &T::with, "what it costs in this structure");
  v.field("covered", &T::covered, "the difference");
}

template <class V>
void describe(V& v, Of<study::ScenarioAnswer>) {
  v.is_keyed(&study::ScenarioAnswer::parties, &study::ScenarioCost::party);
}

template <class V>
void describe(V& v, Of<study::RoundTrip::Back>) {
  using T = study::RoundTrip::Back;
  v.field("kind", &T::kind, "");
  v.field("amount", &T::amount, "");
}

template <class V>
void describe(V& v, Of<study::RoundTrip>) {
  using T = study::RoundTrip;
  v.field("from", &T::from, "");
  v.field("to", &T::to, "");
  v.field("put_in", &T::put_in, "paid by from to to, cash and credits");
  v.field("put_in_credits", &T::put_in_credits, "the part of it in credits");
  v.field("came_back", &T::came_back, "paid by to to from, all of it");
  v.field("traced", &T::traced, "of put_in, the part whose dollars came back");
  v.field("caused", &T::caused, "came_back less the baseline's");
  v.field("traced_by_kind", &T::traced_by_kind, "");
  v.field("put_in_by_year", &T::put_in_by_year, "");
  v.field("came_back_by_year", &T::came_back_by_year, "");
  v.field("traced_by_year", &T::traced_by_year, "");
  v.field("caused_by_year", &T::caused_by_year, "");
}

template <class V>
void describe(V& v, Of<study::RevenueSource::Part>) {
  using T = study::RevenueSource::Part;
  v.field("origin", &T::origin, "a party's name, or words");
  v.field("share", &T::share, "");
}

template <class V>
void describe(V& v, Of<study::RevenueSource>) {
  v.is_list(&study::RevenueSource::parts);
}

template <class V>
void describe(V& v, Of<study::DefaultAnswer::Loss>) {
  using T = study::DefaultAnswer::Loss;
  v.field("counterparty", &T::counterparty, "");
  v.field("unpaid", &T::unpaid, "mean over all futures");
  v.field("promised", &T::promised, "");
  v.field("holdings", &T::holdings, "");
}

template <class V>
void describe(V& v, Of<study::DefaultAnswer>) {
  using T = study::DefaultAnswer;
  v.field("chance", &T::chance, "");
  v.field("upper95", &T::upper95, "when no future defaults: the chance is below this with 95% confidence");
  v.field("by_year", &T::by_year, "chance of a default in that year");
  v.field("saved", &T::saved, "chance: defaults in the baseline and not here");
  v.field("sunk", &T::sunk, "chance: defaults here and not in the baseline");
  v.field("losses", &T::losses, "");
}

template <class V>
void describe(V& v, Of<study::Dependence::Share>) {
  using T = study::Dependence::Share;
  v.field("of", &T::of, "");
  v.field("by_year", &T::by_year, "");
}

template <class V>
void describe(V& v, Of<study::Dependence>) {
  using T = study::Dependence;
  v.field("what", &T::what, "supply, tag, receipts, spend");
  v.field("party", &T::party, "");
  v.field("dispatch", &T::dispatch, "");
  v.field("kind", &T::kind, "");
  v.field("shares", &T::shares, "");
  v.field("herfindahl", &T::herfindahl, "0 to 1, by year");
}

template <class V>
void describe(V& v, Of<study::CheckAnswer>) {
  using T = study::CheckAnswer;
  v.field("title", &T::title, "");
  v.field("needed", &T::needed, "part of futures in which it has to hold; 0: in one at least");
  v.field("held", &T::held, "");
  v.field("ok", &T::ok, "");
  v.field("warns", &T::warns, "where it does not hold that is a warning, not a failure");
}

template <class V>
void describe(V& v, Of<study::Influence>) {
  using T = study::Influence;
  v.field("input", &T::input, "");
  v.field("label", &T::label, "");
  v.field("unit", &T::unit, "of the input");
  v.field("first_order", &T::first_order, "share of the variance that goes with it alone");
  v.field("low", &T::low, "mean of the measure with the input in its lowest tenth");
  v.field("high", &T::high, "the same, in its highest tenth");
  v.field("input_low", &T::input_low, "5% point of the input");
  v.field("input_high", &T::input_high, "95% point");
}

template <class V>
void describe(V& v, Of<study::WhatMatters>) {
  v.is_list(&study::WhatMatters::inputs);
}

template <class V>
void describe(V& v, Of<study::StructureAnswer>) {
  using T = study::StructureAnswer;
  v.field("contracts", &T::contracts, "those that are there");
  v.keyed("values", &T::values, &study::PartyValue::party, "what the structure is worth to each party");
  v.keyed("measures", &T::measures, &study::NamedSummary::name, "");
  v.keyed("series", &T::series, &study::SeriesSummary::name, "quantities over time");
  v.field("flows", &T::flows, "");
  v.keyed("hedges", &T::hedges, &study::HedgeAnswer::title, "");
  v.field("mutual", &T::mutual, "");
  v.keyed("scenarios", &T::scenarios, &study::ScenarioAnswer::scenario, "");
  v.field("round_trips", &T::round_trips, "");
  v.keyed("revenue_sources", &T::revenue_sources, &study::RevenueSource::party, "");
  v.field("finn_cycling_index", &T::finn_cycling_index, "Finn 1976");
  v.keyed("defaults", &T::defaults, &study::DefaultAnswer::party, "");
  v.field("dependence", &T::dependence, "");
  v.field("checks", &T::checks, "");
  v.keyed("what_matters", &T::what_matters, &study::WhatMatters::measure, "");
}

// An Answer is written in two halves: between them stand what is made from it, the structures' names and the findings.
template <class V>
void describe_head(V& v) {
  using T = study::Answer;
  v.field("counterflow", &T::version, "version of the program");
  v.field("paths", &T::paths, "futures the numbers rest on");
  v.field("paths_asked", &T::paths_asked, "more than paths when the run was interrupted");
  v.field("series_paths", &T::series_paths, "fans, flows, pieces, scenarios and influences rest on the first this many");
  v.field("seed", &T::seed, "");
  v.field("random", &T::random, "");
  v.field("warnings", &T::warnings, "one plain sentence each");
}

template <class V>
void describe_tail(V& v) {
  using T = study::Answer;
  v.field("model", &T::model, "what the model says");
  v.keyed("structures", &T::structures, &study::StructureAnswer::name, "the numbers; the first is the baseline");
}

}  // namespace cf::report
