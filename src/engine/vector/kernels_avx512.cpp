// The kernels for AVX-512 F, DQ and VL; this file alone is compiled for it (room.cmake).
#include "engine/vector/set_avx512.hpp"
#define CF_SET avx512
#define CF_NORMAL_QUANTILE "engine/vector/normal_quantile_polynomials.hpp"
#include "engine/vector/kernels_of_set.hpp"

namespace cf::engine {

constinit const Kernels kAvx512 = avx512::all_kernels(InstructionSet::avx512);

}  // namespace cf::engine
