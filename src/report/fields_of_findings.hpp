// The part of the results format that holds the sentences made from the numbers. See fields.hpp.
#pragma once
#include "report/fields.hpp"
#include "report/findings.hpp"

namespace cf::report {

template <class V>
void describe(V& v, Of<HedgeFinding>) {
  using T = HedgeFinding;
  v.field("verdict", &T::verdict, "");
  v.field("pieces", &T::pieces, "");
  v.field("bad_tenth", &T::bad_tenth, "");
  v.field("turns", &T::turns, "at which value of an input the verdict would be another");
}

template <class V>
void describe(V& v, Of<ScenarioFinding>) {
  using T = ScenarioFinding;
  v.field("cost", &T::cost, "what it costs whom, and what of that is covered");
}

template <class V>
void describe(V& v, Of<StructureFindings>) {
  using T = StructureFindings;
  v.field("headline", &T::headline, "");
  v.field("worth", &T::worth, "what it is worth to each side");
  v.field("range", &T::range, "how wide");
  v.field("hedge", &T::hedge, "is it a hedge, both sides");
  v.keyed("hedges", &T::hedges, &HedgeFinding::title, "");
  v.keyed("by_scenario", &T::by_scenario, &ScenarioFinding::scenario, "");
  v.field("scenarios", &T::scenarios, "of the scenario that matters most");
  v.field("round_trip", &T::round_trip, "");
  v.field("default", &T::defaults, "");
  v.field("dependence", &T::dependence, "");
  v.field("what_matters", &T::what_matters, "");
  v.field("waterfall", &T::waterfall, "from cheque to result");
  v.field("checks", &T::checks, "");
}

template <class V>
void describe(V& v, Of<Findings>) {
  using T = Findings;
  v.field("focus", &T::focus, "the structure that a report opens with");
  v.field("headline", &T::headline, "the whole in one sentence");
  v.field("deal", &T::deal, "");
  v.field("better", &T::better, "which form is better, and for whom");
  v.field("sources", &T::sources, "");
  v.field("limits", &T::limits, "");
  v.field("repeat", &T::repeat, "the command that gives these numbers again");
  v.field("next", &T::next, "what to do next");
  v.keyed("structures", &T::structures, &StructureFindings::name, "");
}

}  // namespace cf::report
