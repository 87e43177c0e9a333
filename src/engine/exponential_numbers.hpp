// The numbers behind e^x, for the kernels and for compiled segments: x = k ln 2 + r with |r| <= ln(2) / 2, and
// e^r = 1 + r + r^2 (kSeries[0] + kSeries[1] r + … + kSeries[9] r^9).
//
// The polynomial is a Chebyshev fit, worked out with 40 digits; its own error is below 2e-17 of the result.
#pragma once

namespace cf::engine::exponential_numbers {

inline constexpr double kLog2E = 0x1.71547652b82fep+0;
inline constexpr double kLn2High = 0x1.62e42feep-1;          // 32 bits: its product with an exponent is exact
inline constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
inline constexpr double kMagic = 0x1.8p52;                   // x + kMagic: x as a whole number in the lower bits
inline constexpr double kSeries[] = {0x1.0000000000001p-1,  0x1.5555555555556p-3,  0x1.5555555553d37p-5,  0x1.11111111109a6p-7,
                                     0x1.6c16c1789d1d7p-10, 0x1.a01a01a7cebcdp-13, 0x1.a019b8ca26fcfp-16, 0x1.71de0d85293b8p-19,
                                     0x1.2891d4ffbb0f9p-22, 0x1.af390ba7e6f47p-26};
inline constexpr double kHighest = 720, kLowest = -760;      // beyond them it is infinite, or 0, as at them

}  // namespace cf::engine::exponential_numbers
