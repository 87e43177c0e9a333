// Random models: everything the language has, put together by a seed. Values stay within a few units and formulas are tame where
// they are steep, so that evaluators that round differently stay close; conditions, defaults, clearing, merit order and
// stops turn up in most of them.
#pragma once
#include <cstdint>
#include <vector>

#include "../program/build_model.hpp"

namespace cf::testing {

struct RandomTerms {
  std::uint64_t seed = 0;   // the model's shape
  int variant = 0;          // 0, or another set of terms for the same deal: some constants differ, a flow or two are gone
  bool risky = false;       // formulas that may stop a path
};

struct WantedFormulas {
  std::vector<ExprId> path_values, step_values;
};

// Fills `m`, and gives what to compare: every quantity in every step, and reductions of all kinds.
WantedFormulas random_model(BuildModel& m, const RandomTerms& terms);

int random_num_steps(std::uint64_t seed);
int random_step_months(std::uint64_t seed);

}  // namespace cf::testing
