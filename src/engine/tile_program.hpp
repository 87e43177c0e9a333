// A program made ready for tiles of one size and kernels of one instruction set: operands are places in a worker's memory, and with
// AVX-512 the instructions between draws, dispatches and settlements are compiled to machine code.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/kernels.hpp"
#include "engine/native/constants.hpp"
#include "engine/native/executable.hpp"
#include "engine/native/segment.hpp"
#include "program/program.hpp"

namespace cf::engine {

// A worker's memory is one block: constants of the program and of compiled code, the rows of the step, the slots, and scratch of
// the tile. An operand is a place in it.
using Address = std::uint32_t;

struct TileInstruction {
  native::Function native = nullptr;   // of a segment; `index` is then where its code begins, and nothing else counts
  Kernel kernel = nullptr;             // of an operation, fused or not
  std::array<Address, 5> x = {};
  Address out = 0;
  std::int32_t index = -1;
  program::Code code = program::Code::copy;
  std::uint8_t which = 0, form = 0;
  bool guarded = false;                // a check with a guard
  bool is_segment = false;
};

class TileProgram {
 public:
  // `native`: compile what can be, if can_be_native().
  TileProgram(const program::Program& program, const Kernels& kernels, std::size_t tile, bool native);

  const program::Program& program;
  const Kernels& kernels;
  const std::size_t tile;
  std::vector<TileInstruction> start, end;
  std::vector<std::vector<TileInstruction>> bodies;

  Address address(program::Operand operand) const;
  Address native_constants() const { return static_cast<Address>(program.constants.size()); }
  Address first_row() const { return native_constants() + static_cast<Address>(native::kConstants.size()); }
  Address first_slot() const { return (first_row() + static_cast<Address>(program.num_rows) + 7) / 8 * 8; }
  // From slot to slot: an odd number of cache lines, so that the same lanes of many slots do not meet in one set of the cache.
  std::size_t stride() const { return (tile / 8 | 1) * 8; }
  Address spread() const { return first_slot() + static_cast<Address>(static_cast<std::size_t>(program.num_slots) * stride()); }
  Address observed() const { return spread() + static_cast<Address>(stride()); }
  Address spill() const { return observed() + static_cast<Address>(native::kObservedRoom * stride()); }
  std::size_t memory_size() const { return spill() + std::size_t{8} * native::kSpillRoom; }

 private:
  using Section = std::vector<program::Instruction>;
  std::vector<TileInstruction> plain(const Section& section) const;
  TileInstruction plain(const program::Instruction& instruction) const;
  std::vector<TileInstruction> compiled(const Section& section, const native::Layout& layout, native::Assembler& assembler);
  void place(std::vector<TileInstruction>& code) const;

  native::Executable executable_;
};

// Whether programs for these kernels can be compiled on this machine, as this system lets programs do.
bool can_be_native(const Kernels& kernels);

}  // namespace cf::engine
