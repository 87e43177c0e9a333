#include "measure/summary.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cf::measure {

namespace {

constexpr int kMostBins = 1 << 15;

}  // namespace

SummaryOf::SummaryOf(std::span<const double> pilot, double resolution) : moments_(middle_of(pilot)) {
  std::vector<double> values(pilot.begin(), pilot.end());
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) pilot_[i] = quantile_of(values, kQuantiles[i]);
  threshold_ = quantile_of(values, kWorst);
  histogram_ = Histogram(Window::around(std::move(values), kQuantiles.front(), kQuantiles.back(), resolution, kMostBins));
}

double SummaryOf::resolution_for(std::uint64_t paths) {
  // sqrt(0.05 0.95 / n) / density is 2.11 sd / sqrt(n), and the range 3.29 sd.
  return std::clamp(2.11 / 3.29 / 4 / std::sqrt(static_cast<double>(std::max<std::uint64_t>(1, paths))), kFinest, kCoarsest);
}

void SummaryOf::add(std::span<const double> batch, int set) {
  moments_.add(batch, set);
  histogram_.add(batch);
  below_.add_shortfalls(batch, threshold_, set);
  if (set == Replicates::kNone) return;
  std::array<double, kQuantiles.size()> at_most{};
  for (std::size_t i = 0; i < kQuantiles.size(); ++i)
    at_most[i] = static_cast<double>(passes().count_at_most(batch.data(), batch.size(), pilot_[i]));
  sets_.add(set, batch.size(), at_most);
}

void SummaryOf::merge(const SummaryOf& other) {
  moments_.merge(other.moments_);
  below_.merge(other.below_);
  histogram_.merge(other.histogram_);
  sets_.merge(other.sets_);
}

Summary SummaryOf::summary() const {
  Summary summary;
  summary.mean = moments_.mean_estimate();
  summary.sd = moments_.sd();
  summary.set_means = moments_.set_means();
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    std::array<double, kQuantiles.size()> which{};
    which[i] = 1;
    auto error = sets_.standard_error(which);
    if (error) error = std::max(*error, sets_.of_a_path(1));
    const double p = kQuantiles[i];
    summary.quantiles[i] = {histogram_.quantile(p), error ? histogram_.quantile_error(p, *error) : histogram_.quantile_error(p)};
  }
  summary.shortfall = {histogram_.tail_mean(kWorst), below_.mean_estimate().se / kWorst};
  return summary;
}

}  // namespace cf::measure
