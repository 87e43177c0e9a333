// Where a verdict turns: deals whose verdict at a given input is known.
#include "measure/turning.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.hpp"
#include "normals.hpp"

namespace cf::measure {
namespace {

constexpr std::size_t kPaths = 16384;

std::vector<double> uniforms(std::uint64_t seed, std::uint32_t stream, double low, double high) {
  std::vector<double> values;
  for (std::size_t i = 0; i < kPaths; ++i) values.push_back(low + (high - low) * uniform(seed, i, 0, stream));
  return values;
}

std::vector<std::uint8_t> groups() {
  std::vector<std::uint8_t> groups;
  for (std::size_t i = 0; i < kPaths; ++i) groups.push_back(static_cast<std::uint8_t>(i % VerdictByInput::kGroups));
  return groups;
}

// B = 10 + z and G = -(x - c) z: with x given, offset and net are x - c, as long as that is below 1.
struct Deal {
  std::vector<double> input, exposure, gain;
  Deal(std::uint64_t seed, double low, double high, double c) : input(uniforms(seed, 3, low, high)) {
    const auto z = normals(seed, 1, kPaths);
    for (std::size_t i = 0; i < kPaths; ++i) {
      exposure.push_back(10 + z[i]);
      gain.push_back(-(input[i] - c) * z[i]);
    }
  }
  std::optional<Turn> turn(Verdict now) const { return VerdictByInput(exposure, gain, groups()).turn(InputSlices(input), now); }
};

TEST(Turning, AHedgeEndsWhereItsNetFallsToTheBar) {
  const auto turn = Deal(1, 0.1, 1, 0.3).turn(Verdict::hedge);      // 0.25 net on average, the bar at 0.32
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->verdict, Verdict::neither);
  EXPECT_TRUE(turn->below);
  EXPECT_NEAR(turn->at.value, 0.32, 4 * turn->at.se);
  EXPECT_GT(turn->at.se, 0);
  EXPECT_LT(turn->at.se, 0.03);
  EXPECT_NEAR(turn->distance, (0.55 - 0.32) / 0.9, 0.03);
}

TEST(Turning, ADoubleBetEndsAboveItsBar) {
  const auto turn = Deal(2, 0, 1, 0.8).turn(Verdict::double_bet);   // -0.3 on average, the bar at 0.78
  ASSERT_TRUE(turn);
  EXPECT_NE(turn->verdict, Verdict::double_bet);                     // a little risk of its own may make it a side bet for a cent
  EXPECT_FALSE(turn->below);
  EXPECT_NEAR(turn->at.value, 0.78, 4 * turn->at.se);
}

TEST(Turning, ErrorsCover) {
  int covered = 0;
  constexpr int kSeeds = 60;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const auto turn = Deal(static_cast<std::uint64_t>(seed), 0.1, 1, 0.3).turn(Verdict::hedge);
    ASSERT_TRUE(turn) << seed;
    covered += std::abs(turn->at.value - 0.32) <= 2 * turn->at.se;
  }
  EXPECT_GE(covered, kSeeds * 85 / 100);
}

TEST(Turning, NothingTurnsWhereTheInputDoesNothing) {
  const Deal deal(4, 0.1, 1, 0.3);
  const VerdictByInput verdict(deal.exposure, deal.gain, groups());
  for (std::uint32_t stream = 10; stream < 40; ++stream)
    EXPECT_FALSE(verdict.turn(InputSlices(uniforms(4, stream, 0, 1)), Verdict::hedge)) << stream;
}

TEST(Turning, OutsideTheRangeAndOfFewValuesIsNoTurn) {
  EXPECT_FALSE(Deal(5, 0.5, 1, 0.3).turn(Verdict::hedge));            // a hedge all over
  EXPECT_FALSE(Deal(6, 0.1, 1, 0.3).turn(Verdict::double_bet));       // the lines do not bear that verdict
  const Deal deal(7, 0.1, 1, 0.3);
  std::vector<double> two = deal.input;
  for (double& x : two) x = x > 0.6 ? 1 : 0;
  EXPECT_FALSE(InputSlices(two).usable());
  EXPECT_FALSE(InputSlices(std::vector<double>(100, 1.0)).usable());
}

}  // namespace
}  // namespace cf::measure
