// A model file as a tree: maps, lists and texts, each with its place. Nothing is typed here: `NO`, `010` and `12:30`
// stay the text the user wrote; the schema in `model` decides what a field may hold.
//
// The subset of YAML 1.2 that is read: block and flow maps and lists; plain, 'single', "double" quoted and folded (> and |)
// text; comments; one document (a leading `---` is allowed). Not read, each with a message of its own: anchors, aliases,
// tags, merge keys, complex keys (`? `), a second document, tabs as indentation, duplicate keys, invalid UTF-8.
// Limits: depth 64, file 16 MiB. JSON is a subset of it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/place.hpp"

namespace cf::syntax {

// Whoever opens a file checks its size against this before reading it.
inline constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20;

struct NodeId {
  std::int32_t value = -1;
  explicit operator bool() const { return value >= 0; }
  friend bool operator==(NodeId, NodeId) = default;
};

enum class NodeKind { empty, text, list, map };  // empty: `key:` with nothing behind it
enum class TextStyle { plain, quoted, block };

struct Member {
  std::string key;
  Place key_place;
  NodeId value;
};

struct Node {
  NodeKind kind = NodeKind::empty;
  TextStyle style = TextStyle::plain;
  bool flow = false;           // written inside `{…}` or `[…]` (of the parent, for a text)
  Place place;                 // the whole of it, quotes included
  std::string text;            // kind text: after unquoting and folding
  // Place of each byte of `text` in the file, as offsets; empty when text[i] stands at place.begin + i + lead.
  std::vector<std::int32_t> offsets;
  std::int32_t lead = 0;       // bytes before the text proper (1 for quotes)
  std::vector<NodeId> items;   // kind list
  std::vector<Member> members; // kind map, in the order written; keys are unique
};

struct Tree {
  std::vector<Node> nodes;
  NodeId root;                 // empty when the text could not be read at all

  const Node& operator[](NodeId id) const { return nodes[static_cast<std::size_t>(id.value)]; }
  // The value of `key` in a map, or an empty id.
  NodeId find(NodeId map, std::string_view key) const;
  // The place in the file of the bytes [begin, end) of a text node.
  Place place_in(NodeId text, std::size_t begin, std::size_t end) const;
};

// Reads one text (already in `texts`). All errors found are reported; what could be read is returned.
Tree read(const SourceTexts& texts, std::int32_t text, Diagnostics& diagnostics);

}  // namespace cf::syntax
