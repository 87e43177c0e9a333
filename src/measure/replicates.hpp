// Sums of columns over independent sets of paths, and the errors that the differences between the sets give.
//
// The paths of a set need not be independent of each other (they are points that fill the space evenly, base/points.hpp), so their
// spread says nothing of the error of a mean. Each set's mean is unbiased and independent of the others', so the spread of those does
// (Owen 1997, "Monte Carlo variance of scrambled net quadrature"; L'Ecuyer 2018, section 2). A number that is not a mean has the
// error of the mean of its influence (Hampel 1974).
//
// Sums of batches are kept without rounding, so that any order and grouping gives the same.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/points.hpp"
#include "measure/exact_sum.hpp"

namespace cf::measure {

// Two standard errors to both sides, found from seven degrees of freedom, would cover 91.4% (Student); two of these 93.5%.
inline constexpr double kFewSets = 1.09;

// Standard error of the mean over all, from what differs between groups of paths that are independent of each other: how many paths
// each has, and its sum over them. Empty where there are not two.
std::optional<double> error_of_groups(std::span<const double> counts, std::span<const double> sums);

// Standard error of a difference of means, from the means of the same sets in two runs with the same random numbers: what moves both
// the same way is no error of their difference. Empty where there are not two sets, or not the same number of them.
std::optional<double> error_of_difference(std::span<const double> means, std::span<const double> other_means);

// Sums over the paths of each set, as plain numbers: for a few additions in an order that is always the same.
class SetSums {
 public:
  void add(int set, double count, double sum) {
    counts_[static_cast<std::size_t>(set)] += count;
    sums_[static_cast<std::size_t>(set)] += sum;
  }
  // Of the mean over all, as Replicates::standard_error.
  std::optional<double> standard_error() const;

 private:
  std::array<double, kRandomisations> counts_{}, sums_{};
};

class Replicates {
 public:
  static constexpr int kNone = -1;                     // of paths that are all independent
  explicit Replicates(int num_columns = 1) : num_columns_(num_columns) {}

  // `count` paths of a set; sums[i] is the sum of column i over them. Nothing is noted where the set is kNone.
  void add(int set, std::size_t count, std::span<const double> sums);
  void add(int set, std::size_t count, double sum) { add(set, count, std::span<const double>(&sum, 1)); }
  void merge(const Replicates& other);

  // Whether the sets would not give an error, after paths of this one.
  bool needs_more_than(int set) const;

  // Standard error of sum_i weights[i] * mean of column i. Empty where there are not two sets. It is larger than the spread of the
  // sets' means alone says by kFewSets, so that twice of it covers as it would if the spread were known and not found from a few sets.
  std::optional<double> standard_error(std::span<const double> weights) const;
  std::optional<double> standard_error() const;        // of one column's mean

  // The mean of column `column` over each set that has paths.
  std::vector<double> means(std::size_t column = 0) const;

  // What a path of weight `grain` more or less in each set would make of a mean. Sets whose counts happen to be the same show no error;
  // the true part is a fraction of a path away, on either side.
  double of_a_path(double grain) const;

  template <class Archive>
  void fields(Archive& archive) {
    archive(num_columns_, counts_, sums_);
  }

 private:
  int num_columns_;
  std::vector<std::uint64_t> counts_;                  // by set
  std::vector<ExactSum> sums_;                         // [set][column]
};

}  // namespace cf::measure
