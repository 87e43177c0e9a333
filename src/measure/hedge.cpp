#include "measure/hedge.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.hpp"

namespace cf::measure {

namespace {

constexpr double kResolution = 1e-4;
constexpr int kMostBins = 4096;
constexpr double kLeastBar = 0.02;
constexpr double kUnitBits = 30;   // the unit of cell sums is the pilot's largest value over 2^30

// Columns whose covariances give every influence.
enum Column { kB, kG, kIn, kInB, kInG, kShort, kBB, kBG, kGG, kNumColumns };
using Weights = std::array<double, kNumColumns>;

Window around_bad_tenth(std::span<const double> pilot) {
  return Window::around({pilot.begin(), pilot.end()}, kBadPart, kBadPart, kResolution, kMostBins);
}

double threshold_of(std::span<const double> pilot) {
  std::vector<double> values(pilot.begin(), pilot.end());
  return quantile_of(values, kBadPart);
}

}  // namespace

Exposure::Exposure(std::span<const double> pilot)
    : threshold_(threshold_of(pilot)), moments_(middle_of(pilot)), histogram_(around_bad_tenth(pilot)) {}

void Exposure::add(std::span<const double> batch, int set) {
  moments_.add(batch, set);
  cells_.resize(batch.size());
  histogram_.add(batch, cells_);
}

void Exposure::merge(const Exposure& other) {
  moments_.merge(other.moments_);
  histogram_.merge(other.histogram_);
}

bool Exposure::varies() const { return moments_.sd() > 1e-12 * std::abs(moments_.mean()); }

double Exposure::part_at_lowest() const {
  const double n = static_cast<double>(histogram_.count());
  return n > 0 ? static_cast<double>(histogram_.count_at_lowest()) / n : 0;
}

BadTenthMean::BadTenthMean(const Exposure& exposure, std::span<const double> pilot)
    : cells_(static_cast<std::size_t>(exposure.histogram().num_cells())) {
  double largest = 0;
  for (const double x : pilot) largest = std::max(largest, std::abs(x));
  unit_ = std::ldexp(largest > 1e-200 && std::isfinite(largest) ? largest : 1.0, -static_cast<int>(kUnitBits));
}

void BadTenthMean::add(std::span<const std::int32_t> cells, std::span<const double> batch) {
  CF_CHECK(cells.size() == batch.size(), "the exposure has seen the same batch");
  constexpr double kMost = 1e15;    // units: a million times the pilot's largest, so that a cell has room for thousands of those
  const double inverse = 1 / unit_;
  const int last = static_cast<int>(cells_.size()) - 1;
  double below = 0, above = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const int cell = cells[i];
    if (cell == 0) {
      below += batch[i];
    } else if (cell == last) {
      above += batch[i];
    } else {
      const double units = std::clamp(batch[i] * inverse, -kMost, kMost);
      cells_[static_cast<std::size_t>(cell)] += static_cast<std::int64_t>(std::nearbyint(units));
    }
  }
  below_.add(below);
  above_.add(above);
}

void BadTenthMean::merge(const BadTenthMean& other) {
  CF_CHECK(unit_ == other.unit_ && cells_.size() == other.cells_.size(), "sums are merged of one exposure");
  for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] += other.cells_[i];
  below_.merge(other.below_);
  above_.merge(other.above_);
}

double BadTenthMean::sum_in(int cell) const {
  if (cell == 0) return below_.value();
  if (cell == static_cast<int>(cells_.size()) - 1) return above_.value();
  return static_cast<double>(cells_[static_cast<std::size_t>(cell)]) * unit_;
}

double BadTenthMean::mean(const Exposure& exposure) const {
  const Histogram& histogram = exposure.histogram();
  if (histogram.count() == 0) return 0;
  const Histogram::Cut cut = histogram.cut(kBadPart);
  double sum = 0;
  for (int cell = 0; cell < cut.cell; ++cell) sum += sum_in(cell);
  const double in_cell = static_cast<double>(histogram.count_in(cut.cell));
  const double taken = cut.tied > 0 ? cut.tied : cut.in_cell;
  return (sum + sum_in(cut.cell) * (taken / in_cell)) / (static_cast<double>(cut.below) + taken);
}

