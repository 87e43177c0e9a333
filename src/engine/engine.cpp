#include "engine/engine.hpp"

#include <algorithm>
#include <vector>

#include "base/check.hpp"
#include "engine/tile.hpp"

namespace cf::engine {
namespace {

// Of kernels: instructions cost less by the path the longer the tile, and large programs stream their slots through the outer caches
// anyway: 2,300 slots ran at 2.7, 2.2, 1.95 and 2.07 us a path and step with tiles of 64, 128, 256 and 512.
constexpr int kKernelTile = 256;
// Of compiled segments, which read and write a slot only where kernels must: 2,300 slots ran at 0.86, 0.79, 0.76, 0.72 and 0.74 us
// with tiles of 16, 32, 64, 128 and 256, and 29 slots at 17.0, 13.7, 12.7, 12.1 and 12.1 ns.
constexpr int kNativeTile = 128;
constexpr std::size_t kCacheBytes = std::size_t{8} << 20;    // what the slots of a tile should not exceed
// Who observes steps has a table of his own for each, which each tile brings into the cache once.
constexpr int kObservedTile = 1024;
constexpr std::size_t kObservedBytes = std::size_t{4} << 20;

std::size_t tile_for(const program::Program& program, int asked, bool native) {
  if (asked > 0) return static_cast<std::size_t>(asked);
  const bool is_observed = program.num_step_outputs > 0;
  int tile = is_observed ? kObservedTile : native ? kNativeTile : kKernelTile;
  while (tile > 64 && program.tile_bytes(tile) > (is_observed ? kObservedBytes : kCacheBytes)) tile /= 2;
  return static_cast<std::size_t>(tile);
}

bool is_native(const RunnerOptions& options) { return options.native && can_be_native(kernels(options.instruction_set)); }

}  // namespace

struct Runner::Compiled {
  TileProgram program;
  std::vector<Tile> workers;
  const Points* points = nullptr;
  bool is_native = false;

  Compiled(const program::Program& p, int num_workers, const RunnerOptions& options)
      : Compiled(p, num_workers, options, engine::is_native(options)) {}

 private:
  Compiled(const program::Program& p, int num_workers, const RunnerOptions& options, bool native)
      : program(p, kernels(options.instruction_set), tile_for(p, options.tile, native), native), points(options.points), is_native(native) {
    for (int worker = 0; worker < num_workers; ++worker) workers.emplace_back(program, points);
  }
};

int tile_of(const program::Program& program, const RunnerOptions& options) {
  return static_cast<int>(tile_for(program, options.tile, is_native(options)));
}

Runner::Runner(const program::Program& program, int num_workers, const RunnerOptions& options)
    : compiled_(std::make_unique<Compiled>(program, num_workers, options)) {}
Runner::Runner(Runner&&) noexcept = default;
Runner& Runner::operator=(Runner&&) noexcept = default;
Runner::~Runner() = default;

int Runner::tile() const { return static_cast<int>(compiled_->program.tile); }

bool Runner::is_native() const { return compiled_->is_native; }

// The same paths again, instruction by instruction. It seldom happens twice in a run, which a stop ends.
std::optional<Stop> Runner::look_closer(int worker, std::uint64_t seed, std::uint64_t first, std::size_t count,
                                        std::span<double* const> columns, std::size_t offset) const {
  const TileProgram& program = compiled_->program;
  const TileProgram plain(program.program, program.kernels, program.tile, false);
  return Tile(plain, compiled_->points).run(worker, seed, first, count, columns, offset, nullptr);
}

std::optional<Stop> Runner::run(int worker, std::uint64_t seed, std::uint64_t first, int count, std::span<double* const> columns,
                                StepSink* sink) const {
  CF_CHECK(first % 8 == 0, "paths are run from a multiple of 8 on");
  CF_CHECK(columns.size() == static_cast<std::size_t>(compiled_->program.program.num_columns), "a column for each column");
  Tile& tile = compiled_->workers[static_cast<std::size_t>(worker)];
  const std::size_t size = compiled_->program.tile;
  std::optional<Stop> earliest;
  for (std::size_t done = 0, now = 0; done < static_cast<std::size_t>(count); done += now) {
    now = std::min({size, static_cast<std::size_t>(count) - done, tile.most_from(first + done)});
    auto stop = tile.run(worker, seed, first + done, now, columns, done, sink);
    if (tile.is_suspicious()) stop = look_closer(worker, seed, first + done, now, columns, done);
    if (stop && !earliest) earliest = stop;
  }
  return earliest;
}

}  // namespace cf::engine
