// Exponential, logarithm, power and normal quantile against long double, to the accuracy that they state.
#include <functional>

#include "base/random.hpp"
#include "tiles.hpp"

namespace cf::engine {
namespace {

using Functions = EachSet;

std::vector<double> results(Kernel kernel, const std::vector<std::vector<double>>& operands) {
  std::vector<Tile> tiles(operands.begin(), operands.end());
  const double* x[5] = {};
  for (std::size_t a = 0; a < tiles.size(); ++a) x[a] = tiles[a].data();
  Tile out(tiles[0].size());
  kernel(out.data(), x, out.size());
  return {out.data(), out.data() + operands[0].size()};
}

// The largest relative error of y[i] against f(i).
double worst(const std::vector<double>& y, const std::function<long double(std::size_t)>& f) {
  long double worst = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const long double want = f(i);
    const long double error = std::fabs((y[i] - want) / want);
    if (!(error <= worst)) worst = error;
  }
  return static_cast<double>(worst);
}

TEST_P(Functions, Exponential) {
  std::mt19937_64 random(1);
  std::vector<double> x;
  for (int i = -70800; i <= 70800; ++i) x.push_back(i * 0.01);
  for (int i = 0; i < 100000; ++i) x.push_back(std::uniform_real_distribution<double>(-1, 1)(random));
  for (int i = 1; i < 1000; ++i) x.push_back(std::ldexp(1.0, -i)), x.push_back(-std::ldexp(1.0, -i));
  const Kernel kernel = k_.of(Operation::exponential, 0);
  EXPECT_LT(worst(results(kernel, {x}), [&](std::size_t i) { return std::exp(static_cast<long double>(x[i])); }), 2.2e-16);
  const auto ends = results(kernel, {{0.0, -0.0, kInf, -kInf, kNaN, 709.79, 709.78, -745.2, -745.13, -720, 1e308, -1e308}});
  EXPECT_EQ(ends[0], 1);
  EXPECT_EQ(ends[1], 1);
  EXPECT_EQ(ends[2], kInf);
  EXPECT_TRUE(same(ends[3], 0.0));
  EXPECT_TRUE(std::isnan(ends[4]));
  EXPECT_EQ(ends[5], kInf);
  EXPECT_NEAR(ends[6] / std::exp(709.78), 1, 3e-16);
  EXPECT_TRUE(same(ends[7], 0.0));
  EXPECT_EQ(ends[8], 5e-324);
  EXPECT_NEAR(ends[9], std::exp(-720.0), 5e-324);
  EXPECT_EQ(ends[10], kInf);
  EXPECT_TRUE(same(ends[11], 0.0));
}

TEST_P(Functions, Logarithm) {
  std::mt19937_64 random(2);
  std::vector<double> x;
  for (int i = 0; i < 200000; ++i) x.push_back(std::exp(std::uniform_real_distribution<double>(-708, 709)(random)));
  for (int i = 0; i < 200000; ++i) x.push_back(std::uniform_real_distribution<double>(0.5, 2)(random));
  for (int i = 1; i < 53; ++i) x.push_back(1 + std::ldexp(1.0, -i)), x.push_back(1 - std::ldexp(1.0, -i));
  for (int i = 0; i < 1000; ++i) x.push_back(std::ldexp(1 + i / 1000.0, -1023 - i % 50));
  const Kernel kernel = k_.of(Operation::logarithm, 0);
  EXPECT_LT(worst(results(kernel, {x}), [&](std::size_t i) { return std::log(static_cast<long double>(x[i])); }), 2.2e-16);
  const auto ends = results(kernel, {{0.0, -0.0, kInf, -kInf, kNaN, -1, 1, 5e-324}});
  EXPECT_EQ(ends[0], -kInf);
  EXPECT_EQ(ends[1], -kInf);
  EXPECT_EQ(ends[2], kInf);
  EXPECT_TRUE(std::isnan(ends[3]));
  EXPECT_TRUE(std::isnan(ends[4]));
  EXPECT_TRUE(std::isnan(ends[5]));
  EXPECT_TRUE(same(ends[6], 0.0));
  EXPECT_NEAR(ends[7], -744.4400719213812, 1e-12);
}

TEST_P(Functions, Power) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> size(-700, 700), part(-1, 1);
  std::vector<double> x, y;
  for (int i = 0; i < 300000; ++i) {
    const double log = i % 3 == 0   ? part(random)
                       : i % 3 == 1 ? part(random) * 700
                                    : std::ldexp(part(random), -static_cast<int>(random() % 50));
    x.push_back(std::exp(log));
    const double exact_log = std::log(x.back());
    y.push_back(exact_log == 0 ? 3 : i % 2 ? part(random) * 10 : size(random) / exact_log);
    if (std::fabs(y.back() * exact_log) > 700) y.back() = 1;
  }
  const auto got = results(k_.of(Operation::power, 0), {x, y});
  EXPECT_LT(worst(got, [&](std::size_t i) { return std::pow(static_cast<long double>(x[i]), static_cast<long double>(y[i])); }), 1e-14);
}

