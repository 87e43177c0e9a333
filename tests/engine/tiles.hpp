// What the tests of the vector kernels share: tiles, the sets that this machine can run, awkward numbers.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <ostream>
#include <random>
#include <string>
#include <vector>

#include "engine/kernels.hpp"

namespace cf::engine {

inline constexpr double kInf = std::numeric_limits<double>::infinity();
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// An array as the kernels want it; longer than asked if need be, the rest ones.
class Tile {
 public:
  explicit Tile(std::size_t n) : size_((n + 7) / 8 * 8), data_(new(std::align_val_t{64}) double[size_]) {
    for (std::size_t i = 0; i < size_; ++i) data_[i] = 1;
  }
  explicit Tile(const std::vector<double>& x) : Tile(x.size()) {
    for (std::size_t i = 0; i < x.size(); ++i) data_[i] = x[i];
  }
  Tile(const Tile& other) : Tile(other.size_) { std::memcpy(data_, other.data_, size_ * sizeof(double)); }
  Tile& operator=(const Tile&) = delete;
  ~Tile() { ::operator delete[](data_, std::align_val_t{64}); }
  double& operator[](std::size_t i) { return data_[i]; }
  double operator[](std::size_t i) const { return data_[i]; }
  double* data() { return data_; }
  const double* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_;
  double* data_;
};

inline std::vector<InstructionSet> sets_of_this_machine() {
  std::vector<InstructionSet> sets;
  for (const InstructionSet set : {InstructionSet::sse2, InstructionSet::avx2, InstructionSet::avx512})
    if (supported(set)) sets.push_back(set);
  return sets;
}

// Every test below is registered once for each set that the machine has, and not at all for the others.
class EachSet : public testing::TestWithParam<InstructionSet> {
 protected:
  const Kernels& k_ = kernels(GetParam());
};

#define CF_FOR_EACH_SET(fixture)                                                       \
  INSTANTIATE_TEST_SUITE_P(Vector, fixture, testing::ValuesIn(sets_of_this_machine()), \
                           [](const testing::TestParamInfo<InstructionSet>& i) { return std::string(name_of(i.param)); })

// The same number to the bit; any NaN is the same as any other.
inline bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0; }

inline const std::vector<double>& awkward_numbers() {
  // clang-format off
  static const std::vector<double> numbers = {0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 1.5, -1.5, 3.0, -3.0, 700.0, -700.0, 0.1, 1e-300,
                                              -1e-300, 1e300, -1e300, 5e-324, -5e-324, 0x1p-1022, 0x1p52, 0x1p52 + 1, -0x1p52, 0x1p53,
                                              4503599627370495.5, -4503599627370495.5, kInf, -kInf, kNaN};
  // clang-format on
  return numbers;
}

// Any bits at all.
inline double any_double(std::mt19937_64& random) {
  const std::uint64_t bits = random();
  double x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

}  // namespace cf::engine
