// What is known of values without running: that they are finite (overflow aside), that they are not below zero. Checks of what is
// known are left out.
#pragma once
#include <span>
#include <vector>

#include "program/graph.hpp"
#include "program/rows.hpp"
#include "program/states.hpp"

namespace cf::program {

class Facts {
 public:
  // `checked`: nodes that are checked to be finite where they are made; what reads them may rely on it. States may be relied on:
  // what is not known of their next values is checked.
  Facts(const Graph& graph, const States& states, Rows& rows, std::span<const NodeId> checked);

  bool is_finite(NodeId id) const { return finite_[static_cast<std::size_t>(id)]; }
  bool is_not_negative(NodeId id) const { return not_negative_[static_cast<std::size_t>(id)]; }

  // Whether a state that is once infinite or not a number stays so, `next` being its next value: then it is enough to look at
  // the end.
  static bool stays_broken(const Graph& graph, NodeId next, std::int32_t state_class);

 private:
  void look(NodeId id);
  bool reliable(NodeId id) const { return is_finite(id) || checked_[static_cast<std::size_t>(id)]; }
  bool finite(NodeId id) const;
  bool not_negative(NodeId id) const;

  const Graph& g_;
  Rows& rows_;
  std::vector<bool> finite_, not_negative_, checked_, state_not_negative_;
};

}  // namespace cf::program
