// Draws that no vector kernel makes: tables of beta quantiles, Poisson counts.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/poisson.hpp>

#include "../program/build_model.hpp"
#include "base/random.hpp"
#include "engine/quantiles.hpp"
#include "program/lower.hpp"

namespace cf::testing {
namespace {

TEST(Quantiles, beta_tables_are_good_to_nine_digits) {
  for (const auto& [a, b] : {std::pair{2.0, 5.0}, {0.4, 0.7}, {1.0, 5.0}, {5.0, 1.0}, {40.0, 3.0}, {1.8, 4.2}, {300.0, 500.0}}) {
    BuildModel m(1);
    const program::Variant variant{&m.model, {{m.input("x", Distribution::beta, {a, b}).id}, {}}};
    const program::Program p = program::lower({&variant, 1});
    ASSERT_EQ(p.tables.size(), 1U);
    std::vector<double> z, out;
    for (double at = -8.2; at <= 8.2; at += 0.0371) z.push_back(at);
    out.resize(z.size());
    engine::table_quantiles(out.data(), z.data(), p.tables[0], z.size());
    const boost::math::beta_distribution<double> beta(a, b);
    for (std::size_t i = 0; i < z.size(); ++i) {
      if (z[i] < 0) {
        const double exact = boost::math::quantile(beta, normal_distribution(z[i]));
        ASSERT_NEAR(out[i], exact, 1e-9 * exact) << a << " " << b << " at " << z[i];
      } else {
        const double exact = boost::math::quantile(boost::math::complement(beta, normal_distribution(-z[i])));
        ASSERT_NEAR(out[i], exact, 1e-9 * exact) << a << " " << b << " at " << z[i];
      }
      if (i > 0) {
        ASSERT_GE(out[i], out[i - 1]);
      }
    }
  }
}

TEST(Quantiles, poisson_counts_by_inversion) {
  for (const double mean : {0.0, 0.01, 0.7, 4.0, 60.0}) {
    std::vector<double> u, out;
    for (double at = 0.0005; at < 1; at += 0.001) u.push_back(at);
    out.resize(u.size());
    engine::poisson_quantiles(out.data(), u.data(), &mean, 0, u.size());
    for (std::size_t i = 0; i < u.size(); ++i) {
      if (mean == 0) {
        ASSERT_EQ(out[i], 0);
        continue;
      }
      const boost::math::poisson_distribution<double> poisson(mean);
      ASSERT_GE(boost::math::cdf(poisson, out[i]), u[i] - 1e-12);
      if (out[i] > 0) {
        ASSERT_LT(boost::math::cdf(poisson, out[i] - 1), u[i] + 1e-12);
      }
    }
  }
}

}  // namespace
}  // namespace cf::testing
