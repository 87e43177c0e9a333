// Errors from independent sets of paths: by hand, and by how often their intervals cover what is known.
#include "measure/replicates.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "base/points.hpp"
#include "base/random.hpp"
#include "measure/hedge.hpp"
#include "measure/summary.hpp"

namespace cf::measure {
namespace {

TEST(Replicates, ErrorOfAMeanByHand) {
  Replicates sets;
  EXPECT_FALSE(sets.standard_error());
  sets.add(Replicates::kNone, 10, 3);
  EXPECT_FALSE(sets.standard_error());
  sets.add(0, 10, 20);
  EXPECT_FALSE(sets.standard_error());
  sets.add(1, 5, 10);
  sets.add(1, 5, 20);
  sets.add(2, 10, 40);
  // Means 2, 3, 4: a standard deviation of 1 over the root of 3.
  EXPECT_NEAR(*sets.standard_error(), kFewSets / std::sqrt(3), 1e-15);
}

// A set of half the size has half the weight: (1 (2 - 2.4)² + 1 (3 - 2.4)² + (1/2)² (2 - 2.4)²) of 2.5 sets' paths.
TEST(Replicates, SetsOfDifferentSizes) {
  Replicates sets;
  sets.add(0, 10, 20);
  sets.add(1, 10, 30);
  sets.add(2, 5, 10);
  EXPECT_NEAR(*sets.standard_error(), kFewSets * std::sqrt((0.16 + 0.36 + 0.04) * 3 / 2) / 2.5, 1e-15);
}

TEST(Replicates, WeightedColumnsInAnyGrouping) {
  Replicates a(2), b(2), whole(2);
  for (int set = 0; set < 4; ++set) {
    const std::array sums = {0.1 * set, 1.0 / (1 + set)};
    (set % 2 ? a : b).add(set, 7, sums);
    whole.add(set, 7, sums);
  }
  a.merge(b);
  const std::array weights = {2.0, -1.0};
  EXPECT_EQ(*a.standard_error(weights), *whole.standard_error(weights));
  Replicates combined;
  for (int set = 0; set < 4; ++set) combined.add(set, 7, 2 * 0.1 * set - 1.0 / (1 + set));
  EXPECT_NEAR(*whole.standard_error(weights), *combined.standard_error(), 1e-15);
}

// A lognormal value X = exp(0.5 z1 + 0.3 z2), another Y = exp(0.5 z1 - 0.3 z2) of the same law, and the gain Y - X against the exposure
// X: what each estimate should be is known in closed form. Over seeds, two standard errors to both sides cover it as often as they say.
TEST(Replicates, IntervalsOfPointsCover) {
  constexpr int kSeeds = 200;
  constexpr std::uint64_t kPaths = 8192, kStretch = 1024, kPilot = 4096;
  const double s = std::sqrt(0.34), mean = std::exp(s * s / 2);
  const auto quantile = [&](double p) { return std::exp(s * normal_quantile(p)); };
  const auto worst = [&](double part) { return mean * normal_distribution(normal_quantile(part) - s) / part; };
  // Of the worst tenth of X: E[Y | z = (0.5 z1 + 0.3 z2) / s is low], where Y = exp(c s z + rest), c = (0.25 - 0.09) / 0.34.
  const double c = 0.16 / 0.34;
  const double y_in_bad_tenth = mean * normal_distribution(normal_quantile(kBadPart) - c * s) / kBadPart;
  const double offset = (y_in_bad_tenth - worst(kBadPart)) / (mean - worst(kBadPart));
  enum { kMean, kShortfall, kLow, kMedian, kHigh, kDifference, kOffset, kNum };
  std::array<int, kNum> covered{};
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Points points(seed, {{1, 2}, {}, 0}, kPaths);
    std::vector<double> x, gain;
    for (std::uint64_t path = 0; path < kPaths; ++path) {
      const double z1 = normal_quantile(points.uniform(path, 1)), z2 = normal_quantile(points.uniform(path, 2));
      x.push_back(std::exp(0.5 * z1 + 0.3 * z2));
      gain.push_back(std::exp(0.5 * z1 - 0.3 * z2) - x.back());
    }
    const std::span all_x(x), all_gain(gain);
    SummaryOf summary(all_x.first(kPilot));
    Moments difference(0);
    Exposure exposure(all_x.first(kPilot));
    Hedge hedge(exposure, all_x.first(kPilot), all_gain.first(kPilot));
    for (std::uint64_t path = 0; path < kPaths; path += kStretch) {
      const int set = points.set_of(path);
      const auto of_x = all_x.subspan(path, kStretch), of_gain = all_gain.subspan(path, kStretch);
      summary.add(of_x, set);
      difference.add(of_gain, set);
      exposure.add(of_x, set);
      hedge.add(exposure, of_x, of_gain, set);
    }
    const Summary found = summary.summary();
    const auto count = [&](int which, const Estimate& e, double truth) {
      covered[static_cast<std::size_t>(which)] += std::abs(e.value - truth) <= 2 * e.se;
    };
    count(kMean, found.mean, mean);
    count(kShortfall, found.shortfall, worst(0.05));
    count(kLow, found.quantiles[0], quantile(0.05));
    count(kMedian, found.quantiles[2], 1);
    count(kHigh, found.quantiles[4], quantile(0.95));
    count(kDifference, difference.mean_estimate(), 0);
    count(kOffset, hedge.numbers(exposure).offset, offset);
  }
  for (int which = 0; which < kNum; ++which) {
    EXPECT_GE(covered[static_cast<std::size_t>(which)], kSeeds * 90 / 100) << "estimate " << which;
    EXPECT_LE(covered[static_cast<std::size_t>(which)], kSeeds * 98 / 100) << "estimate " << which;
  }
}

TEST(Replicates, ErrorOfADifferenceByHand) {
  const std::vector<double> before = {1, 5, -3}, after = {2, 5, -1};  // differences 1, 0, 2
  EXPECT_NEAR(*error_of_difference(before, after), kFewSets / std::sqrt(3), 1e-15);
  EXPECT_EQ(*error_of_difference(before, before), 0);
  EXPECT_FALSE(error_of_difference(before, std::vector<double>{1, 2}));
  EXPECT_FALSE(error_of_difference(std::vector<double>{1}, std::vector<double>{2}));
  EXPECT_FALSE(error_of_difference({}, {}));
}

TEST(Replicates, MeansOfTheSets) {
  SummaryOf summary(std::vector<double>{10, 11, 12});
  summary.add(std::vector<double>{10, 12}, 0);
  summary.add(std::vector<double>{20, 30, 40}, 2);
  summary.add(std::vector<double>{14}, 0);
  EXPECT_EQ(summary.summary().set_means, (std::vector<double>{12, 30}));
  SummaryOf independent(std::vector<double>{10, 11, 12});
  independent.add(std::vector<double>{10, 12});
  EXPECT_TRUE(independent.summary().set_means.empty());
}

// Two runs with the same points: what is known of their difference is far more than what is known of each, and it covers.
TEST(Replicates, DifferencesOfRunsWithTheSamePointsCover) {
  constexpr int kSeeds = 400;
  constexpr std::uint64_t kPaths = 4096, kStretch = 512;
  int covered = 0;
  double of_difference = 0, of_one = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Points points(seed, {{1, 2}, {}, 0}, kPaths);
    Moments before, after;
    for (std::uint64_t first = 0; first < kPaths; first += kStretch) {
      std::vector<double> x, y;
      for (std::uint64_t path = first; path < first + kStretch; ++path) {
        const double a = points.uniform(path, 1), b = points.uniform(path, 2);
        x.push_back(std::exp(3 * a) * b);
        y.push_back(std::exp(3.1 * a) * b);
      }
      before.add(x, points.set_of(first));
      after.add(y, points.set_of(first));
    }
    const double truth = 0.5 * ((std::exp(3.1) - 1) / 3.1 - (std::exp(3.0) - 1) / 3);
    const auto error = error_of_difference(before.set_means(), after.set_means());
    ASSERT_TRUE(error);
    covered += std::abs(after.mean() - before.mean() - truth) <= 2 * *error;
    of_difference += *error;
    of_one += before.mean_estimate().se;
  }
  EXPECT_GE(covered, kSeeds * 90 / 100);
  EXPECT_LE(covered, kSeeds * 98 / 100);
  EXPECT_LT(of_difference, 0.8 * of_one);
}

