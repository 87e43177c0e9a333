#include "measure/summary.hpp"

#include <algorithm>
#include <cmath>

namespace cf::measure {

namespace {

constexpr int kMostBins = 1 << 15;

}  // namespace

SummaryOf::SummaryOf(std::span<const double> pilot, double resolution) : moments_(middle_of(pilot)) {
  const std::vector<double> values(pilot.begin(), pilot.end());
  histogram_ = Histogram(Window::around(values, kQuantiles.front(), kQuantiles.back(), resolution, kMostBins));
  Histogram few(Window::around(values, kWorst, kWorst, resolution, kMostBins));
  few.add(pilot);
  threshold_ = few.quantile(kWorst);
}

double SummaryOf::resolution_for(std::uint64_t paths) {
  // sqrt(0.05 0.95 / n) / density is 2.11 sd / sqrt(n), and the range 3.29 sd.
  return std::clamp(2.11 / 3.29 / 8 / std::sqrt(static_cast<double>(std::max<std::uint64_t>(1, paths))), kFinest, 1e-3);
}

void SummaryOf::add(std::span<const double> batch) {
  moments_.add(batch);
  histogram_.add(batch);
  below_.add_shortfalls(batch, threshold_);
}

void SummaryOf::merge(const SummaryOf& other) {
  moments_.merge(other.moments_);
  below_.merge(other.below_);
  histogram_.merge(other.histogram_);
}

Summary SummaryOf::summary() const {
  Summary summary;
  summary.mean = moments_.mean_estimate();
  summary.sd = moments_.sd();
  for (std::size_t i = 0; i < kQuantiles.size(); ++i)
    summary.quantiles[i] = {histogram_.quantile(kQuantiles[i]), histogram_.quantile_error(kQuantiles[i])};
  const double n = static_cast<double>(std::max<std::uint64_t>(1, below_.count()));
  summary.shortfall = {histogram_.tail_mean(kWorst), std::sqrt(below_.variance() / n) / kWorst};
  return summary;
}

}  // namespace cf::measure
