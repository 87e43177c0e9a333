#include "measure/variance_share.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/check.hpp"
#include "measure/moments.hpp"
#include "measure/passes.hpp"

namespace cf::measure {

namespace {

constexpr int kBins = 20;                  // so that a tenth is two of them
constexpr std::size_t kPilotPathsABin = 8; // fewer, and a bin's line is a guess
constexpr double kTenth = 0.1;

struct Line {
  double mean = 0, slope = 0;
  int freedom = 0;                         // numbers fitted
};

double mean_of(std::span<const double> values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

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
  locate(pilot);
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

void InputBins::locate(std::span<const double> values) {
  bins_.resize(values.size());
  distances_.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int bin = bin_of(values[i]);
    bins_[i] = static_cast<std::uint16_t>(bin);
    distances_[i] = values[i] - contents_[static_cast<std::size_t>(bin)].centre;
  }
}

void InputBins::add(std::span<const double> batch) {
  locate(batch);
  struct Sums {
    std::uint64_t count = 0;
    double sum = 0, squares = 0;
  };
  std::array<Sums, kBins> sums{};
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Sums& bin = sums[bins_[i]];
    ++bin.count;
    bin.sum += distances_[i];
    bin.squares += distances_[i] * distances_[i];
  }
  for (std::size_t bin = 0; bin < contents_.size(); ++bin) {
    contents_[bin].count += sums[bin].count;
    contents_[bin].sum.add(sums[bin].sum);
    contents_[bin].squares.add(sums[bin].squares);
  }
}

void InputBins::merge(const InputBins& other) {
  CF_CHECK(upper_ == other.upper_, "inputs are merged with one set of bins");
  for (std::size_t bin = 0; bin < contents_.size(); ++bin) {
    contents_[bin].count += other.contents_[bin].count;
    contents_[bin].sum.merge(other.contents_[bin].sum);
    contents_[bin].squares.merge(other.contents_[bin].squares);
  }
}

VarianceShare::VarianceShare(const InputBins& input, std::span<const double> result_pilot)
    : middle_(mean_of(result_pilot)), bins_(static_cast<std::size_t>(input.num_bins())) {
  struct Sums {
    double n = 0, d = 0, dd = 0, y = 0, dy = 0;
  };
  std::vector<Sums> sums(bins_.size());
  CF_CHECK(input.bins().size() == result_pilot.size(), "the input has seen the same pilot");
  for (std::size_t i = 0; i < result_pilot.size(); ++i) {
    const std::size_t bin = input.bins()[i];
    const double d = input.distances()[i], y = result_pilot[i] - middle_;
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

void VarianceShare::add(const InputBins& input, std::span<const double> results, int set) {
  const auto which = input.bins();
  const auto distances = input.distances();
  struct Sums {
    double sum = 0, product = 0, squares = 0;
  };
  std::array<Sums, kBins> bins{};
  std::array<Line, kBins> guesses;
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) guesses[bin] = {middle_ + bins_[bin].guess, bins_[bin].slope};
  std::array<Lanes, 5> moments{};
  std::array<double, 256> expected;
  for (std::size_t begin = 0; begin < results.size(); begin += expected.size()) {
    const std::size_t size = std::min(expected.size(), results.size() - begin);
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t bin = which[begin + i];
      const double distance = distances[begin + i], y = results[begin + i] - middle_;
      expected[i] = guesses[bin].mean + guesses[bin].slope * distance;
      bins[bin].sum += y;
      bins[bin].product += y * distance;
      bins[bin].squares += y * y;
    }
    passes().add_explained(results.data() + begin, expected.data(), size, middle_, moments);
  }
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    bins_[bin].sum.add(bins[bin].sum);
    bins_[bin].product.add(bins[bin].product);
    bins_[bin].squares.add(bins[bin].squares);
  }
  count_ += results.size();
  u_.add(moments[0].total());
  uu_.add(moments[2].total());
  uv_.add(moments[3].total());
  vv_.add(moments[4].total());
  sets_.add(set, results.size(), std::array{moments[0].total(), moments[1].total()});
}

