// What an uncertain input does to a result: the first-order share of the variance, Var(E[Y|X]) / Var(Y) (Sobol 1993), from the same
// sample, and the mean of the result with the input in its lowest and highest tenth.
//
// The input's range is cut by the pilot into bins of equal numbers of paths, and a line is fitted in each; the variance of the
// fitted values, less what noise alone would give, is that of E[Y|X]. Inputs that hang together share what they explain: each is
// credited with all that goes with it.
// Sums here are plain: batches are added in order.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "measure/estimate.hpp"

namespace cf::measure {

// An input on the paths: which bin each is in. Shared by all results.
class InputBins {
 public:
  InputBins() = default;
  explicit InputBins(std::span<const double> pilot);
  void add(std::span<const double> batch);

  int num_bins() const { return static_cast<int>(upper_.size()) + 1; }
  bool varies() const { return low_ < high_; }
  int bin_of(double x) const;
  double low() const { return low_; }     // the pilot's 5% and 95% points
  double high() const { return high_; }

  // Of the last batch added.
  std::span<const std::uint16_t> bins() const { return bins_; }
  std::span<const double> distances() const { return distances_; }   // from the centre of the path's bin

  struct Bin {
    double count = 0, sum = 0, squares = 0;  // of distances
    double centre = 0;
  };
  const std::vector<Bin>& contents() const { return contents_; }

 private:
  std::vector<double> upper_;                // a bin holds what is at most this; the last has no limit
  std::vector<Bin> contents_;
  double low_ = 0, high_ = 0;
  std::vector<std::uint16_t> bins_;
  std::vector<double> distances_;
};

struct Influence {
  Estimate first_order;
  Estimate low, high;                        // mean of the result with the input in its lowest and highest tenth
};

class VarianceShare {
 public:
  VarianceShare() = default;
  VarianceShare(const InputBins& input, std::span<const double> input_pilot, std::span<const double> result_pilot);
  void add(const InputBins& input, std::span<const double> results);   // after input.add of the same batch
  Influence influence(const InputBins& input) const;

 private:
  struct Bin {
    double sum = 0, product = 0, squares = 0;
    double guess = 0, slope = 0;             // the pilot's line: what the result is expected to be
  };
  double middle_ = 0, pilot_variance_ = 0;
  std::vector<Bin> bins_;
  double count_ = 0, sum_ = 0, squares_ = 0;
  // Moments of the pieces of a path's influence: u = 2 y m - m^2 and v = y^2, with m the expected result.
  double u_ = 0, v_ = 0, uu_ = 0, uv_ = 0, vv_ = 0;
};

}  // namespace cf::measure
