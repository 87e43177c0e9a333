// The engine runs a program: seed and path numbers in, numbers of each path out.
//
// 1. A path's numbers depend on the program, the seed and the path's number only: not on tile size, batches, or threads.
// 2. Nothing is allocated while paths run.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/points.hpp"
#include "engine/kernels.hpp"
#include "program/program.hpp"

namespace cf::engine {

// Receives what is observed in each step.
struct StepSink {
  virtual ~StepSink() = default;
  // `count` values, of the paths from `first_path` on. `output` is a number below Program::num_step_outputs; `step` runs from 0,
  // and is num_steps for the values after the last step. A worker's calls come one after another: all steps of one tile, then
  // the next tile.
  virtual void take(int worker, int output, int step, const double* values, int count, std::uint64_t first_path) = 0;
};

// Something that must stop the run: a formula outside its domain, a number that is not finite, a payment that cannot be.
struct Stop {
  std::uint64_t path = 0;
  int variant = 0;               // the first variant concerned on that path
  bool conservation = false;     // our own mistake: something was created or lost
  friend bool operator==(const Stop&, const Stop&) = default;
};

struct RunnerOptions {
  InstructionSet instruction_set = best_instruction_set();
  int tile = 0;                  // paths run together, a multiple of 8; 0: by the size of the program
  bool native = true;            // compile what can be to machine code, where the instruction set and the system allow it
  const Points* points = nullptr;   // where draws come from, and their seed; null: Philox. They must outlive the runner
};

// How many paths a runner of these options runs together.
int tile_of(const program::Program& program, const RunnerOptions& options);

// Runs paths of one program. The program must outlive it. Each worker has scratch memory of its own, so different workers may
// run at the same time.
class Runner {
 public:
  Runner(const program::Program& program, int num_workers, const RunnerOptions& options = {});
  Runner(Runner&&) noexcept;
  Runner& operator=(Runner&&) noexcept;
  ~Runner();

  // Runs the paths [first, first + count) of the seed; `first` is a multiple of 8. columns[c][i] becomes column c of path
  // first + i. `sink` may be null. Returns the earliest path at which something must stop; columns of that path are not
  // meaningful.
  std::optional<Stop> run(int worker, std::uint64_t seed, std::uint64_t first, int count, std::span<double* const> columns,
                          StepSink* sink) const;

  int tile() const;
  bool is_native() const;

 private:
  std::optional<Stop> look_closer(int worker, std::uint64_t seed, std::uint64_t first, std::size_t count, std::span<double* const> columns,
                                  std::size_t offset) const;

  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace cf::engine