double BadTenthMean::at_threshold(const Exposure& exposure) const {
  const Histogram& histogram = exposure.histogram();
  const double threshold = histogram.quantile(kBadPart);
  double n = 0, b = 0, x = 0, bb = 0, bx = 0;
  for (int cell = 1; cell + 1 < histogram.num_cells(); ++cell) {
    const double count = static_cast<double>(histogram.count_in(cell));
    if (count == 0) continue;
    const double distance = histogram.mean_in(cell) - threshold, sum = sum_in(cell);
    n += count;
    b += count * distance;
    x += sum;
    bb += count * distance * distance;
    bx += distance * sum;
  }
  if (n == 0) return 0;
  const double spread = bb - b * b / n;
  const double slope = spread > 0 ? (bx - b * x / n) / spread : 0;
  return x / n - slope * b / n;
}

Hedge::Hedge(const Exposure& exposure, std::span<const double> exposure_pilot, std::span<const double> gain_pilot)
    : exposure_middle_(middle_of(exposure_pilot)), gain_middle_(middle_of(gain_pilot)), gain_(exposure, gain_pilot) {
  std::vector<double> sums(exposure_pilot.size());
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = exposure_pilot[i] + gain_pilot[i];
  sum_threshold_ = threshold_of(sums);
  sums_ = Histogram(around_bad_tenth(sums));
  std::vector<double> shifts(kNumColumns, 0.0);
  influence_ = Covariances(shifts);
}

// All columns are measured from the middles, which keeps the digits of the variances.
void Hedge::add(const Exposure& exposure, std::span<const double> exposures, std::span<const double> gains, int set) {
  const std::size_t size = exposures.size();
  std::array<std::vector<double>, kNumColumns> columns;
  for (auto& column : columns) column.resize(size);
  std::vector<double> sums(size);
  const double threshold = exposure.threshold();
  for (std::size_t i = 0; i < size; ++i) {
    const double b = exposures[i] - exposure_middle_, g = gains[i] - gain_middle_;
    const double in = exposures[i] <= threshold ? 1.0 : 0.0;
    sums[i] = exposures[i] + gains[i];
    columns[kB][i] = b;
    columns[kG][i] = g;
    columns[kIn][i] = in;
    columns[kInB][i] = in * b;
    columns[kInG][i] = in * g;
    columns[kShort][i] = std::max(0.0, sum_threshold_ - sums[i]);
    columns[kBB][i] = b * b;
    columns[kBG][i] = b * g;
    columns[kGG][i] = g * g;
  }
  std::array<std::span<const double>, kNumColumns> spans;
  for (std::size_t c = 0; c < kNumColumns; ++c) spans[c] = columns[c];
  influence_.add(spans, set);
  sums_.add(sums);
  gain_.add(exposure.cells(), gains);
}

void Hedge::merge(const Hedge& other) {
  influence_.merge(other.influence_);
  sums_.merge(other.sums_);
  gain_.merge(other.gain_);
}

// Of two columns, from the mean of their product.
double Hedge::covariance(int product, int x, int y) const {
  const double n = static_cast<double>(influence_.count());
  return n < 2 ? 0 : (influence_.mean(product) - influence_.mean(x) * influence_.mean(y)) * n / (n - 1);
}

