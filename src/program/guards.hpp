// Which operations can be outside their domain, and on which paths that counts. The side of an `if` that is not taken, and the
// second operand of an `and` or `or` that the first decides, cannot stop a run; so an operation's guard is the condition under
// which somebody reads it.
#pragma once
#include <span>
#include <vector>

#include "program/graph.hpp"
#include "program/variant.hpp"

namespace cf::program {

// Adds a check for each operation below `roots` that may be outside its domain. What roots read is always read.
void check_domains(Graph& graph, std::span<const NodeId> roots, When when, int variant, std::vector<Check>& checks);

// The condition that a check stops on, guard included, as a node.
NodeId violation(Graph& graph, const Check& check);

}  // namespace cf::program
