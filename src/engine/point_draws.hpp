// The draws of a tile that come from Points (base/points.hpp): of the streams of steps all steps at once, when the tile begins.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "base/points.hpp"
#include "engine/kernels.hpp"
#include "program/program.hpp"

namespace cf::engine {

class PointDraws {
 public:
  // For the streams of this program. All of it must outlive the draws.
  PointDraws(const Points& points, const program::Program& program, const Kernels& kernels, std::size_t tile);

  // For n paths from first_path on, both multiples of 8, all in one stretch of the points.
  void begin(std::uint64_t first_path, std::size_t n);
  void once(double* out, std::uint32_t stream, bool normal) const;
  void of_step(double* out, std::uint32_t stream, int step, bool normal) const;

  static std::size_t bytes(const Points& points, const program::Program& program, std::size_t tile);

 private:
  void coordinates(double* out, std::uint32_t stream, int node) const;
  static std::vector<std::uint32_t> streams_by_step(const program::Program& program);   // sorted

  const Points& points_;
  const Kernels& kernels_;
  const std::size_t stride_;                     // from row to row: an odd number of cache lines
  std::vector<std::uint32_t> by_step_;
  struct Free {
    void operator()(double* p) const;
  };
  std::unique_ptr<double[], Free> rows_;         // [stream][step]
  std::uint64_t first_path_ = 0;
  std::size_t n_ = 0;
};

}  // namespace cf::engine
