// Values that are the same on all paths: worked out at lowering, one a step, by the scalar meaning of each operation.
#pragma once
#include <span>
#include <vector>

#include "model/model.hpp"
#include "program/graph.hpp"
#include "program/states.hpp"

namespace cf::program {

class Rows {
 public:
  // Works out every node of the graph that does not vary by path, and the steady states.
  Rows(const Graph& graph, const States& states, const model::TimeGrid& time);

  // Of a node without paths: its value in step 0 … num_steps (the last: after the last step). A reduction's is there only.
  // Also of nodes made since, unless they read a state.
  std::span<const double> of(NodeId id);

 private:
  double evaluate(NodeId id, int step) const;

  const Graph& graph_;
  const States& states_;
  const model::TimeGrid time_;
  const std::size_t width_;
  std::size_t index(NodeId id) const { return static_cast<std::size_t>(index_[static_cast<std::size_t>(id)]); }
  std::vector<std::int32_t> index_;     // by node; -1: not worked out
  std::size_t count_ = 0;
  std::vector<double> values_;          // [index][step]
};

}  // namespace cf::program
