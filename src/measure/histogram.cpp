#include "measure/histogram.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"

namespace cf::measure {

namespace {

constexpr double kUnits = 4294967296.0;  // parts of a bin's width in which places are summed
// How far the window reaches beyond the wanted quantiles, in standard errors of the pilot's.
constexpr double kMargin = 6;

double quantile_of(std::vector<double>& values, double p) {
  const double rank = std::ceil(p * static_cast<double>(values.size())) - 1;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::clamp(rank, 0.0, static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace

Window Window::around(std::vector<double> pilot, double from, double to, double resolution, int most_bins) {
  if (pilot.empty()) return {};
  const double n = static_cast<double>(pilot.size());
  Window window;
  window.low = quantile_of(pilot, from - kMargin * std::sqrt(from * (1 - from) / n));
  window.high = quantile_of(pilot, to + kMargin * std::sqrt(to * (1 - to) / n));
  const double range = quantile_of(pilot, 0.95) - quantile_of(pilot, 0.05), span = window.high - window.low;
  if (!(span > 0) || !std::isfinite(span)) return {window.low, window.low, 1};
  const double wanted = range > 0 ? std::ceil(span / (range * resolution)) : most_bins;
  window.num_bins = static_cast<int>(std::clamp(wanted, 1.0, static_cast<double>(most_bins)));
  if (!(span / window.num_bins > 0)) return {window.low, window.low, 1};
  return window;
}

Histogram::Histogram(const Window& window) : window_(window), bins_(static_cast<std::size_t>(window.num_bins)) {
  width_ = (window.high - window.low) / window.num_bins;
  inverse_width_ = width_ > 0 ? 1 / width_ : 0;
}

int Histogram::cell_of(double x) const {
  if (x < window_.low) return 0;
  if (x > window_.high) return num_cells() - 1;
  return 1 + std::min(static_cast<int>((x - window_.low) * inverse_width_), window_.num_bins - 1);
}

void Histogram::Tail::merge(const Tail& other) {
  if (other.count == 0) return;
  low = count == 0 ? other.low : std::min(low, other.low);
  high = count == 0 ? other.high : std::max(high, other.high);
  count += other.count;
  sum.merge(other.sum);
}

void Histogram::add_to_tail(Tail& tail, double x, double& batch_sum) {
  tail.low = tail.count == 0 ? x : std::min(tail.low, x);
  tail.high = tail.count == 0 ? x : std::max(tail.high, x);
  ++tail.count;
  batch_sum += x;
}

void Histogram::note_lowest(double x, std::uint64_t count) {
  if (count == 0) return;
  if (count_at_lowest_ == 0 || x < lowest_) {
    lowest_ = x;
    count_at_lowest_ = count;
  } else if (x == lowest_) {
    count_at_lowest_ += count;
  }
}

void Histogram::add(std::span<const double> batch) {
  double below = 0, above = 0;
  for (const double given : batch) {
    const double x = given + 0.0;  // -0 is 0
    if (count_at_lowest_ == 0 || x <= lowest_) note_lowest(x, 1);
    if (x < window_.low) {
      add_to_tail(below_, x, below);
    } else if (x > window_.high) {
      add_to_tail(above_, x, above);
    } else {
      const double place = (x - window_.low) * inverse_width_;
      const int index = std::min(static_cast<int>(place), window_.num_bins - 1);
      Bin& bin = bins_[static_cast<std::size_t>(index)];
      bin.high = bin.count == 0 || x > bin.high ? x : bin.high;
      if (bin.count == 0 || x < bin.low) {
        bin.low = x;
        bin.at_low = 1;
      } else if (x == bin.low) {
        ++bin.at_low;
      }
      ++bin.count;
      bin.position += static_cast<std::int64_t>((place - index) * kUnits);
    }
  }
  below_.sum.add(below);
  above_.sum.add(above);
  count_ += batch.size();
}

void Histogram::merge(const Histogram& other) {
  CF_CHECK(window_ == other.window_, "histograms are merged with one window");
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    Bin& bin = bins_[i];
    const Bin& more = other.bins_[i];
    if (more.count == 0) continue;
    if (bin.count == 0) {
      bin = more;
      continue;
    }
    bin.high = std::max(bin.high, more.high);
    if (more.low < bin.low) {
      bin.low = more.low;
      bin.at_low = more.at_low;
    } else if (more.low == bin.low) {
      bin.at_low += more.at_low;
    }
    bin.count += more.count;
    bin.position += more.position;
  }
  below_.merge(other.below_);
  above_.merge(other.above_);
  count_ += other.count_;
  note_lowest(other.lowest_, other.count_at_lowest_);
}

std::uint64_t Histogram::count_in(int cell) const {
  if (cell == 0) return below_.count;
  if (cell == num_cells() - 1) return above_.count;
  return bins_[static_cast<std::size_t>(cell) - 1].count;
}

double Histogram::mean_in(int cell) const {
  const std::uint64_t count = count_in(cell);
  if (count == 0) return 0;
  if (cell == 0 || cell == num_cells() - 1) {
    const Tail& tail = cell == 0 ? below_ : above_;
    return tail.low == tail.high ? tail.low : tail.sum.value() / static_cast<double>(tail.count);
  }
  const Bin& bin = bins_[static_cast<std::size_t>(cell) - 1];
  if (bin.at_low == bin.count) return bin.low;
  return window_.low + width_ * ((cell - 1) + static_cast<double>(bin.position) / kUnits / static_cast<double>(count));
}

double Histogram::lowest_of(int cell) const {
  if (cell == 0) return below_.low;
  if (cell == num_cells() - 1) return above_.low;
  return bins_[static_cast<std::size_t>(cell) - 1].low;
}

double Histogram::highest_of(int cell) const {
  if (cell == 0) return below_.high;
  if (cell == num_cells() - 1) return above_.high;
  return bins_[static_cast<std::size_t>(cell) - 1].high;
}

double Histogram::tied_in(int cell) const {
  if (lowest_of(cell) == highest_of(cell)) return static_cast<double>(count_in(cell));
  return cell == 0 || cell == num_cells() - 1 ? 0 : bins_[static_cast<std::size_t>(cell) - 1].at_low;
}

// The values of a cell that do not tie are taken to be spread evenly about their mean, as far as the lowest and highest allow.
Histogram::Found Histogram::of_rank(double rank) const {
  std::uint64_t before = 0;
  for (int cell = 0; cell < num_cells(); ++cell) {
    const std::uint64_t count = count_in(cell);
    if (count == 0) continue;
    if (static_cast<double>(before + count) >= rank) {
      const double low = lowest_of(cell), high = highest_of(cell), tied = tied_in(cell), inside = rank - static_cast<double>(before);
      if (inside <= tied) return {low, 0};
      const double above = static_cast<double>(count) - tied;
      const double mean = (mean_in(cell) * static_cast<double>(count) - low * tied) / above;
      const double from = std::clamp(2 * mean - high, low, high), to = std::clamp(2 * mean - low, from, high);
      return {from + (to - from) * std::clamp((inside - tied - 0.5) / above, 0.0, 1.0), (to - from) / std::sqrt(12.0)};
    }
    before += count;
  }
  return {count_ == 0 ? 0 : std::max(window_.high, above_.high), 0};
}

double Histogram::quantile(double p) const {
  if (count_ == 0) return 0;
  const double n = static_cast<double>(count_);
  // n p that misses a whole number by rounding alone counts as that number.
  return of_rank(std::clamp(std::ceil(n * p * (1 - 1e-12)), 1.0, n)).value;
}

Histogram::Cut Histogram::cut(double part) const {
  const double wanted = static_cast<double>(count_) * part;
  Cut cut;
  std::uint64_t before = 0;
  for (int cell = 0; cell < num_cells(); ++cell) {
    const std::uint64_t count = count_in(cell);
    if (count == 0) continue;
    cut.cell = cell;
    cut.below = before;
    before += count;
    if (static_cast<double>(before) >= wanted * (1 - 1e-12)) break;
  }
  cut.in_cell = std::min(wanted - static_cast<double>(cut.below), static_cast<double>(count_in(cut.cell)));
  if (cut.in_cell <= tied_in(cut.cell)) cut.tied = tied_in(cut.cell);
  return cut;
}

double Histogram::tail_mean(double part) const {
  if (count_ == 0) return 0;
  const Cut end = cut(part);
  const double low = lowest_of(end.cell);
  if (end.tied > 0 && end.below == 0) return low;
  double sum = 0;
  for (int cell = 0; cell < end.cell; ++cell)
    if (count_in(cell) > 0) sum += mean_in(cell) * static_cast<double>(count_in(cell));
  if (end.tied > 0) {
    sum += low * end.in_cell;
  } else {
    // Of an evenly spread cell the lower part has its mean nearer to the lowest value, in proportion.
    const double count = static_cast<double>(count_in(end.cell)), tied = tied_in(end.cell), above = count - tied;
    const double mean_above = (mean_in(end.cell) * count - low * tied) / above, taken = end.in_cell - tied;
    sum += low * tied + taken * (low + (mean_above - low) * taken / above);
  }
  return sum / (static_cast<double>(count_) * part);
}

double Histogram::quantile_error(double p) const {
  if (count_ < 2) return 0;
  const double n = static_cast<double>(count_), reach = 2 * std::sqrt(n * p * (1 - p));
  const double low = std::clamp(n * p - reach, 1.0, n), high = std::clamp(n * p + reach, 1.0, n);
  const double middle = std::clamp(std::ceil(n * p * (1 - 1e-12)), 1.0, n);
  return std::hypot((of_rank(high).value - of_rank(low).value) / 4, of_rank(middle).spread);
}

}  // namespace cf::measure
