#include "study/study.hpp"

#include "study/calendar.hpp"
#include "study/defaults.hpp"
#include "study/dependence.hpp"
#include "study/facts.hpp"
#include "study/flows.hpp"
#include "study/hedges.hpp"
#include "study/influences.hpp"
#include "study/plan.hpp"
#include "study/round_trips.hpp"
#include "study/scenarios.hpp"
#include "study/simulation.hpp"
#include "study/values.hpp"
#include "study/variant.hpp"
#include "study/warnings.hpp"

namespace cf::study {

namespace {

Stopped stopped_of(const Variants& variants, const engine::Stop& stop) {
  const Variant& variant = variants.all[static_cast<std::size_t>(stop.variant)];
  return {stop.path, variant.structure_name, variant.scenario_name, variant.piece >= 0 ? variant.terms.title : std::string(), variant.terms,
          stop.conservation};
}

}  // namespace

Outcome run(const model::Deal& deal, const Options& options) {
  const Variants variants = bind_variants(deal);
  const Calendar calendar(variants.baseline().time);

  // What is asked for.
  Plan plan(variants);
  const Facts facts(plan, calendar);
  const Values values(plan);
  const Hedges hedges(plan);
  const Scenarios scenarios(plan);
  const Flows flows(plan, calendar);
  const OverTime over_time(plan);
  const RoundTrips round_trips(plan, calendar);
  const Defaults defaults(plan, calendar);
  const Dependences dependences(plan, calendar);
  const Influences influences(plan);

  const Simulated simulated = simulate(plan, calendar, options);
  Outcome outcome;
  if (simulated.stop) {
    outcome.stopped = stopped_of(variants, *simulated.stop);
    return outcome;
  }
  if (simulated.paths == 0) return outcome;

  // What was found.
  Answer answer;
  answer.paths = simulated.paths;
  answer.paths_asked = options.paths;
  answer.series_paths = simulated.first_paths;
  answer.seed = options.seed;
  answer.version = options.version;
  answer.model.file = options.file;
  for (int s = 0; s < variants.num_structures; ++s) {
    StructureAnswer& structure = answer.structures.emplace_back();
    structure.name = variants.name(s);
    for (const auto& contract : variants.model(s).contracts) structure.contracts.push_back(contract.name);
  }
  const Recorder& recorder = *simulated.recorder;
  facts.answer(answer);
  values.answer(answer);
  hedges.answer(answer);
  scenarios.answer(answer);
  flows.answer(answer);
  over_time.answer(recorder, answer);
  round_trips.answer(recorder, answer);
  defaults.answer(answer);
  dependences.answer(recorder, answer);
  influences.answer(answer);
  add_warnings(answer);
  outcome.answer = std::move(answer);
  return outcome;
}

}  // namespace cf::study
