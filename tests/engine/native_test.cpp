// Compiled segments give the bits that the kernels give, instruction by instruction.
#include <gtest/gtest.h>

#include <memory>

#include "engine/native/constants.hpp"
#include "engine/native/executable.hpp"
#include "engine/native/segment.hpp"
#include "engine/tile_program.hpp"
#include "program/fuse.hpp"
#include "tiles.hpp"

namespace cf::engine {
namespace {

using program::CheckKind;
using program::Code;
using program::Instruction;
using program::kNone;
using program::Operand;

constexpr std::size_t kPaths = 64, kStride = 72;

// A worker's memory without a program: constants, then slots; what the kernels do to it and what a segment does.
class Machine {
 public:
  Machine(std::vector<double> constants, std::size_t num_slots) : constants_(std::move(constants)), num_slots_(num_slots) {
    const std::size_t scratch = first_slot() + num_slots * kStride;
    memory_ = std::make_unique<Tile>(scratch + native::kObservedRoom * kStride + 8 * native::kSpillRoom);
    std::copy(constants_.begin(), constants_.end(), memory_->data());
    std::copy(native::kConstants.begin(), native::kConstants.end(), memory_->data() + constants_.size());
    layout_.address = [this](Operand x) { return static_cast<std::int32_t>(address(x)); };
    layout_.scalars = constants_;
    layout_.constants = static_cast<std::int32_t>(constants_.size());
    layout_.observed = static_cast<std::int32_t>(scratch);
    layout_.spill = static_cast<std::int32_t>(scratch + native::kObservedRoom * kStride);
    layout_.stride = kStride;
    layout_.num_kept = 0;
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  double* slot(Operand x) { return memory_->data() + address(x); }
  const native::Layout& layout() const { return layout_; }

  std::uint64_t run_native(const std::vector<Instruction>& code, const std::function<bool(std::int32_t)>& read_later) {
    native::Assembler assembler;
    native::Segment segment;
    EXPECT_TRUE(native::assemble(assembler, code, layout_, read_later, segment));
    observed = segment.observed;
    const native::Executable executable(assembler.bytes());
    const auto function = reinterpret_cast<native::Function>(const_cast<std::uint8_t*>(executable.begin()));
    return function(memory_->data(), memory_->data(), memory_->data() + kPaths);
  }

  void run_kernels(const std::vector<Instruction>& code) {
    const Kernels& k = kernels(InstructionSet::avx512);
    for (const Instruction& i : code) {
      const double* x[5];
      for (std::size_t operand = 0; operand < 5; ++operand) x[operand] = i.x[operand] == kNone ? nullptr : slot(i.x[operand]);
      if (i.code == Code::operation) k.of(static_cast<Operation>(i.which), i.form)(slot(i.out), x, kPaths);
      if (i.code == Code::fused) k.of(static_cast<Fused>(i.which), i.form)(slot(i.out), x, kPaths);
      if (i.code == Code::copy && (i.form & 1)) k.fill(slot(i.out), *x[0], kPaths);
      if (i.code == Code::copy && !(i.form & 1)) k.copy(slot(i.out), x[0], kPaths);
    }
  }

  std::vector<native::Observed> observed;

 private:
  std::size_t first_slot() const { return (constants_.size() + native::kConstants.size() + 7) / 8 * 8; }
  std::size_t address(Operand x) const {
    return program::is_scalar(x) ? static_cast<std::size_t>(~x) : first_slot() + static_cast<std::size_t>(x) * kStride;
  }

  std::vector<double> constants_;
  std::size_t num_slots_;
  std::unique_ptr<Tile> memory_;
  native::Layout layout_;
};

bool read_all(std::int32_t) { return true; }

Instruction instruction(Code code, std::uint8_t which, std::int32_t out, std::initializer_list<Operand> x) {
  Instruction i;
  i.code = code;
  i.which = which;
  i.out = out;
  std::size_t k = 0;
  for (const Operand operand : x) {
    if (operand != kNone && program::is_scalar(operand)) i.form |= static_cast<std::uint8_t>(1u << k);
    i.x[k++] = operand;
  }
  return i;
}

class Native : public testing::Test {
 protected:
  void SetUp() override {
    if (!supported(InstructionSet::avx512) || !can_be_native(kernels(InstructionSet::avx512))) GTEST_SKIP() << "no AVX-512 here";
  }
};

const std::vector<double>& scalars() {
  static const std::vector<double> values = {0.0, 1.0, -0.0, 2.5, -3.0, kInf, kNaN, 1e-300, 709.0};
  return values;
}

void fill(Machine& machine, std::int32_t num_slots, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto& awkward = awkward_numbers();
  for (std::int32_t s = 0; s < num_slots; ++s)
    for (std::size_t i = 0; i < kPaths; ++i)
      machine.slot(s)[i] = random() % 3 == 0 ? any_double(random) : awkward[random() % awkward.size()];
}

// Both ways from the same numbers; the slots that differ.
void expect_same(const std::vector<Instruction>& code, std::int32_t num_slots, const std::function<bool(std::int32_t)>& read_later,
                 const std::string& what) {
  Machine compiled(scalars(), static_cast<std::size_t>(num_slots)), plain(scalars(), static_cast<std::size_t>(num_slots));
  fill(compiled, num_slots, 7);
  fill(plain, num_slots, 7);
  compiled.run_native(code, read_later);
  plain.run_kernels(code);
  for (std::int32_t s = 0; s < num_slots; ++s) {
    if (!read_later(s)) continue;
    for (std::size_t i = 0; i < kPaths; ++i) {
      const double a = compiled.slot(s)[i], b = plain.slot(s)[i];
      // e^x below the normal range is rounded once by the one, twice by the other.
      ASSERT_TRUE(same(a, b) || (std::fabs(a) < 0x1p-1021 && std::fabs(a - b) <= 0x1p-1074))
          << what << ": slot " << s << ", path " << i << ": " << a << ", by the kernels " << b;
    }
  }
}

TEST_F(Native, EachOperationInEachForm) {
  for (const OperationRow& row : kOperations) {
    for (unsigned form = 0; form + 1 < (1u << row.arity); ++form) {
      std::vector<Instruction> code;
      // Each operand by turns a slot that is read once more and one that is not; scalars of all sorts.
      for (std::int32_t c = 0; c < static_cast<std::int32_t>(scalars().size()); ++c) {
        Instruction i = instruction(Code::operation, static_cast<std::uint8_t>(row.id), 3 + c, {});
        for (int k = 0; k < row.arity; ++k) i.x[static_cast<std::size_t>(k)] = form >> k & 1 ? ~((c + k) % 9) : k;
        i.form = static_cast<std::uint8_t>(form);
        if (native::compiles(i)) code.push_back(i);
      }
      if (!code.empty()) expect_same(code, 12, read_all, std::string(row.name) + " in form " + std::to_string(form));
    }
  }
}

TEST_F(Native, EachFusedFormula) {
  for (const FusedRow& row : kFused)
    for (unsigned form = 0; form + 1 < (1u << row.arity); ++form) {
      Instruction i = instruction(Code::fused, static_cast<std::uint8_t>(row.id), 5, {});
      for (int k = 0; k < row.arity; ++k) i.x[static_cast<std::size_t>(k)] = form >> k & 1 ? ~(k + 2) : k;
      i.form = static_cast<std::uint8_t>(form);
      expect_same({i, i}, 6, read_all, std::string(row.formula) + " in form " + std::to_string(form));
    }
}

std::vector<Instruction> random_code(std::uint64_t seed, std::int32_t num_slots, int length) {
  std::mt19937_64 random(seed);
  const auto pick = [&](std::size_t n) { return static_cast<std::int32_t>(random() % n); };
  std::vector<Instruction> code;
  while (static_cast<int>(code.size()) < length) {
    Instruction i;
    int arity = 1;
    if (random() % 8 == 0) {
      i.code = Code::copy;
    } else if (random() % 3 == 0) {
      i.code = Code::fused;
      i.which = static_cast<std::uint8_t>(pick(kFused.size()));
      arity = kFused[i.which].arity;
    } else {
      i.code = Code::operation;
      i.which = static_cast<std::uint8_t>(pick(kOperations.size()));
      arity = kOperations[i.which].arity;
    }
    if (!native::compiles(i)) continue;
    int num_scalars = 0;
    for (int k = 0; k < arity; ++k) {
      const bool scalar = random() % 5 == 0 && (num_scalars + 1 < arity || i.code == Code::copy);
      num_scalars += scalar ? 1 : 0;
      i.x[static_cast<std::size_t>(k)] = scalar ? ~pick(scalars().size()) : pick(static_cast<std::size_t>(num_slots));
      if (scalar) i.form |= static_cast<std::uint8_t>(1u << k);
    }
    i.out = pick(static_cast<std::size_t>(num_slots));
    code.push_back(i);
  }
  return code;
}

// More values than registers, slots written again and again, conditions kept long.
TEST_F(Native, AnyOrderOfInstructions) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const auto num_slots = static_cast<std::int32_t>(3 + seed % 60);
    const auto code = random_code(seed, num_slots, static_cast<int>(5 + 5 * (seed % 50)));
    expect_same(code, num_slots, read_all, "code " + std::to_string(seed));
    expect_same(code, num_slots, [](std::int32_t slot) { return slot % 3 == 0; }, "code " + std::to_string(seed) + ", a third read later");
    if (HasFatalFailure()) return;
  }
}

// Made 0 at once where an `if` leaves 0: both ways round, of a condition from memory and of one made here, and where the value is read
// once more and must not be.
TEST_F(Native, WhatIsChosenAgainstZero) {
  for (const Operation operation : {Operation::add, Operation::subtract, Operation::multiply, Operation::divide, Operation::minimum,
                                    Operation::maximum, Operation::exponential})
    for (const bool made_here : {false, true})
      for (const bool turned : {false, true})
        for (const Operand zero : {~0, ~2})           // -0 is none
          for (const bool read_again : {false, true}) {
            const auto plain = [](Operation of, std::int32_t out, std::initializer_list<Operand> x) {
              return instruction(Code::operation, static_cast<std::uint8_t>(of), out, x);
            };
            const Operand condition = made_here ? 5 : 2;
            std::vector<Instruction> code = {plain(Operation::less, 5, {0, 1})};
            for (const std::int32_t out : {6, 7}) {   // twice, so that the condition is read again
              code.push_back(operation == Operation::exponential ? plain(operation, 3, {out - 6}) : plain(operation, 3, {out - 6, 1}));
              code.push_back(turned ? plain(Operation::select, out, {condition, zero, 3})
                                    : plain(Operation::select, out, {condition, 3, zero}));
            }
            if (read_again) code.push_back(plain(Operation::add, 8, {3, 3}));
            expect_same(code, 9, [](std::int32_t slot) { return slot >= 6; }, std::string(row(operation).name));
            if (HasFatalFailure()) return;
          }
}

TEST_F(Native, TwoChecksOfOneValueFindWhatEachFinds) {
  const auto finds = [&](double x, bool with_guard) {
    Machine machine(scalars(), 3);
    for (std::size_t i = 0; i < kPaths; ++i) machine.slot(0)[i] = machine.slot(1)[i] = 1;
    machine.slot(0)[kPaths - 3] = x;
    const auto check = [&](CheckKind kind) {
      return instruction(Code::check, static_cast<std::uint8_t>(kind), kNone, {0, kNone, with_guard ? 1 : kNone});
    };
    return machine.run_native({check(CheckKind::below_zero), check(CheckKind::nonfinite)}, read_all) != 0;
  };
  for (const bool with_guard : {false, true}) {
    for (const double x : {0.0, -0.0, 5e-324, 1e308}) EXPECT_FALSE(finds(x, with_guard)) << x;
    for (const double x : {-5e-324, -1.0, kInf, -kInf, kNaN}) EXPECT_TRUE(finds(x, with_guard)) << x;
  }
}

TEST_F(Native, ChecksFindWhatTheyShould) {
  const Operand tile = 0, guard = 1;
  const struct {
    CheckKind kind;
    std::vector<double> good, bad;
  } rows[] = {
      {CheckKind::is_true, {0, -0.0}, {1, -1, kNaN}},
      {CheckKind::created_or_lost, {0}, {1}},
      {CheckKind::zero, {1, kNaN, kInf, 5e-324}, {0, -0.0}},
      {CheckKind::not_positive, {5e-324, kInf}, {0, -1, kNaN}},
      {CheckKind::below_zero, {0, -0.0, 1, kInf}, {-5e-324, -kInf, kNaN}},
      {CheckKind::nonfinite, {0, 1e308, -5e-324}, {kInf, -kInf, kNaN}},
  };
  for (const auto& row : rows) {
    const auto finds = [&](double x, double guarded_by, bool with_guard) {
      Machine machine(scalars(), 3);
      for (std::size_t i = 0; i < kPaths; ++i) machine.slot(tile)[i] = row.good[0];
      for (std::size_t i = 0; i < kPaths; ++i) machine.slot(guard)[i] = 1;
      machine.slot(tile)[kPaths - 3] = x;
      machine.slot(guard)[kPaths - 3] = guarded_by;
      const Instruction check =
          instruction(Code::check, static_cast<std::uint8_t>(row.kind), kNone, {tile, kNone, with_guard ? guard : kNone});
      const Instruction other = instruction(Code::copy, 0, 2, {tile});
      return machine.run_native({check, other}, read_all) != 0;
    };
    for (const double x : row.good) EXPECT_FALSE(finds(x, 1, true) || finds(x, 1, false)) << static_cast<int>(row.kind) << ' ' << x;
    for (const double x : row.bad) {
      EXPECT_TRUE(finds(x, 1, true) && finds(x, 1, false)) << static_cast<int>(row.kind) << ' ' << x;
      EXPECT_FALSE(finds(x, 0, true)) << static_cast<int>(row.kind) << ' ' << x;
    }
  }
}

TEST_F(Native, WhatIsObservedIsThatMomentsValue) {
  Machine machine(scalars(), 2);
  for (std::size_t i = 0; i < kPaths; ++i) machine.slot(0)[i] = static_cast<double>(i);
  std::vector<Instruction> code;
  const auto observe = [&](Operand x, std::int32_t output) {
    code.push_back(instruction(Code::observe, 0, kNone, {x}));
    code.back().index = output;
  };
  observe(0, 4);
  code.push_back(instruction(Code::operation, static_cast<std::uint8_t>(Operation::add), 0, {0, ~3}));
  observe(0, 2);
  observe(~4, 3);
  machine.run_native(code, read_all);
  ASSERT_EQ(machine.observed.size(), 3U);
  const auto value = [&](std::size_t k, std::size_t i) {
    return machine.slot(0)[machine.observed[k].address - machine.layout().address(0) + static_cast<std::int64_t>(i)];
  };
  for (std::size_t i = 0; i < kPaths; ++i) {
    EXPECT_EQ(value(0, i), static_cast<double>(i));
    EXPECT_EQ(value(1, i), static_cast<double>(i) + 2.5);
    EXPECT_EQ(value(2, i), -3.0);
  }
  EXPECT_EQ(machine.observed[0].output, 4);
  EXPECT_EQ(machine.observed[2].output, 3);
}

}  // namespace
}  // namespace cf::engine
