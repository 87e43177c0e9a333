// Where a verdict turns: at which value of an input the deal would be judged otherwise.
//
// The paths are cut into ten slices by the input. In each the offset and the net are worked out (hedge.hpp: the worst tenth is that of the
// slice), and a line is laid through the ten points of each, by the input's mean in the slice. Along the lines the rule of the verdict is
// applied with a bar of two cents; the turn is where it first gives another verdict, going from the input's mean outwards.
// Errors are by the delete-a-group jackknife (Tukey 1958; Kott 2001) over groups of paths that are independent of each other, with what the
// width of the slices may do.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "measure/estimate.hpp"
#include "measure/hedge.hpp"

namespace cf::measure {

struct Turn {
  Estimate at;  // value of the input
  Verdict verdict = Verdict::no_verdict;  // beyond it, away from the input's mean
  bool below = false;  // beyond it are the lower values
  double distance = 0;  // part of the paths whose input lies between the mean and the turn
};

// An input on the paths, cut into slices of as many paths.
class InputSlices {
 public:
  static constexpr int kSlices = 10;
  explicit InputSlices(std::vector<double> values);
  bool usable() const { return usable_; }  // enough paths, and values enough to lay a line through
  std::span<const double> values() const { return values_; }
  std::span<const std::uint8_t> slice() const { return slice_; }
  double low() const { return low_; }  // 5% and 95% of the paths lie below
  double high() const { return high_; }
  double mean() const { return mean_; }

 private:
  std::vector<double> values_;
  std::vector<std::uint8_t> slice_;
  double low_ = 0, high_ = 0, mean_ = 0;
  bool usable_ = false;
};

class VerdictByInput {
 public:
  static constexpr int kGroups = 8;
  // Of the same paths: the exposure in the baseline, what the deal adds, and the group of each, below kGroups.
  VerdictByInput(std::span<const double> exposure, std::span<const double> gain, std::span<const std::uint8_t> group);

  // Empty where the verdict does not turn inside the input's 5% to 95% range, where the lines do not bear the verdict `now` at the input's
  // mean, where the slope that turns it is not beyond two standard errors, or where the turn may lie outside the range by two of its own; and
  // for inputs of few values.
  std::optional<Turn> turn(const InputSlices& input, Verdict now) const;

 private:
  struct Line {
    double level = 0, slope = 0;
  };  // level at the mean of the input
  struct Lines {
    Line offset, net;
  };
  Lines lines(const InputSlices& input, int num_slices, int left_out) const;

  std::vector<double> exposure_, gain_;
  std::vector<std::uint8_t> group_;
  std::vector<std::uint32_t> by_exposure_, by_sum_;  // paths, lowest first
};

}  // namespace cf::measure
