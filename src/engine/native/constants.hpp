// Doubles that compiled segments read beside those of the program. Each worker's memory has them.
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <iterator>

#include "engine/exponential_numbers.hpp"

namespace cf::engine::native {

enum Constant : std::uint8_t {
  one,
  absolute_bits,
  sign_bit,
  log2_e,
  magic,
  minus_ln2_high,
  minus_ln2_low,
  highest,
  lowest,
  series,                        // the first coefficient of the polynomial
};

inline constexpr auto kConstants = [] {
  std::array<double, series + std::size(exponential_numbers::kSeries)> c{};
  c[one] = 1;
  c[absolute_bits] = std::bit_cast<double>(std::uint64_t{0x7FFFFFFFFFFFFFFF});
  c[sign_bit] = std::bit_cast<double>(std::uint64_t{0x8000000000000000});
  c[log2_e] = exponential_numbers::kLog2E;
  c[magic] = exponential_numbers::kMagic;
  c[minus_ln2_high] = -exponential_numbers::kLn2High;
  c[minus_ln2_low] = -exponential_numbers::kLn2Low;
  c[highest] = exponential_numbers::kHighest;
  c[lowest] = exponential_numbers::kLowest;
  std::copy(std::begin(exponential_numbers::kSeries), std::end(exponential_numbers::kSeries), c.begin() + series);
  return c;
}();

}  // namespace cf::engine::native
