// Compiled for any machine.
#include "measure/passes.hpp"

#include <vector>

namespace cf::measure {

extern const Passes kPassesSse2, kPassesAvx2, kPassesAvx512;

namespace {

std::vector<const Passes*> find_supported() {
  std::vector<const Passes*> found = {&kPassesSse2};
  if (__builtin_cpu_supports("avx2")) found.push_back(&kPassesAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    found.push_back(&kPassesAvx512);
  return found;
}

}  // namespace

std::span<const Passes* const> supported_passes() {
  static const std::vector<const Passes*> kSupported = find_supported();
  return kSupported;
}

const Passes& passes() {
  static const Passes& kBest = *supported_passes().back();
  return kBest;
}

}  // namespace cf::measure
