// Hedge or bet: closed forms of the bivariate normal, laws of the measures, verdicts, and error bars that cover.
#include "measure/hedge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "normals.hpp"

namespace cf::measure {
namespace {

constexpr std::size_t kBatch = 1024;
constexpr double kTenthDepth = 1.7549833193248680;   // E[-z | z in its worst tenth] of a standard normal

struct Run {
  Exposure exposure;
  std::vector<HedgeNumbers> numbers;
};

Run run(const std::vector<double>& b, const std::vector<std::vector<double>>& gains, std::size_t pilot = 4096) {
  Run run;
  const std::span exposures(b);
  pilot = std::min(pilot, b.size());
  run.exposure = Exposure(exposures.first(pilot));
  std::vector<Hedge> hedges;
  for (const auto& g : gains) hedges.emplace_back(run.exposure, exposures.first(pilot), std::span(g).first(pilot));
  for (std::size_t i = 0; i < b.size(); i += kBatch) {
    const std::size_t size = std::min(kBatch, b.size() - i);
    run.exposure.add(exposures.subspan(i, size));
    for (std::size_t k = 0; k < gains.size(); ++k)
      hedges[k].add(run.exposure, exposures.subspan(i, size), std::span(gains[k]).subspan(i, size));
  }
  for (const Hedge& hedge : hedges) run.numbers.push_back(hedge.numbers(run.exposure));
  return run;
}

// B = 10 + 2 z, G = 1 + s (rho z + sqrt(1 - rho^2) w).
struct Pair {
  std::vector<double> b, g;
};
Pair bivariate(std::uint64_t seed, double sd, double rho, std::size_t n) {
  const auto z = normals(seed, 1, n), w = normals(seed, 2, n);
  Pair pair;
  for (std::size_t i = 0; i < n; ++i) {
    pair.b.push_back(10 + 2 * z[i]);
    pair.g.push_back(1 + sd * (rho * z[i] + std::sqrt(1 - rho * rho) * w[i]));
  }
  return pair;
}

TEST(Hedge, BivariateNormal) {
  const double sd = 1, rho = -0.6;
  const Pair p = bivariate(11, sd, rho, 1 << 17);
  const HedgeNumbers h = run(p.b, {p.g}).numbers[0];
  const double spread = std::sqrt(4 + 2 * rho * 2 * sd + sd * sd);
  EXPECT_NEAR(h.offset.value, -rho * sd / 2, 4 * h.offset.se);
  EXPECT_NEAR(h.net.value, 1 - spread / 2, 4 * h.net.se);
  EXPECT_NEAR(h.own_risk.value, h.offset.value - h.net.value, 1e-12);
  EXPECT_NEAR(h.gain.value, 1, 4 * h.gain.se);
  EXPECT_NEAR(h.gain_in_bad_tenth.value, 1 - rho * sd * kTenthDepth, 4 * h.gain_in_bad_tenth.se);
  EXPECT_NEAR(h.exposure_in_bad_tenth.value, 10 - 2 * kTenthDepth, 4 * h.exposure_in_bad_tenth.se);
  EXPECT_NEAR(h.correlation.value, rho, 4 * h.correlation.se);
  EXPECT_NEAR(h.correlation.se, (1 - rho * rho) / std::sqrt(1 << 17), 0.05 * h.correlation.se);
  EXPECT_NEAR(h.effectiveness.value, 1 - spread * spread / 4, 4 * h.effectiveness.se);
  EXPECT_LT(h.offset.se, 0.01);
  EXPECT_GT(h.offset.se, 0.0005);
  EXPECT_EQ(h.verdict, Verdict::hedge);
}

// The minimum-variance hedge: exposure sd 10, instrument sd 4, correlation 0.5, ratio -1.25: a quarter of the variance goes.
TEST(Hedge, MinimumVarianceHedge) {
  const auto z = normals(12, 1, 1 << 16), w = normals(12, 2, 1 << 16);
  std::vector<double> b, g;
  for (std::size_t i = 0; i < z.size(); ++i) b.push_back(10 * z[i]), g.push_back(-1.25 * 4 * (0.5 * z[i] + std::sqrt(0.75) * w[i]));
  const HedgeNumbers h = run(b, {g}).numbers[0];
  EXPECT_NEAR(h.effectiveness.value, 0.25, 4 * h.effectiveness.se);
  EXPECT_NEAR(h.net.value, 1 - std::sqrt(0.75), 4 * h.net.se);
}

TEST(Hedge, Verdicts) {
  const std::size_t n = 1 << 15;
  const auto verdict = [&](double sd, double rho) {
    const Pair p = bivariate(13, sd, rho, n);
    return run(p.b, {p.g}).numbers[0].verdict;
  };
  EXPECT_EQ(verdict(1, -0.8), Verdict::hedge);
  EXPECT_EQ(verdict(1, 0.8), Verdict::double_bet);
  EXPECT_EQ(verdict(2, 0.0), Verdict::side_bet);      // adds risk of its own only
  EXPECT_EQ(verdict(0.02, 0.5), Verdict::neither);    // too small to matter
  EXPECT_EQ(judge({0.5, 0.01}, {0.03, 0.02}), Verdict::neither);      // two standard errors are more than the net
  EXPECT_EQ(judge({-0.01, 0.001}, {-0.05, 0.001}), Verdict::side_bet);
  EXPECT_EQ(judge({-0.03, 0.001}, {-0.05, 0.001}), Verdict::double_bet);
  EXPECT_EQ(judge({-0.03, 0.02}, {-0.03, 0.001}), Verdict::side_bet); // the offset is not sure
}

TEST(Hedge, NoVerdictWhereNothingCanBeHedged) {
  const auto z = normals(14, 1, 20000);
  const std::vector<double> constant(z.size(), 5.0);
  const HedgeNumbers still = run(constant, {z}).numbers[0];
  EXPECT_EQ(still.verdict, Verdict::no_verdict);
  EXPECT_EQ(still.why, HedgeNumbers::Why::does_not_vary);
  EXPECT_NEAR(still.gain.value, 0, 4 * still.gain.se);
  std::vector<double> floored = z;
  for (double& x : floored) x = std::max(0.0, x + 1);    // 16% worth nothing
  const HedgeNumbers tied = run(floored, {z}).numbers[0];
  EXPECT_EQ(tied.verdict, Verdict::no_verdict);
  EXPECT_EQ(tied.why, HedgeNumbers::Why::ties_at_lowest);
  for (double& x : floored) x = std::max(0.0, x + 0.5);  // now above the floor by more: no ties at all but at 0.5
  for (std::size_t i = 0; i < z.size(); ++i) floored[i] = std::max(0.0, z[i] + 2);   // 2.3%: less than a tenth
  EXPECT_NE(run(floored, {z}).numbers[0].verdict, Verdict::no_verdict);
}

// Ties all included: B takes 0, 1, 2 with 5%, 10%, 85%; A is the lowest 15%.
TEST(Hedge, TiesAreAllIncluded) {
  std::vector<double> b, g;
  for (int i = 0; i < 20000; ++i) {
    const int k = i % 20;
    b.push_back(k < 1 ? 0 : k < 3 ? 1 : 2);
    g.push_back(k < 1 ? 8 : k < 2 ? 4 : k < 3 ? 2 : 1);
  }
  const HedgeNumbers h = run(b, {g}).numbers[0];
  EXPECT_NEAR(h.exposure_in_bad_tenth.value, 2.0 / 3, 1e-6);
  EXPECT_NEAR(h.gain_in_bad_tenth.value, 14.0 / 3, 1e-6);
  const double mean_b = 1.8, mean_g = (8 + 4 + 2 + 17) / 20.0;
  EXPECT_NEAR(h.offset.value, (14.0 / 3 - mean_g) / (mean_b - 2.0 / 3), 1e-6);
  // B + G is 8, 5, 3, 3: its worst tenth is 3; B's own worst tenth, the atom split, has the mean 0.5.
  EXPECT_NEAR(h.net.value, 1 - (mean_b + mean_g - 3) / (mean_b - 0.5), 1e-6);
}

// The laws, on skewed and heavy-tailed samples: offsets of parts add up, own risk is not below zero, the net is at most the offset.
TEST(Hedge, Laws) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const std::size_t n = 20000;
    const auto z = normals(seed, 1, n), w = normals(seed, 2, n), v = normals(seed, 3, n);
    std::vector<double> b, g1, g2, both;
    for (std::size_t i = 0; i < n; ++i) {
      b.push_back(std::exp(0.7 * z[i]));
      g1.push_back(0.4 * std::exp(0.5 * w[i] - 0.3 * z[i]));
      g2.push_back(std::max(0.0, 0.3 * v[i] - 0.2 * z[i]) - 0.1 * static_cast<double>(seed) * std::max(0.0, z[i] - 1));
      both.push_back(g1.back() + g2.back());
    }
    const auto r = run(b, {g1, g2, both}).numbers;
    EXPECT_NEAR(r[0].offset.value + r[1].offset.value, r[2].offset.value, 1e-6);
    for (const HedgeNumbers& h : r) EXPECT_GE(h.own_risk.value, -1e-4);
  }
}

