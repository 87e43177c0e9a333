// What the kernels of all instruction sets share and no vector code may define: functions and tables compiled for any machine.
// The kernels' own files use no inline function of another header, so that the linker can never pick a copy of one that only
// newer machines can run.
#pragma once
#include <cstddef>
#include <cstdint>

#include "engine/kernels.hpp"

namespace cf::engine {

extern const Kernels kSse2;
extern const Kernels kAvx2;
extern const Kernels kAvx512;

// Operation::power on one element: the rare ones that the vector form leaves alone.
double power_of_one(double base, double exponent);
// normal_quantile of base/random.hpp.
double normal_quantile_of_one(double p);

// The quantile of the standard normal on [2^-kNumOctaves-1, 1/2), as polynomials of degree 6. Each octave is cut into equal pieces;
// the row of a piece is c0 … c6 and the middle m, and the quantile of p is -(c0 + c1 t + … + c6 t^6), t = p - m. In the last
// piece m is 1/2 and c0 zero, so that the result keeps its relative accuracy there. Rows follow each other in the order of the bits
// of p; the one after the last is for p = 1/2.
struct NormalTable {
  static constexpr int kPieceBits = 5;
  static constexpr int kNumOctaves = 16;
  static constexpr std::size_t kNumRows = (std::size_t{kNumOctaves} << kPieceBits) + 1;
  static constexpr double kSmallest = 1.0 / (std::uint64_t{2} << kNumOctaves);
  alignas(64) double rows[kNumRows * 8];
};
const NormalTable& normal_table();

}  // namespace cf::engine
