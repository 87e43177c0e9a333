// First-order shares of the variance against exact values: linear and Ishigami functions, an unused input, a constant result.
#include "measure/variance_share.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <span>

#include "normals.hpp"

namespace cf::measure {
namespace {

Influence influence(const std::vector<double>& x, const std::vector<double>& y) {
  constexpr std::size_t kBatch = 1024, kPilot = 4096;
  const std::span inputs(x), results(y);
  InputBins bins(inputs.first(kPilot));
  VarianceShare share(bins, results.first(kPilot));
  for (std::size_t i = 0; i < x.size(); i += kBatch) {
    bins.add(inputs.subspan(i, kBatch));
    share.add(bins, results.subspan(i, kBatch));
  }
  return share.influence(bins);
}

bool covers(const Estimate& e, double exact) { return std::abs(e.value - exact) <= 1.959964 * e.se; }

// y = x1 + 2 x2 + 3 x3 with sd 1, 0.5, 2: shares 1/38, 1/38, 36/38.
TEST(VarianceShare, Linear) {
  int covered[3] = {};
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::size_t n = 16384;
    const auto a = normals(seed, 1, n), b = normals(seed, 2, n), c = normals(seed, 3, n);
    std::vector<double> y(n);
    for (std::size_t i = 0; i < n; ++i) y[i] = a[i] + b[i] + 6 * c[i];
    covered[0] += covers(influence(a, y).first_order, 1.0 / 38);
    covered[1] += covers(influence(b, y).first_order, 1.0 / 38);
    covered[2] += covers(influence(c, y).first_order, 36.0 / 38);
  }
  for (const int n : covered) EXPECT_GE(n, 90);
}

TEST(VarianceShare, Ishigami) {
  const double exact[3] = {0.31390519114781146, 0.4424111447900409, 0};
  constexpr double pi = 3.14159265358979323846;
  int covered[3] = {};
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::size_t n = 16384;
    std::vector<std::vector<double>> x;
    for (std::uint32_t k = 0; k < 3; ++k) {
      x.push_back(uniforms(seed, k, n));
      for (double& v : x.back()) v = (2 * v - 1) * pi;
    }
    std::vector<double> y(n);
    for (std::size_t i = 0; i < n; ++i) y[i] = (1 + 0.1 * std::pow(x[2][i], 4)) * std::sin(x[0][i]) + 7 * std::pow(std::sin(x[1][i]), 2);
    for (std::size_t k = 0; k < 3; ++k) {
      const Influence result = influence(x[k], y);
      covered[k] += covers(result.first_order, exact[k]);
      if (seed == 0) {
        EXPECT_NEAR(result.first_order.value, exact[k], 0.03);
      }
    }
  }
  for (const int n : covered) EXPECT_GE(n, 90);
}

TEST(VarianceShare, LowestAndHighestTenth) {
  const auto x = normals(5, 1, 65536), noise = normals(5, 2, 65536);
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = 100 + 2 * x[i] + noise[i];
  const Influence result = influence(x, y);
  EXPECT_NEAR(result.low.value, 100 - 2 * 1.754983, 0.05);   // the tenth's edge is the pilot's
  EXPECT_NEAR(result.high.value, 100 + 2 * 1.754983, 0.05);
  EXPECT_LT(result.high.se, 0.03);
}

TEST(VarianceShare, AConditionAndAConstantResult) {
  auto x = uniforms(6, 1, 16384);
  for (double& v : x) v = v < 0.3 ? 1 : 0;
  const auto noise = normals(6, 2, x.size());
  std::vector<double> y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = 2 * x[i] + noise[i];
  const double exact = 4 * 0.21 / (4 * 0.21 + 1);
  const Influence result = influence(x, y);
  EXPECT_NEAR(result.first_order.value, exact, 4 * result.first_order.se);
  EXPECT_NEAR(result.low.value, 0, 4 * result.low.se);
  EXPECT_NEAR(result.high.value, 2, 4 * result.high.se);

  const Influence constant = influence(noise, std::vector<double>(x.size(), 7.25));
  EXPECT_EQ(constant.first_order.value, 0);
  EXPECT_EQ(constant.first_order.se, 0);
  EXPECT_EQ(constant.low.value, 7.25);
}

}  // namespace
}  // namespace cf::measure
