// Vector kernels: each operation over a tile of paths, once for every instruction set, chosen at run time.
//
// A tile is an array of n doubles, n a multiple of 8, aligned to 64 bytes. A kernel's operands are tiles or single doubles: bit i
// of its Form is set when operand i is one double, the same for all paths. Conditions are 1.0 and 0.0; as an operand anything
// but 0 is true.
//
// 1. A kernel is a pure function of its operands; `out` may be one of the operand tiles, but not overlap one in part.
// 2. Each operation is rounded on its own (no contraction), so results are the same in every instruction set, but for exp, log,
//    power and the normal quantile, which agree to 1e-13 relative.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "operation/operation.hpp"

namespace cf::engine {

enum class InstructionSet : std::uint8_t { sse2, avx2, avx512 };
inline constexpr std::size_t kNumInstructionSets = 3;

// Several operations in one pass, see fused.def.
enum class Fused : std::uint8_t {
#define CF_FUSED(id, arity, ...) id,
#include "program/fused.def"
#undef CF_FUSED
};

struct FusedRow {
  Fused id;
  std::string_view name;
  int arity;
  std::string_view formula;
};

inline constexpr std::array kFused = {
#define CF_FUSED(id, arity, shape, ...) FusedRow{Fused::id, #id, arity, #__VA_ARGS__},
#include "program/fused.def"
#undef CF_FUSED
};

constexpr const FusedRow& row(Fused fused) { return kFused[static_cast<std::size_t>(fused)]; }

using Form = unsigned;                        // bit i set: operand i is a single double
using Kernel = void (*)(double* out, const double* const* x, std::size_t n);

// What stops a run: true if any of the n elements is as named. `guard`: a tile of conditions, only elements where it is true are
// looked at; null: all. The x are tiles.
using AnyCheck = bool (*)(const double* x, const double* guard, std::size_t n);

// Where the draws of a tile come from, as in base/random.hpp: draws 2 block and 2 block + 1 of a stream, for the n paths from
// first_path on, which must be a multiple of 8.
struct DrawSource {
  std::uint64_t seed = 0;
  std::uint64_t first_path = 0;
  std::uint32_t block = 0;
  std::uint32_t stream = 0;
};
using DrawKernel = void (*)(double* even, double* odd, const DrawSource& source, std::size_t n);  // odd may be null

// Merit-order dispatch. The demand (none below zero) is allotted to supplies by rising price, equal prices as listed; a capacity
// below zero is none. Output tiles that nobody reads are null; none may be an input of the same call.
struct DispatchTiles {
  std::size_t num_supplies = 0;               // 1 … 64
  const double* demand = nullptr;             // a tile
  const double* const* capacity = nullptr;    // one a supply; bit i of scalar_capacity set: a single double
  const double* const* price = nullptr;
  std::uint64_t scalar_capacity = 0;
  std::uint64_t scalar_price = 0;
  double* const* supplied = nullptr;          // one a supply: what it serves
  double* served = nullptr;                   // the smaller of demand and all capacity
  double* unserved = nullptr;                 // demand less all capacity, at least 0
  double* cost = nullptr;                     // sum of supplied times price
  double* last_price = nullptr;               // the highest price of a supply that serves anything; 0 if none does
};

struct Kernels {
  InstructionSet set;

  // By operation and form. Null where all operands are single doubles: that is evaluate(), once.
  Kernel operation[kOperations.size()][8];
  Kernel fused[kFused.size()][32];
  Kernel of(Operation id, Form form) const { return operation[static_cast<std::size_t>(id)][form]; }
  Kernel of(Fused id, Form form) const { return fused[static_cast<std::size_t>(id)][form]; }

  void (*copy)(double* out, const double* x, std::size_t n);
  void (*fill)(double* out, double value, std::size_t n);

  AnyCheck any_true;             // x != 0
  AnyCheck any_zero;             // x == 0                  (the divisor of Domain::nonzero_divisor)
  AnyCheck any_not_positive;     // not x > 0, NaN included (Domain::positive)
  AnyCheck any_below_zero;       // not x >= 0, NaN included (Domain::not_negative)
  AnyCheck any_nonfinite;        // NaN or infinite
  // Any (base, exponent) outside Domain::real_power; the exponent is one double when scalar_exponent.
  bool (*any_not_real_power)(const double* base, const double* exponent, bool scalar_exponent, const double* guard, std::size_t n);

  DrawKernel uniforms;           // exactly uniform() of base/random.hpp
  DrawKernel normals;            // normal_quantile of them, to 1e-14 relative
  void (*normal_quantile)(double* out, const double* p, std::size_t n);
  void (*dispatch)(const DispatchTiles& tiles, std::size_t n);
};

// Whether this machine can run the set.
bool supported(InstructionSet set);
InstructionSet best_instruction_set();
const Kernels& kernels(InstructionSet set);
const char* name_of(InstructionSet set);

}  // namespace cf::engine
