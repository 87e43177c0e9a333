// From the graph to instructions: sections in order of need, slots given out and taken back.
#pragma once
#include <vector>

#include "program/graph.hpp"
#include "program/program.hpp"
#include "program/rows.hpp"
#include "program/states.hpp"
#include "program/variant.hpp"

namespace cf::program {

// What a section is for: the nodes it has to have, and what becomes of them.
struct Sink {
  enum class Kind : std::uint8_t { check, observe, column, accumulate, reset, begin, advance } kind = Kind::check;
  NodeId x = -1, y = -1;       // accumulate: y is the weight; check: the exponent; begin and reset: x is the first value
  NodeId guard = -1;           // of a check
  CheckKind check = CheckKind::is_true;
  std::int32_t index = -1;     // of a check the variant; the output; the column; the reduction's node; the class of states
};

struct Sections {
  std::vector<Sink> start, body, end;
};

// Fills instructions, constants, rows, slots and data of compound instructions.
void emit(Graph& graph, const States& states, Rows& rows, const Shapes& shapes, const Sections& sections, Program& program);

}  // namespace cf::program
