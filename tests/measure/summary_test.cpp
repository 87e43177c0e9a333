// Quantiles and tail means: closed forms, atoms, discrete distributions, constants, and the same bits in any grouping.
#include "measure/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "normals.hpp"

namespace cf::measure {
namespace {

constexpr std::size_t kPilot = 4096;

SummaryOf summarise(const std::vector<double>& values, std::size_t pilot = kPilot, std::size_t batch = 1024) {
  const std::span all(values);
  SummaryOf summary(all.first(std::min(pilot, values.size())));
  for (std::size_t i = 0; i < values.size(); i += batch) summary.add(all.subspan(i, std::min(batch, values.size() - i)));
  return summary;
}

// Of the standard normal: quantile at 5% and the mean of the worst 5% (phi(z) / 5%).
constexpr double kNormalQuantile = 1.6448536269514722, kNormalShortfall = 2.0627128075074257;

TEST(Summary, NormalLoss) {
  const Summary s = summarise(normals(1, 1, 1 << 18)).summary();
  EXPECT_NEAR(s.quantiles[0].value, -kNormalQuantile, 4 * s.quantiles[0].se);
  EXPECT_NEAR(s.shortfall.value, -kNormalShortfall, 4 * s.shortfall.se);
  EXPECT_NEAR(s.shortfall.value / -kNormalShortfall, 1, 0.005);
  EXPECT_NEAR(s.quantiles[2].value, 0, 4 * s.quantiles[2].se);
  // The errors themselves: sqrt(p (1 - p) / n) / density; and of the shortfall by quadrature of its influence.
  const double n = 1 << 18;
  EXPECT_NEAR(s.quantiles[0].se, std::sqrt(0.05 * 0.95 / n) / 0.10313564, 0.25 * s.quantiles[0].se);
  EXPECT_NEAR(s.quantiles[2].se, std::sqrt(0.25 / n) / 0.39894228, 0.2 * s.quantiles[2].se);
  EXPECT_NEAR(s.mean.se, 1 / std::sqrt(n), 0.01 / std::sqrt(n));
}

// Loss 2 + 3 z: the worst 1% of minus the loss.
TEST(Summary, TailMeanAtAnotherLevel) {
  auto values = normals(2, 1, 1 << 18);
  for (double& x : values) x = -(2 + 3 * x);
  Histogram histogram(Window::around({values.begin(), values.begin() + kPilot}, 0.01, 0.01, 1e-4, 1 << 15));
  histogram.add(values);
  EXPECT_NEAR(histogram.quantile(0.01) / -8.979043622122521, 1, 0.01);
  EXPECT_NEAR(histogram.tail_mean(0.01) / -9.995642661037415, 1, 0.01);
}

// Exact order statistics of the same sample: what the histogram gives is exact to a bin.
TEST(Summary, AgreesWithSorting) {
  auto values = normals(3, 1, 100000);
  for (double& x : values) x = std::exp(1.5 * x) - 2;
  const SummaryOf summary = summarise(values);
  const Summary s = summary.summary();
  std::sort(values.begin(), values.end());
  const double range = values[94999] - values[4999];
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    const auto rank = static_cast<std::size_t>(std::ceil(kQuantiles[i] * 100000 - 1e-6)) - 1;
    EXPECT_NEAR(s.quantiles[i].value, values[rank], 1.2e-4 * range) << kQuantiles[i];
  }
  double worst = 0;
  for (std::size_t i = 0; i < 5000; ++i) worst += values[i];
  EXPECT_NEAR(s.shortfall.value, worst / 5000, 1e-6 * range);
}

// Losses 0, 10, 20, 50 with 90%, 5%, 3%, 2%: the 95% value at risk is 10, the shortfall 0.4 * 50 + 0.6 * 20 = 32.
TEST(Summary, DiscreteLossesAtTheLevel) {
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) values.push_back(i < 90 ? 0 : i < 95 ? -10 : i < 98 ? -20 : -50);
  std::vector<double> many;
  for (int k = 0; k < 100; ++k) many.insert(many.end(), values.begin(), values.end());
  const SummaryOf summary = summarise(many);
  // The 5% quantile of the gain is the smallest x with P(gain <= x) >= 5%: -20; value at risk as the loss's 95% quantile is 10.
  EXPECT_EQ(summary.summary().quantiles[0].value, -20);
  std::vector<double> losses = many;
  for (double& x : losses) x = -x;
  EXPECT_EQ(summarise(losses).histogram().quantile(0.95), 10);
  EXPECT_NEAR(summary.summary().shortfall.value, -32, 1e-9);
}

// Losses 1 to 10, each 10%; at 85% an atom is split: (10 * 0.10 + 9 * 0.05) / 0.15.
TEST(Summary, DiscreteLossesAcrossTheLevel) {
  std::vector<double> gains, losses;
  for (int i = 0; i < 1000; ++i) losses.push_back(1 + i % 10), gains.push_back(-losses.back());
  Histogram gain(Window::around(gains, 0.05, 0.95, 1e-4, 1 << 14)), loss(Window::around(losses, 0.05, 0.95, 1e-4, 1 << 14));
  gain.add(gains);
  loss.add(losses);
  EXPECT_EQ(loss.quantile(0.85), 9);
  EXPECT_NEAR(gain.tail_mean(0.15), -9.666666666666666, 1e-9);
}