TEST_P(Functions, PowerOfWhatIsNotCommon) {
  const std::vector<double> x = {0, 0, 0, -2, -2, -2, -1, 1, 1, kInf, kInf, 10, 10, 2, 2, 0.5, 5e-324, -0.0, 7, kNaN, 1.1};
  const std::vector<double> y = {0, 2, -1, 3, -2, 0.5, kInf, kInf, 1e300, 2, -1, 308, 309, -1074, -1076, 1074, 0.5, -3, 0, 0, 1e305};
  const auto got = results(k_.of(Operation::power, 0), {x, y});
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double want = std::pow(x[i], y[i]);
    const bool ordinary = std::isfinite(want) && want != 0;
    EXPECT_TRUE(ordinary ? std::fabs(got[i] / want - 1) <= 1e-14 : same(got[i], want)) << x[i] << " ^ " << y[i] << " is " << got[i];
  }
}

// z is right if Phi(z) = p: the error of z is (Phi(z) - p) / phi(z). With q = p - 1/2, Phi(z) - 1/2 = erf(z / sqrt 2) / 2 near the
// middle, and erfc for the tails.
double quantile_error(double p, double z) {
  const long double root2 = std::sqrt(2.0L), q = static_cast<long double>(p) - 0.5L, x = z;
  if (q == 0) return std::fabs(z);
  const long double miss = std::fabs(q) < 0.3L ? std::erf(x / root2) / 2 - q
                           : q < 0             ? std::erfc(-x / root2) / 2 - static_cast<long double>(p)
                                               : (1 - static_cast<long double>(p)) - std::erfc(x / root2) / 2;
  const long double density = std::exp(-x * x / 2) / std::sqrt(2 * 3.14159265358979323846264338327950288L);
  return static_cast<double>(std::fabs(miss / density / x));
}

TEST_P(Functions, NormalQuantile) {
  std::mt19937_64 random(4);
  std::vector<double> p = {0x1p-53, 1 - 0x1p-53, 0.5, 0.5 - 0x1p-53, 0.5 + 0x1p-53, 0.0025, 0.9975, 0.00249999, 0.00250001, 0.3};
  for (int i = 1; i < 100000; ++i) p.push_back(i / 100000.0);
  for (int i = 0; i < 100000; ++i) p.push_back(uniform(1, random(), 0, 1));
  for (int i = 2; i < 53; ++i) {
    const double x = std::ldexp(1.0, -i);
    p.insert(p.end(), {x, 1 - x, 0.5 + x});
  }
  const Tile at(p);
  Tile z(at.size());
  k_.normal_quantile(z.data(), at.data(), at.size());
  double error = 0, from_definition = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    error = std::fmax(error, quantile_error(p[i], z[i]));
    if (p[i] != 0.5) {
      from_definition = std::fmax(from_definition, std::fabs(z[i] / normal_quantile(p[i]) - 1));
    } else {
      EXPECT_EQ(z[i], 0);
    }
    EXPECT_EQ(std::signbit(z[i]), p[i] < 0.5);
  }
  EXPECT_LT(error, 4e-15);
  EXPECT_LT(from_definition, 4e-15);
}

CF_FOR_EACH_SET(Functions);

// What is promised between machines: the same to 1e-13, and all that is plain arithmetic to the bit (kernels_test.cpp).
TEST(Functions, AgreeBetweenSets) {
  std::mt19937_64 random(5);
  constexpr std::size_t n = 4096;
  Tile x(n), y(n), p(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = std::exp(std::uniform_real_distribution<double>(-5, 5)(random));
    y[i] = std::uniform_real_distribution<double>(-20, 20)(random);
    p[i] = uniform(9, i, 0, 4);
  }
  const double* const operands[] = {x.data(), y.data()};
  const auto all = [&](InstructionSet set) {
    std::vector<Tile> out(4, Tile(n));
    const Kernels& k = kernels(set);
    k.of(Operation::exponential, 0)(out[0].data(), operands + 1, n);
    k.of(Operation::logarithm, 0)(out[1].data(), operands, n);
    k.of(Operation::power, 0)(out[2].data(), operands, n);
    k.normal_quantile(out[3].data(), p.data(), n);
    return out;
  };
  const std::vector<Tile> want = all(InstructionSet::sse2);
  for (const InstructionSet set : sets_of_this_machine()) {
    const std::vector<Tile> got = all(set);
    for (std::size_t f = 0; f < want.size(); ++f)
      for (std::size_t i = 0; i < n; ++i) ASSERT_LE(std::fabs(got[f][i] - want[f][i]), 1e-13 * std::fabs(want[f][i])) << name_of(set) << f;
  }
}

}  // namespace
}  // namespace cf::engine
