#include "study/study.hpp"

#include <functional>
#include <iterator>

#include "engine/schedule/pool.hpp"
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
#include "study/turns.hpp"
#include "study/values.hpp"
#include "study/variant.hpp"
#include "study/warnings.hpp"

namespace cf::study {

namespace {

Stopped stopped_of(const Variants& variants, const engine::Stop& stop) {
  const Variant& variant = variants.all[static_cast<std::size_t>(stop.variant)];
  return {stop.path,     variant.structure_name, variant.scenario_name, variant.piece >= 0 ? variant.terms.title : std::string(),
          variant.terms, stop.conservation};
}

// What is asked of a deal, and what is made of what the paths say.
struct Questions {
  Variants variants;
  Calendar calendar;
  Plan plan;
  Facts facts;
  Values values;
  Hedges hedges;
  Scenarios scenarios;
  Flows flows;
  OverTime over_time;
  RoundTrips round_trips;
  Defaults defaults;
  Dependences dependences;
  Influences influences;
  Turns turns;

  Questions(const model::Deal& deal, std::uint64_t paths, engine::Pool& pool)
      : variants(bind_variants(deal, pool)),
        calendar(variants.baseline().time),
        plan(variants, paths),
        facts(plan, calendar),
        values(plan),
        hedges(plan),
        scenarios(plan),
        flows(plan, calendar),
        over_time(plan),
        round_trips(plan, calendar),
        defaults(plan, calendar),
        dependences(plan, calendar),
        influences(plan),
        turns(plan) {}
  Questions(const Questions&) = delete;           // they point at each other

  Outcome outcome(const Simulated& simulated, const Options& options, engine::Pool& pool) const;
};

Outcome Questions::outcome(const Simulated& simulated, const Options& options, engine::Pool& pool) const {
  Outcome outcome;
  outcome.refused = simulated.refused;
  if (simulated.stop) {
    outcome.stopped = stopped_of(variants, *simulated.stop);
    return outcome;
  }
  if (simulated.paths == 0) return outcome;

  Answer answer;
  answer.paths = simulated.paths;
  answer.paths_asked = options.paths;
  answer.series_paths = simulated.first_paths;
  answer.seed = options.seed;
  answer.random = name_of(options.random);
  answer.version = options.version;
  answer.model.file = options.file;
  for (int s = 0; s < variants.num_structures; ++s) {
    StructureAnswer& structure = answer.structures.emplace_back();
    structure.name = variants.name(s);
    for (const auto& contract : variants.model(s).contracts) structure.contracts.push_back(contract.name);
  }
  const Recorder& recorder = *simulated.recorder;
  // Each writes members of its own; hedges read the values.
  const std::function<void()> parts[] = {
      [&] { influences.answer(answer); },
      [&] { values.answer(answer), hedges.answer(answer), turns.answer(answer); },
      [&] { over_time.answer(recorder, answer); },
      [&] { round_trips.answer(recorder, answer), dependences.answer(recorder, answer); },
      [&] { facts.answer(answer), scenarios.answer(answer), flows.answer(recorder, answer), defaults.answer(recorder, answer); },
  };
  pool.parallel_for(static_cast<int>(std::size(parts)), [&](int, int index) { parts[index](); });
  add_warnings(answer);
  outcome.answer = std::move(answer);
  return outcome;
}

}  // namespace

std::unique_ptr<Points> points_of(const model::Deal& deal, const Options& options) {
  engine::Pool pool(options.threads);
  return points_of(bind_variants(deal, pool), options);
}

Outcome run(const model::Deal& deal, const Options& options) {
  engine::Pool pool(options.threads);
  Questions questions(deal, options.paths, pool);
  const Simulated simulated = simulate(questions.plan, questions.calendar, options, pool);
  return questions.outcome(simulated, options, pool);
}

PartOutcome run_part(const model::Deal& deal, const Options& options, const Part& part) {
  engine::Pool pool(options.threads);
  Questions questions(deal, options.paths, pool);
  const Simulated simulated = simulate(questions.plan, questions.calendar, options, pool, part);
  PartOutcome outcome;
  outcome.refused = simulated.refused;
  if (simulated.stop) outcome.stopped = stopped_of(questions.variants, *simulated.stop);
  if (simulated.stop || simulated.finished) outcome.found = write(questions.plan, simulated);
  return outcome;
}

struct Merging::State {
  engine::Pool pool;
  Questions questions;
  Options options;
  Together together;
  State(const model::Deal& deal, const Options& given)
      : pool(given.threads), questions(deal, given.paths, pool), options(given), together(questions.plan, questions.calendar, options) {}
};

Merging::Merging(const model::Deal& deal, const Options& options) : state_(std::make_unique<State>(deal, options)) {}
Merging::~Merging() = default;
bool Merging::add(std::string_view found) { return state_->together.add(found); }
bool Merging::stopped() const { return state_->together.all().stop.has_value(); }
Outcome Merging::outcome() const { return state_->questions.outcome(state_->together.all(), state_->options, state_->pool); }

}  // namespace cf::study
