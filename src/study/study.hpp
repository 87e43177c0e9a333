// Questions put to a deal, answered by running it: the deal under all its structures, scenarios and pieces becomes one program;
// its paths are run batch by batch; what is asked is accumulated on the way, in memory that does not grow with the paths.
//
// 1. The same deal, paths, seed and instruction set give the same answer, to the bit, for any number of threads and any tile.
// 2. What concerns each path as a whole (values, measures, hedges, defaults, checks) rests on all paths. What concerns each step
//    (fans, flows), scenarios, pieces and the influence of inputs rest on the first Answer::series_paths of them.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/points.hpp"
#include "engine/engine.hpp"
#include "model/deal.hpp"
#include "study/answer.hpp"

namespace cf::study {

// How many the first paths are: a sixteenth of all, but at least 4,096 (or all) and at most 61,440. A path with every scenario and piece
// costs several times one of the structures alone (the worked deal: six times), so a sixteenth takes half as long as the rest. What
// rests on them has a standard error four times that of what rests on all; each is shown. Of Sobol points it is the power of two below.
std::uint64_t series_paths_of(std::uint64_t paths, RandomNumbers random);
// How many are kept whole, for where a verdict turns: an eighth of all, but at least 8,192 (or all) and at most 61,440.
std::uint64_t kept_paths_of(std::uint64_t paths);

// One of several machines' share of a run: the `number`-th, from 1, of `of`.
struct Part {
  int number = 1, of = 1;
};

struct Options {
  std::uint64_t paths = 100000;
  std::uint64_t seed = 1;
  RandomNumbers random = RandomNumbers::sobol;
  int threads = 0;                              // 0: as many as the machine has processors
  int tile = 0;                                 // 0: by the size of the program
  std::uint64_t memory = 0;                     // bytes that the run may take; 0: no limit
  engine::InstructionSet instruction_set = engine::best_instruction_set();
  // Called between rounds of batches with the paths done so far, and the part of all work that this is.
  std::function<void(std::uint64_t paths, double part)> progress = {};
  const std::atomic<bool>* stop = nullptr;      // when true, no further batch is begun
  std::function<bool(std::uint64_t path)> go_on = {};   // asked before each round of batches, with its first path; false: as `stop`
  std::string version = {}, file = {};          // copied into the answer
};

// A path on which the model must stop, for the caller to explain by running that path again under the same terms.
struct Stopped {
  std::uint64_t path = 0;
  std::string structure, scenario, piece;       // scenario and piece are empty if it was none
  model::Terms terms;
  bool conservation = false;                    // our own mistake: something was created or lost
};

// A run that does not fit into Options::memory; nothing was run. All in bytes.
struct Refused {
  std::uint64_t needed = 0, allowed = 0;
  std::uint64_t with_one_thread = 0;            // needed then
  int threads = 0;                              // with which it would fit; 0: with none
  int steps = 0;                                // of the model, of which it would fit with one thread; 0: of none
};

struct Outcome {
  std::optional<Answer> answer;                 // empty when stopped, refused, or interrupted before anything was done
  std::optional<Stopped> stopped;
  std::optional<Refused> refused;
};

// Where the draws of such a run come from; null: Philox.
std::unique_ptr<Points> points_of(const model::Deal& deal, const Options& options);

// The deal has passed Deal::check.
Outcome run(const model::Deal& deal, const Options& options);

// A part of that run, on a machine of its own.
struct PartOutcome {
  std::string found;                            // for Merging::add; empty if interrupted
  std::optional<Stopped> stopped;               // the earliest path at which this part must stop; `found` holds it too
  std::optional<Refused> refused;
};
PartOutcome run_part(const model::Deal& deal, const Options& options, const Part& part);

// Puts the parts of a run together. Given every part once, in any order, the outcome is that of `run` with the same options, to the bit.
class Merging {
 public:
  Merging(const model::Deal& deal, const Options& options);
  ~Merging();
  // What run_part found for the same deal and options, in this version of the program. False if it is not.
  bool add(std::string_view found);
  bool stopped() const;                         // one of them had to; then the outcome needs no other
  Outcome outcome() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cf::study