void VarianceShare::merge(const VarianceShare& other) {
  CF_CHECK(middle_ == other.middle_ && bins_.size() == other.bins_.size(), "shares are merged of one input and result");
  for (std::size_t bin = 0; bin < bins_.size(); ++bin) {
    bins_[bin].sum.merge(other.bins_[bin].sum);
    bins_[bin].product.merge(other.bins_[bin].product);
    bins_[bin].squares.merge(other.bins_[bin].squares);
  }
  count_ += other.count_;
  u_.merge(other.u_);
  uu_.merge(other.uu_);
  uv_.merge(other.uv_);
  vv_.merge(other.vv_);
  sets_.merge(other.sets_);
}

Influence VarianceShare::influence(const InputBins& input) const {
  Influence influence;
  const double n = static_cast<double>(count_);
  if (count_ < 3) return influence;
  // What the bins hold, as plain numbers.
  struct Held {
    double count, x, xx, y, xy, yy;
  };
  std::vector<Held> held;
  ExactSum sums, squares_of_all;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const InputBins::Bin& x = input.contents()[i];
    const Bin& y = bins_[i];
    held.push_back({static_cast<double>(x.count), x.sum.value(), x.squares.value(), y.sum.value(), y.product.value(), y.squares.value()});
    sums.merge(y.sum);
    squares_of_all.merge(y.squares);
  }
  const double sum = sums.value(), squares = squares_of_all.value(), total = squares - sum * sum / n;

  double explained = -sum * sum / n;
  int freedom = -1;
  for (const Held& bin : held) {
    if (bin.count < 1) continue;
    const Line line = fit(bin.count, bin.x, bin.xx, bin.y, bin.xy);
    explained += bin.y * bin.y / bin.count + line.slope * line.slope * (bin.xx - bin.x * bin.x / bin.count);
    freedom += line.freedom;
  }
  if (total > 1e-20 * (squares + middle_ * middle_ * n) && freedom > 0 && n > freedom + 1) {
    const double noise = std::max(0.0, total - explained) / (n - 1 - freedom);   // variance left within the bins
    const double share = (explained - freedom * noise) / total;
    const double rest = noise * n / total;
    // The influence of a path: (2 (y - mean) (m - mean) - (m - mean)^2 - share (y - mean)^2) / variance; and, where nothing is
    // explained, the spread of what noise alone explains.
    const double u = u_.value(), v = squares;
    const double var_u = uu_.value() / n - u * u / (n * n), cov = uv_.value() / n - u * v / (n * n);
    const double var_v = vv_.value() / n - v * v / (n * n), variance = total / n;
    double linear = std::max(0.0, var_u - 2 * share * cov + share * share * var_v) / (variance * variance * n);
    if (const auto error = sets_.standard_error(std::array{1 / variance, -share / variance})) {
      // Points fill the bins evenly: what noise alone explains is less than of independent paths, how much less is not known.
      const double corrected = freedom * noise / total;
      linear = *error * *error + corrected * corrected;
    }
    influence.first_order = {share, std::sqrt(linear + 2.0 * freedom * rest * rest / (n * n))};
  }

  const auto mean_of_part = [&](bool lowest) {
    double number = 0, part_sum = 0, part_squares = 0;
    for (std::size_t k = 0; k < held.size() && number < kTenth * n * 0.95; ++k) {
      const Held& bin = held[lowest ? k : held.size() - 1 - k];
      number += bin.count;
      part_sum += bin.y;
      part_squares += bin.yy;
    }
    if (number < 2) return Estimate{middle_ + sum / n, 0};
    const double mean = part_sum / number;
    return Estimate{middle_ + mean, std::sqrt(std::max(0.0, part_squares / number - mean * mean) / (number - 1))};
  };
  influence.low = mean_of_part(true);
  influence.high = mean_of_part(false);
  return influence;
}

}  // namespace cf::measure
