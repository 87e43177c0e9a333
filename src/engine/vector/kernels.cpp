// The choice of an instruction set, and what the kernels of all of them read. Compiled for any machine.
#include "engine/kernels.hpp"

#include <cmath>

#include "base/check.hpp"
#include "base/random.hpp"
#include "engine/vector/support.hpp"

namespace cf::engine {
namespace {

// Interpolates `f` at N Chebyshev points of [low, high] by Newton's divided differences, and writes the polynomial in powers of
// (x - middle).
template <int N, class Function>
void interpolate(Function f, double low, double high, double middle, double* coefficients) {
  double node[N], difference[N];
  for (int i = 0; i < N; ++i) {
    node[i] = (low + high) / 2 + (high - low) / 2 * std::cos(3.14159265358979323846 * (i + 0.5) / N);
    difference[i] = f(node[i]);
    node[i] -= middle;
  }
  for (int order = 1; order < N; ++order)
    for (int i = N - 1; i >= order; --i) difference[i] = (difference[i] - difference[i - 1]) / (node[i] - node[i - order]);
  for (int k = 0; k < N; ++k) coefficients[k] = 0;
  for (int i = N - 1; i >= 0; --i) {  // Horner's rule on polynomials: p := p (x - node) + difference
    for (int k = N - 1; k >= 1; --k) coefficients[k] = coefficients[k - 1] - node[i] * coefficients[k];
    coefficients[0] = difference[i] - node[i] * coefficients[0];
  }
}

void fill_rows(double* rows) {
  constexpr int kPieces = 1 << NormalTable::kPieceBits;
  for (std::size_t r = 0; r + 2 < NormalTable::kNumRows; ++r) {
    const int octave = static_cast<int>(r) / kPieces - NormalTable::kNumOctaves - 1;
    const double low = std::ldexp(1 + static_cast<double>(r % kPieces) / kPieces, octave);
    const double high = low + std::ldexp(1.0 / kPieces, octave);
    rows[r * 8 + 7] = (low + high) / 2;
    interpolate<7>([](double p) { return -normal_quantile(p); }, low, high, rows[r * 8 + 7], rows + r * 8);
  }
  // The last piece, and 1/2 itself: t times a polynomial.
  double* last = rows + (NormalTable::kNumRows - 2) * 8;
  const double width = 0.25 / kPieces;
  interpolate<6>([](double p) { return -normal_quantile(p) / (p - 0.5); }, 0.5 - width, 0.5, 0.5, last + 1);
  last[0] = 0;
  last[7] = 0.5;
  for (int k = 0; k < 8; ++k) last[8 + k] = last[k];
}

}  // namespace

const NormalTable& normal_table() {
  static const NormalTable table = [] {
    NormalTable made;
    fill_rows(made.rows);
    return made;
  }();
  return table;
}

double power_of_one(double base, double exponent) {
  const double operands[] = {base, exponent};
  return evaluate(Operation::power, operands);
}

double normal_quantile_of_one(double p) { return normal_quantile(p); }

bool supported(InstructionSet set) {
  switch (set) {
    case InstructionSet::sse2: return true;
    case InstructionSet::avx2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case InstructionSet::avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  }
  return false;
}

InstructionSet best_instruction_set() {
  if (supported(InstructionSet::avx512)) return InstructionSet::avx512;
  return supported(InstructionSet::avx2) ? InstructionSet::avx2 : InstructionSet::sse2;
}

const Kernels& kernels(InstructionSet set) {
  CF_CHECK(supported(set), "an instruction set that this machine lacks was asked for");
  switch (set) {
    case InstructionSet::sse2: return kSse2;
    case InstructionSet::avx2: return kAvx2;
    case InstructionSet::avx512: return kAvx512;
  }
  return kSse2;
}

const char* name_of(InstructionSet set) {
  switch (set) {
    case InstructionSet::sse2: return "sse2";
    case InstructionSet::avx2: return "avx2";
    case InstructionSet::avx512: return "avx512";
  }
  return "";
}

}  // namespace cf::engine