// Against sorting the sample: E[G|A], E[B|A] and the tail of B + G.
TEST(Hedge, AgreesWithSorting) {
  const Pair p = bivariate(15, 1.5, 0.3, 50000);
  const HedgeNumbers h = run(p.b, {p.g}).numbers[0];
  std::vector<std::size_t> order(p.b.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return p.b[i] < p.b[j]; });
  double b = 0, g = 0;
  for (std::size_t k = 0; k < 5000; ++k) b += p.b[order[k]], g += p.g[order[k]];
  EXPECT_NEAR(h.exposure_in_bad_tenth.value, b / 5000, 1e-5);
  EXPECT_NEAR(h.gain_in_bad_tenth.value, g / 5000, 5e-4);
  std::vector<double> sums;
  for (std::size_t i = 0; i < p.b.size(); ++i) sums.push_back(p.b[i] + p.g[i]);
  std::sort(sums.begin(), sums.end());
  const auto mean = [](const std::vector<double>& x, std::size_t n) {
    return std::accumulate(x.begin(), x.begin() + static_cast<long>(n), 0.0) / static_cast<double>(n);
  };
  const double deviation = mean(sums, sums.size()) - mean(sums, 5000), own = mean(p.b, p.b.size()) - b / 5000;
  EXPECT_NEAR(h.net.value, 1 - deviation / own, 1e-5);
}

