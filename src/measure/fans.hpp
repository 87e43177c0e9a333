// Quantities over time: quantiles of each row in each step, in memory that does not grow with the paths.
//
// A row in a step is a cell with bins of one width over a window (from 1% to 99% of the pilot and a quarter beyond), a bin at each
// end for what lies outside, and one more for an atom: the value that ties most often in the pilot (nothing used, no cash left),
// which is then exact. Other quantiles are good to a part in 254 of the window, finer than their standard error on the paths of a fan.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace cf::measure {

class Fans {
 public:
  Fans() = default;
  explicit Fans(int num_cells)
      : cells_(static_cast<std::size_t>(num_cells)), bins_(static_cast<std::size_t>(num_cells) * kRoom) {}

  // The window of a cell; before the first add. May be called for different cells at the same time.
  void set_window(int cell, std::span<const double> pilot);
  // Not for one cell by two threads at once; at most kMostPaths in all. Any order gives the same.
  static constexpr int kMostPaths = 65535;
  void add(int cell, std::span<const double> values);
  void merge(const Fans& other);                   // of the same windows

  double quantile(int cell, double p) const;

  template <class Archive>
  void fields(Archive& archive) { archive(cells_, bins_); }

 private:
  static constexpr int kBins = 254;
  static constexpr std::size_t kRoom = kBins + 2;
  struct Cell {
    double low = 0, width = 0, inverse_width = 0;
    double atom = 0;
    double lowest = 0, highest = 0;
    std::uint32_t at_atom = 0, count = 0;
    bool only_atom = true;                         // so far
    template <class Archive>
    void fields(Archive& archive) { archive(low, width, inverse_width, atom, lowest, highest, at_atom, count, only_atom); }
  };
  std::vector<Cell> cells_;
  std::vector<std::uint16_t> bins_;                // [cell][bin], of what is not the atom
};

}  // namespace cf::measure
