// Sobol points against published ones and against the laws of nets; the bridge against the covariances of a Brownian motion.
#include "base/points.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include "base/random.hpp"

namespace cf {
namespace {

std::uint32_t unscrambled(const std::vector<std::uint32_t>& directions, std::uint32_t number) {
  std::uint32_t digits = 0;
  for (; number != 0; number &= number - 1) digits ^= directions[static_cast<std::size_t>(std::countr_zero(number))];
  return digits;
}

// The first 16 points in 6 dimensions, in Gray-code order, as scipy 1.10 has them (qmc.Sobol without scrambling; the directions are
// new-joe-kuo-6 of Joe and Kuo 2008). In sixteenths.
// clang-format off
constexpr int kFirst[16][6] = {{0, 0, 0, 0, 0, 0},
                               {8, 8, 8, 8, 8, 8},
                               {12, 4, 4, 4, 12, 12},
                               {4, 12, 12, 12, 4, 4},
                               {6, 6, 10, 14, 6, 2},
                               {14, 14, 2, 6, 14, 10},
                               {10, 2, 14, 10, 10, 14},
                               {2, 10, 6, 2, 2, 6},
                               {3, 5, 15, 7, 9, 5},
                               {11, 13, 7, 15, 1, 13},
                               {15, 1, 11, 3, 5, 9},
                               {7, 9, 3, 11, 13, 1},
                               {5, 3, 5, 9, 15, 7},
                               {13, 11, 13, 1, 7, 15},
                               {9, 7, 1, 13, 3, 11},
                               {1, 15, 9, 5, 11, 3}};
// clang-format on

TEST(Sobol, HasThePublishedFirstPoints) {
  for (int d = 0; d < 6; ++d) {
    const auto directions = sobol_directions(d);
    for (std::uint32_t i = 0; i < 16; ++i)
      EXPECT_EQ(unscrambled(directions, i ^ i >> 1), static_cast<std::uint32_t>(kFirst[i][d]) << 28)
          << "point " << i << ", dimension " << d;
  }
}

// 2 streams of one draw and 3 of 96: 290 dimensions, in each of the sets.
Points many(std::uint64_t seed) { return Points(seed, {{1, 2}, {3, 4, 5}, 96}, std::uint64_t{8} << 16); }

double coordinate(const Points& points, int set, int dimension, std::uint32_t number) {
  const auto [directions, shift] = points.scrambled(set, dimension);
  std::uint32_t digits = shift;
  for (; number != 0; number &= number - 1) digits ^= directions[std::countr_zero(number)];
  return (digits + 0.5) * 0x1p-32;
}

TEST(Points, HaveOneInEachIntervalAfterScrambling) {
  const Points points = many(7);
  for (int dimension = 0; dimension < 290; ++dimension)
    for (const int m : {4, 10, 16}) {
      if (m == 16 && dimension % 16 != 0) continue;   // each takes a while
      const int set = dimension % kRandomisations;
      std::vector<int> count(std::size_t{1} << m);
      for (std::uint32_t i = 0; i < count.size(); ++i)
        ++count[static_cast<std::size_t>(coordinate(points, set, dimension, i) * static_cast<double>(count.size()))];
      EXPECT_EQ(std::count(count.begin(), count.end(), 1), std::ptrdiff_t{1} << m) << "dimension " << dimension << ", 2^" << m;
    }
}

// Every elementary box of area 2^-m has one of 2^m points of the first two dimensions.
TEST(Points, OfTheFirstTwoDimensionsAreANet) {
  const Points points = many(8);
  constexpr int m = 10;
  for (int set = 0; set < kRandomisations; ++set)
    for (int a = 0; a <= m; ++a) {
      std::set<std::pair<int, int>> boxes;
      for (std::uint32_t i = 0; i < 1u << m; ++i)
        boxes.emplace(static_cast<int>(std::ldexp(coordinate(points, set, 0, i), a)),
                      static_cast<int>(std::ldexp(coordinate(points, set, 1, i), m - a)));
      EXPECT_EQ(boxes.size(), std::size_t{1} << m) << "set " << set << ", 2^" << a << " columns";
    }
}

// Over seeds a coordinate of the first point is uniform: Kolmogorov's statistic stays below its 0.1% point, 1.95 / sqrt(n).
TEST(Points, AreUniformOverSeeds) {
  constexpr int kSeeds = 1000;
  for (const std::uint32_t stream : {1u, 2u}) {
    std::vector<double> u;
    double sum = 0;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      u.push_back(Points(seed, {{1, 2}, {}, 0}, 65536).uniform(0, stream));
      EXPECT_GT(u.back(), 0);
      EXPECT_LT(u.back(), 1);
      sum += u.back();
    }
    EXPECT_NEAR(sum / kSeeds, 0.5, 0.04);
    std::sort(u.begin(), u.end());
    double apart = 0;
    for (std::size_t i = 0; i < u.size(); ++i)
      apart = std::max({apart, std::abs(u[i] - static_cast<double>(i) / kSeeds), std::abs(u[i] - static_cast<double>(i + 1) / kSeeds)});
    EXPECT_LT(apart, 1.95 / std::sqrt(kSeeds));
  }
}

TEST(Points, OfDifferentSetsSeedsAndDimensionsDiffer) {
  const Points a = many(1), b = many(2);
  std::set<double> seen;
  for (int set = 0; set < kRandomisations; ++set)
    for (int dimension = 0; dimension < 290; ++dimension)
      for (const Points* points : {&a, &b}) seen.insert(coordinate(*points, set, dimension, 3));
  EXPECT_EQ(seen.size(), std::size_t{kRandomisations} * 290 * 2);
}

TEST(Points, TakePathsSetBySet) {
  const PointSets sets(65536);
  EXPECT_EQ(sets.stretch(), 1024u);
  EXPECT_EQ(sets.set_of(1023), 0);
  EXPECT_EQ(sets.set_of(1024), 1);
  EXPECT_EQ(sets.set_of(8 * 1024), 0);
  EXPECT_EQ(sets.point_of(8 * 1024 + 5), 1024u + 5);
  // Each set has its part of few paths.
  EXPECT_EQ(PointSets(100, 8).stretch(), 16u);
  EXPECT_EQ(PointSets(1, 8).stretch(), 8u);
  EXPECT_EQ(PointSets(5000, 160).stretch(), 640u);
}

TEST(Bridge, HasTheCovariancesOfABrownianMotion) {
  for (const int num_steps : {1, 2, 3, 7, 12, 96, 100}) {
    const auto nodes = bridge_nodes(num_steps);
    ASSERT_EQ(nodes.size(), static_cast<std::size_t>(num_steps));
    // Each point as a combination of the nodes' normals.
    std::vector<std::vector<double>> w(static_cast<std::size_t>(num_steps) + 1, std::vector<double>(nodes.size()));
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      const auto& node = nodes[k];
      auto& here = w[static_cast<std::size_t>(node.at)];
      for (std::size_t i = 0; i < k; ++i)
        here[i] =
            node.left_weight * w[static_cast<std::size_t>(node.left)][i] + node.right_weight * w[static_cast<std::size_t>(node.right)][i];
      here[k] = node.spread;
    }
    for (int s = 1; s <= num_steps; ++s)
      for (int t = s; t <= num_steps; ++t) {
        double covariance = 0;
        for (std::size_t i = 0; i < nodes.size(); ++i) covariance += w[static_cast<std::size_t>(s)][i] * w[static_cast<std::size_t>(t)][i];
        ASSERT_NEAR(covariance, s, 1e-11) << num_steps << " steps, points " << s << " and " << t;
      }
  }
}

