#include "program/rows.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.hpp"

namespace cf::program {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

Rows::Rows(const Graph& graph, const States& states, const model::TimeGrid& time)
    : graph_(graph), states_(states), time_(time), width_(static_cast<std::size_t>(time.num_steps) + 1) {
  std::vector<NodeId> nodes;
  index_.assign(static_cast<std::size_t>(graph_.size()), -1);
  for (NodeId id = 0; id < graph_.size(); ++id) {
    if (graph_[id].vary & kByPath) continue;
    index_[static_cast<std::size_t>(id)] = static_cast<std::int32_t>(count_++);
    nodes.push_back(id);
  }
  values_.assign(nodes.size() * width_, 0.0);
  const auto value = [&](NodeId id, int step) -> double& { return values_[index(id) * width_ + static_cast<std::size_t>(step)]; };
  // Step by step, since steady states read the step before.
  for (int step = 0; step <= time_.num_steps; ++step) {
    for (NodeId id : nodes) {
      const Node& n = graph_[id];
      double& v = value(id, step);
      if (n.kind == Kind::state) {
        const StateClass& c = states_[n.index];
        v = step == 0 ? value(c.start, 0) : value(c.next, step - 1);
      } else if (n.kind == Kind::reduction) {
        const auto x = graph_.operands(id);
        const auto accumulate = static_cast<Accumulate>(n.which);
        if (step == 0) {
          v = accumulate == Accumulate::peak ? -kInfinity : accumulate == Accumulate::low ? kInfinity : 0;
          continue;
        }
        const double before = value(id, step - 1), now = value(x[0], step - 1);
        switch (accumulate) {
          case Accumulate::sum: v = before + now * value(x[1], step - 1); break;
          case Accumulate::peak: v = before > now ? before : now; break;
          case Accumulate::low: v = before < now ? before : now; break;
          case Accumulate::first: v = step == 1 ? now : before; break;
          case Accumulate::last: v = now; break;
        }
      } else {
        v = evaluate(id, step);
      }
    }
  }
}

double Rows::evaluate(NodeId id, int step) const {
  const Node& n = graph_[id];
  const auto value = [&](NodeId x) { return values_[index(x) * width_ + static_cast<std::size_t>(step)]; };
  switch (n.kind) {
    case Kind::constant: return n.value;
    case Kind::year: return time_.year(step);
    case Kind::date: return time_.date(step);
    case Kind::operation: {
      std::array<double, 3> x{};
      const auto operands = graph_.operands(id);
      for (std::size_t i = 0; i < operands.size(); ++i) x[i] = value(operands[i]);
      return cf::evaluate(static_cast<Operation>(n.which), std::span<const double>(x.data(), operands.size()));
    }
    default: CF_CHECK(false, "a node that varies by path among the rows");
  }
  return 0;
}

std::span<const double> Rows::of(NodeId id) {
  CF_CHECK(!(graph_[id].vary & kByPath), "a row is the same on all paths");
  if (index_.size() < static_cast<std::size_t>(graph_.size())) index_.resize(static_cast<std::size_t>(graph_.size()), -1);
  if (index_[static_cast<std::size_t>(id)] < 0) {
    CF_CHECK(graph_[id].kind != Kind::state && graph_[id].kind != Kind::reduction, "a late row cannot read states");
    for (NodeId operand : graph_.operands(id)) of(operand);
    index_[static_cast<std::size_t>(id)] = static_cast<std::int32_t>(count_++);
    values_.resize(values_.size() + width_);
    for (std::size_t step = 0; step < width_; ++step) values_[values_.size() - width_ + step] = evaluate(id, static_cast<int>(step));
  }
  return {values_.data() + index(id) * width_, width_};
}

}  // namespace cf::program
