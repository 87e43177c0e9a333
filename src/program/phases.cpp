#include "program/phases.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace cf::program {
namespace {

constexpr std::size_t kMaxPhases = 32;
constexpr std::size_t kMaxWork = 1'500'000;    // nodes times phases

std::vector<NodeId> reachable(const Graph& g, const std::vector<Sink>& sinks) {
  std::vector<bool> seen(static_cast<std::size_t>(g.size()), false);
  std::vector<NodeId> open, found;
  const auto reach = [&](NodeId id) {
    if (id < 0 || seen[static_cast<std::size_t>(id)]) return;
    seen[static_cast<std::size_t>(id)] = true;
    found.push_back(id);
    if (g[id].vary & kByPath) open.push_back(id);
  };
  for (const Sink& s : sinks)
    for (NodeId id : {s.x, s.y, s.guard}) reach(id);
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    for (NodeId operand : g.operands(id)) reach(operand);
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Rows that decide something in some steps: conditions, and factors that are often 0.
std::vector<NodeId> deciding_rows(const Graph& g, Rows& rows, const std::vector<NodeId>& nodes, const std::vector<Sink>& sinks,
                                  int num_steps) {
  std::unordered_set<NodeId> conditions, factors;
  for (NodeId id : nodes) {
    if (!(g[id].vary & kByPath)) continue;
    const auto x = g.operands(id);
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (g[x[i]].vary != kByStep) continue;
      const bool condition = (g.is(id, Operation::select) && i == 0) || g.is(id, Operation::logical_and) ||
                             g.is(id, Operation::logical_or) || g.is(id, Operation::logical_not);
      (condition ? conditions : factors).insert(x[i]);
    }
  }
  for (const Sink& s : sinks)
    if (s.kind == Sink::Kind::accumulate && s.y >= 0 && g[s.y].vary == kByStep) factors.insert(s.y);
  std::vector<NodeId> deciding(conditions.begin(), conditions.end());
  for (NodeId id : factors) {
    if (conditions.contains(id)) continue;
    const auto row = rows.of(id).first(static_cast<std::size_t>(num_steps));
    if (std::count(row.begin(), row.end(), 0.0) * 16 >= num_steps) deciding.push_back(id);
  }
  const auto changes = [&](NodeId id) {
    const auto row = rows.of(id);
    int count = 0;
    for (int t = 1; t < num_steps; ++t) count += (row[static_cast<std::size_t>(t)] != 0) != (row[static_cast<std::size_t>(t) - 1] != 0);
    return count;
  };
  std::vector<std::pair<int, NodeId>> by_changes;
  for (NodeId id : deciding) by_changes.emplace_back(changes(id), id);
  std::sort(by_changes.begin(), by_changes.end());
  deciding.clear();
  for (const auto& [count, id] : by_changes) deciding.push_back(id);
  return deciding;
}

// One body: the graph again, with the deciding rows as the constants they are in these steps.
class Specialised {
 public:
  // `nodes`: all that the body reads, rising, so that operands come before what reads them.
  Specialised(Graph& graph, const std::vector<NodeId>& nodes, std::unordered_map<NodeId, NodeId> known)
      : g_(graph), known_(std::move(known)) {
    for (NodeId id : nodes)
      if (!known_.contains(id)) specialise(id);
  }

  NodeId operator()(NodeId id) const {
    const auto found = known_.find(id);
    return found == known_.end() ? id : found->second;
  }

 private:
  void specialise(NodeId id) {
    const Node node = g_[id];
    if (!(node.vary & kByStep) || !(node.vary & kByPath) || node.count == 0) return;
    std::vector<NodeId> x(g_.operands(id).begin(), g_.operands(id).end());
    if (node.kind == Kind::output) {
      known_[id] = output(x[0], node.index);
      return;
    }
    if (node.kind == Kind::dispatch || node.kind == Kind::settlement || node.kind == Kind::cross_holding) return;   // with their outputs
    for (NodeId& operand : x) operand = (*this)(operand);
    known_[id] =
        node.kind == Kind::operation ? g_.make(static_cast<Operation>(node.which), x) : g_.compound(node.kind, x, node.index, node.which);
  }

