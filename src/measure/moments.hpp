// Means, variances and covariances of columns of paths.
//
// Numbers are added a batch at a time: within a batch in the order of the paths, in lanes of a fixed number; across batches
// without rounding (ExactSum). So with the same batches any grouping and order of them gives the same bits.
// Everything is measured from a `shift` near the middle, so that a large mean does not eat the digits of the variance.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "measure/estimate.hpp"
#include "measure/exact_sum.hpp"
#include "measure/passes.hpp"

namespace cf::measure {

class Moments {
 public:
  explicit Moments(double shift = 0) : shift_(shift) {}
  void add(std::span<const double> batch);
  void add_shortfalls(std::span<const double> batch, double threshold);  // max(0, threshold - x) of each; the shift is 0
  void merge(const Moments& other);  // of the same shift

  std::uint64_t count() const { return count_; }
  double mean() const;
  double variance() const;  // n - 1 below; 0 for fewer than two
  double sd() const;
  Estimate mean_estimate() const;

  template <class Archive>
  void fields(Archive& archive) {
    archive(shift_, count_, sum_, squares_);
  }

 private:
  void add_sums(std::size_t count, const Lanes& sums, const Lanes& squares);

  double shift_;
  std::uint64_t count_ = 0;
  ExactSum sum_, squares_;
};

// Several columns together, few of them.
class Covariances {
 public:
  Covariances() = default;
  explicit Covariances(std::vector<double> shifts);
  // columns[i] is column i of the batch; all of one length.
  void add(std::span<const std::span<const double>> columns);
  void merge(const Covariances& other);

  std::uint64_t count() const { return count_; }
  double mean(int i) const;
  double covariance(int i, int j) const;
  // Standard error of a number whose first-order change is the mean of sum_i weights[i] * column i: its influence function
  // (Hampel 1974), linear in the columns.
  double standard_error(std::span<const double> weights) const;

  template <class Archive>
  void fields(Archive& archive) {
    archive(shifts_, count_, sums_, products_);
  }

 private:
  std::size_t at(int i, int j) const;  // i >= j

  std::vector<double> shifts_;
  std::uint64_t count_ = 0;
  std::vector<ExactSum> sums_, products_;
};

// The middle value, an element of `values`: a shift for which a constant column has mean and variance without rounding.
double middle_of(std::span<const double> values);

}  // namespace cf::measure
