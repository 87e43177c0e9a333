// Maps and lists in brackets: {…} and […], on one line or over several.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "syntax/characters.hpp"
#include "syntax/reader.hpp"

namespace cf::syntax {

bool Reader::flow_sign_at(std::size_t at) const {
  return at < text_.size() && std::string_view(",[]{}").find(text_[at]) != std::string_view::npos;
}

bool Reader::flow_colon_at(std::size_t at) const {
  return at < text_.size() && text_[at] == ':' && (blank_at(at + 1) || flow_sign_at(at + 1));
}

bool Reader::skip_flow(const Flow& flow) {
  while (true) {
    skip_blanks();
    if (peek() == '#' && (at_ == line_begin_ || blank_at(at_ - 1))) at_ = line_end(at_);
    if (!line_end_at(at_)) return true;
    std::size_t next = 0;
    const std::size_t end_of_line = at_;
    at_ = line_after(at_);
    next = at_;
    while (next < text_.size() && text_[next] == ' ') ++next;
    const bool empty_line = line_end_at(next) || text_[next] == '#';
    const bool closes = next < text_.size() && (text_[next] == '}' || text_[next] == ']');
    const int least = flow.parent + (closes ? 0 : 1);
    const bool leaves = !empty_line && (static_cast<int>(next - at_) < least || marker_at(at_, '-') || marker_at(at_, '.'));
    if (at_ == text_.size() || (leaves && text_[next] != '\t')) {
      at_ = end_of_line;
      const char open = text_[flow.open];
      break_off("E0116", flow.open, flow.open + 1, fmt::format("this '{}' is never closed", open),
                fmt::format("expected '{}' further on", open == '{' ? '}' : ']'));
      return false;
    }
    if (!empty_line && text_[next] == '\t' && static_cast<int>(next - at_) < least && !tab_seen_) {
      error("E0101", next, next + 1, "a tab cannot indent a line", "use blanks");
      tab_seen_ = true;
    }
    line_begin_ = at_;
    at_ = next;
  }
}

NodeId Reader::read_flow(const Flow& flow) {
  const NodeId node = !enter() ? add_empty(at_, true) : peek() == '{' ? read_flow_map(flow) : read_flow_list(flow);
  --depth_;
  return node;
}

// After an entry: true to go on with another.
bool Reader::read_flow_comma(const Flow& flow, char close) {
  if (broken_ || stopped_ || !skip_flow(flow)) return false;
  if (peek() == ',') {
    ++at_;
    return true;
  }
  if (peek() == close) return true;
  const char open = text_[flow.open];
  if (peek() == '}' || peek() == ']') {
    auto& wrong = error("E0116", at_, at_ + 1, fmt::format("'{}' cannot close a '{}'", peek(), open), fmt::format("expected '{}'", close));
    wrong.notes.push_back({"opened here", place(flow.open, flow.open + 1)});
  } else if (peek() == '{' || peek() == '[') {
    error("E0118", at_, at_ + 1, fmt::format("'{}' stands inside a plain text", peek()), "put the text in quotes");
  } else {
    error("E0118", at_, at_ + 1, fmt::format("'{}' stands after the end of the value", shown(at_, std::min(line_end(at_), at_ + 1))),
          fmt::format("expected ',' or '{}'", close));
  }
  broken_ = true;
  return false;
}

NodeId Reader::read_flow_map(const Flow& flow) {
  Node map;
  map.kind = NodeKind::map;
  map.flow = true;
  ++at_;
  bool more = true;
  while (more && skip_flow(flow)) {
    if (peek() == '}') {
      ++at_;
      break;
    }
    if (peek() == ',') {
      break_off("E0118", at_, at_ + 1, "an entry is missing before ','", "expected a key or '}'");
    } else if (peek() != ']') {
      read_flow_entry(map, flow);
    }
    more = read_flow_comma(flow, '}');
  }
  map.place = place(flow.open, at_);
  finish_map(map);
  return add(std::move(map));
}

NodeId Reader::read_flow_list(const Flow& flow) {
  Node list;
  list.kind = NodeKind::list;
  list.flow = true;
  ++at_;
  bool more = true;
  while (more && skip_flow(flow)) {
    if (peek() == ']') {
      ++at_;
      break;
    }
    if (peek() == ',') {
      break_off("E0118", at_, at_ + 1, "an item is missing before ','", "expected a value or ']'");
    } else if (peek() != '}') {
      list.items.push_back(read_flow_node(flow));
      if (!broken_ && !stopped_ && skip_flow(flow) && peek() == ':') {
        break_off("E0118", at_, at_ + 1, "a key stands in a list", "write {key: value}");
      }
    }
    more = read_flow_comma(flow, ']');
  }
  list.place = place(flow.open, at_);
  return add(std::move(list));
}

NodeId Reader::read_flow_node(const Flow& flow) {
  switch (peek()) {
    case '{':
    case '[': return read_flow({flow.parent, at_});
    case '"':
    case '\'': return read_quoted(flow.parent, true);
    default: return read_plain(flow.parent, true);
  }
}

void Reader::read_flow_entry(Node& map, const Flow& flow) {
  const std::size_t begin = at_;
  Member member;
  const bool quoted = peek() == '"' || peek() == '\'';
  if (peek() == '{' || peek() == '[') return break_off("E0109", at_, at_ + 1, "a key cannot be a list or a map", "expected a key and ':'");
  if (flow_colon_at(at_)) return break_off("E0111", at_, at_ + 1, "a key is missing before ':'");
  bool many_lines = false;
  const NodeId text = quoted ? read_quoted(flow.parent, true) : read_plain_text(flow.parent, true, many_lines);
  if (broken_ || stopped_) return;
  member.key = std::move(tree_.nodes.back().text);
  member.key_place = tree_[text].place;
  tree_.nodes.pop_back();
  if (!skip_flow(flow)) return;
  if (!(quoted ? peek() == ':' : flow_colon_at(at_))) return report_no_value(map, member);
  if (many_lines) return break_off("E0118", begin, line_end(begin), "a key goes on over two lines", "is a ',' missing after this line?");
  if (member.key == "<<" && !quoted)
    return break_off("E0109", begin, begin + 2, "merge keys ('<<') are not read in models", "write the values themselves");
  const std::size_t after_colon = ++at_;
  if (!skip_flow(flow)) return;
  member.value = peek() == ',' || peek() == '}' ? add_empty(after_colon, true) : read_flow_node(flow);
  map.members.push_back(std::move(member));
}

// A text without ':' among the entries of a map. Mostly it is what a comma cut off from the value before it.
void Reader::report_no_value(const Node& map, const Member& key) {
  const auto begin = static_cast<std::size_t>(key.key_place.begin);
  const auto end = static_cast<std::size_t>(key.key_place.end);
  const Node* before = map.members.empty() ? nullptr : &tree_[map.members.back().value];
  const bool after_text = before != nullptr && before->kind == NodeKind::text && before->style == TextStyle::plain;
  if (after_text && before->offsets.empty() && static_cast<std::size_t>(before->place.end) + 1 == begin && ends_in_thousands(begin - 1)) {
    return read_thousands(map.members.back().value, begin - 1);
  }
  const auto colon = key.key.find(':');
  if (colon != std::string::npos) {
    error("E0117", begin, end, fmt::format("'{}' is read as one word", shown(begin, end)), "a blank is missing after ':'");
  } else {
    error("E0117", begin, end, fmt::format("'{}' has no ':' and no value", shown(begin, end)),
          after_text ? "if this belongs to the text before the comma, put the whole of it in quotes" : "expected a key and ':'");
  }
}

bool Reader::digit_at(std::size_t at) const { return at < text_.size() && is_digit(text_[at]); }

// Whether at `comma` stands the comma of 38,000: one to three digits of a number before it, and just three behind.
bool Reader::ends_in_thousands(std::size_t comma) const {
  if (!digit_at(comma + 1) || !digit_at(comma + 2) || !digit_at(comma + 3) || digit_at(comma + 4)) return false;
  std::size_t begin = comma;
  while (begin > 0 && digit_at(begin - 1)) --begin;
  if (begin == comma || comma - begin > 3 || begin == 0) return false;
  const char c = text_[begin - 1];
  const bool joins = is_word_part(c) || c == '.' || (c == '-' && begin > 1 && digit_at(begin - 2));
  return !joins;
}

// Reads on as though the commas of 1,234,567 were not there; the text `id` ends at the first of them.
void Reader::read_thousands(NodeId id, std::size_t comma) {
  Node& number = tree_.nodes[static_cast<std::size_t>(id.value)];
  const auto begin = static_cast<std::size_t>(number.place.begin);
  TextBuilder builder;
  builder.add(number.text, begin);
  at_ = comma;
  while (peek() == ',' && (at_ == comma || (digit_at(at_ - 1) && ends_in_thousands(at_)))) {
    const std::size_t group = at_ + 1;
    at_ = plain_end(group, true);
    builder.add(text_.substr(group, at_ - group), group);
  }
  std::size_t end = at_;
  while (blank_at(end - 1)) --end;
  builder.truncate(builder.size() - (at_ - end));
  number.place = place(begin, end);
  number.text = std::move(builder.text());
  number.offsets = std::move(builder.offsets());
  error("E0207", begin, end, fmt::format("'{}' is not a number", shown(begin, end)),
        fmt::format("write {}: a comma is a decimal sign in some countries", printable(number.text)));
}

// Where a formula ends whose parenthesis a comma has cut at `comma`, or 0 when it is not closed further on.
std::size_t Reader::end_of_cut(std::size_t begin, std::size_t comma) const {
  constexpr std::size_t kLongest = 2'000;  // so that many open parentheses do not cost the square of the length
  int depth = 0;
  for (std::size_t at = begin; at < std::min(text_.size(), begin + kLongest); ++at) {
    const char c = text_[at];
    if (c == '(') ++depth;
    if (c == ')') --depth;
    const bool is_comment = c == '#' && at > begin && blank_at(at - 1);
    const bool other_entry = depth > 0 && (flow_colon_at(at) || c == '{' || c == '}' || c == '[' || c == ']');
    if (line_end_at(at) || is_comment || other_entry) return depth == 0 && at > comma ? at : 0;
    if (depth == 0 && at > comma && (c == ',' || c == '}' || c == ']')) return at;
    if (depth < 0) return 0;
  }
  return 0;
}

}  // namespace cf::syntax
