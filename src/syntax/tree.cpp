#include "syntax/tree.hpp"

#include <algorithm>

namespace cf::syntax {

NodeId Tree::find(NodeId map, std::string_view key) const {
  if (!map || (*this)[map].kind != NodeKind::map) return {};
  for (const auto& member : (*this)[map].members)
    if (member.key == key) return member.value;
  return {};
}

Place Tree::place_in(NodeId text, std::size_t begin, std::size_t end) const {
  const Node& node = (*this)[text];
  const std::size_t size = node.text.size();
  begin = std::min(begin, size);
  end = std::clamp(end, begin, size);
  const auto offset = [&](std::size_t i) -> std::int32_t {
    if (node.offsets.empty()) return node.place.begin + node.lead + static_cast<std::int32_t>(i);
    if (i < size) return node.offsets[i];
    return size == 0 ? node.place.begin + node.lead : node.offsets[size - 1] + 1;
  };
  const std::int32_t first = offset(begin);
  // After the last byte meant, not before the next one: between them a line end or an escape may stand.
  const std::int32_t last = end > begin ? offset(end - 1) + 1 : first;
  return {node.place.text, first, std::max(first, last)};
}

}  // namespace cf::syntax
