// How much memory a run will take, known before its first path: what does not fit is refused at once, with what would.
// It does not grow with the number of paths: what grows is what the paths are put into, up to the first 61,440 of them.
#pragma once
#include <cstdint>
#include <optional>

#include "program/program.hpp"
#include "study/plan.hpp"
#include "study/study.hpp"

namespace cf::study {

// In bytes, each to about a tenth.
struct MemoryNeed {
  std::uint64_t programs = 0;      // the deal's variants, and what they were lowered to
  std::uint64_t columns = 0;       // of the paths of a round
  std::uint64_t over_time = 0;     // fans, and sums of each step
  std::uint64_t figures = 0;       // distributions, hedges, influences
  std::uint64_t a_thread = 0;      // its tile, its points, and sums of each step where a batch takes several tiles
  std::uint64_t total(int threads) const {
    return programs + columns + over_time + figures + a_thread * static_cast<std::uint64_t>(threads);
  }
};

// `round_paths`: whose columns are held at a time; `batches` of first paths; `structures` and `points` (null: Philox) may be null.
MemoryNeed memory_need(const Plan& plan, const program::Program& whole, const program::Program* structures, const Points* points,
                       const Options& options, std::uint64_t round_paths, int batches);

// Whether what is kept of the paths, whatever their programs take, is a small part of what Options::memory allows.
bool fits_easily(const Plan& plan, const Options& options);

// Null if it fits into what Options::memory allows.
std::optional<Refused> refusal(const MemoryNeed& need, std::uint64_t memory, int threads, int steps);

}  // namespace cf::study
