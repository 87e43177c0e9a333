#include "text_invariants.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace cf::syntax {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw Broken(what);
}

void check_place(const Place& place, const SourceTexts& texts) {
  require(0 <= place.text && place.text < texts.size(), "a place is in a text");
  const auto size = static_cast<std::int32_t>(texts.text(place.text).size());
  require(0 <= place.begin && place.begin <= place.end && place.end <= size, "a place lies inside the text");
}

void check_child(NodeId child, std::size_t parent) {
  require(child.value >= 0 && static_cast<std::size_t>(child.value) < parent, "a child comes before its parent");
}

void check_text(const Node& node, std::string_view source) {
  require(node.offsets.empty() || node.offsets.size() == node.text.size(), "each byte has its offset");
  for (std::size_t i = 0; i < node.text.size(); ++i) {
    const std::int64_t offset = node.offsets.empty() ? node.place.begin + node.lead + static_cast<std::int64_t>(i) : node.offsets[i];
    require(0 <= offset && offset < static_cast<std::int64_t>(source.size()), "each byte stands in the text");
    const char c = source[static_cast<std::size_t>(offset)];
    const bool is_itself = c == node.text[i];
    const bool is_folded = (c == '\n' || c == '\r' || c == ' ' || c == '\t') && (node.text[i] == ' ' || node.text[i] == '\n');
    require(is_itself || is_folded || c == '\\', "a byte is the byte at its place");
  }
}

int depth_of(const Tree& tree, NodeId id) {
  int deepest = 0;
  for (const auto item : tree[id].items) deepest = std::max(deepest, depth_of(tree, item));
  for (const auto& member : tree[id].members) deepest = std::max(deepest, depth_of(tree, member.value));
  return deepest + 1;
}

}  // namespace

void check_tree(const Tree& tree, const SourceTexts& texts) {
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const Node& node = tree.nodes[i];
    check_place(node.place, texts);
    for (const auto item : node.items) check_child(item, i);
    std::set<std::string_view> keys;
    for (const auto& member : node.members) {
      check_child(member.value, i);
      check_place(member.key_place, texts);
      require(keys.insert(member.key).second, "keys are unique");
    }
    if (node.kind != NodeKind::text) continue;
    check_text(node, texts.text(0));
    const std::size_t size = node.text.size();
    for (const auto& [begin, end] : {std::pair{std::size_t{0}, size}, {size / 2, size / 2}, {size / 3, size}, {size, size + 5}}) {
      check_place(tree.place_in({static_cast<std::int32_t>(i)}, begin, end), texts);
    }
  }
  if (tree.root) {
    require(static_cast<std::size_t>(tree.root.value) < tree.nodes.size(), "the root is a node");
    require(depth_of(tree, tree.root) <= 66, "nothing is deeper than the limit");
  }
}

void check_formula(const Formula& formula, const SourceTexts& texts) {
  require(formula.root < static_cast<std::int32_t>(formula.nodes.size()), "the root is a node");
  std::vector<int> heights;
  for (std::size_t i = 0; i < formula.nodes.size(); ++i) {
    const FormulaNode& node = formula.nodes[i];
    check_place(node.place, texts);
    for (const auto& factor : node.unit) check_place(factor.place, texts);
    int height = 1;
    for (const auto child : node.children) {
      check_child({child}, i);
      height = std::max(height, heights[static_cast<std::size_t>(child)] + 1);
    }
    heights.push_back(height);
    require(height <= 1'000, "no chain is longer than the limit");
    for (const auto key : node.keys)
      if (key != -1) check_child({key}, i);
    const bool is_call = node.kind == FormulaKind::call;
    require(node.keys.size() == (is_call ? node.children.size() : 0), "each argument has a key or -1");
    if (!is_call) {
      const std::size_t arity = node.kind == FormulaKind::unary                                          ? 1
                                : node.kind == FormulaKind::binary || node.kind == FormulaKind::interval ? 2
                                                                                                         : 0;
      require(node.children.size() == arity, "each kind has its number of children");
    }
  }
}

void check_messages(const Diagnostics& diagnostics, const SourceTexts& texts) {
  int num_drawn = 0;
  for (const auto& diagnostic : diagnostics.sorted()) {
    if (diagnostic.place.text != -1) check_place(diagnostic.place, texts);
    for (const auto& note : diagnostic.notes)
      if (note.place.text != -1) check_place(note.place, texts);
    if (++num_drawn > 10) continue;  // drawing takes a time; ten are enough
    for (const char c : render(diagnostic, texts, false))
      require(c == '\n' || static_cast<unsigned char>(c) >= 0x20, "a message has no control characters");
  }
}

}  // namespace cf::syntax