  NodeId output(NodeId compound, std::int32_t which) {
    const Node node = g_[compound];
    std::vector<NodeId> x(g_.operands(compound).begin(), g_.operands(compound).end());
    for (NodeId& operand : x) operand = (*this)(operand);
    if (node.kind == Kind::dispatch) {
      const auto count = static_cast<std::int32_t>(x.size() / 2);
      return g_.dispatch(x[0], std::span<const NodeId>(x).subspan(1), which < count ? which : count - 1 - which);
    }
    if (node.kind == Kind::settlement) return g_.settlement(x, node.index, node.which, which);
    return g_.output(g_.compound(node.kind, x, node.index), which);
  }

  Graph& g_;
  std::unordered_map<NodeId, NodeId> known_;
};

}  // namespace

Phases find_phases(Graph& g, Rows& rows, const std::vector<Sink>& body, int num_steps) {
  const std::vector<NodeId> nodes = reachable(g, body);
  const std::vector<NodeId> deciding = deciding_rows(g, rows, nodes, body, num_steps);
  const std::size_t limit = std::clamp<std::size_t>(kMaxWork / (nodes.size() + 1), 4, kMaxPhases);

  // Steps by what the rows are in them; rows that change often come last, and those that would make too many phases are left out.
  bool has_first = false, has_last = false;
  for (const Sink& s : body) {
    if (s.kind != Sink::Kind::accumulate) continue;
    const auto accumulate = static_cast<Accumulate>(g[s.index].which);
    has_first = has_first || accumulate == Accumulate::first;
    has_last = has_last || accumulate == Accumulate::last;
  }
  Phases phases;
  for (int t = 0; t < num_steps; ++t) phases.body_of.push_back((has_first && t == 0 ? 1 : 0) + (has_last && t == num_steps - 1 ? 2 : 0));
  std::vector<NodeId> used;
  const auto regroup = [&](auto key) {
    std::map<std::pair<std::int32_t, int>, std::int32_t> groups;
    std::vector<std::int32_t> result;
    for (int t = 0; t < num_steps; ++t) {
      const auto group = std::pair{phases.body_of[static_cast<std::size_t>(t)], key(t)};
      result.push_back(groups.try_emplace(group, static_cast<std::int32_t>(groups.size())).first->second);
    }
    return std::pair{result, groups.size()};
  };
  phases.body_of = regroup([](int) { return 0; }).first;
  for (NodeId id : deciding) {
    const auto row = rows.of(id);
    const auto kind = [&](int t) {
      const double v = row[static_cast<std::size_t>(t)];
      return v == 0 ? 0 : v == 1 ? 1 : 2;
    };
    const auto [result, count] = regroup(kind);
    if (count > limit) continue;
    phases.body_of = result;
    used.push_back(id);
  }

  const auto num_bodies = static_cast<std::size_t>(*std::max_element(phases.body_of.begin(), phases.body_of.end())) + 1;
  for (std::size_t b = 0; b < num_bodies; ++b) {
    const auto example = std::find(phases.body_of.begin(), phases.body_of.end(), static_cast<std::int32_t>(b)) - phases.body_of.begin();
    std::unordered_map<NodeId, NodeId> known;
    for (NodeId id : used) {
      const double v = rows.of(id)[static_cast<std::size_t>(example)];
      if (v == 0 || v == 1) known.emplace(id, g.constant(v));
    }
    const Specialised specialise(g, nodes, std::move(known));
    std::vector<Sink> sinks;
    for (Sink s : body) {
      if (s.kind == Sink::Kind::accumulate) {
        const auto accumulate = static_cast<Accumulate>(g[s.index].which);
        if (accumulate == Accumulate::first && example != 0) continue;
        if (accumulate == Accumulate::last && example != num_steps - 1) continue;
      }
      s.x = specialise(s.x);
      s.y = specialise(s.y);
      s.guard = specialise(s.guard);
      if (s.kind == Sink::Kind::accumulate && static_cast<Accumulate>(g[s.index].which) == Accumulate::sum) {
        const auto nothing = [&](NodeId a, NodeId b2) { return g.is_constant(a, 0) && g[b2].total && g[b2].finite; };
        if (nothing(s.x, s.y) || nothing(s.y, s.x)) continue;
      }
      if (s.kind == Sink::Kind::check && s.guard >= 0 && g.is_constant(s.guard)) {
        if (g[s.guard].value == 0) continue;
        s.guard = -1;
      }
      sinks.push_back(s);
    }
    phases.bodies.push_back(std::move(sinks));
  }
  return phases;
}

}  // namespace cf::program
