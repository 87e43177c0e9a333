// Means, variances and covariances of columns of paths.
//
// Numbers are added a batch at a time: within a batch in the order of the paths, in lanes of a fixed number; across batches
// without rounding (ExactSum). So with the same batches any grouping and order of them gives the same bits.
// A batch may belong to one of several sets of paths that are independent only of each other: then errors come from the sets.
// Everything is measured from a `shift` near the middle, so that a large mean does not eat the digits of the variance.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "measure/estimate.hpp"
#include "measure/exact_sum.hpp"
#include "measure/passes.hpp"
#include "measure/replicates.hpp"

namespace cf::measure {

class Moments {
 public:
  explicit Moments(double shift = 0) : shift_(shift) {}
  void add(std::span<const double> batch, int set = Replicates::kNone);
  // max(0, threshold - x) of each; the shift is 0.
  void add_shortfalls(std::span<const double> batch, double threshold, int set = Replicates::kNone);
  void merge(const Moments& other);  // of the same shift

  std::uint64_t count() const { return count_; }
  double mean() const;
  double variance() const;  // n - 1 below; 0 for fewer than two
  double sd() const;
  Estimate mean_estimate() const;
  std::vector<double> set_means() const;  // over each of the sets; empty if all paths are independent

  template <class Archive>
  void fields(Archive& archive) {
    archive(shift_, count_, sum_, squares_, sets_);
  }

 private:
  void add_sums(std::size_t count, const Lanes& sums, const Lanes& squares, int set);

  double shift_;
  std::uint64_t count_ = 0;
  ExactSum sum_, squares_;
  Replicates sets_;
};

// Several columns together, few of them.
class Covariances {
 public:
  Covariances() = default;
  explicit Covariances(std::vector<double> shifts);
  // columns[i] is column i of the batch; all of one length.
  void add(std::span<const std::span<const double>> columns, int set = Replicates::kNone);
  void merge(const Covariances& other);

  std::uint64_t count() const { return count_; }
  double mean(int i) const;
  // Only where there are no two sets: else these give the errors, and products are not kept.
  double covariance(int i, int j) const;
  // Standard error of a number whose first-order change is the mean of sum_i weights[i] * column i: its influence function
  // (Hampel 1974), linear in the columns.
  double standard_error(std::span<const double> weights) const;

  template <class Archive>
  void fields(Archive& archive) {
    archive(shifts_, count_, sums_, products_, sets_);
  }

 private:
  std::size_t at(int i, int j) const;  // i >= j

  std::vector<double> shifts_;
  std::uint64_t count_ = 0;
  std::vector<ExactSum> sums_, products_;
  Replicates sets_;
};

// The middle value, an element of `values`: a shift for which a constant column has mean and variance without rounding.
double middle_of(std::span<const double> values);

}  // namespace cf::measure
