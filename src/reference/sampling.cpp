#include "reference/sampling.hpp"

#include <boost/math/distributions/beta.hpp>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "base/random.hpp"

namespace cf::reference {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kZ95 = 1.6448536269514722;  // 95% point of the standard normal

double lognormal_quantile(double mean, double sd, double z) {
  if (!(mean > 0) || !(sd >= 0)) return kNaN;
  const double variance = std::log1p((sd / mean) * (sd / mean));
  return std::exp(std::log(mean) - variance / 2 + std::sqrt(variance) * z);
}

double interval_quantile(double low, double high, double z) {
  if (!(low <= high)) return kNaN;
  if (low > 0) {
    const double middle = (std::log(low) + std::log(high)) / 2;
    const double sd = (std::log(high) - std::log(low)) / (2 * kZ95);
    return std::exp(middle + sd * z);
  }
  return (low + high) / 2 + (high - low) / (2 * kZ95) * z;
}

double triangular_quantile(double low, double mode, double high, double u) {
  if (!(low <= mode && mode <= high)) return kNaN;
  if (low == high) return low;
  const double below_mode = (mode - low) / (high - low);
  if (u < below_mode) return low + std::sqrt(u * (high - low) * (mode - low));
  return high - std::sqrt((1 - u) * (high - low) * (high - mode));
}

double beta_quantile(double a, double b, double u) {
  if (!(a > 0) || !(b > 0) || std::isinf(a) || std::isinf(b)) return kNaN;
  return boost::math::quantile(boost::math::beta_distribution<double>(a, b), u);
}

// Vose's form of PERT with lambda 4: a beta distribution with the mode's weight four times that of an end.
double pert_quantile(double low, double mode, double high, double u) {
  if (!(low <= mode && mode <= high)) return kNaN;
  if (low == high) return low;
  const double a = 1 + 4 * (mode - low) / (high - low);
  const double b = 1 + 4 * (high - mode) / (high - low);
  return low + (high - low) * beta_quantile(a, b, u);
}

double choice_quantile(std::span<const double> values_and_weights, double u) {
  CF_CHECK(values_and_weights.size() >= 2 && values_and_weights.size() % 2 == 0, "a choice is of values and weights");
  double reached = 0;
  for (std::size_t i = 0; i + 2 < values_and_weights.size(); i += 2) {
    reached += values_and_weights[i + 1];
    if (u < reached) return values_and_weights[i];
  }
  return values_and_weights[values_and_weights.size() - 2];
}

}  // namespace

double Draws::uniform(std::uint32_t draw, std::uint32_t stream) const {
  if (middle_) return 0.5;
  if (!points_) return cf::uniform(seed_, path_, draw, stream);
  return points_->is_by_step(stream) ? points_->step_uniform(path_, static_cast<int>(draw), stream) : points_->uniform(path_, stream);
}

double Draws::normal(std::uint32_t draw, std::uint32_t stream) const {
  if (middle_) return 0.0;
  if (points_ && points_->is_by_step(stream)) return points_->step_normal(path_, static_cast<int>(draw), stream);
  return normal_quantile(uniform(draw, stream));
}

double Draws::normal(std::uint32_t draw, const std::vector<std::uint32_t>& streams, const std::vector<double>& lower_row) const {
  double z = 0;
  for (std::size_t j = 0; j < lower_row.size(); ++j) z += lower_row[j] * normal(draw, streams[j]);
  return z;
}

double quantile(model::Distribution distribution, std::span<const double> p, double u, double z) {
  using model::Distribution;
  switch (distribution) {
    case Distribution::fixed: return p[0];
    case Distribution::normal: return p[1] >= 0 ? p[0] + p[1] * z : kNaN;
    case Distribution::lognormal: return lognormal_quantile(p[0], p[1], z);
    case Distribution::interval: return interval_quantile(p[0], p[1], z);
    case Distribution::uniform: return p[0] <= p[1] ? p[0] + (p[1] - p[0]) * u : kNaN;
    case Distribution::triangular: return triangular_quantile(p[0], p[1], p[2], u);
    case Distribution::pert: return pert_quantile(p[0], p[1], p[2], u);
    case Distribution::beta: return beta_quantile(p[0], p[1], u);
    case Distribution::bernoulli: return p[0] >= 0 && p[0] <= 1 ? (u > 1 - p[0] ? 1.0 : 0.0) : kNaN;
    case Distribution::choice: return choice_quantile(p, u);
  }
  return kNaN;
}

double geometric_brownian_step(double x, const ProcessStep& s, double z) {
  return x * std::exp((s.drift - s.volatility * s.volatility / 2) * s.dt + s.volatility * std::sqrt(s.dt) * z);
}

double mean_reverting_step(double x, const ProcessStep& s, double z) {
  if (s.speed == 0) return x + s.volatility * std::sqrt(s.dt) * z;
  const double kept = std::exp(-s.speed * s.dt);
  const double sd = s.volatility * std::sqrt(-std::expm1(-2 * s.speed * s.dt) / (2 * s.speed));  // (1 - kept^2) / (2 speed)
  return s.mean + (x - s.mean) * kept + sd * z;
}

double jump_step(double x, const ProcessStep& s, double z, int num_jumps, double z2) {
  const double mean_jump = std::exp(s.jump_mean + s.jump_sd * s.jump_sd / 2) - 1;
  ProcessStep diffusion = s;
  diffusion.drift = s.drift - s.rate * mean_jump;
  const double jumps = std::exp(num_jumps * s.jump_mean + std::sqrt(static_cast<double>(num_jumps)) * s.jump_sd * z2);
  return geometric_brownian_step(x, diffusion, z) * jumps;
}

int poisson_quantile(double mean, double u) {
  double chance = std::exp(-mean);
  double reached = chance;
  int n = 0;
  while (u > reached && chance > 0) {
    ++n;
    chance *= mean / n;
    reached += chance;
  }
  return n;
}

}  // namespace cf::reference
