// Operations: what a formula can compute, defined once (operations.def) and read by every room above.
// Values are doubles; a condition is 1 (true) or 0 (false).
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cf {

enum class Operation : std::uint8_t {
#define CF_OPERATION(id, name, arity, units, domain, meaning) id,
#include "operation/operations.def"
#undef CF_OPERATION
};

// How the unit of the result follows from the operands' (worked out in model/units).
enum class UnitRule : std::uint8_t {
  sum,         // both the same; date + time is a date
  difference,  // both the same; date - date is a time; date - time is a date
  product,
  quotient,
  power,       // exponent plain; a base with a unit needs a constant exponent
  keep,        // as the operand
  comparison,  // both the same; the result is a condition
  logic,       // conditions in, condition out
  choice,      // a condition, then two of the same
  same,        // both the same
  plain,       // a plain number in and out
  root,        // half of each exponent
};

enum class Domain : std::uint8_t { always, nonzero_divisor, positive, not_negative, real_power };

struct OperationRow {
  Operation id;
  std::string_view name;
  int arity;
  UnitRule units;
  Domain domain;
  std::string_view meaning;
};

inline constexpr std::array kOperations = {
#define CF_OPERATION(id, name, arity, units, domain, meaning) \
  OperationRow{Operation::id, name, arity, UnitRule::units, Domain::domain, meaning},
#include "operation/operations.def"
#undef CF_OPERATION
};

constexpr const OperationRow& row(Operation operation) { return kOperations[static_cast<std::size_t>(operation)]; }

// The scalar meaning. The operands must be in the domain for the result to be meaningful; outside it the IEEE result is given.
double evaluate(Operation operation, std::span<const double> operands);

// Whether the operands are in the operation's domain.
bool in_domain(Operation operation, std::span<const double> operands);

}  // namespace cf