// A column of few values: sets may well have the same counts, and the error is then not zero.
TEST(Replicates, ValuesThatTieCoverToo) {
  constexpr int kSeeds = 200;
  constexpr std::uint64_t kPaths = 8192, kStretch = 1024;
  int mean = 0, shortfall = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Points points(seed, {{1}, {}, 0}, kPaths);
    std::vector<double> x;
    for (std::uint64_t path = 0; path < kPaths; ++path) {
      const double u = points.uniform(path, 1);
      x.push_back(u < 0.02 ? -50 : u < 0.05 ? -20 : u < 0.10 ? -10 : 0);
    }
    const std::span all(x);
    SummaryOf summary(all.first(kStretch));
    for (std::uint64_t path = 0; path < kPaths; path += kStretch) summary.add(all.subspan(path, kStretch), points.set_of(path));
    const Summary found = summary.summary();
    mean += std::abs(found.mean.value + 2.1) <= 2 * found.mean.se;
    shortfall += std::abs(found.shortfall.value + 32) <= 2 * found.shortfall.se;
    EXPECT_LT(found.mean.se, 0.02);      // independent: sd 8.2 over 90.5
    EXPECT_GT(found.mean.se, 0);
  }
  EXPECT_GE(mean, kSeeds * 88 / 100);
  EXPECT_GE(shortfall, kSeeds * 88 / 100);
}

}  // namespace
}  // namespace cf::measure
