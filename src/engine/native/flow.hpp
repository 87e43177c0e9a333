// The values of a segment: its instructions taken apart into single operations, each value with its uses. What was a slot that is
// written again and again is here a value for each writing.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/native/segment.hpp"
#include "operation/operation.hpp"

namespace cf::engine::native {

using ValueId = std::int32_t;

// An operand of an operation: a value, or a scalar in memory.
struct Reference {
  ValueId value = -1;
  std::int32_t scalar = -1;      // its address
  bool none() const { return value < 0 && scalar < 0; }
  friend bool operator==(const Reference&, const Reference&) = default;
};

struct Value {
  std::int32_t address = -1;     // where it lies in memory when the segment begins; -1: it is made here
  std::vector<std::int32_t> uses;   // the operations that read it, rising
};

struct Step {
  enum class Kind : std::uint8_t { compute, store, check } kind = Kind::compute;
  Operation operation = Operation::add;
  program::CheckKind check = program::CheckKind::is_true;
  bool is_finite_too = false;        // of a check for values below zero: those that are not finite are bad as well
  std::array<Reference, 3> x = {};   // store: what; check: what, and its guard
  Reference where;                   // of plain arithmetic: the result is 0 where this condition is false
  ValueId result = -1;
  std::int32_t address = -1;         // of a store
};

class Flow {
 public:
  Flow(std::span<const program::Instruction> instructions, const Layout& layout, const std::function<bool(std::int32_t)>& read_later,
       std::vector<Observed>& observed);

  std::vector<Value> values;
  std::vector<Step> steps;

 private:
  Reference read(program::Operand operand);
  Reference compute(Operation operation, std::array<Reference, 3> x);
  Reference formula(const char*& shape, const program::Instruction& instruction);
  void write(std::int32_t slot, Reference value);
  void zero_within();
  bool is_zero(const Reference& x) const;
  void count_uses();

  const Layout& layout_;
  std::unordered_map<std::int32_t, Reference> now_;    // slot -> what it holds
};

}  // namespace cf::engine::native
