// Hedge or bet: what a gain G does to an exposure B in its worst tenth, on the same paths.
//
// A is the worst tenth of paths by B, all ties included; D(X) = E[X] - the mean of X's own worst tenth, atoms split, a deviation
// measure (Rockafellar, Uryasev and Zabarankin 2006).
//   offset   = (E[G|A] - E[G]) / (E[B] - E[B|A])     adds up over the parts of a deal
//   net      = 1 - D(B + G) / D(B)                   never more than the offset
//   own risk = offset - net                          not below zero
// Standard errors come from each path's influence (Hampel 1974; for the tail means Hong 2009). The thresholds inside the influence
// are those of the pilot, the first paths, so that one pass suffices: an error in them counts in the second order only. The point
// estimates use the final thresholds.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "measure/estimate.hpp"
#include "measure/histogram.hpp"
#include "measure/moments.hpp"

namespace cf::measure {

inline constexpr double kBadPart = 0.1;   // the worst tenth

// The exposure B: where its worst tenth ends.
class Exposure {
 public:
  Exposure() = default;
  explicit Exposure(std::span<const double> pilot);
  // Notes the batch, and which cell of the histogram each path is in.
  void add(std::span<const double> batch, int set = Replicates::kNone);
  void merge(const Exposure& other);

  double threshold() const { return threshold_; }    // the pilot's
  const Histogram& histogram() const { return histogram_; }
  const Moments& moments() const { return moments_; }
  std::span<const std::int32_t> cells() const { return cells_; }   // of the last batch added

  bool varies() const;                               // beyond rounding
  double part_at_lowest() const;                     // of the paths, those that tie at the lowest value

  template <class Archive>
  void fields(Archive& archive) {
    archive(threshold_, moments_, histogram_);
  }

 private:
  double threshold_ = 0;
  Moments moments_;
  Histogram histogram_;
  std::vector<std::int32_t> cells_;
};

// Sums of another column over the cells of an exposure, so that its mean in the worst tenth is known once the tenth is.
// The cells near the threshold hold whole numbers of a small unit, so that merging is exact.
class BadTenthMean {
 public:
  BadTenthMean() = default;
  BadTenthMean(const Exposure& exposure, std::span<const double> pilot);
  void add(std::span<const std::int32_t> cells, std::span<const double> batch);
  void merge(const BadTenthMean& other);

  double mean(const Exposure& exposure) const;       // E[X|A]
  // E[X | B = threshold], by a line through the cells around it.
  double at_threshold(const Exposure& exposure) const;

  template <class Archive>
  void fields(Archive& archive) {
    archive(unit_, below_, above_, cells_);
  }

 private:
  double unit_ = 0;
  ExactSum below_, above_;                           // in the two tails
  std::vector<std::int64_t> cells_;
  double sum_in(int cell) const;
};

enum class Verdict : std::uint8_t { hedge, double_bet, side_bet, neither, no_verdict };

struct HedgeNumbers {
  Verdict verdict = Verdict::no_verdict;
  enum class Why : std::uint8_t { given, ties_at_lowest, does_not_vary } why = Why::given;
  Estimate offset, net, own_risk;
  Estimate gain, gain_in_bad_tenth;
  double gain_sd = 0;                                // standard deviation over paths
  Estimate exposure, exposure_in_bad_tenth;
  Estimate correlation, effectiveness;
  double bar = 0;                                    // the verdict's bar for the net
};

// One gain against one exposure.
class Hedge {
 public:
  static constexpr std::size_t kUsualBytes = std::size_t{150} << 10;   // with its exposure
  Hedge() = default;
  Hedge(const Exposure& exposure, std::span<const double> exposure_pilot, std::span<const double> gain_pilot);
  // After exposure.add of the same batch.
  void add(const Exposure& exposure, std::span<const double> exposures, std::span<const double> gains, int set = Replicates::kNone);
  void merge(const Hedge& other);

  HedgeNumbers numbers(const Exposure& exposure) const;

  template <class Archive>
  void fields(Archive& archive) {
    archive(exposure_middle_, gain_middle_, sum_threshold_, influence_, sums_, gain_);
  }

 private:
  double exposure_middle_ = 0, gain_middle_ = 0;
  double sum_threshold_ = 0;                         // the pilot's, of B + G
  double covariance(int product, int x, int y) const;
  Covariances influence_;
  Histogram sums_;                                   // of B + G, around its worst tenth
  BadTenthMean gain_;
};

// The rule: a hedge if the net is above the bar, a double bet if the offset is below minus its bar, a side bet if the net is below
// minus its bar otherwise. The bar is two cents or two standard errors of the number judged, whichever is more.
Verdict judge(const Estimate& offset, const Estimate& net);
double bar(const Estimate& judged);

}  // namespace cf::measure
