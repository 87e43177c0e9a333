#include "engine/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <boost/math/distributions/beta.hpp>

namespace cf::engine {

void table_quantiles(double* out, const double* z, const program::QuantileTable& t, std::size_t n) {
  const auto last = static_cast<double>(t.value.size() - 2);
  const double h = t.step;
  for (std::size_t i = 0; i < n; ++i) {
    const double at = (z[i] - t.first) / h;
    const double cell = std::min(std::max(std::floor(at), 0.0), last);
    const auto k = static_cast<std::size_t>(cell);
    const double s = at - cell, s2 = s * s, s3 = s2 * s;
    // Hermite's basis of degree 5: value, slope and curvature at either end (curvatures over 2).
    const double end = s3 * (10 + s * (-15 + 6 * s));
    const double slope_begin = s - s3 * (6 + s * (-8 + 3 * s));
    const double slope_end = -s3 * (4 + s * (-7 + 3 * s));
    const double bend_begin = s2 * (1 + s * (-3 + s * (3 - s))) / 2;
    const double bend_end = s3 * (1 + s * (-2 + s)) / 2;
    const double logit = t.value[k] + (t.value[k + 1] - t.value[k]) * end + h * (t.slope[k] * slope_begin + t.slope[k + 1] * slope_end) +
                         h * h * (t.curvature[k] * bend_begin + t.curvature[k + 1] * bend_end);
    out[i] = 1 / (1 + std::exp(-logit));
  }
}

void beta_quantiles(double* out, const double* u, const double* a, std::size_t step_a, const double* b, std::size_t step_b, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const double first = a[i * step_a], second = b[i * step_b];
    const bool good = first > 0 && second > 0 && std::isfinite(first) && std::isfinite(second);
    out[i] = good ? boost::math::quantile(boost::math::beta_distribution<double>(first, second), u[i])
                  : std::numeric_limits<double>::quiet_NaN();
  }
}

void poisson_quantiles(double* out, const double* u, const double* mean, std::size_t step, std::size_t n) {
  double none = std::exp(-mean[0]);
  for (std::size_t i = 0; i < n; ++i) {
    const double m = mean[i * step];
    if (step != 0) none = std::exp(-m);
    double chance = none, reached = none;
    int count = 0;
    while (u[i] > reached && chance > 0) {
      ++count;
      chance *= m / count;
      reached += chance;
    }
    out[i] = count;
  }
}

}  // namespace cf::engine
