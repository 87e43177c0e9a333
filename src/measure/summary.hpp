// What is reported of a number that differs from path to path: mean, spread, quantiles and the mean of the worst twentieth, each
// with its standard error. Found in one pass, in memory that does not grow with the paths.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "measure/estimate.hpp"
#include "measure/histogram.hpp"
#include "measure/moments.hpp"

namespace cf::measure {

inline constexpr std::array kQuantiles = {0.05, 0.25, 0.5, 0.75, 0.95};
inline constexpr double kWorst = 0.05;      // of the expected shortfall

struct Summary {
  Estimate mean, shortfall;                 // shortfall: mean of the lowest 5%
  std::array<Estimate, kQuantiles.size()> quantiles;
  double sd = 0;
  std::vector<double> set_means;            // the mean over each of the sets of points; empty if all paths are independent
};

class SummaryOf {
 public:
  SummaryOf() = default;
  // `pilot`: the column on the first paths. It fixes the windows; it is not counted. `resolution`: width of a bin, of the 5% to 95%
  // range.
  static constexpr double kFinest = 2e-4, kCoarsest = 4e-4;   // so memory is much the same for any number of paths
  explicit SummaryOf(std::span<const double> pilot, double resolution = kFinest);
  // Fine enough for so many paths: a bin is a quarter of the standard error of a bell's 5% quantile. Whatever it is, the errors of
  // quantiles count it in.
  static double resolution_for(std::uint64_t paths);
  // Of memory, about: mostly the bins, of a window somewhat wider than the range.
  static std::size_t usual_bytes(double resolution) { return sizeof(SummaryOf) + static_cast<std::size_t>(1.7 * 32 / resolution); }
  void add(std::span<const double> batch, int set = Replicates::kNone);
  void merge(const SummaryOf& other);       // of the same pilot

  Summary summary() const;
  const Moments& moments() const { return moments_; }
  const Histogram& histogram() const { return histogram_; }

  template <class Archive>
  void fields(Archive& archive) {
    archive(threshold_, pilot_, moments_, below_, histogram_, sets_);
  }

 private:
  // The influence of a path on the shortfall is that of max(0, q - x) / 5%, q the 5% quantile; that of the pilot serves, since an
  // error in q counts only in the second order (Rockafellar and Uryasev 2000: q minimises the mean of it).
  double threshold_ = 0;
  // How many are at most the pilot's quantiles, by set: the spread of that part is the error of the probability.
  std::array<double, kQuantiles.size()> pilot_{};
  Moments moments_, below_;
  Histogram histogram_;
  Replicates sets_{static_cast<int>(kQuantiles.size())};
};

}  // namespace cf::measure
