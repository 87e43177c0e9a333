// The functions of formulas: operations, distributions, reductions and what looks at the time step, each by its name.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/model.hpp"

namespace cf::model {

struct DistributionRow {
  std::string_view name;
  Distribution kind;
  int arity;            // -1: choice
  std::string_view parameters;
  bool has_unit;        // its parameters carry the unit of the value
};
const DistributionRow* distribution_named(std::string_view name);

struct ReductionRow {
  std::string_view name;
  Reduction kind;
  int arity;
};
const ReductionRow* reduction_named(std::string_view name);

// An operation by its function name or operator; not negation, which shares its sign with subtraction.
const OperationRow* operation_named(std::string_view name);

std::vector<std::string> function_names();

}  // namespace cf::model
