#include "measure/turning.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include <boost/sort/spreadsort/integer_sort.hpp>

#include "base/check.hpp"

namespace cf::measure {
namespace {

constexpr int kSlices = InputSlices::kSlices;
constexpr double kBar = 0.02;          // two cents
constexpr std::size_t kFewest = 200;   // paths in a slice, for a tenth of it to mean anything

std::vector<std::uint32_t> order_of(std::span<const double> values) {
  struct Ranked {
    std::uint64_t key;                 // rises with the value
    std::uint32_t path;
    bool operator<(const Ranked& other) const { return key != other.key ? key < other.key : path < other.path; }
  };
  const auto key_of = [](double value) {
    constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
    const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);   // -0 is 0
    return bits & kSign ? ~bits : bits | kSign;
  };
  std::vector<Ranked> sorted;
  sorted.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) sorted.push_back({key_of(values[i]), static_cast<std::uint32_t>(i)});
  const auto shifted = [](const Ranked& r, unsigned offset) { return r.key >> offset; };
  boost::sort::spreadsort::integer_sort(sorted.begin(), sorted.end(), shifted, std::less<Ranked>());
  std::vector<std::uint32_t> order;
  order.reserve(sorted.size());
  for (const Ranked& r : sorted) order.push_back(r.path);
  return order;
}

}  // namespace

VerdictByInput::VerdictByInput(std::span<const double> exposure, std::span<const double> gain, std::span<const std::uint8_t> group)
    : exposure_(exposure.begin(), exposure.end()), gain_(gain.begin(), gain.end()), group_(group.begin(), group.end()) {
  CF_CHECK(exposure.size() == gain.size() && exposure.size() == group.size(), "columns of the same paths");
  by_exposure_ = order_of(exposure_);
  std::vector<double> sums(exposure_);
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += gain_[i];
  by_sum_ = order_of(sums);
}

InputSlices::InputSlices(std::vector<double> values) : values_(std::move(values)), slice_(values_.size()) {
  const std::size_t n = values_.size();
  if (n < kSlices * kFewest) return;
  const std::vector<std::uint32_t> order = order_of(values_);
  const auto at_part = [&](double part) { return values_[order[static_cast<std::size_t>(part * static_cast<double>(n - 1))]]; };
  low_ = at_part(0.05);
  high_ = at_part(0.95);
  mean_ = std::accumulate(values_.begin(), values_.end(), 0.0) / static_cast<double>(n);
  for (std::size_t rank = 0; rank < n; ++rank) slice_[order[rank]] = static_cast<std::uint8_t>(rank * kSlices / n);
  int distinct = 1;                    // values in the middles of the slices
  for (int k = 1; k < kSlices; ++k) distinct += at_part((k + 0.5) / kSlices) != at_part((k - 0.5) / kSlices);
  usable_ = distinct == kSlices;
}

VerdictByInput::Lines VerdictByInput::lines(const InputSlices& input, int num_slices, int left_out) const {
  const int together = kSlices / num_slices;
  const auto slice_of = [&](std::size_t path) { return static_cast<std::size_t>(input.slice()[path] / together); };
  struct Sums {
    double count = 0, x = 0, b = 0, g = 0, bad = 0, bad_b = 0, bad_g = 0, bad_sum = 0, bad_sums = 0;
  };
  std::array<Sums, kSlices> sums{};
  for (std::size_t i = 0; i < exposure_.size(); ++i) {
    if (group_[i] == left_out) continue;
    Sums& s = sums[slice_of(i)];
    s.count += 1;
    s.x += input.values()[i] - input.mean();
    s.b += exposure_[i];
    s.g += gain_[i];
  }
  // The worst tenth of each slice, by the exposure and by the sum of exposure and gain.
  const auto num_filled = std::count_if(sums.begin(), sums.end(), [](const Sums& s) { return s.count == 0; });
  const auto walk = [&](const std::vector<std::uint32_t>& order, double Sums::* bad, const auto& take) {
    auto filled = num_filled;          // slices whose worst tenth is whole
    for (const std::uint32_t i : order) {
      if (group_[i] == left_out) continue;
      Sums& s = sums[slice_of(i)];
      if (s.*bad >= kBadPart * s.count) continue;
      s.*bad += 1;
      take(s, i);
      if (s.*bad >= kBadPart * s.count && ++filled == kSlices) return;
    }
  };
  walk(by_exposure_, &Sums::bad, [&](Sums& s, std::uint32_t i) {
    s.bad_b += exposure_[i];
    s.bad_g += gain_[i];
  });
  walk(by_sum_, &Sums::bad_sums, [&](Sums& s, std::uint32_t i) { s.bad_sum += exposure_[i] + gain_[i]; });
  double n = 0, xx = 0, mean_x = 0;
  std::array<double, kSlices> x{}, offset{}, net{};
  double mean_offset = 0, mean_net = 0;
  for (int k = 0; k < num_slices; ++k) {
    const auto f = static_cast<std::size_t>(k);
    const Sums& s = sums[f];
    if (s.bad < 1) return {{std::nan(""), 0}, {std::nan(""), 0}};
    const double mean_b = s.b / s.count, mean_g = s.g / s.count, shortfall = mean_b - s.bad_b / s.bad;
    x[f] = s.x / s.count;
    offset[f] = (s.bad_g / s.bad - mean_g) / shortfall;
    net[f] = 1 - (mean_b + mean_g - s.bad_sum / s.bad_sums) / shortfall;
    n += 1;
    mean_x += x[f];
    mean_offset += offset[f];
    mean_net += net[f];
  }
  mean_x /= n;
  mean_offset /= n;
  mean_net /= n;
  double with_offset = 0, with_net = 0;
  for (std::size_t f = 0; f < static_cast<std::size_t>(num_slices); ++f) {
    const double d = x[f] - mean_x;
    xx += d * d;
    with_offset += d * (offset[f] - mean_offset);
    with_net += d * (net[f] - mean_net);
  }
  if (!(xx > 0)) return {{std::nan(""), 0}, {std::nan(""), 0}};
  const double slope_offset = with_offset / xx, slope_net = with_net / xx;
  return {{mean_offset - slope_offset * mean_x, slope_offset}, {mean_net - slope_net * mean_x, slope_net}};
}

