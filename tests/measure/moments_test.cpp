// Exact sums and moments: known answers, digits under a large mean, and the same bits in any grouping.
#include "measure/moments.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "measure/exact_sum.hpp"
#include "normals.hpp"

namespace cf::measure {
namespace {

TEST(ExactSum, KeepsWhatDoublesLose) {
  ExactSum sum;
  for (const double x : {1e300, 1.0, -1e300, 1e-300, -1.0, 5e-324}) sum.add(x);
  EXPECT_EQ(sum.value(), 1e-300);
  ExactSum small;
  small.add(5e-324);
  small.add(5e-324);
  EXPECT_EQ(small.value(), 1e-323);
  ExactSum negative;
  negative.add(0.25);
  negative.add(-1e16);
  negative.add(1e16);
  negative.add(-1.0);
  EXPECT_EQ(negative.value(), -0.75);
  EXPECT_EQ(ExactSum().value(), 0.0);
}

TEST(ExactSum, AgreesWithLongSums) {
  const auto z = normals(3, 1, 20000);
  ExactSum sum;
  long double expected = 0;
  for (const double x : z) {
    sum.add(x * 1e9);
    expected += static_cast<long double>(x * 1e9);
  }
  EXPECT_NEAR(sum.value(), static_cast<double>(expected), 1e-6);
}

TEST(ExactSum, RemembersThatANumberWasNotFinite) {
  ExactSum sum;
  sum.add(std::numeric_limits<double>::infinity());
  sum.add(1.0);
  EXPECT_TRUE(std::isinf(sum.value()));
}

TEST(Moments, KnownAnswer) {
  Moments moments(4);
  const std::array values = {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0, 5.0};
  moments.add(values);
  EXPECT_EQ(moments.mean(), 5.0);
  EXPECT_DOUBLE_EQ(moments.variance(), 4.0);
  EXPECT_DOUBLE_EQ(moments.mean_estimate().se, 2.0 / 3.0);
}

TEST(Moments, ConstantColumnHasNoSpread) {
  const std::vector<double> values(1000, 0.1);
  Moments moments(middle_of(values));
  moments.add(values);
  EXPECT_EQ(moments.mean(), 0.1);
  EXPECT_EQ(moments.sd(), 0.0);
}

TEST(Moments, ALargeMeanLeavesTheVarianceItsDigits) {
  auto values = normals(5, 2, 4096);
  Moments plain(0.0);
  plain.add(values);
  for (double& x : values) x += 1e12;
  Moments moments(middle_of(values));
  moments.add(values);
  EXPECT_NEAR(moments.variance(), plain.variance(), 1e-3);
}

TEST(Moments, AnyGroupingGivesTheSameBits) {
  const auto z = normals(7, 1, 8 * 1000);
  const std::span all(z);
  const auto batch = [&](std::size_t i) { return all.subspan(i * 1000, 1000); };
  Moments together(0.5), left(0.5), right(0.5), backward(0.5);
  for (std::size_t i = 0; i < 8; ++i) together.add(batch(i));
  for (std::size_t i = 0; i < 3; ++i) left.add(batch(i));
  for (std::size_t i = 3; i < 8; ++i) right.add(batch(i));
  for (std::size_t i = 8; i-- > 0;) backward.add(batch(i));
  right.merge(left);
  EXPECT_EQ(together.mean(), right.mean());
  EXPECT_EQ(together.variance(), right.variance());
  EXPECT_EQ(together.mean(), backward.mean());
  EXPECT_EQ(together.variance(), backward.variance());
}

// Means, covariances and the error of a linear influence against sums in extended precision.
TEST(Covariances, AgreeWithPlainSums) {
  const std::size_t n = 1003;
  const auto x = normals(9, 1, n), z = normals(9, 2, n);
  std::vector<double> y(n), d(n);
  for (std::size_t i = 0; i < n; ++i) y[i] = 3 + 2 * x[i] + z[i], d[i] = 0.5 * x[i] - 0.25 * y[i];
  Covariances covariances({0.0, 3.0});
  const std::array<std::span<const double>, 2> columns = {x, y};
  covariances.add(columns);
  long double mx = 0, my = 0, xy = 0;
  for (std::size_t i = 0; i < n; ++i) mx += x[i], my += y[i];
  mx /= n, my /= n;
  for (std::size_t i = 0; i < n; ++i) xy += (x[i] - mx) * (y[i] - my);
  EXPECT_NEAR(covariances.covariance(0, 1), static_cast<double>(xy / (n - 1)), 1e-12);
  EXPECT_NEAR(covariances.mean(1), static_cast<double>(my), 1e-13);
  Moments moments(0.0);
  moments.add(d);
  const std::array weights = {0.5, -0.25};
  EXPECT_NEAR(covariances.standard_error(weights), moments.mean_estimate().se, 1e-14);
}

}  // namespace
}  // namespace cf::measure
