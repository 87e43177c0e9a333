#include "engine/engine.hpp"

#include <algorithm>
#include <vector>

#include "base/check.hpp"
#include "engine/tile.hpp"

namespace cf::engine {
namespace {

// What the slots of a tile should not exceed. Large programs stream their slots through the outer caches anyway, and instructions
// cost less by the path the longer the tile: 2,300 slots ran at 2.7, 2.2, 1.95 and 2.07 us a path and step with tiles of 64, 128,
// 256 and 512.
constexpr std::size_t kCacheBytes = std::size_t{8} << 20;

std::size_t tile_for(const program::Program& program, int asked) {
  if (asked > 0) return static_cast<std::size_t>(asked);
  int tile = 256;
  while (tile > 64 && program.tile_bytes(tile) > kCacheBytes) tile /= 2;
  return static_cast<std::size_t>(tile);
}

}  // namespace

struct Runner::Compiled {
  TileProgram program;
  std::vector<Tile> workers;

  Compiled(const program::Program& p, int num_workers, const RunnerOptions& options)
      : program(p, kernels(options.instruction_set), tile_for(p, options.tile)) {
    for (int worker = 0; worker < num_workers; ++worker) workers.emplace_back(program, options.points);
  }
};

Runner::Runner(const program::Program& program, int num_workers, const RunnerOptions& options)
    : compiled_(std::make_unique<Compiled>(program, num_workers, options)) {}
Runner::Runner(Runner&&) noexcept = default;
Runner& Runner::operator=(Runner&&) noexcept = default;
Runner::~Runner() = default;

int Runner::tile() const { return static_cast<int>(compiled_->program.tile); }

std::optional<Stop> Runner::run(int worker, std::uint64_t seed, std::uint64_t first, int count, std::span<double* const> columns,
                                StepSink* sink) const {
  CF_CHECK(first % 8 == 0, "paths are run from a multiple of 8 on");
  CF_CHECK(columns.size() == static_cast<std::size_t>(compiled_->program.program.num_columns), "a column for each column");
  Tile& tile = compiled_->workers[static_cast<std::size_t>(worker)];
  const std::size_t size = compiled_->program.tile;
  std::optional<Stop> earliest;
  for (std::size_t done = 0, now = 0; done < static_cast<std::size_t>(count); done += now) {
    now = std::min({size, static_cast<std::size_t>(count) - done, tile.most_from(first + done)});
    const auto stop = tile.run(worker, seed, first + done, now, columns, done, sink);
    if (stop && !earliest) earliest = stop;
  }
  return earliest;
}

}  // namespace cf::engine
