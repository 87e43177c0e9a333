// Lowering: models of one deal under many terms (structures, pieces, scenarios) become one program, in which what they share is
// computed once.
//
// 1. Only what is wanted, and what that depends on, is computed.
// 2. Every model has the same time grid.
// 3. The models may be dropped afterwards: the program keeps nothing of them.
#pragma once
#include <span>
#include <vector>

#include "model/model.hpp"
#include "program/program.hpp"

namespace cf::program {

struct Wanted {
  std::vector<model::ExprId> path_values;  // once a path: measures, checks (expressions over reductions and inputs)
  std::vector<model::ExprId> step_values;  // in every step, and once more after the last
};

struct Variant {
  const model::Model* model = nullptr;
  Wanted wanted;
};

// Position k of Program::column_of counts the path values of all variants, in order; of step_output_of the step values.
Program lower(std::span<const Variant> variants);

}  // namespace cf::program
