// Random inputs and drivers: which draw each takes, and what it becomes.
//
//  1. An input takes one draw a path: u = uniform(seed, path, 0, stream), or a coordinate of its point (base/points.hpp), or z = normal_quantile(u) for the normal families.
//     Correlated inputs mix their z; the others' families then take u = normal_distribution(z).
//  2. A driver takes one draw a step: z of draw t leads from step t to t + 1.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/points.hpp"
#include "model/model.hpp"

namespace cf::reference {

// The draws of one path. On the middle path every u is a half, so every z is 0.
class Draws {
 public:
  // `points`: where they come from; null: Philox. They must outlive the draws.
  static Draws of_path(std::uint64_t seed, std::uint64_t path, const Points* points = nullptr) { return Draws(seed, path, points, false); }
  static Draws middle() { return Draws(0, 0, nullptr, true); }

  // Of a stream with one draw a path, draw 0; of one with a draw each step, that of the step.
  double uniform(std::uint32_t draw, std::uint32_t stream) const;
  double normal(std::uint32_t draw, std::uint32_t stream) const;
  // Row `row` of a correlation: the sum of lower[row][j] times the normal draw of streams[j].
  double normal(std::uint32_t draw, const std::vector<std::uint32_t>& streams, const std::vector<double>& lower_row) const;

 private:
  Draws(std::uint64_t seed, std::uint64_t path, const Points* points, bool middle)
      : seed_(seed), path_(path), points_(points), middle_(middle) {}
  std::uint64_t seed_, path_;
  const Points* points_;
  bool middle_;
};

// The quantile at u, or at z for normal, lognormal and interval. Not a number when no such distribution exists (a standard
// deviation below zero, say).
double quantile(model::Distribution distribution, std::span<const double> parameters, double u, double z);

// Parameters of one step of a driver, a year, and the step's length in years.
struct ProcessStep {
  double drift = 0, volatility = 0, mean = 0, speed = 0, rate = 0, jump_mean = 0, jump_sd = 0;
  double dt = 0;
};
double geometric_brownian_step(double x, const ProcessStep& step, double z);
double mean_reverting_step(double x, const ProcessStep& step, double z);  // of the logarithms, if `log`
// num_jumps of the step, and z2 for their size.
double jump_step(double x, const ProcessStep& step, double z, int num_jumps, double z2);

// The number whose distribution function first reaches u.
int poisson_quantile(double mean, double u);

}  // namespace cf::reference
