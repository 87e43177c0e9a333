// Carries out a plan: two programs, rounds of batches, accumulation.
//
// The first paths run the whole plan (every variant, every step observed); the rest run the structures alone, for what rests on all
// paths. Within a round the batches run in parallel; then the accumulators take the round's columns in parallel over accumulators,
// each in the order of the batches. So nothing depends on the number of threads.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "study/calendar.hpp"
#include "study/plan.hpp"
#include "study/recorder.hpp"
#include "study/study.hpp"

namespace cf::study {

struct Simulated {
  std::uint64_t paths = 0, first_paths = 0;      // done; first_paths of them with the whole plan
  std::optional<engine::Stop> stop;
  std::unique_ptr<Recorder> recorder;
};

Simulated simulate(Plan& plan, const Calendar& calendar, const Options& options);

}  // namespace cf::study