TEST(Points, GiveIndependentStandardNormalsToTheSteps) {
  const Points points(3, {{}, {9, 10}, 6}, 65536);
  constexpr std::uint64_t kPaths = 8 * 1024;
  std::array<std::array<double, 12>, 12> products{};
  for (std::uint64_t path = 0; path < kPaths; ++path) {
    std::array<double, 12> z;
    for (int t = 0; t < 6; ++t) {
      z[static_cast<std::size_t>(t)] = points.step_normal(path, t, 9);
      z[static_cast<std::size_t>(t) + 6] = points.step_normal(path, t, 10);
      EXPECT_EQ(points.step_uniform(path, t, 9), normal_distribution(z[static_cast<std::size_t>(t)]));
    }
    for (std::size_t i = 0; i < 12; ++i)
      for (std::size_t j = 0; j < 12; ++j) products[i][j] += z[i] * z[j] / kPaths;
  }
  for (std::size_t i = 0; i < 12; ++i)
    for (std::size_t j = 0; j < 12; ++j) EXPECT_NEAR(products[i][j], i == j ? 1 : 0, 0.02) << i << ", " << j;
}

// What finds no dimension any more is Philox's, and the bridge is still one.
TEST(Points, RunOutOfDimensionsWithoutHarm) {
  Streams streams{{}, {}, 100};
  for (std::uint32_t s = 0; s < 40; ++s) streams.by_step.push_back(s + 1);
  const Points points(5, streams, 65536);
  EXPECT_EQ(points.dimension(1, 0), 0);
  EXPECT_EQ(points.dimension(40, 90), 90 * 40 + 39);
  EXPECT_EQ(points.dimension(40, 95), Points::kNoDimension);
  double squares = 0;
  constexpr int kPaths = 1000;
  for (std::uint64_t path = 0; path < kPaths; ++path)
    for (int t = 0; t < 100; t += 20) squares += std::pow(points.step_normal(path, t, 40), 2) / (5 * kPaths);
  EXPECT_NEAR(squares, 1, 0.1);
}

}  // namespace
}  // namespace cf