std::optional<Turn> VerdictByInput::turn(const InputSlices& input, Verdict now) const {
  CF_CHECK(input.values().size() == exposure_.size(), "the input of the same paths");
  if (!input.usable()) return std::nullopt;
  const double low = input.low(), high = input.high(), middle = input.mean();
  const Lines whole = lines(input, kSlices, -1);
  if (!std::isfinite(whole.offset.level) || !std::isfinite(whole.net.level)) return std::nullopt;
  const auto judged_at = [](const Lines& l, double x) {
    return judge({l.offset.level + l.offset.slope * x, 0}, {l.net.level + l.net.slope * x, 0});
  };
  if (judged_at(whole, 0) != now) return std::nullopt;

  struct Crossing {
    bool of_net;
    double bar, x;                     // x from the middle
  };
  std::vector<Crossing> crossings;
  const auto cross = [&](bool of_net, double bar_value) {
    const Line& line = of_net ? whole.net : whole.offset;
    if (line.slope == 0) return;
    const double x = (bar_value - line.level) / line.slope;
    if (middle + x > low && middle + x < high) crossings.push_back({of_net, bar_value, x});
  };
  cross(true, kBar);
  cross(true, -kBar);
  cross(false, -kBar);
  std::sort(crossings.begin(), crossings.end(), [](const Crossing& a, const Crossing& b) { return std::abs(a.x) < std::abs(b.x); });
  for (const Crossing& c : crossings) {
    const double beyond = c.x * (1 + 1e-6) + (c.x < 0 ? -1 : 1) * 1e-9 * (high - low);
    const Verdict there = judged_at(whole, beyond);
    if (there == now) continue;
    // Each group left out in turn.
    std::array<double, kGroups> slopes{}, places{};
    double mean_slope = 0, mean_place = 0;
    for (int group = 0; group < kGroups; ++group) {
      const Lines without = lines(input, kSlices, group);
      const Line& line = c.of_net ? without.net : without.offset;
      const auto g = static_cast<std::size_t>(group);
      slopes[g] = line.slope;
      places[g] = (c.bar - line.level) / line.slope;
      mean_slope += slopes[g] / kGroups;
      mean_place += places[g] / kGroups;
    }
    double of_slope = 0, of_place = 0;
    for (std::size_t g = 0; g < kGroups; ++g) {
      of_slope += (slopes[g] - mean_slope) * (slopes[g] - mean_slope);
      of_place += (places[g] - mean_place) * (places[g] - mean_place);
    }
    constexpr double kJackknife = (kGroups - 1.0) / kGroups;
    // What the width of a slice does goes with its square, so half as many slices tell three times of it (Richardson 1911).
    const Lines coarse = lines(input, kSlices / 2, -1);
    const Line& coarser = c.of_net ? coarse.net : coarse.offset;
    const double of_width = ((c.bar - coarser.level) / coarser.slope - c.x) / 3;
    const double slope_error = std::sqrt(kJackknife * of_slope), error = std::hypot(std::sqrt(kJackknife * of_place), of_width);
    const double slope = c.of_net ? whole.net.slope : whole.offset.slope;
    const double place = middle + c.x;
    if (!(std::abs(slope) > 2 * slope_error) || !(place - 2 * error > low) || !(place + 2 * error < high)) return std::nullopt;
    Turn turn{{place, error}, there, c.x < 0, 0};
    const double from = std::min(middle, turn.at.value), to = std::max(middle, turn.at.value);
    std::size_t between = 0;
    for (const double x : input.values()) between += x >= from && x < to;
    turn.distance = static_cast<double>(between) / static_cast<double>(input.values().size());
    return turn;
  }
  return std::nullopt;
}

}  // namespace cf::measure