TEST(Hedge, AnyGroupingGivesTheSameBits) {
  const Pair p = bivariate(16, 1, -0.5, 6 * kBatch);
  const std::span b(p.b), g(p.g);
  const auto part = [&](std::initializer_list<std::size_t> batches) {
    std::pair<Exposure, Hedge> part;
    part.first = Exposure(b.first(kBatch));
    part.second = Hedge(part.first, b.first(kBatch), g.first(kBatch));
    for (const std::size_t i : batches) {
      part.first.add(b.subspan(i * kBatch, kBatch));
      part.second.add(part.first, b.subspan(i * kBatch, kBatch), g.subspan(i * kBatch, kBatch));
    }
    return part;
  };
  const auto together = part({0, 1, 2, 3, 4, 5});
  auto left = part({5, 0, 3});
  const auto right = part({4, 2, 1});
  left.first.merge(right.first);
  left.second.merge(right.second);
  const HedgeNumbers one = together.second.numbers(together.first), two = left.second.numbers(left.first);
  EXPECT_EQ(one.offset.value, two.offset.value);
  EXPECT_EQ(one.offset.se, two.offset.se);
  EXPECT_EQ(one.net.value, two.net.value);
  EXPECT_EQ(one.net.se, two.net.se);
  EXPECT_EQ(one.correlation.value, two.correlation.value);
  EXPECT_EQ(one.gain_in_bad_tenth.value, two.gain_in_bad_tenth.value);
}

// Honest error bars: 95% intervals of every number cover the exact value in 90% to 98% of 200 seeds.
TEST(Hedge, IntervalsCover) {
  constexpr int kSeeds = 200;
  const double sd = 1.2, rho = -0.5, spread = std::sqrt(4 + 4 * rho * sd + sd * sd);
  int offset = 0, net = 0, own = 0, bad = 0, correlation = 0, effectiveness = 0;
  for (int seed = 0; seed < kSeeds; ++seed) {
    const Pair p = bivariate(static_cast<std::uint64_t>(seed) + 500, sd, rho, 8192);
    const HedgeNumbers h = run(p.b, {p.g}, 2048).numbers[0];
    const auto covers = [](const Estimate& e, double exact) { return std::abs(e.value - exact) <= 1.959964 * e.se; };
    offset += covers(h.offset, -rho * sd / 2);
    net += covers(h.net, 1 - spread / 2);
    own += covers(h.own_risk, -rho * sd / 2 - 1 + spread / 2);
    bad += covers(h.gain_in_bad_tenth, 1 - rho * sd * kTenthDepth);
    correlation += covers(h.correlation, rho);
    effectiveness += covers(h.effectiveness, 1 - spread * spread / 4);
  }
  for (const int covered : {offset, net, own, bad, correlation, effectiveness}) {
    EXPECT_GE(covered, 180);
    EXPECT_LE(covered, 197);
  }
}

}  // namespace
}  // namespace cf::measure
