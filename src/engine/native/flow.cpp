#include "engine/native/flow.hpp"

#include "program/fuse.hpp"

namespace cf::engine::native {

using program::Code;
using program::Instruction;
using program::is_scalar;
using program::kNone;
using program::Operand;

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
        add(step);
        continue;
      }
      case Code::observe: {
        Step step;
        step.kind = Step::Kind::store;
        step.x[0] = read(instruction.x[0]);
        step.address = layout.observed + static_cast<std::int32_t>(observed.size()) * layout.stride;
        observed.push_back({instruction.index, step.address});
        add(step);
        continue;
      }
      default: continue;
    }
    now_[instruction.out] = result;
    if (last_write.at(instruction.out) == i && (instruction.out < layout.num_kept || read_later(instruction.out)))
      write(instruction.out, result);
  }
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
  add(step);
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
  add(step);
}

void Flow::add(Step step) {
  for (const Reference& x : step.x) {
    if (x.value < 0) continue;
    auto& uses = values[static_cast<std::size_t>(x.value)].uses;
    const auto at = static_cast<std::int32_t>(steps.size());
    if (uses.empty() || uses.back() != at) uses.push_back(at);
  }
  steps.push_back(step);
}

}  // namespace cf::engine::native
