// Several operations in one instruction: a node and operands that only it reads, when a row of fused.def has their shape.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "program/graph.hpp"

namespace cf::program {

enum class Fused : std::uint8_t {
#define CF_FUSED(id, arity, ...) id,
#include "program/fused.def"
#undef CF_FUSED
};

struct FusedName {
  const char* name;
  const char* shape;
  const char* formula;
};
FusedName name_of(Fused fused);
Operation operation_of_letter(char letter);   // of a shape
std::size_t num_operations(Fused fused);

struct Fusion {
  Fused id = Fused::multiply_add;
  std::vector<NodeId> operands;
  std::vector<NodeId> absorbed;      // nodes that are not made on their own
};

// The fused instruction that takes in most of what stands below `node`; `absorbable` says which operands may go.
std::optional<Fusion> fuse(const Graph& graph, NodeId node, const std::function<bool(NodeId)>& absorbable);

}  // namespace cf::program
