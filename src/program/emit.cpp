#include "program/emit.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/check.hpp"
#include "program/phases.hpp"
#include "program/section.hpp"

namespace cf::program {
namespace {

// Values of the path alone that sections read: found by going down from the sinks, through what varies by step.
class Fixed {
 public:
  explicit Fixed(const Graph& graph)
      : g_(graph), seen_(static_cast<std::size_t>(graph.size())), at_start_(seen_.size()), kept_(seen_.size()) {}

  // All of the path alone below these sinks is worked out at the start.
  void work_out_at_start(const std::vector<Sink>& sinks) {
    walk(sinks, [&](NodeId id) {
      if (is_fixed(g_[id])) at_start_[static_cast<std::size_t>(id)] = true;
      return true;
    });
  }
  // What these sinks, of a later section, read of it has to be kept.
  void keep(const std::vector<Sink>& sinks) {
    walk(sinks, [&](NodeId id) {
      const NodeId source = g_[id].kind == Kind::output ? g_.operands(id)[0] : id;
      if (!at_start_[static_cast<std::size_t>(source)]) return true;
      at_start_[static_cast<std::size_t>(id)] = true;
      if (!kept_[static_cast<std::size_t>(id)]) kept_nodes.push_back(id);
      kept_[static_cast<std::size_t>(id)] = true;
      return false;
    });
  }
  bool at_start(NodeId id) const { return at_start_[static_cast<std::size_t>(id)]; }
  std::vector<NodeId> kept_nodes;

 private:
  template <class Visit>
  void walk(const std::vector<Sink>& sinks, Visit visit) {
    std::fill(seen_.begin(), seen_.end(), false);
    std::vector<NodeId> open;
    for (const Sink& s : sinks)
      for (NodeId id : {s.x, s.y, s.guard}) open.push_back(id);
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      if (id < 0 || !(g_[id].vary & kByPath) || seen_[static_cast<std::size_t>(id)]) continue;
      seen_[static_cast<std::size_t>(id)] = true;
      if (g_[id].kind == Kind::reduction || !visit(id)) continue;
      for (NodeId operand : g_.operands(id)) open.push_back(operand);
    }
  }

  const Graph& g_;
  std::vector<bool> seen_, at_start_, kept_;
};

}  // namespace

void emit(Graph& g, const States& states, Rows& rows, const Shapes& shapes, const Sections& sections, Program& p) {
  const Phases phases = find_phases(g, rows, sections.body, p.num_steps);
  p.body_of = phases.body_of;

  Fixed fixed(g);
  fixed.work_out_at_start(sections.start);
  for (const auto& body : phases.bodies) fixed.work_out_at_start(body);
  for (const auto& body : phases.bodies) fixed.keep(body);
  fixed.keep(sections.end);

  Places places;
  const auto permanent = [&](const std::string& name) {
    p.state_names.push_back(name);
    return places.num_permanent++;
  };
  for (const Sink& s : sections.start)
    if (s.kind == Sink::Kind::begin && !places.state.contains(s.index)) places.state[s.index] = permanent(states[s.index].name);
  for (const Sink& s : sections.body)
    if (s.kind == Sink::Kind::accumulate && !places.kept.contains(s.index)) places.kept[s.index] = permanent("reduction");
  for (NodeId id : fixed.kept_nodes) places.kept[id] = permanent("of the path");
  for (NodeId id = 0; id < g.size(); ++id)
    if (g[id].kind == Kind::step_normal || g[id].kind == Kind::step_uniform) places.odd_draw[id] = permanent("odd draw");

  SectionEmitter emitter(g, rows, shapes, places, p);
  const auto never = [](NodeId) { return false; };
  const auto at_start = [&](NodeId id) { return fixed.at_start(id); };
  p.start = emitter.emit(sections.start, fixed.kept_nodes, never, 0, 1);
  for (const auto& body : phases.bodies) p.bodies.push_back(emitter.emit(body, {}, at_start, 0, p.num_steps));
  p.end = emitter.emit(sections.end, {}, at_start, p.num_steps, p.num_steps + 1);
  p.num_state_slots = places.num_permanent;
  p.num_slots = places.num_permanent + emitter.num_temporaries();
  emitter.number_scalars();
}

}  // namespace cf::program
