// The part of the results format that repeats what the model says: names, terms, facts and guesses. See fields.hpp.
#pragma once
#include "report/fields.hpp"

namespace cf::report {

template <class V>
void describe(V& v, Of<study::ModelFacts::Party>) {
  using T = study::ModelFacts::Party;
  v.field("name", &T::name, "");
  v.field("title", &T::title, "");
  v.field("has_cash", &T::has_cash, "who has cash can default");
  v.field("discount", &T::discount, "a year");
}

template <class V>
void describe(V& v, Of<study::ModelFacts::Value>) {
  using T = study::ModelFacts::Value;
  v.field("name", &T::name, "");
  v.field("label", &T::label, "");
  v.field("written", &T::written, "as in the model");
  v.field("standing", &T::standing, "fact, guess, unsourced");
  v.field("source", &T::source, "a key of sources");
  v.field("also", &T::also, "more of them");
  v.field("as_of", &T::as_of, "");
  v.field("reason", &T::reason, "");
  v.field("note", &T::note, "");
  v.field("contract", &T::contract, "");
}

template <class V>
void describe(V& v, Of<study::ModelFacts::Source>) {
  using T = study::ModelFacts::Source;
  v.field("key", &T::key, "");
  v.field("title", &T::title, "");
  v.field("publisher", &T::publisher, "");
  v.field("author", &T::author, "");
  v.field("date", &T::date, "");
  v.field("url", &T::url, "");
  v.field("note", &T::note, "");
}

template <class V>
void describe(V& v, Of<study::ModelFacts::Contract::Argument>) {
  using T = study::ModelFacts::Contract::Argument;
  v.field("parameter", &T::parameter, "");
  v.field("written", &T::written, "");
  v.field("about", &T::about, "");
}

template <class V>
void describe(V& v, Of<study::ModelFacts::Contract>) {
  using T = study::ModelFacts::Contract;
  v.field("name", &T::name, "");
  v.field("type", &T::type, "");
  v.field("about", &T::about, "");
  v.field("parties", &T::parties, "");
  v.field("arguments", &T::arguments, "");
  v.field("structures", &T::structures, "in which it is there");
}

template <class V>
void describe(V& v, Of<study::ModelFacts::Setting>) {
  using T = study::ModelFacts::Setting;
  v.field("name", &T::name, "");
  v.field("written", &T::written, "");
}

template <class V>
void describe(V& v, Of<study::ModelFacts::Structure>) {
  using T = study::ModelFacts::Structure;
  v.field("name", &T::name, "");
  v.field("settings", &T::settings, "");
}

template <class V>
void describe(V& v, Of<study::ModelFacts::Hedge>) {
  using T = study::ModelFacts::Hedge;
  v.field("title", &T::title, "");
  v.field("party", &T::party, "");
  v.field("exposure", &T::exposure, "a measure");
  v.field("gain", &T::gain, "a measure");
}

template <class V>
void describe(V& v, Of<study::ModelFacts::Text>) {
  using T = study::ModelFacts::Text;
  v.field("name", &T::name, "");
  v.field("text", &T::text, "as read");
}

template <class V>
void describe(V& v, Of<study::ModelFacts>) {
  using T = study::ModelFacts;
  v.field("title", &T::title, "");
  v.field("currency", &T::currency, "");
  v.field("currency_sign", &T::currency_sign, "");
  v.field("file", &T::file, "as the user gave it");
  v.field("start_month", &T::start_month, "months since the year 0");
  v.field("num_steps", &T::num_steps, "");
  v.field("step_months", &T::step_months, "1, 3 or 12");
  v.field("dates", &T::dates, "first day of each step, and of the day after the last");
  v.field("years", &T::years, "calendar years the run touches");
  v.field("parties", &T::parties, "without world");
  v.field("values", &T::values, "every number of the model that stands by itself");
  v.field("sources", &T::sources, "");
  v.field("contracts", &T::contracts, "");
  v.field("structures", &T::structures, "the first is the baseline");
  v.field("scenarios", &T::scenarios, "");
  v.field("limits", &T::limits, "what this cannot tell you");
  v.field("hedges", &T::hedges, "what each side would hedge");
  v.field("texts", &T::texts, "the model file and what it includes");
  v.field("num_facts", &T::num_facts, "");
  v.field("num_guesses", &T::num_guesses, "");
  v.field("num_unsourced", &T::num_unsourced, "");
}

}  // namespace cf::report
