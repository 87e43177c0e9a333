// Every kernel of every instruction set and operand form against the scalar meaning: evaluate() of the operations table, and the
// formulas of fused.def read as formulas of doubles.
#include "operation/operation.hpp"
#include "tiles.hpp"

namespace cf::engine {
namespace {

using Elementwise = EachSet;

constexpr std::size_t kTuples = 4096;

// Operand columns: awkward numbers in all pairs, then sizes as models have them, conditions, and any bits.
std::vector<Tile> operand_tiles(int arity) {
  std::vector<Tile> tiles;
  const auto& awkward = awkward_numbers();
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> plain(-4, 4);
  for (int a = 0; a < arity; ++a) {
    Tile tile(kTuples);
    for (std::size_t i = 0; i < kTuples; ++i) {
      const std::size_t m = awkward.size();
      if (i < m * m)
        tile[i] = a == 0 ? awkward[i % m] : a == 1 ? awkward[i / m] : awkward[random() % m];
      else if (i % 4 == 0)
        tile[i] = static_cast<double>(random() % 2);
      else if (i % 4 == 1)
        tile[i] = any_double(random);
      else
        tile[i] = plain(random);
    }
    tiles.push_back(tile);
  }
  return tiles;
}

// Calls the kernel of each form on the tiles and hands `check` each element: operands, result.
template <class KernelOf, class Check>
void for_each_form(int arity, KernelOf kernel_of, Check check) {
  const std::vector<Tile> tiles = operand_tiles(arity);
  const Form all_single = (1u << arity) - 1;
  EXPECT_EQ(kernel_of(all_single), nullptr);
  for (Form form = 0; form < all_single; ++form) {
    const Kernel kernel = kernel_of(form);
    ASSERT_NE(kernel, nullptr) << "form " << form;
    for (std::size_t single = 0; single < (form == 0 ? 1 : kTuples); single += 389) {
      const double* x[5];
      for (int a = 0; a < arity; ++a) {
        const Tile& tile = tiles[static_cast<std::size_t>(a)];
        x[a] = form >> a & 1 ? &tile.data()[single] : tile.data();
      }
      Tile out(kTuples);
      kernel(out.data(), x, kTuples);
      for (std::size_t i = 0; i < kTuples; ++i) {
        double operands[5] = {};
        for (int a = 0; a < arity; ++a) operands[a] = form >> a & 1 ? *x[a] : x[a][i];
        if (!check(operands, out[i])) return;
      }
    }
  }
}

// Relative; both zero, infinite alike or NaN is no error.
double relative_error(double got, double want) {
  if (same(got, want) || got == want) return 0;
  if (!std::isfinite(got) || !std::isfinite(want)) return kInf;
  return std::fabs(got - want) / std::fmax(std::fabs(want), 0x1p-1022);
}

TEST_P(Elementwise, OperationsAsEvaluated) {
  for (const OperationRow& operation : kOperations) {
    double allowed = 0;
    if (operation.id == Operation::exponential || operation.id == Operation::logarithm) allowed = 4e-16;
    if (operation.id == Operation::power) allowed = 2e-14;  // beyond e^700 too, but for numbers too small to be whole
    for_each_form(
        operation.arity, [&](Form form) { return k_.of(operation.id, form); },
        [&](const double* x, double got) {
          const double want = evaluate(operation.id, {x, static_cast<std::size_t>(operation.arity)});
          const bool good = allowed == 0 ? same(got, want) : relative_error(got, want) <= allowed;
          EXPECT_TRUE(good) << operation.name << " of " << x[0] << ", " << x[1] << ", " << x[2] << " is " << got << " not " << want;
          return good;
        });
  }
}

// The words of fused.def on doubles.
double minimum(double a, double b) { return a < b ? a : b; }
double maximum(double a, double b) { return a > b ? a : b; }
bool less(double a, double b) { return a < b; }
bool less_equal(double a, double b) { return a <= b; }
bool equal(double a, double b) { return a == b; }
bool truth(double a) { return a != 0; }
double condition(bool m) { return m; }
double choose(bool m, double a, double b) { return m ? a : b; }
double exponential(double a) { return std::exp(a); }

double meaning(Fused fused, double a, double b, [[maybe_unused]] double c, [[maybe_unused]] double d, [[maybe_unused]] double e) {
  switch (fused) {
#define CF_FUSED(id, arity, shape, ...) \
  case Fused::id: return __VA_ARGS__;
#include "program/fused.def"
#undef CF_FUSED
  }
  return kNaN;
}

TEST_P(Elementwise, FusedAsTheirFormulas) {
  for (const FusedRow& fused : kFused) {
    const bool exact = fused.formula.find("exponential") == std::string_view::npos;
    for_each_form(
        fused.arity, [&](Form form) { return k_.of(fused.id, form); },
        [&](const double* x, double got) {
          const double want = meaning(fused.id, x[0], x[1], x[2], x[3], x[4]);
          const bool good = exact ? same(got, want) : relative_error(got, want) <= 6e-16 || std::fabs(want) < 0x1p-1000;
          EXPECT_TRUE(good) << fused.formula << " of " << x[0] << ", " << x[1] << ", " << x[2] << ", " << x[3] << ", " << x[4] << " is "
                            << got << " not " << want;
          return good;
        });
  }
}

TEST_P(Elementwise, TheResultMayReplaceAnOperand) {
  for (const FusedRow& fused : kFused)
    for (int target = 0; target < fused.arity; ++target) {
      std::vector<Tile> tiles = operand_tiles(fused.arity);
      const double* x[5];
      for (int a = 0; a < fused.arity; ++a) x[a] = tiles[static_cast<std::size_t>(a)].data();
      Tile apart(kTuples);
      k_.of(fused.id, 0)(apart.data(), x, kTuples);
      Tile& replaced = tiles[static_cast<std::size_t>(target)];
      k_.of(fused.id, 0)(replaced.data(), x, kTuples);
      for (std::size_t i = 0; i < kTuples; ++i) ASSERT_TRUE(same(apart[i], replaced[i])) << fused.name << " into operand " << target;
    }
}

TEST_P(Elementwise, NothingBeyondTheTileIsWritten) {
  const std::vector<Tile> tiles = operand_tiles(2);
  const double* const x[] = {tiles[0].data(), tiles[1].data()};
  for (std::size_t n : {std::size_t{8}, std::size_t{24}, std::size_t{104}}) {
    Tile out(n + 8);
    k_.of(Operation::add, 0)(out.data(), x, n);
    for (std::size_t i = n; i < n + 8; ++i) EXPECT_EQ(out[i], 1);
    EXPECT_TRUE(same(out[n - 1], x[0][n - 1] + x[1][n - 1]));
  }
}

TEST_P(Elementwise, CopyFill) {
  const std::vector<Tile> tiles = operand_tiles(1);
  Tile out(kTuples);
  k_.copy(out.data(), tiles[0].data(), kTuples);
  for (std::size_t i = 0; i < kTuples; ++i) ASSERT_TRUE(same(out[i], tiles[0][i]));
  k_.fill(out.data(), 2.5, kTuples);
  for (std::size_t i = 0; i < kTuples; ++i) ASSERT_EQ(out[i], 2.5);
}

CF_FOR_EACH_SET(Elementwise);

using Checks = EachSet;

// One offender at each place of a tile of `fine`: it must be found, and not when the guard hides it.
void expect_finds(const char* name, AnyCheck check, double fine, const std::vector<double>& offenders, const std::vector<double>& others) {
  constexpr std::size_t n = 136;
  Tile x(n), guard(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = fine;
  EXPECT_FALSE(check(x.data(), nullptr, n)) << name;
  for (const double offender : offenders)
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = offender;
      EXPECT_TRUE(check(x.data(), nullptr, n)) << name << " of " << offender << " at " << i;
      EXPECT_TRUE(check(x.data(), guard.data(), n)) << name << " of " << offender << " at " << i;
      guard[i] = 0;
      EXPECT_FALSE(check(x.data(), guard.data(), n)) << name << " of " << offender << " at " << i;
      guard[i] = 1;
      x[i] = fine;
    }
  for (const double other : others) {
    x[77] = other;
    EXPECT_FALSE(check(x.data(), nullptr, n)) << name << " of " << other;
  }
}

TEST_P(Checks, FindTheirOffender) {
  expect_finds("any_true", k_.any_true, 0, {1, -1, 5e-324, kNaN}, {-0.0});
  expect_finds("any_zero", k_.any_zero, 1, {0.0, -0.0}, {5e-324, kNaN, kInf});
  expect_finds("any_not_positive", k_.any_not_positive, 1, {0.0, -0.0, -1, kNaN}, {5e-324, kInf});
  expect_finds("any_below_zero", k_.any_below_zero, 1, {-5e-324, -1, kNaN}, {0.0, -0.0, kInf});
  expect_finds("any_nonfinite", k_.any_nonfinite, 1, {kInf, -kInf, kNaN}, {1.7e308, -1.7e308});
}

TEST_P(Checks, RealPowerAsInDomain) {
  for (const double base : awkward_numbers())
    for (const double exponent : awkward_numbers()) {
      const double operands[] = {base, exponent};
      const bool want = !in_domain(Operation::power, operands);
      Tile x(16), y(16);
      x[11] = base;
      y[11] = exponent;
      EXPECT_EQ(k_.any_not_real_power(x.data(), y.data(), false, nullptr, 16), want) << base << " ^ " << exponent;
      EXPECT_EQ(k_.any_not_real_power(x.data(), &exponent, true, nullptr, 16), want) << base << " ^ " << exponent;
    }
}

CF_FOR_EACH_SET(Checks);

}  // namespace
}  // namespace cf::engine
