#include "measure/histogram.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.hpp"

namespace cf::measure {

namespace {

// How far the window reaches beyond the wanted quantiles, in standard errors of the pilot's.
constexpr double kMargin = 6;
constexpr std::size_t kBlock = 256;        // values whose cells are found together

}  // namespace

double quantile_of(std::span<double> values, double p) {
  if (values.empty()) return 0;
  const double rank = std::ceil(p * static_cast<double>(values.size())) - 1;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::clamp(rank, 0.0, static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

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

Histogram::Histogram(const Window& window)
    : window_(window), width_((window.high - window.low) / window.num_bins), cells_(static_cast<std::size_t>(window.num_bins) + 2) {}

void Histogram::add(std::span<const double> batch) {
  std::array<std::int32_t, kBlock> cells;
  for (std::size_t begin = 0; begin < batch.size(); begin += kBlock) {
    const auto block = batch.subspan(begin, std::min(kBlock, batch.size() - begin));
    add(block, std::span(cells).first(block.size()));
  }
}

// Cells first, in vectors; then they are fetched, so that none is waited for; then counted, without branches.
void Histogram::add(std::span<const double> batch, std::span<std::int32_t> cells) {
  const HistogramWindow window{window_.low, window_.high, width_ > 0 ? 1 / width_ : 0, window_.num_bins};
  std::array<std::uint32_t, kBlock> parts;
  double highest = highest_;
  for (std::size_t begin = 0; begin < batch.size(); begin += kBlock) {
    const std::size_t size = std::min(kBlock, batch.size() - begin);
    const double* x = batch.data() + begin;
    const std::int32_t* which = cells.data() + begin;
    Lanes below, above;
    passes().histogram_cells(x, size, window, cells.data() + begin, parts.data(), below, above);
    for (std::size_t i = 0; i < size; ++i) __builtin_prefetch(&cells_[static_cast<std::size_t>(which[i])], 1);
    for (std::size_t i = 0; i < size; ++i) {
      Cell& cell = cells_[static_cast<std::size_t>(which[i])];
      const double value = x[i] + 0.0;             // -0 is 0
      const bool less = value < cell.low, same = value == cell.low;
      cell.at_low = less ? 1 : cell.at_low + same;
      cell.low = less ? value : cell.low;
      ++cell.count;
      cell.parts += parts[i];
      highest = value > highest ? value : highest;
    }
    below_.add(below.total());
    above_.add(above.total());
  }
  highest_ = highest;
  count_ += batch.size();
}

void Histogram::merge(const Histogram& other) {
  CF_CHECK(window_ == other.window_, "histograms are merged with one window");
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cell& cell = cells_[i];
    const Cell& more = other.cells_[i];
    if (more.low < cell.low) {
      cell.low = more.low;
      cell.at_low = more.at_low;
    } else if (more.low == cell.low) {
      cell.at_low += more.at_low;
    }
    cell.count += more.count;
    cell.parts += more.parts;
  }
  below_.merge(other.below_);
  above_.merge(other.above_);
  highest_ = std::max(highest_, other.highest_);
  count_ += other.count_;
}

int Histogram::lowest_cell() const {
  const auto found = std::find_if(cells_.begin(), cells_.end(), [](const Cell& cell) { return cell.count > 0; });
  return found == cells_.end() ? -1 : static_cast<int>(found - cells_.begin());
}

double Histogram::lowest() const { return count_ == 0 ? 0 : lowest_of(lowest_cell()); }

std::uint64_t Histogram::count_at_lowest() const { return count_ == 0 ? 0 : cells_[static_cast<std::size_t>(lowest_cell())].at_low; }

double Histogram::mean_in(int cell) const {
  const Cell& in = cells_[static_cast<std::size_t>(cell)];
  if (in.count == 0) return 0;
  if (in.at_low == in.count) return in.low;
  const double count = static_cast<double>(in.count);
  if (cell == 0 || cell == num_cells() - 1) return (cell == 0 ? below_ : above_).value() / count;
  return window_.low + width_ * ((cell - 1) + static_cast<double>(in.parts) / kPartsOfBin / count);
}

double Histogram::highest_of(int cell) const {
  const Cell& in = cells_[static_cast<std::size_t>(cell)];
  if (in.at_low == in.count) return in.low;
  return cell == num_cells() - 1 ? highest_ : std::max(in.low, std::min(highest_, window_.low + width_ * cell));
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
  return {count_ == 0 ? 0 : highest_, 0};
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
  const double n = static_cast<double>(count_);
  return half_spread(p, 2 * std::sqrt(n * p * (1 - p)));
}

double Histogram::quantile_error(double p, double error) const { return half_spread(p, 2 * static_cast<double>(count_) * error); }

double Histogram::half_spread(double p, double reach) const {
  if (count_ < 2) return 0;
  const double n = static_cast<double>(count_);
  const double low = std::clamp(n * p - reach, 1.0, n), high = std::clamp(n * p + reach, 1.0, n);
  const double middle = std::clamp(std::ceil(n * p * (1 - 1e-12)), 1.0, n);
  return std::hypot((of_rank(high).value - of_rank(low).value) / 4, of_rank(middle).spread);
}

}  // namespace cf::measure