TEST(Summary, ConstantAndAlmostConstantColumns) {
  const Summary constant = summarise(std::vector<double>(5000, 0.1)).summary();
  EXPECT_EQ(constant.mean.value, 0.1);
  EXPECT_EQ(constant.sd, 0);
  EXPECT_EQ(constant.quantiles[0].value, 0.1);
  EXPECT_EQ(constant.quantiles[4].se, 0);
  EXPECT_DOUBLE_EQ(constant.shortfall.value, 0.1);
  // A pilot that never saw the rare event.
  std::vector<double> rare(10000, 0.0);
  for (std::size_t i = 5000; i < 10000; i += 25) rare[i] = -1;   // 2% of all
  const Summary s = summarise(rare).summary();
  EXPECT_EQ(s.quantiles[0].value, 0);
  EXPECT_NEAR(s.shortfall.value, -0.4, 1e-12);
  EXPECT_NEAR(s.mean.value, -0.02, 1e-15);
}

TEST(Summary, AtomInsideAContinuousDistribution) {
  auto values = normals(4, 1, 50000);
  for (double& x : values) x = std::max(x, -1.0);   // 15.9% at -1
  const Summary s = summarise(values).summary();
  EXPECT_EQ(s.quantiles[0].value, -1);
  EXPECT_EQ(s.quantiles[0].se, 0);
  EXPECT_NEAR(s.shortfall.value, -1, 1e-12);
}

// A cap that sums reach on different ways, so that values differ by rounding alone: the quantile is the cap all the same.
TEST(Summary, NearTies) {
  auto values = normals(5, 1, 50000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = values[i] > 1 ? 1 - 1e-15 * static_cast<double>(i % 7) : values[i];
  const Summary s = summarise(values).summary();
  EXPECT_NEAR(s.quantiles[4].value, 1, 1e-5);
  EXPECT_LT(s.quantiles[4].se, 1e-4);
  EXPECT_LE(std::abs(s.quantiles[4].value - 1), 4 * s.quantiles[4].se + 1e-12);
}

TEST(Summary, FewPaths) {
  const Summary none = SummaryOf(std::vector<double>{}).summary();
  EXPECT_EQ(none.mean.value, 0);
  const Summary one = summarise({3.0}).summary();
  EXPECT_EQ(one.quantiles[2].value, 3);
  EXPECT_EQ(one.shortfall.value, 3);
  EXPECT_EQ(one.mean.se, 0);
}

TEST(Summary, AnyGroupingGivesTheSameBits) {
  auto z = normals(7, 1, 9 * 1000);
  for (std::size_t i = 0; i < z.size(); i += 7) z[i] = i % 2 == 0 ? 0.0 : -0.0;
  const std::span all(z);
  const auto part = [&](std::initializer_list<std::size_t> batches) {
    SummaryOf summary(all.first(1000));
    for (const std::size_t i : batches) summary.add(all.subspan(i * 1000, 1000));
    return summary;
  };
  const Summary together = part({0, 1, 2, 3, 4, 5, 6, 7, 8}).summary();
  SummaryOf first = part({8, 3, 1}), second = part({0, 2}), third = part({7, 6, 5, 4});
  third.merge(first);
  third.merge(second);
  const Summary merged = third.summary();
  EXPECT_EQ(together.mean.value, merged.mean.value);
  EXPECT_EQ(together.mean.se, merged.mean.se);
  EXPECT_EQ(together.shortfall.value, merged.shortfall.value);
  EXPECT_EQ(together.shortfall.se, merged.shortfall.se);
  for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
    EXPECT_EQ(together.quantiles[i].value, merged.quantiles[i].value);
    EXPECT_EQ(together.quantiles[i].se, merged.quantiles[i].se);
  }
}

// Honest error bars: over 200 seeds the 95% intervals cover the exact value between 90% and 98% of the time.
TEST(Summary, IntervalsCover) {
  constexpr int kSeeds = 200;
  constexpr std::size_t kPaths = 8192;
  int mean = 0, shortfall = 0, low = 0, middle = 0, difference = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const auto a = normals(static_cast<std::uint64_t>(seed) + 1000, 1, kPaths);
    const auto b = normals(static_cast<std::uint64_t>(seed) + 1000, 2, kPaths);
    std::vector<double> lognormal(kPaths), gain(kPaths);
    for (std::size_t i = 0; i < kPaths; ++i) lognormal[i] = std::exp(0.5 * a[i]), gain[i] = 0.8 * a[i] * a[i] + 0.3 * b[i];
    const Summary s = summarise(a, 2048).summary(), l = summarise(lognormal, 2048).summary(), g = summarise(gain, 2048).summary();
    const auto covers = [](const Estimate& e, double exact) { return std::abs(e.value - exact) <= 1.959964 * e.se; };
    mean += covers(l.mean, std::exp(0.125));
    shortfall += covers(s.shortfall, -kNormalShortfall);
    low += covers(s.quantiles[0], -kNormalQuantile);
    middle += covers(l.quantiles[2], 1.0);
    difference += covers(g.mean, 0.8);
  }
  for (const int covered : {mean, shortfall, low, middle, difference}) {
    EXPECT_GE(covered, 180);
    EXPECT_LE(covered, 197);
  }
}

}  // namespace
}  // namespace cf::measure
