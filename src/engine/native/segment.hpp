// A run of instructions as one loop of machine code: what they hand to each other stays in registers, and only what is read
// later is stored.
//
// 1. Each operation is rounded on its own, as the kernels do it: compiled or not, the bits are the same.
// 2. A check stops nothing here; it marks the lanes. Which variant stopped, and on what, the kernels find out.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/native/assembler.hpp"
#include "program/program.hpp"

namespace cf::engine::native {

// The code of a segment. `memory` is the block that all addresses count from; the code does eight lanes a round, `lane` going from
// `memory` to `end`. Not 0 if a check found something.
using Function = std::uint64_t (*)(double* lane, const double* memory, const double* end);

// Where things are in a worker's memory, in doubles from its beginning.
struct Layout {
  std::function<std::int32_t(program::Operand)> address;   // of a slot or a scalar
  std::span<const double> scalars;                         // the program's constants, from address 0 on
  std::int32_t constants = 0;                              // kConstants of constants.hpp
  std::int32_t spill = 0;                                  // room for kSpillRoom vectors
  std::int32_t observed = 0;                               // room for kObservedRoom tiles
  std::int32_t stride = 0;                                 // from slot to slot
  std::int32_t num_kept = 0;                               // slots below are read by other sections
};

inline constexpr int kSpillRoom = 64;
inline constexpr int kObservedRoom = 32;                   // observations that one segment may hold

// Whether an instruction can be part of a segment.
bool compiles(const program::Instruction& instruction);

struct Observed {
  std::int32_t output = -1;      // step output
  std::int32_t address = 0;      // of the tile with its values, good until the next segment
};

struct Segment {
  std::size_t begin = 0;         // of its code
  std::vector<Observed> observed;
};

// Appends the code of the instructions, all of which compile and at most kObservedRoom of which observe. `read_later`: whether a slot
// below is read after them, before it is written again. False if it does not fit its registers and spill room.
bool assemble(Assembler& assembler, std::span<const program::Instruction> instructions, const Layout& layout,
              const std::function<bool(std::int32_t)>& read_later, Segment& segment);

}  // namespace cf::engine::native
