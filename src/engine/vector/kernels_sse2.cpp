// The kernels for SSE2, which every x86-64 machine has; this file alone is compiled for it (room.cmake).
#include "engine/vector/set_sse2.hpp"
#define CF_SET sse2
#define CF_NORMAL_QUANTILE "engine/vector/normal_quantile_rational.hpp"
#include "engine/vector/kernels_of_set.hpp"

namespace cf::engine {

constinit const Kernels kSse2 = sse2::all_kernels(InstructionSet::sse2);

}  // namespace cf::engine
