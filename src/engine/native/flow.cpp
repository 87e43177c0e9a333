#include "engine/native/flow.hpp"

#include <bit>
#include <utility>

#include "program/fuse.hpp"

namespace cf::engine::native {

using program::Code;
using program::Instruction;
using program::is_scalar;
using program::kNone;
using program::Operand;

namespace {

bool is_truth(Operation operation) {
  const UnitRule units = row(operation).units;
  return units == UnitRule::comparison || units == UnitRule::logic;
}

// One machine instruction, which can leave lanes 0.
bool can_be_zeroed(const Step& step) {
  if (step.kind != Step::Kind::compute) return false;
  switch (step.operation) {
    case Operation::add:
    case Operation::subtract:
    case Operation::multiply:
    case Operation::divide:
    case Operation::minimum:
    case Operation::maximum: return true;
    default: return false;
  }
}

}  // namespace

Flow::Flow(std::span<const Instruction> instructions, const Layout& layout, const std::function<bool(std::int32_t)>& read_later,
           std::vector<Observed>& observed)
    : layout_(layout) {
  std::unordered_map<std::int32_t, std::size_t> last_write;
  for (std::size_t i = 0; i < instructions.size(); ++i)
    if (instructions[i].out != kNone) last_write[instructions[i].out] = i;
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const Instruction& instruction = instructions[i];
    Reference result;
    switch (instruction.code) {
      case Code::copy: result = read(instruction.x[0]); break;
      case Code::operation:
        result =
            compute(static_cast<Operation>(instruction.which), {read(instruction.x[0]), read(instruction.x[1]), read(instruction.x[2])});
        break;
      case Code::fused: {
        const char* shape = program::name_of(static_cast<program::Fused>(instruction.which)).shape;
        result = formula(shape, instruction);
        break;
      }
      case Code::check: {
        Step step;
        step.kind = Step::Kind::check;
        step.check = static_cast<program::CheckKind>(instruction.which);
        step.x = {read(instruction.x[0]), read(instruction.x[2]), {}};
        if (!steps.empty() && step.check == program::CheckKind::nonfinite && steps.back().kind == Step::Kind::check &&
            steps.back().check == program::CheckKind::below_zero && steps.back().x == step.x) {
          steps.back().is_finite_too = true;     // one instruction finds both
          continue;
        }
        steps.push_back(step);
        continue;
      }
      case Code::observe: {
        Step step;
        step.kind = Step::Kind::store;
        step.x[0] = read(instruction.x[0]);
        step.address = layout.observed + static_cast<std::int32_t>(observed.size()) * layout.stride;
        observed.push_back({instruction.index, step.address});
        steps.push_back(step);
        continue;
      }
      default: continue;
    }
    now_[instruction.out] = result;
    if (last_write.at(instruction.out) == i && (instruction.out < layout.num_kept || read_later(instruction.out)))
      write(instruction.out, result);
  }
  zero_within();
  count_uses();
}

Reference Flow::read(Operand operand) {
  if (operand == kNone) return {};
  if (is_scalar(operand)) return {-1, layout_.address(operand)};
  const auto [it, added] = now_.try_emplace(operand);
  if (added) {
    it->second.value = static_cast<ValueId>(values.size());
    values.push_back({layout_.address(operand), {}});
  }
  return it->second;
}

Reference Flow::compute(Operation operation, std::array<Reference, 3> x) {
  Step step;
  step.operation = operation;
  step.x = x;
  step.result = static_cast<ValueId>(values.size());
  values.emplace_back();
  steps.push_back(step);
  return {step.result, -1};
}

// The part of a fused instruction's shape that begins at `shape`; leaves it at the part behind.
Reference Flow::formula(const char*& shape, const Instruction& instruction) {
  const char letter = *shape++;
  if (letter >= 'a') return read(instruction.x[static_cast<std::size_t>(letter - 'a')]);
  const Operation operation = program::operation_of_letter(letter);
  std::array<Reference, 3> x;
  for (int k = 0; k < row(operation).arity; ++k) x[static_cast<std::size_t>(k)] = formula(shape, instruction);
  return compute(operation, x);
}

void Flow::write(std::int32_t slot, Reference value) {
  Step step;
  step.kind = Step::Kind::store;
  step.x[0] = value;
  step.address = layout_.address(slot);
  if (value.value >= 0 && values[static_cast<std::size_t>(value.value)].address == step.address) return;   // a slot copied to itself
  steps.push_back(step);
}

// What is chosen against 0, and read nowhere else, is made 0 there at once.
void Flow::zero_within() {
  std::vector<int> readers(values.size(), 0);
  std::vector<bool> is_condition(values.size(), false);
  for (const Step& step : steps) {
    for (const Reference& x : step.x)
      if (x.value >= 0) ++readers[static_cast<std::size_t>(x.value)];
    if (step.kind == Step::Kind::compute) is_condition[static_cast<std::size_t>(step.result)] = is_truth(step.operation);
  }
  std::unordered_map<ValueId, Reference> opposites;
  const auto opposite = [&](const Reference& condition, const Reference& zero) {
    Reference& result = opposites[condition.value];
    if (!result.none()) return result;
    const bool is_mask = is_condition[static_cast<std::size_t>(condition.value)];
    return result = is_mask ? compute(Operation::logical_not, {condition, {}, {}}) : compute(Operation::equal, {condition, zero, {}});
  };
  const std::vector<Step> before = std::exchange(steps, {});
  for (std::size_t i = 0; i < before.size(); ++i) {
    Step step = before[i];
    if (i + 1 < before.size() && can_be_zeroed(step) && readers[static_cast<std::size_t>(step.result)] == 1) {
      const Step& next = before[i + 1];
      const Reference made{step.result, -1};
      const bool chooses = next.kind == Step::Kind::compute && next.operation == Operation::select && next.x[0].value >= 0;
      if (chooses && next.x[1] == made && is_zero(next.x[2])) step.where = next.x[0];
      if (chooses && next.x[2] == made && is_zero(next.x[1])) step.where = opposite(next.x[0], next.x[1]);
      if (!step.where.none()) {
        step.result = next.result;
        ++i;
      }
    }
    steps.push_back(step);
  }
}

bool Flow::is_zero(const Reference& x) const {
  return x.scalar >= 0 && static_cast<std::size_t>(x.scalar) < layout_.scalars.size() &&
         std::bit_cast<std::uint64_t>(layout_.scalars[static_cast<std::size_t>(x.scalar)]) == 0;
}

void Flow::count_uses() {
  for (std::size_t i = 0; i < steps.size(); ++i)
    for (const Reference& x : {steps[i].x[0], steps[i].x[1], steps[i].x[2], steps[i].where}) {
      if (x.value < 0) continue;
      auto& uses = values[static_cast<std::size_t>(x.value)].uses;
      const auto at = static_cast<std::int32_t>(i);
      if (uses.empty() || uses.back() != at) uses.push_back(at);
    }
}

}  // namespace cf::engine::native
