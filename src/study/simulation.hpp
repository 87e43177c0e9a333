// Carries out a plan: two programs, rounds of batches, accumulation.
//
// The first paths run the whole plan (every variant, every step observed); the rest run the structures alone, for what rests on all
// paths. Within a round the batches run in parallel; then the accumulators take the round's columns in parallel over accumulators,
// each in the order of the batches. So nothing depends on the number of threads.
//
// Making the first program takes one worker long: meanwhile another makes the second and has begun with the rest. What the accumulators
// take does not depend on the order of the paths.
//
// Several machines may share a run. A part runs the batches that fall to it, of the first paths and of the rest; what the parts found
// is put together without rounding, so the parts' number and order change no bit. The earliest of the first paths and of the rest fix
// all windows: every part runs them, the one whose they are counts them.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/schedule/pool.hpp"
#include "study/calendar.hpp"
#include "study/plan.hpp"
#include "study/recorder.hpp"
#include "study/study.hpp"

namespace cf::study {

struct Simulated {
  std::uint64_t paths = 0, first_paths = 0;      // done; first_paths of them with the whole plan
  std::optional<engine::Stop> stop;
  std::optional<Refused> refused;                // nothing was run: it does not fit into memory
  bool finished = false;                         // neither stopped nor interrupted
  std::unique_ptr<Recorder> recorder;            // null: nothing was done
};

// As points_of() of a deal.
std::unique_ptr<Points> points_of(const Variants& variants, const Options& options);

Simulated simulate(Plan& plan, const Calendar& calendar, const Options& options, engine::Pool& pool, const Part& part = {});

// What a finished or stopped part has found, as bytes for whoever puts the parts together.
std::string write(const Plan& plan, const Simulated& simulated);

// Puts together what the parts of a run have found, in the plan of that run, in which nothing has been accumulated.
class Together {
 public:
  Together(Plan& plan, const Calendar& calendar, const Options& options);
  // False if the bytes are not a part's of this plan; then nothing may be made of the rest.
  bool add(std::string_view found);
  const Simulated& all() const { return all_; }

 private:
  Plan& plan_;
  const Calendar& calendar_;
  int num_batches_;
  std::vector<int> set_of_batch_;
  std::uint64_t paths_asked_;
  program::Program whole_;
  Simulated all_;
};

}  // namespace cf::study
