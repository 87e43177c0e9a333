// One worker's tile: scratch memory, and the instructions of a program on the paths of one tile.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/clearing.hpp"
#include "engine/cross_holding.hpp"
#include "engine/engine.hpp"
#include "engine/kernels.hpp"
#include "engine/point_draws.hpp"
#include "engine/tile_program.hpp"
#include "program/program.hpp"

namespace cf::engine {

class Tile {
 public:
  // `points` may be null: then draws are Philox's.
  explicit Tile(const TileProgram& program, const Points* points = nullptr);

  // Runs `count` paths (at most a tile) from first_path on, a multiple of 8, and writes their columns from columns[c] + offset on.
  // The earliest path that must stop, if any. A native program may only know that one must: then is_suspicious() holds, and the result
  // means nothing; the same program without native code tells.
  std::optional<Stop> run(int worker, std::uint64_t seed, std::uint64_t first_path, std::size_t count, std::span<double* const> columns,
                          std::size_t offset, StepSink* sink);
  bool is_suspicious() const { return suspicious_ != 0; }

  // How many paths from this one on a single run may take; more than any tile, but for points.
  std::size_t most_from(std::uint64_t first_path) const;

 private:
  void run(const std::vector<TileInstruction>& code, int step);
  double* at(Address a) const { return memory_.get() + a; }
  double* operand(program::Operand x) const { return at(program_.address(x)); }
  const double* as_tile(const TileInstruction& i, std::size_t operand);   // a scalar is spread over a tile

  void draw(const TileInstruction& i);
  void draw_step(const TileInstruction& i, int step);
  void prepare(const program::DispatchData& d);
  void prepare(const program::SettlementData& s);
  void settle(std::size_t number);
  void cross_hold(const program::CrossHoldingData& c);
  void check(const TileInstruction& i);
  void stop(std::size_t lane, int variant, bool conservation);

  const TileProgram& program_;
  const Kernels& kernels_;
  struct Free {
    void operator()(double* p) const;
  };
  std::unique_ptr<double[], Free> memory_;
  double* spread_ = nullptr;
  std::size_t n_ = 0;                      // paths of this run, rounded up to a multiple of 8
  std::size_t count_ = 0;                  // without those that only fill it up
  std::size_t offset_ = 0;
  int worker_ = 0;
  DrawSource source_;
  const Points* points_;
  std::optional<PointDraws> point_draws_;  // if there are points
  std::span<double* const> columns_;
  StepSink* sink_ = nullptr;
  int step_ = 0;
  Clearing clearing_;
  CrossHolding cross_holding_;
  std::vector<double> cleared_;            // results of the paths that had to be cleared
  std::vector<std::size_t> cleared_lanes_;
  // Dispatches and settlements of the program, their operands where they lie in this tile.
  struct Dispatch {
    std::vector<const double*> capacity, price;
    std::vector<double*> supplied;
    DispatchTiles tiles;
  };
  std::vector<Dispatch> dispatches_;
  struct Pair {
    std::size_t position;                  // among the results of a path that had to be cleared
    const double* in;
    double* out;
    bool is_scalar;
  };
  struct Settlement {
    const double* any_short;
    std::vector<Pair> pairs;               // whose outputs are read
  };
  std::vector<Settlement> settlements_;
  bool any_stop_ = false;
  std::uint64_t suspicious_ = 0;
  std::vector<int> stop_variant_;
  std::vector<char> stop_conservation_;
};

}  // namespace cf::engine
