// Fans over time: quantiles of a cell against sorting, atoms exact, constants.
#include "measure/fans.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "normals.hpp"

namespace cf::measure {
namespace {

Fans fans_of(const std::vector<double>& values, std::size_t pilot = 128) {
  Fans fans(1);
  const std::span all(values);
  fans.set_window(0, all.first(pilot));
  for (std::size_t i = 0; i < values.size(); i += 256) fans.add(0, all.subspan(i, std::min<std::size_t>(256, values.size() - i)));
  return fans;
}

TEST(Fans, QuantilesAreGoodToHalfAPercentOfTheRange) {
  auto values = normals(1, 1, 16384);
  for (double& x : values) x = std::exp(x);
  const Fans fans = fans_of(values);
  std::sort(values.begin(), values.end());
  const double range = values[15564] - values[819];
  for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95})
    EXPECT_NEAR(fans.quantile(0, p), values[static_cast<std::size_t>(std::ceil(p * 16384)) - 1], 0.005 * range) << p;
}

TEST(Fans, AtomsAreExact) {
  auto values = normals(2, 1, 16384);
  for (double& x : values) x = std::max(0.0, x);       // half at 0
  const Fans fans = fans_of(values);
  EXPECT_EQ(fans.quantile(0, 0.05), 0);
  EXPECT_EQ(fans.quantile(0, 0.45), 0);
  EXPECT_NEAR(fans.quantile(0, 0.75), 0.6745, 0.03);
  EXPECT_NEAR(fans.quantile(0, 0.95), 1.6449, 0.05);
}

TEST(Fans, ConstantsAndWhatThePilotNeverSaw) {
  EXPECT_EQ(fans_of(std::vector<double>(1000, 3.5)).quantile(0, 0.25), 3.5);
  std::vector<double> late(1000, 0.0);
  for (std::size_t i = 500; i < 1000; ++i) late[i] = 10;
  const Fans fans = fans_of(late);
  EXPECT_EQ(fans.quantile(0, 0.25), 0);
  EXPECT_GT(fans.quantile(0, 0.95), 8);
}

TEST(Fans, AnyOrderGivesTheSame) {
  auto values = normals(3, 1, 4096);
  for (double& x : values) x = std::max(-0.5, x);
  const std::span all(values);
  Fans forward(1), backward(1);
  forward.set_window(0, all.first(128));
  backward.set_window(0, all.first(128));
  for (std::size_t i = 0; i < 16; ++i) {
    forward.add(0, all.subspan(i * 256, 256));
    backward.add(0, all.subspan((15 - i) * 256, 256));
  }
  for (const double p : {0.01, 0.05, 0.3, 0.5, 0.9, 0.999}) EXPECT_EQ(forward.quantile(0, p), backward.quantile(0, p));
}

}  // namespace
}  // namespace cf::measure