HedgeNumbers Hedge::numbers(const Exposure& exposure) const {
  HedgeNumbers numbers;
  const Histogram& histogram = exposure.histogram();
  const auto estimate = [&](double value, const Weights& weights) { return Estimate{value, influence_.standard_error(weights)}; };
  const auto unit = [](Column column) {
    Weights weights{};
    weights[column] = 1;
    return weights;
  };
  // B and G from their middles, as the columns are.
  const double b = influence_.mean(kB), g = influence_.mean(kG);
  const double mean_b = exposure_middle_ + b, mean_g = gain_middle_ + g;
  numbers.exposure = estimate(mean_b, unit(kB));
  numbers.gain = estimate(mean_g, unit(kG));
  numbers.gain_sd = std::sqrt(std::max(0.0, covariance(kGG, kG, kG)));
  if (histogram.count() == 0 || !exposure.varies()) {
    numbers.why = HedgeNumbers::Why::does_not_vary;
    numbers.exposure_in_bad_tenth = numbers.exposure;
    numbers.gain_in_bad_tenth = numbers.gain;
    return numbers;
  }

  const Histogram::Cut cut = histogram.cut(kBadPart);
  const double n = static_cast<double>(histogram.count());
  double part = kBadPart, bad_b = histogram.tail_mean(kBadPart);
  const double own_b = bad_b;  // the mean of B's own worst tenth, atoms split
  if (cut.tied > 0) {          // all ties included
    const double all = static_cast<double>(cut.below) + cut.tied;
    part = all / n;
    bad_b = (own_b * n * kBadPart + (cut.tied - cut.in_cell) * histogram.quantile(kBadPart)) / all;
  }
  const double bad_g = gain_.mean(exposure);
  // What a path at the edge of A has. Where so many tie that the edge does not move, a path counts against the mean of A itself.
  const bool fixed = cut.tied > 2 * std::sqrt(n * kBadPart * (1 - kBadPart));
  const double edge_b = (fixed ? bad_b : histogram.quantile(kBadPart)) - exposure_middle_;
  const double edge_g = (fixed ? bad_g : gain_.at_threshold(exposure)) - gain_middle_;
  Weights in_b{}, in_g{};
  in_b[kInB] = in_g[kInG] = 1 / part;
  in_b[kIn] = -edge_b / part;
  in_g[kIn] = -edge_g / part;
  numbers.exposure_in_bad_tenth = estimate(bad_b, in_b);
  numbers.gain_in_bad_tenth = estimate(bad_g, in_g);

  const double shortfall = mean_b - bad_b;   // by how much B falls short in its worst tenth
  const double deviation_b = mean_b - own_b;
  if (exposure.part_at_lowest() >= kBadPart || !(shortfall > 0) || !(deviation_b > 0)) {
    numbers.why = HedgeNumbers::Why::ties_at_lowest;
    return numbers;
  }

  Weights offset{}, net{}, own{};
  const double omega = (bad_g - mean_g) / shortfall;
  for (std::size_t c = 0; c < kNumColumns; ++c) offset[c] = (in_g[c] + omega * in_b[c]) / shortfall;
  offset[kG] -= 1 / shortfall;
  offset[kB] -= omega / shortfall;

  // D(X) = E[X] - q + E[max(0, q - X)] / part, with q the quantile: its influence is that of X + max(0, q - X) / part.
  const double deviation_sum = mean_b + mean_g - sums_.tail_mean(kBadPart);
  const double nu = 1 - deviation_sum / deviation_b;
  net[kB] = -nu / deviation_b;
  net[kG] = -1 / deviation_b;
  net[kShort] = -1 / (kBadPart * deviation_b);
  net[kIn] = (1 - nu) * (exposure.threshold() - exposure_middle_) / (kBadPart * deviation_b);
  net[kInB] = -(1 - nu) / (kBadPart * deviation_b);
  for (std::size_t c = 0; c < kNumColumns; ++c) own[c] = offset[c] - net[c];

  numbers.offset = estimate(omega, offset);
  numbers.net = estimate(nu, net);
  numbers.own_risk = estimate(omega - nu, own);

  const double var_b = covariance(kBB, kB, kB), var_g = covariance(kGG, kG, kG), cov = covariance(kBG, kB, kG);
  // Influences of a variance and a covariance about the means: x^2 - 2 mean x, and so on.
  const auto add_variance = [&](Weights& weights, double factor_bb, double factor_bg, double factor_gg) {
    weights[kBB] += factor_bb;
    weights[kBG] += factor_bg;
    weights[kGG] += factor_gg;
    weights[kB] -= 2 * b * factor_bb + g * factor_bg;
    weights[kG] -= 2 * g * factor_gg + b * factor_bg;
  };
  if (var_b > 0 && var_g > 0) {
    const double scale = std::sqrt(var_b * var_g), rho = std::clamp(cov / scale, -1.0, 1.0);
    Weights weights{};
    add_variance(weights, -rho / (2 * var_b), 1 / scale, -rho / (2 * var_g));
    numbers.correlation = estimate(rho, weights);
  }
  Weights weights{};
  const double remaining = (var_b + 2 * cov + var_g) / var_b;
  add_variance(weights, (remaining - 1) / var_b, -2 / var_b, -1 / var_b);
  numbers.effectiveness = estimate(1 - remaining, weights);

  numbers.bar = bar(numbers.net);
  numbers.verdict = judge(numbers.offset, numbers.net);
  return numbers;
}

double bar(const Estimate& judged) { return std::max(kLeastBar, 2 * judged.se); }

Verdict judge(const Estimate& offset, const Estimate& net) {
  if (net.value > bar(net)) return Verdict::hedge;
  if (offset.value < -bar(offset)) return Verdict::double_bet;
  if (net.value < -bar(net)) return Verdict::side_bet;
  return Verdict::neither;
}

}  // namespace cf::measure
