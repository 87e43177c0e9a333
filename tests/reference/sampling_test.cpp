// Distributions and processes against closed forms: quantiles exactly, moments over many paths within four standard errors.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

#include "../program/build_model.hpp"
#include "reference/evaluator.hpp"
#include "reference/sampling.hpp"

namespace cf::reference {
namespace {

using cf::testing::BuildModel;
using cf::testing::Formula;
using model::Distribution;

double at(Distribution distribution, std::vector<double> parameters, double u) {
  return quantile(distribution, parameters, u, normal_quantile(u));
}

TEST(Quantiles, ClosedForms) {
  EXPECT_NEAR(at(Distribution::normal, {3, 2}, 0.95), 3 + 2 * 1.6448536269514722, 1e-14);
  EXPECT_NEAR(at(Distribution::interval, {0.5, 0.9}, 0.05), 0.5, 1e-15);
  EXPECT_NEAR(at(Distribution::interval, {0.5, 0.9}, 0.95), 0.9, 1e-15);
  EXPECT_NEAR(at(Distribution::interval, {0.5, 0.9}, 0.5), 0.6708203932499369, 1e-15);
  EXPECT_NEAR(at(Distribution::interval, {-1, 3}, 0.05), -1, 1e-14);
  EXPECT_NEAR(at(Distribution::interval, {0, 3}, 0.5), 1.5, 1e-15) << "normal when an end is not above zero";
  EXPECT_NEAR(at(Distribution::uniform, {2, 6}, 0.25), 3, 1e-15);
  EXPECT_NEAR(at(Distribution::triangular, {2, 5, 11}, 0.5), 5.803847577293368, 1e-14);
  EXPECT_NEAR(at(Distribution::triangular, {2, 5, 11}, 1.0 / 3), 5, 1e-14);
  EXPECT_EQ(at(Distribution::triangular, {4, 4, 4}, 0.7), 4);
  EXPECT_EQ(at(Distribution::pert, {4, 4, 4}, 0.7), 4);
  EXPECT_NEAR(at(Distribution::beta, {1, 3}, 0.5), 1 - std::cbrt(0.5), 1e-14);
  EXPECT_NEAR(at(Distribution::beta, {2, 1}, 0.25), 0.5, 1e-14);
  EXPECT_NEAR(at(Distribution::lognormal, {10, 5}, 0.5), 10 / std::sqrt(1.25), 1e-13);
  EXPECT_EQ(at(Distribution::fixed, {7}, 0.2), 7);
}

TEST(Quantiles, OfFewValues) {
  EXPECT_EQ(at(Distribution::bernoulli, {0.3}, 0.69), 0);
  EXPECT_EQ(at(Distribution::bernoulli, {0.3}, 0.71), 1);
  EXPECT_EQ(at(Distribution::bernoulli, {0.0}, 0.9999), 0);
  EXPECT_EQ(at(Distribution::bernoulli, {1.0}, 0.0001), 1);
  const std::vector<double> choice = {10, 0.2, 30, 0.5, 20, 0.3};
  EXPECT_EQ(at(Distribution::choice, choice, 0.19), 10);
  EXPECT_EQ(at(Distribution::choice, choice, 0.21), 30);
  EXPECT_EQ(at(Distribution::choice, choice, 0.69), 30);
  EXPECT_EQ(at(Distribution::choice, choice, 0.71), 20);
}

// Mean and variance by integrating the quantile function.
TEST(Quantiles, MomentsOfTheWholeDistribution) {
  struct Case {
    Distribution distribution;
    std::vector<double> parameters;
    double mean, variance;
  };
  for (const Case& c : {Case{Distribution::triangular, {2, 5, 11}, 6, 3.5}, Case{Distribution::pert, {2, 5, 11}, 5.5, 2.75},
                        Case{Distribution::beta, {2, 3}, 0.4, 0.04}, Case{Distribution::lognormal, {10, 5}, 10, 25},
                        Case{Distribution::interval, {0.5, 0.9}, 0.6816141341887365, 0.12276553214056633 * 0.12276553214056633}}) {
    const int n = 20000;
    double sum = 0, squares = 0;
    for (int i = 0; i < n; ++i) {
      const double x = at(c.distribution, c.parameters, (i + 0.5) / n);
      sum += x;
      squares += x * x;
    }
    EXPECT_NEAR(sum / n, c.mean, 1e-3 * c.mean);
    EXPECT_NEAR(squares / n - sum / n * (sum / n), c.variance, 1e-2 * c.variance);
  }
}

TEST(Quantiles, ThereIsNoSuchDistribution) {
  EXPECT_TRUE(std::isnan(at(Distribution::normal, {0, -1}, 0.3)));
  EXPECT_TRUE(std::isnan(at(Distribution::lognormal, {-1, 1}, 0.3)));
  EXPECT_TRUE(std::isnan(at(Distribution::interval, {2, 1}, 0.3)));
  EXPECT_TRUE(std::isnan(at(Distribution::uniform, {2, 1}, 0.3)));
  EXPECT_TRUE(std::isnan(at(Distribution::triangular, {0, 3, 2}, 0.3)));
  EXPECT_TRUE(std::isnan(at(Distribution::pert, {0, 3, 2}, 0.3)));
  EXPECT_TRUE(std::isnan(at(Distribution::beta, {0, 3}, 0.3)));
  EXPECT_TRUE(std::isnan(at(Distribution::bernoulli, {1.5}, 0.3)));
}

TEST(Quantiles, Poisson) {
  // chances of 0, 1, 2 at mean 0.5: 0.606531, 0.303265, 0.075816
  EXPECT_EQ(poisson_quantile(0.5, 0.60), 0);
  EXPECT_EQ(poisson_quantile(0.5, 0.61), 1);
  EXPECT_EQ(poisson_quantile(0.5, 0.909), 1);
  EXPECT_EQ(poisson_quantile(0.5, 0.911), 2);
  EXPECT_EQ(poisson_quantile(0, 0.999999), 0);
}

// Samples of the step values over paths; index [value][step][path].
std::vector<std::vector<std::vector<double>>> sample(const model::Model& model, const std::vector<model::ExprId>& values, int paths) {
  std::vector<std::vector<std::vector<double>>> all(values.size());
  for (int path = 0; path < paths; ++path) {
    const PathResult r = run_path(model, 1, static_cast<std::uint64_t>(path), {}, values);
    EXPECT_FALSE(r.stop);
    for (std::size_t v = 0; v < values.size(); ++v) {
      all[v].resize(r.step_values[v].size());
      for (std::size_t t = 0; t < r.step_values[v].size(); ++t) all[v][t].push_back(r.step_values[v][t]);
    }
  }
  return all;
}

struct Moments {
  double mean = 0, sd = 0, error = 0;       // standard error of the mean
  double variance = 0, variance_error = 0;  // and of the variance
};

Moments moments(const std::vector<double>& x, const std::function<double(double)>& f = [](double v) { return v; }) {
  const auto n = static_cast<double>(x.size());
  double mean = 0;
  for (double v : x) mean += f(v) / n;
  double second = 0, fourth = 0;
  for (double v : x) {
    const double d = (f(v) - mean) * (f(v) - mean);
    second += d / n;
    fourth += d * d / n;
  }
  return {mean, std::sqrt(second), std::sqrt(second / n), second, std::sqrt((fourth - second * second) / n)};
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const Moments mx = moments(x), my = moments(y);
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mx.mean) * (y[i] - my.mean);
  return sum / static_cast<double>(x.size()) / mx.sd / my.sd;
}

constexpr int kPaths = 20000;

TEST(Processes, GeometricBrownianAtEightYears) {
  BuildModel m(8, 12);
  const Formula s = m.geometric_brownian("s", m.constant(100), m.constant(0.07), m.constant(0.4));
  const auto x = sample(m.model, {s}, kPaths)[0];
  EXPECT_EQ(x[0][0], 100);
  const Moments level = moments(x[8]), log = moments(x[8], [](double v) { return std::log(v); });
  EXPECT_NEAR(level.mean, 175.06725002961014, 4 * level.error);
  EXPECT_NEAR(log.mean, 4.525170185988092, 4 * log.error);
  EXPECT_NEAR(log.variance, 1.1313708498984762 * 1.1313708498984762, 4 * log.variance_error);
}

TEST(Processes, MeanRevertingIsExactForAnyStep) {
  for (int step_months : {1, 12}) {
    BuildModel m(96 / step_months, step_months);
    const Formula s = m.mean_reverting("s", m.constant(0.5), m.constant(0), m.constant(1), m.constant(0.25));
    const int paths = step_months == 1 ? 4000 : kPaths;
    const auto x = sample(m.model, {s}, paths)[0];
    const Moments end = moments(x.back());
    EXPECT_NEAR(end.mean, 0.00016773131395125593, 4 * end.error);
    EXPECT_NEAR(end.variance, 0.03124999648327579, 4 * end.variance_error);
    const double lag = step_months == 1 ? 0.9200444146293233 : std::exp(-1.0);
    const double r = correlation(x[x.size() - 2], x.back());
    EXPECT_NEAR(r, lag, 4 * (1 - lag * lag) / std::sqrt(static_cast<double>(paths)));
  }
}

TEST(Processes, MeanRevertingOfTheLogarithm) {
  BuildModel m(6, 3);
  const Formula s = m.mean_reverting("s", m.constant(4), m.constant(10), m.constant(2), m.constant(0.5), true);
  const auto x = sample(m.model, {s}, kPaths)[0];
  const double kept = std::exp(-2 * 1.5);
  const Moments log = moments(x[6], [](double v) { return std::log(v); });
  EXPECT_NEAR(log.mean, std::log(10.0) + std::log(0.4) * kept, 4 * log.error);
  EXPECT_NEAR(log.variance, 0.25 * (1 - kept * kept) / 4, 4 * log.variance_error);
}

TEST(Processes, NoReversionIsABrownianMotion) {
  BuildModel m(4, 12);
  const Formula s = m.mean_reverting("s", m.constant(1), m.constant(9), m.constant(0), m.constant(0.5));
  const auto x = sample(m.model, {s}, kPaths)[0];
  const Moments end = moments(x[4]);
  EXPECT_NEAR(end.mean, 1, 4 * end.error);
  EXPECT_NEAR(end.variance, 1, 4 * end.variance_error);
}

// Merton (1976): the mean grows with the drift whatever the jumps; the variance of the logarithm is that of both.
TEST(Processes, Jumps) {
  BuildModel m(3, 12);
  const Formula s = m.driver("s", model::Process::jump);
  model::Driver& d = m.model.drivers.back();
  d.start = m.constant(10), d.drift = m.constant(0.1), d.volatility = m.constant(0.2);
  d.rate = m.constant(0.7), d.jump_mean = m.constant(-0.3), d.jump_sd = m.constant(0.15);
  const auto x = sample(m.model, {s}, kPaths)[0];
  const Moments level = moments(x[3]), log = moments(x[3], [](double v) { return std::log(v); });
  EXPECT_NEAR(level.mean, 10 * std::exp(0.3), 4 * level.error);
  const double k = std::exp(-0.3 + 0.15 * 0.15 / 2) - 1;
  EXPECT_NEAR(log.mean, std::log(10.0) + 3 * (0.1 - 0.02 - 0.7 * k - 0.7 * 0.3), 4 * log.error);
  EXPECT_NEAR(log.variance, 3 * (0.04 + 0.7 * (0.09 + 0.15 * 0.15)), 4 * log.variance_error);
}

TEST(Processes, EventsComeByTheSumOfTheHazard) {
  BuildModel m(8, 3);
  const Formula constant = m.event("constant", m.constant(0.3));
  const Formula rising = m.event("rising", 0.2 * m.year());
  const auto x = sample(m.model, {constant, rising}, kPaths);
  for (int t = 0; t <= 8; ++t) {
    const auto step = static_cast<std::size_t>(t);
    const double chance = 1 - std::exp(-0.3 * t / 4.0);
    EXPECT_NEAR(moments(x[0][step]).mean, chance, 4 * std::sqrt(chance * (1 - chance) / kPaths) + 1e-15);
    const double sum = 0.2 * (t * (t - 1) / 2) / 16.0;  // of 0.2 * year * dt over the steps before
    const double rising_chance = 1 - std::exp(-sum);
    EXPECT_NEAR(moments(x[1][step]).mean, rising_chance, 4 * std::sqrt(rising_chance * (1 - rising_chance) / kPaths) + 1e-15);
  }
  for (int path = 0; path < 200; ++path)
    for (std::size_t t = 0; t < 8; ++t)
      EXPECT_LE(x[0][t][static_cast<std::size_t>(path)], x[0][t + 1][static_cast<std::size_t>(path)]) << "for good";
}

TEST(Correlations, OfDriversAndOfInputsByRank) {
  BuildModel m(1, 12);
  const Formula a = m.input("a", Distribution::normal, {0, 1});
  const Formula b = m.input("b", Distribution::uniform, {0, 1});
  m.correlate_inputs({{1}, {0.5, std::sqrt(0.75)}});
  const Formula x = m.mean_reverting("x", m.constant(0), m.constant(0), m.constant(0), m.constant(1));
  const Formula y = m.mean_reverting("y", m.constant(0), m.constant(0), m.constant(0), m.constant(1));
  m.correlate_drivers({{1}, {-0.6, 0.8}});
  const auto s = sample(m.model, {a, b, x, y}, kPaths);
  std::vector<double> z;
  for (double u : s[1][0]) {
    EXPECT_TRUE(u > 0 && u < 1);
    z.push_back(normal_quantile(u));
  }
  const double n = std::sqrt(static_cast<double>(kPaths));
  EXPECT_NEAR(correlation(s[0][0], z), 0.5, 4 * 0.75 / n);
  EXPECT_NEAR(moments(s[1][0]).mean, 0.5, 4 * moments(s[1][0]).error);
  EXPECT_NEAR(correlation(s[2][1], s[3][1]), -0.6, 4 * 0.64 / n);
  EXPECT_NEAR(correlation(s[0][0], s[2][1]), 0, 4 / n);
}

TEST(Inputs, MayHaveOtherInputsAsParameters) {
  BuildModel m(1);
  const Formula mean = m.input("mean", Distribution::uniform, {10, 20});
  const Formula x = m.input("x", Distribution::normal, std::vector<Formula>{mean, 0.1 * mean});
  const auto s = sample(m.model, {mean, x}, 2000);
  EXPECT_NEAR(correlation(s[0][0], s[1][0]), 0.88, 0.05);
  std::vector<double> ratio;
  for (std::size_t i = 0; i < s[0][0].size(); ++i) ratio.push_back(s[1][0][i] / s[0][0][i]);
  EXPECT_NEAR(moments(ratio).mean, 1, 4 * moments(ratio).error);
  EXPECT_NEAR(moments(ratio).variance, 0.01, 4 * moments(ratio).variance_error);
}

}  // namespace
}  // namespace cf::reference
