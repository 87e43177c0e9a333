#include "program/fuse.hpp"

#include <algorithm>
#include <string_view>

namespace cf::program {
namespace {

struct Shape {
  Fused id;
  const char* text;
};

constexpr Shape kShapes[] = {
#define CF_FUSED(id, arity, shape, ...) {Fused::id, shape},
#include "program/fused.def"
#undef CF_FUSED
};

bool commutes(Operation operation) {
  return operation == Operation::add || operation == Operation::multiply || operation == Operation::equal;
}

class Match {
 public:
  Match(const Graph& graph, const std::function<bool(NodeId)>& absorbable) : g_(graph), absorbable_(absorbable) {}

  bool run(const char* text, NodeId root) { return place(text, root, true) && *rest_ == '\0'; }
  std::array<NodeId, 5> operands = {-1, -1, -1, -1, -1};
  std::vector<NodeId> absorbed;

 private:
  // Matches the part of the shape at `text`, leaves rest_ after it.
  bool place(const char* text, NodeId id, bool root) {
    if (*text >= 'a') {
      NodeId& operand = operands[static_cast<std::size_t>(*text - 'a')];
      if (operand >= 0 && operand != id) return false;
      operand = id;
      rest_ = text + 1;
      return true;
    }
    const Operation operation = operation_of_letter(*text);
    if (!g_.is(id, operation) || !(g_[id].vary & kByPath) || (!root && !absorbable_(id))) return false;
    const auto x = g_.operands(id);
    const auto operands_before = operands;
    const std::size_t absorbed_before = absorbed.size();
    for (const bool swapped : {false, true}) {
      if (swapped && !commutes(operation)) break;
      operands = operands_before;
      absorbed.resize(absorbed_before);
      if (!root) absorbed.push_back(id);
      rest_ = text + 1;
      bool all = true;
      for (std::size_t i = 0; all && i < x.size(); ++i) all = place(rest_, swapped ? x[x.size() - 1 - i] : x[i], false);
      if (all) return true;
    }
    operands = operands_before;
    absorbed.resize(absorbed_before);
    return false;
  }

  const Graph& g_;
  const std::function<bool(NodeId)>& absorbable_;
  const char* rest_ = "";
};

}  // namespace

Operation operation_of_letter(char letter) {
  switch (letter) {
    case 'A': return Operation::add;
    case 'S': return Operation::subtract;
    case 'M': return Operation::multiply;
    case 'D': return Operation::divide;
    case 'N': return Operation::minimum;
    case 'X': return Operation::maximum;
    case 'L': return Operation::less;
    case 'K': return Operation::less_equal;
    case 'Q': return Operation::equal;
    case 'B': return Operation::logical_and;
    case 'C': return Operation::select;
    default: return Operation::exponential;
  }
}

FusedName name_of(Fused fused) {
  static constexpr FusedName names[] = {
#define CF_FUSED(id, arity, shape, ...) FusedName{#id, shape, #__VA_ARGS__},
#include "program/fused.def"
#undef CF_FUSED
  };
  return names[static_cast<std::size_t>(fused)];
}

std::size_t num_operations(Fused fused) {
  const std::string_view shape = name_of(fused).shape;
  return static_cast<std::size_t>(std::count_if(shape.begin(), shape.end(), [](char letter) { return letter < 'a'; }));
}

std::optional<Fusion> fuse(const Graph& graph, NodeId node, const std::function<bool(NodeId)>& absorbable) {
  std::optional<Fusion> best;
  for (const Shape& shape : kShapes) {
    if (!graph.is(node, operation_of_letter(shape.text[0]))) continue;
    Match match(graph, absorbable);
    if (!match.run(shape.text, node) || (best && match.absorbed.size() <= best->absorbed.size())) continue;
    best.emplace();
    best->id = shape.id;
    for (NodeId operand : match.operands)
      if (operand >= 0) best->operands.push_back(operand);
    best->absorbed = match.absorbed;
  }
  return best;
}

}  // namespace cf::program
