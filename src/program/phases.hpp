// Steps in which the same dated conditions hold share one body, in which what the conditions leave out is gone: what is due only
// on one day, or until a term ends, costs nothing in other steps.
#pragma once
#include <vector>

#include "program/emit.hpp"

namespace cf::program {

struct Phases {
  std::vector<std::vector<Sink>> bodies;
  std::vector<std::int32_t> body_of;   // by step
};

Phases find_phases(Graph& graph, Rows& rows, const std::vector<Sink>& body, int num_steps);

}  // namespace cf::program
