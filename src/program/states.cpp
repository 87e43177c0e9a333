#include "program/states.hpp"

#include <tuple>

namespace cf::program {

std::int32_t States::class_of(int variant, const std::string& name) {
  const auto [it, added] = first_class_.try_emplace(name, size());
  if (added) {
    classes_.push_back({name});
    origin_.push_back(it->second);
  }
  const auto moved = moved_.find({variant, it->second});
  return moved == moved_.end() ? it->second : moved->second;
}

bool States::refine(const Graph& graph, const std::vector<std::vector<Recurrence>>& by_variant) {
  bool stands = true;
  const std::vector<StateClass> before = classes_;
  std::map<std::tuple<std::int32_t, NodeId, NodeId>, std::int32_t> groups;
  std::vector<bool> taken(classes_.size(), false);
  for (std::size_t variant = 0; variant < by_variant.size(); ++variant) {
    for (const Recurrence& r : by_variant[variant]) {
      const auto old = static_cast<std::size_t>(r.state_class);
      const auto [it, added] = groups.try_emplace({r.state_class, r.start, r.next}, r.state_class);
      if (added) {
        if (taken[old]) {   // another group has kept the class: this one splits off
          it->second = size();
          classes_.push_back(before[old]);
          origin_.push_back(origin_[old]);
          stands = false;
        } else {
          taken[old] = true;
        }
        StateClass& c = classes_[static_cast<std::size_t>(it->second)];
        c.start = r.start;
        c.next = r.next;
        const bool frozen = c.frozen && r.next == r.start;
        const bool steady = c.steady && !((graph[r.start].vary | graph[r.next].vary) & kByPath);
        if (frozen != c.frozen || steady != c.steady) stands = false;
        c.frozen = frozen;
        c.steady = steady;
      }
      if (it->second != r.state_class) moved_[{static_cast<int>(variant), origin_[old]}] = it->second;
    }
  }
  return stands;
}

}  // namespace cf::program
