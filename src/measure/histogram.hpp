// The distribution of a column in memory that does not grow with the number of paths.
//
// A window, found from the first paths (the pilot), is cut into bins of one width; what falls outside is kept as two tails. Each
// cell holds how many values it has, where they are in it, its lowest value, and how many tie at that. So
//  1. counts, floors and discrete distributions (whose values lie in different bins) are exact;
//  2. a quantile inside the window is exact to the spread of the values in its bin, which its standard error includes;
//  3. a tail mean is exact but for the one bin in which the tail ends: at most the width of a bin times that bin's part of the tail
//     (and for each value, where it is in its bin: to a part in 2^24 of the bin);
//  4. merging is exact: the same values give the same bits in any order and grouping.
//
// Quantile rule: the smallest x with P(X <= x) >= p. The mean of the worst part a splits an atom at the quantile, so that exactly
// the part a is averaged (Rockafellar and Uryasev 2002).
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "measure/exact_sum.hpp"
#include "measure/passes.hpp"

namespace cf::measure {

// The lowest value that at least a part `p` of the values does not exceed; they are reordered.
double quantile_of(std::span<double> values, double p);

struct Window {
  double low = 0, high = 0;  // equal: one bin for exactly this value
  int num_bins = 1;

  // From the pilot's `from` to its `to` quantile, each moved outward so far that the true quantile lies inside for certain; bins no
  // wider than `resolution` times the pilot's 5% to 95% range, but at most `most_bins`.
  static Window around(std::vector<double> pilot, double from, double to, double resolution, int most_bins);
  friend bool operator==(const Window&, const Window&) = default;

  template <class Archive>
  void fields(Archive& archive) {
    archive(low, high, num_bins);
  }
};

class Histogram {
 public:
  Histogram() : Histogram(Window{}) {}
  explicit Histogram(const Window& window);
  void add(std::span<const double> batch);
  void add(std::span<const double> batch, std::span<std::int32_t> cells);   // and says which cell each value is in
  void merge(const Histogram& other);  // of the same window

  std::uint64_t count() const { return count_; }
  double lowest() const;
  std::uint64_t count_at_lowest() const;
  double width() const { return width_; }  // of a bin: how exact a quantile is

  double quantile(double p) const;
  // Mean of the lowest part `part` (0 < part <= 1), atoms split.
  double tail_mean(double part) const;
  // Standard error of quantile(p), from the order statistics two standard errors of p to both sides (Wilks 1948),
  // and how finely the bins tell values apart.
  double quantile_error(double p) const;
  // The same where the part of the values at most the quantile is only known to `error`, a standard error.
  double quantile_error(double p, double error) const;

  // Where the lowest part `part` ends: cell 0 is the lower tail, then the bins, then the upper tail.
  struct Cut {
    int cell = 0;
    std::uint64_t below = 0;     // values in the cells before it
    double in_cell = 0;          // how many of the cell's values still belong to the part; more than 0
    double tied = 0;             // how many values of the cell tie where the part ends; 0 if none does
  };
  Cut cut(double part) const;
  int num_cells() const { return static_cast<int>(cells_.size()); }
  std::uint64_t count_in(int cell) const { return cells_[static_cast<std::size_t>(cell)].count; }
  double mean_in(int cell) const;

  template <class Archive>
  void fields(Archive& archive) {
    archive(window_, width_, count_, highest_, cells_, below_, above_);
  }

 private:
  struct Cell {
    std::uint64_t parts = 0;                   // sum of the places within a bin; means nothing in a tail
    double low = std::numeric_limits<double>::infinity();
    std::uint64_t count = 0, at_low = 0;       // at_low: how many tie at the lowest value
    template <class Archive>
    void fields(Archive& archive) {
      archive(parts, low, count, at_low);
    }
  };
  struct Found {
    double value = 0, spread = 0;
  };   // spread: how far the value may be off
  Found of_rank(double rank) const;            // rank 1 is the lowest
  double half_spread(double p, double reach) const;   // half of what lies between `reach` ranks to both sides of a quantile, over 2
  double lowest_of(int cell) const { return cells_[static_cast<std::size_t>(cell)].low; }
  double highest_of(int cell) const;           // at most this
  double tied_in(int cell) const { return static_cast<double>(cells_[static_cast<std::size_t>(cell)].at_low); }
  int lowest_cell() const;                     // that holds anything; -1: none

  Window window_;
  double width_ = 0;
  std::uint64_t count_ = 0;
  double highest_ = -std::numeric_limits<double>::infinity();
  std::vector<Cell> cells_;                    // the lower tail, the bins, the upper tail
  ExactSum below_, above_;                     // sums of the tails
};

}  // namespace cf::measure
