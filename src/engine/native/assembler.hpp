// Writes AVX-512 machine code (F and DQ): the few instructions that compiled segments are made of.
//
// All vectors are 512 bits of doubles. Encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, 2.3 (VEX)
// and 2.7 (EVEX).
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace cf::engine::native {

using Register = std::uint8_t;    // a vector register, 0 … 31
using Mask = std::uint8_t;        // a mask register, 0 … 7; as a predicate 0 means none

enum class Base : std::uint8_t { rsi = 6, rdi = 7 };

// An operand: a register, a vector in memory, or one double in memory for all lanes.
struct Source {
  enum class Kind : std::uint8_t { vector_register, vector_memory, scalar_memory } kind = Kind::vector_register;
  Register vector = 0;
  Base base = Base::rdi;
  std::int32_t offset = 0;        // bytes

  static Source of(Register r) { return {Kind::vector_register, r, Base::rdi, 0}; }
  static Source vector_at(Base base, std::int32_t offset) { return {Kind::vector_memory, 0, base, offset}; }
  static Source scalar_at(Base base, std::int32_t offset) { return {Kind::scalar_memory, 0, base, offset}; }
};

// out = a operation b. minimum and maximum give b where either is NaN or both are zeros; scale is a times 2 to the power b.
enum class Binary : std::uint8_t { add, subtract, multiply, divide, minimum, maximum, bits_and, bits_xor, scale };

// The predicates of a comparison, as the manual numbers them (VCMPPD). The two of `not_` are true of NaN.
enum class Compare : std::uint8_t {
  equal = 0x00,
  less = 0x11,
  less_equal = 0x12,
  not_equal_or_nan = 0x04,
  not_less = 0x15,
  not_less_equal = 0x16,
  greater_equal = 0x1D,
  greater = 0x1E,
};

class Assembler {
 public:
  std::size_t size() const { return bytes_.size(); }
  const std::vector<std::uint8_t>& bytes() const { return bytes_; }

  void binary(Binary operation, Register out, Register a, Source b, Mask where = 0);   // 0 where `where` is not
  void square_root(Register out, Source a);
  void floor(Register out, Source a);
  void multiply_add(Register out, Register a, Source b);              // out = a * b + out, rounded once
  void multiply_by_then_add(Register out, Register a, Source b);      // out = out * a + b, rounded once
  void load(Register out, Source from);                               // from memory or a register
  void keep(Register out, Mask where, Register a);                    // where ? a : 0
  void choose(Register out, Mask where, Register otherwise, Source a);
  void store(Base base, std::int32_t offset, Register from);

  void compare(Compare predicate, Mask out, Mask where, Register a, Source b);   // false where `where` is
  void not_finite(Mask out, Mask where, Source a, bool or_below_zero);   // NaN or infinite
  void mask_and(Mask out, Mask a, Mask b) { mask_operation(0x41, out, a, b); }
  void mask_or(Mask out, Mask a, Mask b) { mask_operation(0x45, out, a, b); }
  void mask_xor(Mask out, Mask a, Mask b) { mask_operation(0x47, out, a, b); }
  void mask_not(Mask out, Mask a);

  // A function of (rdi: first lane, rsi: scalars, rdx: where rdi ends). rdi moves by 64 bytes a round.
  void loop_from(std::size_t begin);
  void return_mask(Mask mask);                                        // as the whole number that the function returns

 private:
  void evex(std::uint8_t map, std::uint8_t opcode, std::uint8_t reg, std::uint8_t second, Source source, Mask where = 0, bool zero = false);
  void mask_operation(std::uint8_t opcode, Mask out, Mask a, Mask b);
  void byte(unsigned b) { bytes_.push_back(static_cast<std::uint8_t>(b)); }
  void word(std::int32_t w);

  std::vector<std::uint8_t> bytes_;
};

}  // namespace cf::engine::native
