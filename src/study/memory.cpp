#include "study/memory.hpp"

#include <algorithm>
#include <set>

#include "engine/point_draws.hpp"
#include "measure/fans.hpp"

namespace cf::study {

namespace {

std::uint64_t bytes_of(const program::Program& program) {
  std::uint64_t instructions = program.start.size() + program.end.size();
  for (const auto& body : program.bodies) instructions += body.size();
  // As it is kept, and as each of two runners compiles it.
  return instructions * 3 * sizeof(program::Instruction) + program.rows.size() * sizeof(double);
}

}  // namespace

MemoryNeed memory_need(const Plan& plan, const program::Program& whole, const program::Program* structures, const Points* points,
                       const Options& options, std::uint64_t round_paths, int batches) {
  MemoryNeed need;
  constexpr std::uint64_t kOfVariant = std::uint64_t{1} << 20, kOfProgram = std::uint64_t{12} << 20;   // a model; code, libraries, texts
  need.programs = kOfProgram + kOfVariant * plan.variants().all.size() + bytes_of(whole) + (structures ? bytes_of(*structures) : 0);
  need.columns = static_cast<std::uint64_t>(plan.num_columns) * round_paths * sizeof(double);
  std::set<int> fans;
  for (const Row row : plan.fans) fans.insert(whole.step_output_of[static_cast<std::size_t>(row.value)]);
  const auto num_points = static_cast<std::uint64_t>(whole.num_steps) + 1, outputs = static_cast<std::uint64_t>(whole.num_step_outputs);
  const std::uint64_t of_fan = measure::Fans::kBytesACell + 64 * sizeof(double);
  need.over_time =
      num_points * (fans.size() * of_fan + outputs * (static_cast<std::uint64_t>(batches) * (points ? 1 : 2) + 1) * sizeof(double));
  for (const Plan::Task& task : plan.tasks) need.figures += task.accumulator->bytes();
  const engine::RunnerOptions runner{options.instruction_set, options.tile, true, points};
  const int tile = engine::tile_of(whole, runner);
  need.a_thread = whole.tile_bytes(tile) + (std::uint64_t{1} << 20);
  // Sums of a batch that comes in several tiles wait in lanes.
  if (series_paths_of(options.paths, options.random) > static_cast<std::uint64_t>(batches) * static_cast<std::uint64_t>(tile))
    need.a_thread += num_points * (outputs + fans.size()) * sizeof(measure::Lanes);
  if (points != nullptr) {
    // Both programs have runners at once.
    for (const program::Program* program : {&whole, structures})
      if (program != nullptr)
        need.a_thread += engine::PointDraws::bytes(*points, *program, static_cast<std::size_t>(engine::tile_of(*program, runner)));
    need.programs += points->bytes();
  }
  return need;
}

bool fits_easily(const Plan& plan, const Options& options) {
  std::uint64_t figures = static_cast<std::uint64_t>(plan.num_columns) * engine::kBatchPaths * sizeof(double);
  for (const Plan::Task& task : plan.tasks) figures += task.accumulator->bytes();
  return options.memory == 0 || figures < options.memory / 4;
}

std::optional<Refused> refusal(const MemoryNeed& need, std::uint64_t memory, int threads, int steps) {
  if (memory == 0 || need.total(threads) <= memory) return std::nullopt;
  Refused refused;
  refused.needed = need.total(threads);
  refused.allowed = memory;
  refused.with_one_thread = need.total(1);
  const std::uint64_t without_threads = need.total(0);
  if (need.total(1) <= memory) refused.threads = static_cast<int>((memory - without_threads) / need.a_thread);
  const std::uint64_t in_time = need.over_time, apart = need.total(1) - in_time;
  if (apart < memory) refused.steps = static_cast<int>(static_cast<double>(memory - apart) / static_cast<double>(in_time) * steps);
  return refused;
}

}  // namespace cf::study
