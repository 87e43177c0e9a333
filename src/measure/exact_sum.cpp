#include "measure/exact_sum.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

namespace cf::measure {

namespace {

constexpr std::int32_t kMostPending = 1 << 29;  // each addition is below 2^32 in a digit of 63 bits
constexpr std::int64_t kBase = std::int64_t{1} << 32;

// Leaves every digit but the last in [0, 2^32): one form for each sum.
void carry_on(std::span<std::int64_t> digits) {
  for (std::size_t i = 0; i + 1 < digits.size(); ++i) {
    const std::int64_t over = digits[i] >> 32;  // rounds down, also below zero
    digits[i] -= over * kBase;
    digits[i + 1] += over;
  }
}

// Of digits the first of which counts 2^(32 first - 1074).
double value_of(std::span<std::int64_t> digits, int first) {
  carry_on(digits);
  const bool negative = digits.back() < 0;
  if (negative) {
    for (auto& digit : digits) digit = -digit;
    carry_on(digits);
  }
  std::size_t top = digits.size() - 1;
  while (top > 0 && digits[top] == 0) --top;
  const std::size_t low = top > 3 ? top - 3 : 0;   // four digits have more bits than a double
  double value = 0, unit = 1;
  for (std::size_t i = low; i <= top; ++i, unit *= static_cast<double>(kBase)) value += static_cast<double>(digits[i]) * unit;
  value = std::ldexp(value, 32 * (first + static_cast<int>(low)) - 1074);
  return negative ? -value : value;
}

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
  if (first_ < 0) first_ = std::clamp(digit - 2, 0, kDigits - kNear);
  if (is_near() && (digit < first_ || digit + 3 > first_ + kNear)) go_far();
  std::int64_t* d = is_near() ? near_.data() + (digit - first_) : far_.data() + digit;
  d[0] += sign * static_cast<std::int64_t>(low & 0xffffffffU);
  d[1] += sign * static_cast<std::int64_t>(high & 0xffffffffU);
  d[2] += sign * static_cast<std::int64_t>(high >> 32);
  if (++pending_ >= kMostPending) carry();
}

void ExactSum::merge(const ExactSum& other) {
  not_finite_ += other.not_finite_;
  if (other.first_ < 0) return;
  ExactSum addend = other;
  addend.carry();
  if (first_ < 0) first_ = addend.first_;
  carry();
  if (is_near() && addend.is_near()) {
    const int offset = addend.first_ - first_;
    bool fits = true;
    for (int i = 0; i < kNear; ++i) fits &= addend.near_[static_cast<std::size_t>(i)] == 0 || (i + offset >= 0 && i + offset < kNear);
    if (!fits) go_far();
    for (int i = 0; fits && i < kNear; ++i)
      if (addend.near_[static_cast<std::size_t>(i)] != 0)
        near_[static_cast<std::size_t>(i + offset)] += addend.near_[static_cast<std::size_t>(i)];
    pending_ = 2;
    if (fits) return;
  }
  go_far();
  addend.go_far();
  for (std::size_t i = 0; i < far_.size(); ++i) far_[i] += addend.far_[i];
  pending_ = 2;
}

void ExactSum::carry() {
  carry_on(is_near() ? std::span<std::int64_t>(near_) : std::span<std::int64_t>(far_));
  pending_ = 0;
  // The last of the near digits takes all carries: it is left room.
  constexpr std::int64_t kRoom = std::int64_t{1} << 61;
  if (is_near() && (near_.back() > kRoom || near_.back() < -kRoom)) go_far();
}

void ExactSum::go_far() {
  if (!is_near()) return;
  const Digits all = digits();
  far_.assign(all.begin(), all.end());
  near_ = {};
}

ExactSum::Digits ExactSum::digits() const {
  Digits digits{};
  if (!is_near()) {
    std::copy_n(far_.begin(), kDigits, digits.begin());
  } else if (first_ >= 0) {
    std::copy(near_.begin(), near_.end(), digits.begin() + first_);
  }
  return digits;
}

double ExactSum::value() const {
  if (not_finite_ != 0) return not_finite_;
  if (first_ < 0) return 0;
  if (is_near()) {
    auto digits = near_;
    return value_of(digits, first_);
  }
  auto digits = far_;
  return value_of(digits, 0);
}

}  // namespace cf::measure
