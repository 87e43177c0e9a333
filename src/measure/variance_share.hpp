// What an uncertain input does to a result: the first-order share of the variance, Var(E[Y|X]) / Var(Y) (Sobol 1993), from the same
// sample, and the mean of the result with the input in its lowest and highest tenth.
//
// The input's range is cut by the pilot into bins of equal numbers of paths, and a line is fitted in each; the variance of the
// fitted values, less what noise alone would give, is that of E[Y|X]. Inputs that hang together share what they explain: each is
// credited with all that goes with it.
// Within a batch sums are plain; across batches nothing is rounded (ExactSum), so any order and grouping gives the same.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "measure/estimate.hpp"
#include "measure/exact_sum.hpp"
#include "measure/replicates.hpp"

namespace cf::measure {

// An input on the paths: which bin each is in. Shared by all results.
class InputBins {
 public:
  InputBins() = default;
  explicit InputBins(std::span<const double> pilot);
  void add(std::span<const double> batch);
  void merge(const InputBins& other);     // of the same pilot

  int num_bins() const { return static_cast<int>(upper_.size()) + 1; }
  bool varies() const { return low_ < high_; }
  int bin_of(double x) const;
  double low() const { return low_; }     // the pilot's 5% and 95% points
  double high() const { return high_; }

  // Of the last batch added.
  // (or of the pilot, before the first).
  std::span<const std::uint16_t> bins() const { return bins_; }
  std::span<const double> distances() const { return distances_; }   // from the centre of the path's bin

  struct Bin {
    std::uint64_t count = 0;
    ExactSum sum, squares;                // of distances
    double centre = 0;
    template <class Archive>
    void fields(Archive& archive) {
      archive(count, sum, squares, centre);
    }
  };
  const std::vector<Bin>& contents() const { return contents_; }

  template <class Archive>
  void fields(Archive& archive) {
    archive(upper_, contents_, low_, high_);
  }

 private:
  void locate(std::span<const double> values);   // writes bins_ and distances_

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
  static constexpr std::size_t kUsualBytes = std::size_t{7} << 10;     // three exact sums for each of 20 bins
  VarianceShare() = default;
  VarianceShare(const InputBins& input, std::span<const double> result_pilot);   // input of the same pilot, nothing added yet
  void add(const InputBins& input, std::span<const double> results, int set = Replicates::kNone);   // after input.add of the same batch
  void merge(const VarianceShare& other);                              // of the same pilots
  Influence influence(const InputBins& input) const;

  template <class Archive>
  void fields(Archive& archive) {
    archive(middle_, bins_, count_, u_, uu_, uv_, vv_, sets_);
  }

 private:
  struct Bin {
    ExactSum sum, product, squares;          // of results y; of y times the input's distance
    double guess = 0, slope = 0;             // the pilot's line: what the result is expected to be
    template <class Archive>
    void fields(Archive& archive) {
      archive(sum, product, squares, guess, slope);
    }
  };
  double middle_ = 0;
  std::vector<Bin> bins_;
  std::uint64_t count_ = 0;
  // Moments of the pieces of a path's influence: u = 2 y m - m^2 and v = y^2, with m the expected result.
  ExactSum u_, uu_, uv_, vv_;
  Replicates sets_{2};                       // u and v
};

}  // namespace cf::measure
