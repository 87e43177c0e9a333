// What the kernels of all instruction sets share and no vector code may define: functions compiled for any machine.
// The kernels' own files use no inline function of another header, so that the linker can never pick a copy of one that only
// newer machines can run.
#pragma once
#include <cstddef>
#include <cstdint>

#include "engine/kernels.hpp"

namespace cf::engine {

extern const Kernels kSse2;
extern const Kernels kAvx2;
extern const Kernels kAvx512;

// Operation::power on one element: the rare ones that the vector form leaves alone.
double power_of_one(double base, double exponent);
// normal_quantile of base/random.hpp.
double normal_quantile_of_one(double p);

}  // namespace cf::engine
