#include "measure/variance_share.hpp"

#include <algorithm>
#include <cmath>

#include "measure/moments.hpp"

namespace cf::measure {

namespace {

constexpr int kBins = 40;                  // so that a tenth is four of them
constexpr std::size_t kPilotPathsABin = 8; // fewer, and a bin's line is a guess
constexpr double kTenth = 0.1;

struct Line {
  double mean = 0, slope = 0;
  int freedom = 0;                         // numbers fitted
};

// Least squares of y on the distance d within one bin.
Line fit(double n, double d, double dd, double y, double dy) {
  Line line;
  if (n < 1) return line;
  line.mean = y / n;
  line.freedom = 1;
  const double spread = dd - d * d / n;
  if (n >= 3 && spread > 1e-12 * dd) {
    line.slope = (dy - d * y / n) / spread;
    line.freedom = 2;
  }
  return line;
}

}  // namespace

InputBins::InputBins(std::span<const double> pilot) {
  std::vector<double> sorted(pilot.begin(), pilot.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t n = sorted.size();
  if (n > 0) {
    low_ = sorted[static_cast<std::size_t>(0.05 * static_cast<double>(n - 1))];
    high_ = sorted[static_cast<std::size_t>(0.95 * static_cast<double>(n - 1))];
    if (low_ == high_) high_ = sorted.back(), low_ = sorted.front();   // rare events still vary
    const auto bins = static_cast<std::size_t>(std::clamp<std::size_t>(n / kPilotPathsABin, 1, kBins));
    for (std::size_t bin = 1; bin < bins; ++bin) {
      const double upper = sorted[bin * n / bins];
      if ((upper_.empty() || upper > upper_.back()) && upper < sorted.back()) upper_.push_back(upper);
    }
  }
  contents_.resize(upper_.size() + 1);
  for (std::size_t bin = 0; bin < contents_.size(); ++bin)
    contents_[bin].centre = upper_.empty() ? middle_of(pilot) : upper_[std::min(bin, upper_.size() - 1)];
}

int InputBins::bin_of(double x) const {
  // A binary search without branches that cannot be foretold.
  std::size_t begin = 0, size = upper_.size();
  while (size > 0) {
    const std::size_t half = (size + 1) / 2;
    begin += upper_[begin + half - 1] < x ? half : 0;
    size -= half;
  }
  return static_cast<int>(begin);
}

void InputBins::add(std::span<const double> batch) {
  bins_.resize(batch.size());
  distances_.resize(batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const int index = bin_of(batch[i]);
    Bin& bin = contents_[static_cast<std::size_t>(index)];
    const double distance = batch[i] - bin.centre;
    bins_[i] = static_cast<std::uint16_t>(index);
    distances_[i] = distance;
    bin.count += 1;
    bin.sum += distance;
    bin.squares += distance * distance;
  }
}

VarianceShare::VarianceShare(const InputBins& input, std::span<const double> input_pilot, std::span<const double> result_pilot)
    : middle_(middle_of(result_pilot.first(std::min<std::size_t>(result_pilot.size(), 256)))),
      bins_(static_cast<std::size_t>(input.num_bins())) {
  struct Sums {
    double n = 0, d = 0, dd = 0, y = 0, dy = 0;
  };
  std::vector<Sums> sums(bins_.size());
  for (std::size_t i = 0; i < input_pilot.size(); ++i) {
    const auto bin = static_cast<std::size_t>(input.bin_of(input_pilot[i]));
    const double d = input_pilot[i] - input.contents()[bin].centre, y = result_pilot[i] - middle_;
    sums[bin].n += 1;
    sums[bin].d += d;
    sums[bin].dd += d * d;
    sums[bin].y += y;
    sums[bin].dy += d * y;
  }
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    const Sums& s = sums[bin];
    const Line line = fit(s.n, s.d, s.dd, s.y, s.dy);
    bins_[bin].slope = line.slope;
    bins_[bin].guess = line.mean - (s.n > 0 ? line.slope * s.d / s.n : 0);
  }
}

void VarianceShare::add(const InputBins& input, std::span<const double> results) {
  const auto which = input.bins();
  const auto distances = input.distances();
  double sum = 0, squares = 0, u_sum = 0, uu = 0, uv = 0, vv = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    Bin& bin = bins_[which[i]];
    const double y = results[i] - middle_, v = y * y;
    const double m = bin.guess + bin.slope * distances[i], u = (2 * y - m) * m;
    bin.sum += y;
    bin.product += y * distances[i];
    bin.squares += v;
    sum += y;
    squares += v;
    u_sum += u;
    uu += u * u;
    uv += u * v;
    vv += v * v;
  }
  count_ += static_cast<double>(results.size());
  sum_ += sum;
  squares_ += squares;
  u_ += u_sum;
  v_ += squares;
  uu_ += uu;
  uv_ += uv;
  vv_ += vv;
}

Influence VarianceShare::influence(const InputBins& input) const {
  Influence influence;
  const double n = count_;
  if (n < 3) return influence;
  const double total = squares_ - sum_ * sum_ / n;
  const auto& contents = input.contents();

  double explained = -sum_ * sum_ / n;
  int freedom = -1;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const InputBins::Bin& x = contents[i];
    if (x.count < 1) continue;
    const Line line = fit(x.count, x.sum, x.squares, bins_[i].sum, bins_[i].product);
    explained += bins_[i].sum * bins_[i].sum / x.count + line.slope * line.slope * (x.squares - x.sum * x.sum / x.count);
    freedom += line.freedom;
  }
  if (total > 1e-20 * (squares_ + middle_ * middle_ * n) && freedom > 0 && n > freedom + 1) {
    const double noise = std::max(0.0, total - explained) / (n - 1 - freedom);   // variance left within the bins
    const double share = (explained - freedom * noise) / total;
    const double rest = noise * n / total;
    // The influence of a path: (2 (y - mean) (m - mean) - (m - mean)^2 - share (y - mean)^2) / variance; and, where nothing is
    // explained, the spread of what noise alone explains.
    const double var_u = uu_ / n - u_ * u_ / (n * n), cov = uv_ / n - u_ * v_ / (n * n), var_v = vv_ / n - v_ * v_ / (n * n);
    const double variance = total / n;
    const double linear = std::max(0.0, var_u - 2 * share * cov + share * share * var_v) / (variance * variance * n);
    influence.first_order = {share, std::sqrt(linear + 2.0 * freedom * rest * rest / (n * n))};
  }

  const auto mean_of_part = [&](bool lowest) {
    double number = 0, sum = 0, squares = 0;
    for (std::size_t k = 0; k < bins_.size() && number < kTenth * n * 0.95; ++k) {
      const std::size_t i = lowest ? k : bins_.size() - 1 - k;
      number += contents[i].count;
      sum += bins_[i].sum;
      squares += bins_[i].squares;
    }
    if (number < 2) return Estimate{middle_ + sum_ / n, 0};
    const double mean = sum / number;
    return Estimate{middle_ + mean, std::sqrt(std::max(0.0, squares / number - mean * mean) / (number - 1))};
  };
  influence.low = mean_of_part(true);
  influence.high = mean_of_part(false);
  return influence;
}

}  // namespace cf::measure
