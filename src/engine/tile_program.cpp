#include "engine/tile_program.hpp"

#include <algorithm>
#include <limits>

#include "base/check.hpp"
#include "engine/native/uses.hpp"

namespace cf::engine {

using program::Code;
using program::Instruction;
using program::kNone;
using program::Operand;

namespace {

constexpr std::size_t kLeastSegment = 2;    // one instruction alone a kernel does as well

// Instructions [begin, end) of a section: a segment, or for the kernels.
struct Run {
  std::size_t begin = 0, end = 0;
  bool native = false;
};

std::vector<Run> cut(const std::vector<Instruction>& section) {
  std::vector<Run> runs;
  int observed = 0;
  for (std::size_t i = 0; i < section.size(); ++i) {
    const bool native = native::compiles(section[i]), observes = section[i].code == Code::observe;
    const bool goes_on = !runs.empty() && runs.back().native == native && !(observes && observed == native::kObservedRoom);
    if (!goes_on) {
      runs.push_back({i, i, native});
      observed = 0;
    }
    observed += observes ? 1 : 0;
    runs.back().end = i + 1;
  }
  return runs;
}

}  // namespace

bool can_be_native(const Kernels& kernels) {
  constexpr std::uint8_t kReturn[] = {0xC3};
  return kernels.set == InstructionSet::avx512 && static_cast<bool>(native::Executable(kReturn));
}

TileProgram::TileProgram(const program::Program& p, const Kernels& k, std::size_t size, bool native) : program(p), kernels(k), tile(size) {
  CF_CHECK(size > 0 && size % 8 == 0, "a tile is a multiple of 8 paths");
  CF_CHECK(memory_size() < std::numeric_limits<Address>::max(), "a tile too large for its addresses");
  constexpr std::size_t kReach = std::numeric_limits<std::int32_t>::max() / sizeof(double);   // of an offset in an instruction
  if (native && memory_size() < kReach && can_be_native(k)) {
    native::Layout layout;
    layout.address = [this](Operand operand) { return static_cast<std::int32_t>(address(operand)); };
    layout.scalars = p.constants;
    layout.constants = static_cast<std::int32_t>(native_constants());
    layout.spill = static_cast<std::int32_t>(spill());
    layout.observed = static_cast<std::int32_t>(observed());
    layout.stride = static_cast<std::int32_t>(stride());
    layout.num_kept = p.num_state_slots;
    native::Assembler assembler;
    start = compiled(p.start, layout, assembler);
    end = compiled(p.end, layout, assembler);
    for (const auto& body : p.bodies) bodies.push_back(compiled(body, layout, assembler));
    executable_ = native::Executable(assembler.bytes());
    CF_CHECK(executable_ || assembler.bytes().empty(), "machine code was allowed a moment ago");
    place(start);
    place(end);
    for (auto& body : bodies) place(body);
    return;
  }
  start = plain(p.start);
  end = plain(p.end);
  for (const auto& body : p.bodies) bodies.push_back(plain(body));
}

Address TileProgram::address(Operand operand) const {
  if (operand == kNone) return 0;
  if (!program::is_scalar(operand)) return first_slot() + static_cast<Address>(static_cast<std::size_t>(operand) * stride());
  const auto number = static_cast<Address>(~operand);
  return number < native_constants() ? number : number - native_constants() + first_row();
}

std::vector<TileInstruction> TileProgram::plain(const Section& section) const {
  std::vector<TileInstruction> result;
  for (const Instruction& i : section) result.push_back(plain(i));
  return result;
}

TileInstruction TileProgram::plain(const Instruction& i) const {
  TileInstruction t;
  t.code = i.code;
  t.which = i.which;
  t.form = i.form;
  t.index = i.index;
  t.out = address(i.out);
  for (std::size_t k = 0; k < t.x.size(); ++k) t.x[k] = address(i.x[k]);
  t.guarded = i.code == Code::check && i.x[2] != kNone;
  if (i.code == Code::operation || i.code == Code::fused) {
    t.kernel =
        i.code == Code::operation ? kernels.of(static_cast<Operation>(i.which), i.form) : kernels.of(static_cast<Fused>(i.which), i.form);
    CF_CHECK(t.kernel, "an operation on scalars only is no instruction");
  }
  return t;
}

// From the back, since a segment stores what is read after it.
std::vector<TileInstruction> TileProgram::compiled(const Section& section, const native::Layout& layout, native::Assembler& assembler) {
  std::vector<TileInstruction> backward;
  std::vector<bool> read_later(static_cast<std::size_t>(program.num_slots), false);
  const auto reads = [&](std::int32_t slot) { return read_later[static_cast<std::size_t>(slot)]; };
  const std::vector<Run> runs = cut(section);
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    const auto instructions = std::span(section).subspan(run->begin, run->end - run->begin);
    native::Segment segment;
    if (run->native && instructions.size() >= kLeastSegment && native::assemble(assembler, instructions, layout, reads, segment)) {
      for (auto o = segment.observed.rbegin(); o != segment.observed.rend(); ++o) {
        TileInstruction observe;
        observe.code = Code::observe;
        observe.index = o->output;
        observe.x[0] = static_cast<Address>(o->address);
        backward.push_back(observe);
      }
      TileInstruction t;
      t.index = static_cast<std::int32_t>(segment.begin);
      t.is_segment = true;
      backward.push_back(t);
    } else {
      for (auto i = instructions.rbegin(); i != instructions.rend(); ++i) backward.push_back(plain(*i));
    }
    for (auto i = instructions.rbegin(); i != instructions.rend(); ++i) {
      native::each_write(program, *i, [&](std::int32_t slot) { read_later[static_cast<std::size_t>(slot)] = false; });
      native::each_read(program, *i, [&](std::int32_t slot) { read_later[static_cast<std::size_t>(slot)] = true; });
    }
  }
  return {backward.rbegin(), backward.rend()};
}

// Where the code of segments begins in the end.
void TileProgram::place(std::vector<TileInstruction>& code) const {
  for (TileInstruction& i : code)
    if (i.is_segment) i.native = reinterpret_cast<native::Function>(const_cast<std::uint8_t*>(executable_.begin() + i.index));
}

}  // namespace cf::engine
