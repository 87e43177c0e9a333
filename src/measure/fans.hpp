// Quantities over time: quantiles of each row in each step, in memory that does not grow with the paths.
//
// A row in a step is a cell with bins of one width over a window (from 1% to 99% of the pilot and a quarter beyond), a bin at each
// end for what lies outside, and one more for an atom: the value that ties most often in the pilot (nothing used, no cash left),
// which is then exact. Other quantiles are good to a part in 254 of the window, finer than their standard error on the paths of a fan.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/huge_pages.hpp"
#include "measure/passes.hpp"

namespace cf::measure {

class Fans {
 public:
  Fans() = default;
  explicit Fans(int num_cells) : cells_(static_cast<std::size_t>(num_cells)), bins_(static_cast<std::size_t>(num_cells) * kFanCells) {}

  // The window of a cell; before the first add. May be called for different cells at the same time.
  void set_window(int cell, std::span<const double> pilot);
  // Not for one cell by two threads at once; at most kMostPaths in all. Any order gives the same.
  static constexpr int kMostPaths = 65535;
  static constexpr std::size_t kBytesACell = 56 + kFanCells * sizeof(std::uint16_t);
  void add(int cell, std::span<const double> values);
  void merge(const Fans& other);                   // of the same windows

  double quantile(int cell, double part) const;
  void quantiles(int cell, std::span<const double> parts, std::span<double> out) const;   // parts rising

  template <class Archive>
  void fields(Archive& archive) {
    archive(cells_, bins_);
  }

 private:
  struct Cell {
    FanWindow window;                              // what the passes take
    double width = 0;                              // of a bin; 0 where the pilot knew one value only
    double lowest = 0, highest = 0;
    std::uint32_t count = 0;
    template <class Archive>
    void fields(Archive& archive) {
      archive(window.low, window.inverse_width, window.atom, width, lowest, highest, count);
    }
  };
  std::uint16_t* bins(int cell) { return bins_.data() + static_cast<std::size_t>(cell) * kFanCells; }

  static_assert(kBytesACell == sizeof(Cell) + kFanCells * sizeof(std::uint16_t));
  std::vector<Cell, HugePages<Cell>> cells_;
  std::vector<std::uint16_t, HugePages<std::uint16_t>> bins_;                // [cell]: below, bins, above; then the atom, by lane
};

}  // namespace cf::measure
