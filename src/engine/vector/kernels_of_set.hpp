// The kernels of one instruction set, whole. A source file includes its set_*.hpp, defines CF_SET as its namespace and
// CF_NORMAL_QUANTILE as the header with the quantile that suits it, then includes this.
// Each of these builds on those above it.
// clang-format off
#include "engine/exponential_numbers.hpp"
#include "engine/vector/support.hpp"
#include "engine/vector/functions.hpp"
#include CF_NORMAL_QUANTILE

#include "engine/vector/elementwise.hpp"
#include "engine/vector/checks.hpp"
#include "engine/vector/random.hpp"
#include "engine/vector/points.hpp"
#include "engine/vector/dispatch.hpp"
// clang-format on

namespace cf::engine::CF_SET {

constexpr Kernels all_kernels(InstructionSet set) {
  Kernels k = {};
  k.set = set;
  fill_elementwise(k);
  k.copy = copy;
  k.fill = fill;
  k.any_true = any_true;
  k.any_zero = any_zero;
  k.any_not_positive = any_not_positive;
  k.any_below_zero = any_below_zero;
  k.any_nonfinite = any_nonfinite;
  k.any_not_real_power = any_not_real_power;
  k.uniforms = uniforms;
  k.normals = normals;
  k.normal_quantile = normal_quantiles;
  k.sobol = sobol;
  k.bridge = bridge;
  k.dispatch = dispatch;
  return k;
}

}  // namespace cf::engine::CF_SET
