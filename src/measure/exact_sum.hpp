// A sum of doubles without rounding: digits of 32 bits across the whole range of a double (Kulisch 1971).
// Invariant: the same numbers give the same sum, in whatever order and grouping they are added.
// It is meant for sums of batches, not for each path: adding costs a few nanoseconds. The object has a hundred bytes while its numbers
// are of similar size, and half a kilobyte more once they are not.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

namespace cf::measure {

class ExactSum {
 public:
  // A number that is not finite makes the sum that number for good.
  void add(double x);
  void merge(const ExactSum& other);
  double value() const;  // within one unit in the last place

  template <class Archive>
  void fields(Archive& archive) {
    archive(first_, pending_, not_finite_, near_, far_);
  }

 private:
  static constexpr int kDigits = 68, kNear = 6;
  using Digits = std::array<std::int64_t, kDigits>;  // digit i counts 2^(32 i - 1074)
  void carry();
  void go_far();
  bool is_near() const { return far_.empty(); }
  Digits digits() const;

  std::int32_t first_ = -1;                     // the digit that near_ begins with; -1: nothing has been added
  std::int32_t pending_ = 0;                    // additions since the last carry
  double not_finite_ = 0;
  std::array<std::int64_t, kNear> near_{};
  std::vector<std::int64_t> far_;               // all digits, once near_ has no place for one; else empty
};

}  // namespace cf::measure
