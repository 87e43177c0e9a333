// The choice of an instruction set, and what the kernels leave to scalar code. Compiled for any machine.
#include "engine/kernels.hpp"

#include "base/check.hpp"
#include "base/random.hpp"
#include "engine/vector/support.hpp"

namespace cf::engine {
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
