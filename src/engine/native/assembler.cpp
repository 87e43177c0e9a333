#include "engine/native/assembler.hpp"

namespace cf::engine::native {
namespace {

constexpr std::uint8_t kMap0F = 1, kMap0F38 = 2, kMap0F3A = 3;
constexpr std::uint8_t kNoSecond = 0;    // encodes as all ones, as an unused operand must

std::uint8_t opcode_of(Binary operation) {
  switch (operation) {
    case Binary::add: return 0x58;
    case Binary::subtract: return 0x5C;
    case Binary::multiply: return 0x59;
    case Binary::divide: return 0x5E;
    case Binary::minimum: return 0x5D;
    case Binary::maximum: return 0x5F;
    case Binary::bits_and: return 0x54;
    case Binary::bits_xor: return 0x57;
    case Binary::scale: return 0x2C;
  }
  return 0;
}

}  // namespace

void Assembler::word(std::int32_t w) {
  for (int shift = 0; shift < 32; shift += 8) byte(static_cast<std::uint32_t>(w) >> shift & 0xFF);
}

// Four bytes of prefix (bits of register numbers inverted), opcode, ModRM and a displacement. W1, pp = 66 and 512 bits throughout.
void Assembler::evex(std::uint8_t map, std::uint8_t opcode, std::uint8_t reg, std::uint8_t second, Source source, Mask where, bool zero) {
  const bool in_register = source.kind == Source::Kind::vector_register;
  const unsigned rm = in_register ? source.vector : 0;
  const auto inverted = [](unsigned number, unsigned bit) { return (~number >> bit) & 1u; };
  byte(0x62);
  byte(inverted(reg, 3) << 7 | inverted(rm, 4) << 6 | inverted(rm, 3) << 5 | inverted(reg, 4) << 4 | map);
  byte(0x80u | (~static_cast<unsigned>(second) & 0xFu) << 3 | 0x04u | 0x01u);
  byte((zero ? 0x80u : 0u) | 0x40u | (source.kind == Source::Kind::scalar_memory ? 0x10u : 0u) | inverted(second, 4) << 3 | where);
  byte(opcode);
  if (in_register) {
    byte(0xC0u | (reg & 7u) << 3 | (rm & 7u));
  } else {
    byte(0x80u | (reg & 7u) << 3 | static_cast<unsigned>(source.base));
    word(source.offset);
  }
}

void Assembler::binary(Binary operation, Register out, Register a, Source b, Mask where) {
  evex(operation == Binary::scale ? kMap0F38 : kMap0F, opcode_of(operation), out, a, b, where, where != 0);
}

void Assembler::square_root(Register out, Source a) { evex(kMap0F, 0x51, out, kNoSecond, a); }

void Assembler::floor(Register out, Source a) {
  evex(kMap0F3A, 0x09, out, kNoSecond, a);
  byte(0x09);    // down, without a flag
}

void Assembler::multiply_add(Register out, Register a, Source b) { evex(kMap0F38, 0xB8, out, a, b); }

void Assembler::multiply_by_then_add(Register out, Register a, Source b) { evex(kMap0F38, 0xA8, out, a, b); }

void Assembler::load(Register out, Source from) {
  if (from.kind != Source::Kind::scalar_memory) return evex(kMap0F, 0x28, out, kNoSecond, from);
  from.kind = Source::Kind::vector_memory;    // VBROADCASTSD has no broadcast bit of its own
  evex(kMap0F38, 0x19, out, kNoSecond, from);
}

void Assembler::keep(Register out, Mask where, Register a) { evex(kMap0F, 0x28, out, kNoSecond, Source::of(a), where, true); }

void Assembler::choose(Register out, Mask where, Register otherwise, Source a) { evex(kMap0F38, 0x65, out, otherwise, a, where); }

void Assembler::store(Base base, std::int32_t offset, Register from) {
  evex(kMap0F, 0x29, from, kNoSecond, Source::vector_at(base, offset));
}

void Assembler::compare(Compare predicate, Mask out, Mask where, Register a, Source b) {
  evex(kMap0F, 0xC2, out, a, b, where);
  byte(static_cast<unsigned>(predicate));
}

void Assembler::not_finite(Mask out, Mask where, Source a, bool or_below_zero) {
  evex(kMap0F3A, 0x66, out, kNoSecond, a, where);
  byte(or_below_zero ? 0xD9 : 0x99);    // quiet NaN, both infinities, signalling NaN; a finite number below zero
}

void Assembler::mask_operation(std::uint8_t opcode, Mask out, Mask a, Mask b) {
  byte(0xC5);
  byte(0x80u | (~static_cast<unsigned>(a) & 0xFu) << 3 | 0x04u | 0x01u);
  byte(opcode);
  byte(0xC0u | static_cast<unsigned>(out) << 3 | b);
}

void Assembler::mask_not(Mask out, Mask a) {
  byte(0xC5);
  byte(0xF9);
  byte(0x44);
  byte(0xC0u | static_cast<unsigned>(out) << 3 | a);
}

void Assembler::loop_from(std::size_t begin) {
  for (const unsigned b : {0x48u, 0x83u, 0xC7u, 0x40u}) byte(b);    // add rdi, 64
  for (const unsigned b : {0x48u, 0x39u, 0xD7u}) byte(b);           // cmp rdi, rdx
  byte(0x0F);                                                       // jb begin
  byte(0x82);
  word(static_cast<std::int32_t>(begin) - static_cast<std::int32_t>(size()) - 4);
}

void Assembler::return_mask(Mask mask) {
  byte(0xC5);                                                       // kmovb eax, mask
  byte(0xF9);
  byte(0x93);
  byte(0xC0u | mask);
  for (const unsigned b : {0xC5u, 0xF8u, 0x77u}) byte(b);           // vzeroupper
  byte(0xC3);                                                       // ret
}

}  // namespace cf::engine::native
