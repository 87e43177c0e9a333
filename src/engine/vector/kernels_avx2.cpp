// The kernels for AVX2 with FMA; this file alone is compiled for it (room.cmake).
#include "engine/vector/set_avx2.hpp"
#define CF_SET avx2
#define CF_NORMAL_QUANTILE "engine/vector/normal_quantile_rational.hpp"
#include "engine/vector/kernels_of_set.hpp"

namespace cf::engine {

constinit const Kernels kAvx2 = avx2::all_kernels(InstructionSet::avx2);

}  // namespace cf::engine
