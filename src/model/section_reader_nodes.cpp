// Nodes of the tree to values, words and texts, with what was expected where something else stands.
#include "model/section_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace cf::model {
namespace {

bool is_name_start(char c) { return c >= 'a' && c <= 'z'; }
bool is_name_char(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '_'; }

bool is_name(std::string_view text, bool dotted) {
  bool start = true;
  for (const char c : text) {
    if (c == '.' && dotted && !start) {
      start = true;
      continue;
    }
    if (start ? !is_name_start(c) : !is_name_char(c)) return false;
    start = false;
  }
  return !start;
}

}  // namespace

std::string SectionReader::kind_of(NodeId node) const {
  switch (tree_[node].kind) {
    case syntax::NodeKind::empty: return "nothing";
    case syntax::NodeKind::text: return "text";
    case syntax::NodeKind::list: return "a list";
    case syntax::NodeKind::map: return "a map";
  }
  return "";
}

const SectionReader::Members& SectionReader::members(NodeId node, const std::string& what) {
  static const Members none;
  if (tree_[node].kind == syntax::NodeKind::map) return tree_[node].members;
  diagnostics_.error(tree_[node].kind == syntax::NodeKind::empty ? "E0302" : "E0301", place_of(node),
                     tree_[node].kind == syntax::NodeKind::empty
                         ? fmt::format("{} has no value", what)
                         : fmt::format("{}: expected a map of names, found {}", what, kind_of(node)));
  return none;
}

std::map<std::string, syntax::NodeId> SectionReader::fields(NodeId node, std::string_view entry, const std::string& what, Place place) {
  std::map<std::string, NodeId> out;
  if (tree_[node].kind != syntax::NodeKind::map) {
    members(node, what);
    return out;
  }
  for (const syntax::Member& m : tree_[node].members) {
    if (!find_field(entry, m.key)) {
      const std::string near = nearest(m.key, field_names(entry));
      diagnostics_
          .error("E0320", m.key_place, fmt::format("{} has no field '{}'", what, m.key),
                 near.empty() ? "" : fmt::format("did you mean '{}'?", near))
          .notes.push_back({fmt::format("fields: {}", fmt::join(field_names(entry), ", ")), {}});
      continue;
    }
    out[m.key] = m.value;
  }
  for (const Field* f : fields_of(entry))
    if (f->required && !out.count(std::string(f->name)))
      diagnostics_.error("E0323", place, fmt::format("{}: {} is missing", what, f->name), std::string(f->about));
  return out;
}

ValueIndex SectionReader::value(NodeId node, const std::string& what, Place key) {
  ValueDecl v;
  NodeId text_node = node;
  if (tree_[node].kind == syntax::NodeKind::map) {
    const auto f = fields(node, "value", what, key);
    const auto it = f.find("value");
    if (it == f.end()) return kNoValue;
    text_node = it->second;
    v.source = text_in(f, "source", what), v.as_of = text_in(f, "as_of", what), v.reason = text_in(f, "reason", what);
    v.note = text_in(f, "note", what), v.label = text_in(f, "label", what), v.unit = text_in(f, "unit", what);
    if (const auto s = f.find("source"); s != f.end()) v.source_place = place_of(s->second);
    if (const auto u = f.find("unit"); u != f.end()) v.unit_place = place_of(u->second);
    if (const auto a = f.find("also"); a != f.end())
      for (const Word& w : words(a->second, what + ".also", key)) v.also.push_back(w.text), v.also_places.push_back(w.place);
  }
  const syntax::Node& n = tree_[text_node];
  const bool nothing = n.kind == syntax::NodeKind::empty || (n.kind == syntax::NodeKind::text && n.style == syntax::TextStyle::plain &&
                                                             (n.text == "~" || n.text == "null" || n.text == "Null" || n.text == "NULL"));
  if (nothing) {
    diagnostics_.error("E0302", n.kind == syntax::NodeKind::empty ? key : n.place, fmt::format("{} has no value", what),
                       "a number, a range or a formula");
    return kNoValue;
  }
  if (n.kind != syntax::NodeKind::text) {
    diagnostics_.error("E0301", n.place, fmt::format("{}: expected a number, a range or a formula, found {}", what, kind_of(text_node)));
    return kNoValue;
  }
  v.written = n.text;
  v.place = n.place;
  v.formula = syntax::parse_formula(tree_, text_node, diagnostics_);
  out_.values.push_back(std::move(v));
  return static_cast<ValueIndex>(out_.values.size()) - 1;
}

ValueIndex SectionReader::value_in(const std::map<std::string, NodeId>& fields, const char* name, const std::string& what) {
  const auto it = fields.find(name);
  if (it == fields.end()) return kNoValue;
  return value(it->second, fmt::format("{}.{}", what, name), place_of(it->second));
}

std::string SectionReader::text(NodeId node, const std::string& what, Place key) {
  const syntax::Node& n = tree_[node];
  if (n.kind == syntax::NodeKind::text) return n.text;
  diagnostics_.error(n.kind == syntax::NodeKind::empty ? "E0302" : "E0301", n.kind == syntax::NodeKind::empty ? key : n.place,
                     n.kind == syntax::NodeKind::empty ? fmt::format("{} has no value", what)
                                                       : fmt::format("{}: expected text, found {}", what, kind_of(node)));
  return {};
}

std::string SectionReader::text_in(const std::map<std::string, NodeId>& fields, const char* name, const std::string& what) {
  const auto it = fields.find(name);
  return it == fields.end() ? std::string() : text(it->second, fmt::format("{}.{}", what, name), place_of(it->second));
}

Word SectionReader::word(NodeId node, const std::string& what, Place key) { return {text(node, what, key), place_of(node)}; }

Word SectionReader::word_in(const std::map<std::string, NodeId>& fields, const char* name, const std::string& what) {
  const auto it = fields.find(name);
  return it == fields.end() ? Word{} : word(it->second, fmt::format("{}.{}", what, name), place_of(it->second));
}

std::vector<Word> SectionReader::words(NodeId node, const std::string& what, Place key) {
  std::vector<Word> out;
  if (tree_[node].kind == syntax::NodeKind::list) {
    for (const NodeId item : tree_[node].items) out.push_back(word(item, what, key));
  } else if (tree_[node].kind == syntax::NodeKind::text) {
    out.push_back(word(node, what, key));
  } else {
    diagnostics_.error("E0301", place_of(node), fmt::format("{}: expected a list, found {}", what, kind_of(node)));
  }
  return out;
}

bool SectionReader::check_name(const Word& name, bool dotted, const char* what) {
  if (is_word(name.text) || (is_function(name.text) && !in_type_)) {
    diagnostics_.error("E0324", name.place, fmt::format("'{}' cannot be the name of a {}: it has a meaning of its own", name.text, what));
    return false;
  }
  if (is_name(name.text, dotted)) return true;
  std::string lower;
  for (const char c : name.text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : is_name_char(c) ? c : '_';
  if (!lower.empty() && !is_name_start(lower.front())) lower = "n" + lower;
  diagnostics_
      .error("E0325", name.place, fmt::format("'{}' cannot be the name of a {}", name.text, what),
             is_name(lower, dotted) ? fmt::format("write {}", lower) : "")
      .notes.push_back({"names that formulas read are in lower case: letters, digits and _, beginning with a letter", {}});
  return false;
}

}  // namespace cf::model
