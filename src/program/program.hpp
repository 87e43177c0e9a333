// A Program is many models lowered to numbered slots and instructions: what the engine runs for every path.
//
//  1. Each value is a constant, one a step (a table row, worked out beforehand), one a path, or one a path and step, and is
//     computed no more often than that.
//  2. `start` runs once a path, then the code of step 0, 1, …, then `end`. State slots carry values from one to the next.
//  3. It knows no names and no units, and never changes.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "operation/operation.hpp"

namespace cf::program {

// A slot (one value a path of the tile) when it is 0 or above; else a scalar, the same for all paths: number ~operand, constants
// first, then table rows.
using Operand = std::int32_t;
inline constexpr Operand kNone = std::numeric_limits<Operand>::min();
constexpr bool is_scalar(Operand operand) { return operand < 0; }

enum class Code : std::uint8_t {
  operation,           // out = operation(x…)
  fused,               // out = several operations in one pass: row `which` of fused.def
  copy,                // out = x[0]
  uniform,             // out = draw 0 of stream `index`
  normal,              // out = normal quantile of draw 0 of stream `index`
  step_uniform,        // out = draw `step` of stream `index`; x[0] is a slot that keeps the odd draw of a pair
  step_normal,         // the same, normal quantile
  normal_distribution, // out = distribution function at x[0]
  quantile_table,      // out = table `index` at x[0], a standard normal
  beta_quantile,       // out = quantile at x[0] of beta(x[1], x[2])
  poisson,             // out = quantile at x[0] of Poisson(x[1])
  dispatch,            // dispatches[index]
  settle,              // settlements[index]
  cross_held,          // cross_holdings[index]
  check,               // stops the paths on which x[0] is as `which` (CheckKind) says; `index` is the variant
  observe,             // step output `index` is x[0]
  column,              // column `index` is x[0]
};

enum class CheckKind : std::uint8_t {
  is_true,
  zero,
  not_positive,        // not x > 0
  below_zero,          // not x >= 0
  nonfinite,
  not_real_power,      // x[0] to the power x[1]
  created_or_lost,     // is_true, and our own mistake
};

struct Instruction {
  Code code = Code::operation;
  std::uint8_t which = 0;                              // Operation, fused kernel, CheckKind
  std::uint8_t form = 0;                               // bit i: x[i] is a scalar
  std::int32_t out = kNone;
  std::array<Operand, 5> x = {kNone, kNone, kNone, kNone, kNone};  // of a check: x[2] is its guard, a condition, or kNone
  std::int32_t index = -1;
};

// See engine/kernels.hpp. Outputs that nobody reads are kNone.
struct DispatchData {
  Operand demand = kNone;                              // a slot
  std::vector<Operand> capacity, price;
  std::vector<std::int32_t> supplied;
  std::int32_t served = kNone, unserved = kNone, cost = kNone, last_price = kNone;
};

// Parties with cash that settle together, and what they owe. Where all can pay, each output is its input.
struct SettlementData {
  struct Pair {
    Operand in = kNone;
    std::int32_t out = kNone;                          // may be the slot of `in`; kNone if nobody reads it
  };
  struct Party {
    Operand cash = kNone;
    Operand recovery_cash = kNone, recovery_receipts = kNone;
    Pair after;                                        // cash after the step, if all are paid
    Pair defaulted;
  };
  struct Flow {
    int from = -1, to = -1;                            // position in `parties`; -1: a party without cash
    int rank = 1;
    Pair amount;                                       // due -> paid
  };
  Operand any_short = kNone;                           // where true, some party falls short
  std::vector<Party> parties;
  std::vector<Flow> flows;
  int num_ranks = 1;                                   // ranks are 1 … num_ranks
  int variant = 0;
};

// Equity of parties that hold each other's shares: e = base + fraction e, below zero none where limited.
struct CrossHoldingData {
  std::vector<Operand> base;
  std::vector<Operand> fraction;                       // row by row
  std::vector<std::uint8_t> limited;
  std::vector<std::int32_t> out;
  int variant = 0;
};

// A monotone function of a standard normal, in logits, scaled to [low, high]: value, slope and curvature at evenly spaced points.
struct QuantileTable {
  double first = 0, step = 1;
  std::vector<double> value, slope, curvature;
};

struct Program {
  int num_steps = 0;
  int num_variants = 0;

  // What was wanted, by its position in all that was wanted, -> the number of the column or step output that has it. What is the
  // same for several variants is one column.
  int num_columns = 0;
  std::vector<std::int32_t> column_of;
  int num_step_outputs = 0;
  std::vector<std::int32_t> step_output_of;

  int num_slots = 0;
  int num_state_slots = 0;                             // the first so many keep their values between steps
  std::vector<double> constants;
  int num_rows = 0;
  std::vector<double> rows;                            // [step 0 … num_steps][row]; the last is for `end`

  std::vector<Instruction> start, end;
  std::vector<std::vector<Instruction>> bodies;        // of steps: those in which the same conditions hold share one
  std::vector<std::int32_t> body_of;                   // by step

  std::vector<DispatchData> dispatches;
  std::vector<SettlementData> settlements;
  std::vector<CrossHoldingData> cross_holdings;
  std::vector<QuantileTable> tables;
  std::vector<std::string> state_names;                // of the slots that keep states, for the listing; may be shorter

  // Memory that `paths` paths of a tile need.
  std::size_t tile_bytes(int paths) const { return static_cast<std::size_t>(num_slots) * static_cast<std::size_t>(paths) * 8; }
};

// The program as text, one instruction a line: `dump --stage=program`.
std::string listing(const Program& program);

}  // namespace cf::program
