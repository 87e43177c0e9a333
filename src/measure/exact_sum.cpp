#include "measure/exact_sum.hpp"

#include <bit>
#include <cmath>

namespace cf::measure {

namespace {
constexpr std::int32_t kMostPending = 1 << 29;  // each addition is below 2^32 in a digit of 63 bits
constexpr std::int64_t kBase = std::int64_t{1} << 32;
}  // namespace

void ExactSum::add(double x) {
  if (x == 0) return;
  if (!std::isfinite(x)) {
    not_finite_ += x;
    return;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const int exponent = static_cast<int>(bits >> 52 & 0x7ff);
  std::uint64_t mantissa = bits & ((std::uint64_t{1} << 52) - 1);
  if (exponent > 0) mantissa |= std::uint64_t{1} << 52;
  const int place = exponent > 0 ? exponent - 1 : 0;  // x = mantissa * 2^(place - 1074)
  const int digit = place / 32, shift = place % 32;
  // mantissa << shift has at most 84 bits: three digits.
  const std::uint64_t low = (mantissa & 0xffffffffU) << shift;
  const std::uint64_t high = (mantissa >> 32 << shift) + (low >> 32);
  const std::int64_t sign = bits >> 63 ? -1 : 1;
  const auto d = static_cast<std::size_t>(digit);
  digits_[d] += sign * static_cast<std::int64_t>(low & 0xffffffffU);
  digits_[d + 1] += sign * static_cast<std::int64_t>(high & 0xffffffffU);
  digits_[d + 2] += sign * static_cast<std::int64_t>(high >> 32);
  if (++pending_ >= kMostPending) carry();
}

void ExactSum::merge(const ExactSum& other) {
  ExactSum addend = other;
  addend.carry();
  carry();
  for (std::size_t i = 0; i < digits_.size(); ++i) digits_[i] += addend.digits_[i];
  pending_ = 2;
  not_finite_ += other.not_finite_;
}

// Leaves every digit but the last in [0, 2^32): one form for each sum.
void ExactSum::carry() {
  for (std::size_t i = 0; i + 1 < digits_.size(); ++i) {
    const std::int64_t over = digits_[i] >> 32;  // rounds down, also below zero
    digits_[i] -= over * kBase;
    digits_[i + 1] += over;
  }
  pending_ = 0;
}

double ExactSum::value() const {
  if (not_finite_ != 0) return not_finite_;
  ExactSum sum = *this;
  sum.carry();
  const bool negative = sum.digits_.back() < 0;
  if (negative) {
    for (auto& digit : sum.digits_) digit = -digit;
    sum.carry();
  }
  int top = kDigits - 1;
  while (top > 0 && sum.digits_[static_cast<std::size_t>(top)] == 0) --top;
  double value = 0;
  for (int i = top > 3 ? top - 3 : 0; i <= top; ++i)
    value += std::ldexp(static_cast<double>(sum.digits_[static_cast<std::size_t>(i)]), 32 * i - 1074);
  return negative ? -value : value;
}

}  // namespace cf::measure
