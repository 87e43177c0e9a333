// Random numbers against published known answers, and the laws that seed, path, draw and stream obey.
#include "base/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace cf {
namespace {

using Words = std::array<std::uint32_t, 4>;

// The known-answer vectors that come with Salmon et al. 2011, philox4x32-10: zeros, ones, digits of pi.
TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox(0, 0, 0, 0), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox(~0ull, ~0ull, ~0u, ~0u), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox(0x299f31d0a4093822ull, 0x85a308d3243f6a88ull, 0x13198a2e, 0x03707344),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Uniform, IsTheUpperBitsOfItsPair) {
  const Words words = philox(7, 11, 2, 13);
  const auto expected = [](std::uint32_t low, std::uint32_t high) {
    const std::uint64_t bits = (std::uint64_t{high} << 32 | low) / 4096;
    return (static_cast<double>(bits) + 0.5) / 4503599627370496.0;
  };
  EXPECT_EQ(uniform(7, 11, 4, 13), expected(words[0], words[1]));
  EXPECT_EQ(uniform(7, 11, 5, 13), expected(words[2], words[3]));
}

TEST(Uniform, LiesInsideTheOpenIntervalAndFillsIt) {
  double sum = 0, least = 1, most = 0;
  std::set<double> seen;
  constexpr int kNum = 20'000;
  for (int path = 0; path < kNum; ++path) {
    const double u = uniform(1, static_cast<std::uint64_t>(path), 0, stream_of("demand"));
    sum += u;
    least = std::min(least, u);
    most = std::max(most, u);
    seen.insert(u);
  }
  EXPECT_GT(least, 0);
  EXPECT_LT(most, 1);
  EXPECT_EQ(seen.size(), kNum);
  // Standard error of the mean of uniforms: sqrt(1 / 12 / n). Five of them.
  EXPECT_NEAR(sum / kNum, 0.5, 5 * std::sqrt(1.0 / 12 / kNum));
  EXPECT_LT(least, 5.0 / kNum);
  EXPECT_GT(most, 1 - 5.0 / kNum);
}

TEST(Uniform, EveryCoordinateCounts) {
  const double u = uniform(1, 2, 3, 4);
  EXPECT_NE(u, uniform(2, 2, 3, 4));
  EXPECT_NE(u, uniform(1ull << 32 | 1, 2, 3, 4));
  EXPECT_NE(u, uniform(1, 3, 3, 4));
  EXPECT_NE(u, uniform(1, 1ull << 32 | 2, 3, 4));
  EXPECT_NE(u, uniform(1, 2, 2, 4));
  EXPECT_NE(u, uniform(1, 2, 3, 5));
}

// The published test vectors of FNV-1a, 32 bits (Fowler, Noll and Vo).
TEST(StreamOf, KnownAnswers) {
  EXPECT_EQ(stream_of(""), 0x811c9dc5u);
  EXPECT_EQ(stream_of("a"), 0xe40c292cu);
  EXPECT_EQ(stream_of("foobar"), 0xbf9cf968u);
}

// The first two are printed in Wichura 1988; all were computed with 50 digits.
TEST(NormalQuantile, KnownAnswers) {
  const auto near = [](double p, double expected) { EXPECT_NEAR(normal_quantile(p) / expected, 1, 2e-15) << p; };
  near(0.25, -0.67448975019608174320);
  near(0.001, -3.0902323061678135354);
  near(1e-20, -9.2623400897984075796);
  near(0.975, 1.9599639845400538556);
  near(1e-300, -37.047096299361199236);
  EXPECT_EQ(normal_quantile(0.5), 0);
}

TEST(NormalQuantile, IsOddAndRises) {
  double last = -HUGE_VAL;
  for (int i = 1; i < 4096; ++i) {
    const double p = i / 4096.0;
    const double x = normal_quantile(p);
    EXPECT_GT(x, last);
    EXPECT_EQ(x, -normal_quantile(1 - p));
    last = x;
  }
}

TEST(NormalDistribution, UndoesTheQuantile) {
  std::vector<double> chances;
  for (int i = 0; i < 12; ++i) chances.push_back(1e-12 * std::pow(7.0, i));
  for (int i = 1; i < 73; ++i) chances.push_back(0.0137 * i);
  for (const double p : chances) EXPECT_NEAR(normal_distribution(normal_quantile(p)) / p, 1, 1e-13) << p;
  // Tables: 1 - Q(1.96) and Q(10) (Abramowitz and Stegun, 26.2).
  EXPECT_NEAR(normal_distribution(1.96), 0.97500210485177952, 1e-15);
  EXPECT_NEAR(normal_distribution(-10) / 7.6198530241605261e-24, 1, 1e-13);
}

}  // namespace
}  // namespace cf
