#include "program/fuse.hpp"

#include <algorithm>

namespace cf::program {
namespace {

// The shape of a row of fused.def, operator first: A add, S subtract, M multiply, D divide, N minimum, X maximum, L less,
// K less_equal, Q equal, B and, C select, E exp; small letters are operands.
struct Shape {
  Fused id;
  const char* text;
};

constexpr Shape kShapes[] = {
    {Fused::mean_reverting_step, "AAaMSbacMde"},
    {Fused::geometric_step, "MaEAbMcd"},
    {Fused::multiply_exponential_sum, "MaEAbc"},
    {Fused::multiply_exponential, "MaEb"},
    {Fused::sum_of_products, "AMabMcd"},
    {Fused::difference_of_products, "SMabMcd"},
    {Fused::multiply_add, "AMabc"},
    {Fused::multiply_subtract, "SMabc"},
    {Fused::subtract_product, "SaMbc"},
    {Fused::add_add, "AAabc"},
    {Fused::add_subtract, "SAabc"},
    {Fused::subtract_subtract, "SSabc"},
    {Fused::multiply_multiply, "MMabc"},
    {Fused::multiply_divide, "DMabc"},
    {Fused::divide_sum, "DaAbc"},
    {Fused::add_multiply, "MAabc"},
    {Fused::subtract_multiply, "MSabc"},
    {Fused::minimum_subtract, "SNabc"},
    {Fused::subtract_minimum, "SaNbc"},
    {Fused::maximum_difference, "XaSbc"},
    {Fused::minimum_difference, "NaSbc"},
    {Fused::minimum_product, "NaMbc"},
    {Fused::maximum_product, "XaMbc"},
    {Fused::multiply_minimum, "MaNbc"},
    {Fused::multiply_maximum, "MaXbc"},
    {Fused::clamp, "NXabc"},
    {Fused::and_less, "BaLbc"},
    {Fused::and_less_equal, "BaKbc"},
    {Fused::select_less, "CLabcd"},
    {Fused::select_less_equal, "CKabcd"},
    {Fused::select_equal, "CQabcd"},
    {Fused::select_add, "CaAbcd"},
    {Fused::select_subtract, "CaSbcd"},
    {Fused::select_multiply, "CaMbcd"},
};

Operation operation_of(char c) {
  switch (c) {
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
    const Operation operation = operation_of(*text);
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

FusedName name_of(Fused fused) {
  static constexpr FusedName names[] = {
#define CF_FUSED(id, arity, ...) FusedName{#id, #__VA_ARGS__},
#include "program/fused.def"
#undef CF_FUSED
  };
  return names[static_cast<std::size_t>(fused)];
}

std::optional<Fusion> fuse(const Graph& graph, NodeId node, const std::function<bool(NodeId)>& absorbable) {
  std::optional<Fusion> best;
  for (const Shape& shape : kShapes) {
    if (!graph.is(node, operation_of(shape.text[0]))) continue;
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
