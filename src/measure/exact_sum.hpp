// A sum of doubles without rounding: digits of 32 bits across the whole range of a double (Kulisch 1971).
// Invariant: the same numbers give the same sum, in whatever order and grouping they are added.
// It is meant for sums of batches, not for each path: adding costs a few nanoseconds, the object half a kilobyte.
#pragma once
#include <array>
#include <cstdint>

namespace cf::measure {

class ExactSum {
 public:
  // A number that is not finite makes the sum that number for good.
  void add(double x);
  void merge(const ExactSum& other);
  double value() const;  // within one unit in the last place

 private:
  static constexpr int kDigits = 68;
  void carry();

  std::array<std::int64_t, kDigits> digits_{};  // digit i counts 2^(32 i - 1074)
  std::int32_t pending_ = 0;                    // additions since the last carry
  double not_finite_ = 0;
};

}  // namespace cf::measure
