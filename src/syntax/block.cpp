// Maps and lists by indentation.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "syntax/reader.hpp"

namespace cf::syntax {

// A node at `column` of the current line; what it is part of stands at `parent`.
NodeId Reader::read_block_node(int column, int parent) {
  if (dash_at(at_)) return read_block_list(column);
  if (peek() == '?' && blank_at(at_ + 1)) {
    break_off("E0109", at_, at_ + 1, "keys that begin with '? ' are not read in models", "write key: value");
    return add_empty(at_, false);
  }
  if (key_at(at_).found) return read_block_map(column);
  if (peek() == '|' || peek() == '>') return read_block_text(parent);
  const NodeId node = read_inline(parent);
  finish_line();
  return node;
}

// A key on this line: a plain or quoted text, then ':' and a blank.
Reader::Key Reader::key_at(std::size_t at) const {
  Key key;
  key.begin = at;
  const char first = at < text_.size() ? text_[at] : '\0';
  if (first == '"' || first == '\'') {
    for (++at; !line_end_at(at) && text_[at] != first; ++at) {
      if (first == '"' && text_[at] == '\\' && !line_end_at(at + 1)) ++at;
      if (first == '\'' && text_.substr(at + 1, 2) == "''") at += 2;
    }
    if (line_end_at(at)) return key;
    key.end = ++at;
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    key.colon = at;
    key.found = at < text_.size() && text_[at] == ':' && blank_at(at + 1);
    return key;
  }
  if (std::string_view("{[&*!|>").find(first) != std::string_view::npos) return key;
  for (; !line_end_at(at); ++at) {
    if (text_[at] == '#' && at > key.begin && blank_at(at - 1)) return key;
    if (text_[at] != ':' || !blank_at(at + 1)) continue;
    key.found = true;
    key.colon = at;
    key.end = at;
    while (key.end > key.begin && blank_at(key.end - 1)) --key.end;
    return key;
  }
  return key;
}

NodeId Reader::read_block_map(int column) {
  Node map;
  map.kind = NodeKind::map;
  map.place = place(at_, at_);
  if (enter()) {
    bool first = true;
    while (!ended() && (first || indent_ == column)) {
      first = false;
      last_column_ = column;
      read_block_entry(map, column);
      if (broken_) {
        recover(column);
        broken_ = false;
      }
      check_indent(column);
    }
  }
  --depth_;
  last_column_ = column;
  finish_map(map);
  return add(std::move(map));
}

void Reader::read_block_entry(Node& map, int column) {
  const Key key = key_at(at_);
  if (!key.found) return report_no_key();
  if (!check_key(key)) return;
  Member member;
  member.key_place = place(key.begin, key.end);
  if (peek() == '"' || peek() == '\'') {
    read_quoted(column, false);
    if (broken_ || stopped_) return;
    member.key = std::move(tree_.nodes.back().text);
    tree_.nodes.pop_back();
  } else {
    member.key = std::string(text_.substr(key.begin, key.end - key.begin));
  }
  at_ = key.colon + 1;
  member.value = read_entry_value(column);
  map.place.end = std::max(map.place.end, tree_[member.value].place.end);
  map.members.push_back(std::move(member));
}

bool Reader::check_key(const Key& key) {
  const auto text = text_.substr(key.begin, key.end - key.begin);
  if (text.empty()) {
    break_off("E0111", key.begin, key.colon + 1, "a key is missing before ':'");
  } else if (text == "<<") {
    break_off("E0109", key.begin, key.end, "merge keys ('<<') are not read in models", "write the values themselves");
  } else if (text.front() == '?' && blank_at(key.begin + 1)) {
    break_off("E0109", key.begin, key.begin + 1, "keys that begin with '? ' are not read in models", "write key: value");
  } else if (text.front() == '-' && text.size() > 1) {
    break_off("E0111", key.begin, key.end, fmt::format("'{}' is read as one word", shown(key.begin, key.end)),
              fmt::format("write '- {}'", shown(key.begin + 1, key.end)));
  } else if (std::string_view("%@`,]}").find(text.front()) != std::string_view::npos) {
    break_off("E0111", key.begin, key.begin + 1, fmt::format("a key cannot begin with '{}'", text.front()), "put the key in quotes");
  } else {
    return true;
  }
  return false;
}

// What stands behind `key:`, on this line or below.
NodeId Reader::read_entry_value(int column) {
  const std::size_t after_colon = at_;
  skip_blanks();
  if (line_end_at(at_) || peek() == '#') {
    next_line();
    if (ended()) return add_empty(after_colon, false);
    if (indent_ > column) return read_block_node(indent_, column);
    if (indent_ == column && dash_at(at_)) return read_block_list(column);
    return add_empty(after_colon, false);
  }
  if (dash_at(at_)) {
    break_off("E0108", at_, at_ + 1, "a list cannot begin on the line of its key", "begin a new line for each '- '");
    return add_empty(after_colon, false);
  }
  if (peek() == '|' || peek() == '>') return read_block_text(column);
  const NodeId node = read_inline(column);
  finish_line();
  return node;
}

NodeId Reader::read_block_list(int column) {
  Node list;
  list.kind = NodeKind::list;
  list.place = place(at_, at_ + 1);
  if (enter()) {
    bool first = true;
    while (!ended() && (first || indent_ == column) && dash_at(at_)) {
      first = false;
      last_column_ = column;
      const NodeId item = read_block_item(column);
      list.place.end = std::max(list.place.end, tree_[item].place.end);
      list.items.push_back(item);
      if (broken_) {
        recover(column);
        broken_ = false;
      }
      check_indent(column);
    }
  }
  --depth_;
  last_column_ = column;
  return add(std::move(list));
}

NodeId Reader::read_block_item(int column) {
  const std::size_t after_dash = ++at_;
  skip_blanks();
  if (line_end_at(at_) || peek() == '#') {
    next_line();
    if (!ended() && indent_ > column) return read_block_node(indent_, column);
    return add_empty(after_dash, false);
  }
  const bool has_block = dash_at(at_) || key_at(at_).found;
  const bool has_tab = text_.substr(after_dash, at_ - after_dash).find('\t') != std::string_view::npos;
  if (has_block && has_tab && !tab_seen_) {
    error("E0101", after_dash, at_, "a tab cannot indent a line", "use blanks");
    tab_seen_ = true;
  }
  return read_block_node(this->column(), column);
}

// A value on one line, or one that goes on over several: quoted, flow or plain.
NodeId Reader::read_inline(int parent) {
  switch (peek()) {
    case '"':
    case '\'': return read_quoted(parent, false);
    case '{':
    case '[': return read_flow({parent, at_});
    default: return read_plain(parent, false);
  }
}

// After an entry, a line indented deeper than its block belongs to nothing.
void Reader::check_indent(int column) {
  if (ended() || indent_ <= column) return;
  if (!tab_seen_) {
    const Key key = key_at(at_);
    const auto word = shown(at_, key.found ? key.end : line_end(at_));
    auto message = fmt::format("'{}' is indented by {}, deeper than the block it stands in", word, indent_);
    auto label = fmt::format("indent by {}", column);
    if (indent_ < last_column_) {
      message = fmt::format("'{}' is indented by {}, and the block above it by {}", word, indent_, last_column_);
      label = fmt::format("indent by {}, or by {} for what comes after the block", last_column_, column);
    } else if (indent_ == last_column_ && last_column_ > column) {
      message = fmt::format("'{}' is indented like the items of the list above it, and is none", word);
      label = fmt::format("write '- ' before it, or indent by {} for what comes after the list", column);
    }
    error("E0107", at_, key.found ? key.end : line_end(at_), message, label);
  }
  recover(column);
}

void Reader::report_no_key() {
  const std::size_t end = line_end(at_);
  if (dash_at(at_))
    return break_off("E0108", at_, at_ + 1, "a list item stands among keys",
                     "a list is the value of a key: indent it, or mend the line above");
  if (peek() == '?' && blank_at(at_ + 1))
    return break_off("E0109", at_, at_ + 1, "keys that begin with '? ' are not read in models", "write key: value");
  if (std::string_view("&*!").find(peek()) != std::string_view::npos) {
    check_plain_start(false);
    return;
  }
  const auto line = text_.substr(at_, end - at_);
  const auto colon = line.find(':');
  const bool is_word = peek() == '-' && at_ + 1 < end;
  if (is_word) {
    return break_off("E0111", at_, end, fmt::format("'{}' is read as one word", shown(at_, end)),
                     fmt::format("write '- {}'", shown(at_ + 1, end)));
  }
  break_off("E0111", at_, end, fmt::format("'{}' is not of the form 'key: value'", shown(at_, end)),
            colon != std::string_view::npos ? "a blank is missing after ':'" : "expected a key and ':'");
}

void Reader::finish_map(Node& map) {
  std::vector<std::size_t> order(map.members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return map.members[a].key < map.members[b].key; });
  std::vector<bool> drop(map.members.size(), false);
  std::size_t first = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const Member& member = map.members[order[i]];
    if (member.key != map.members[order[first]].key) {
      first = i;
      continue;
    }
    drop[order[i]] = true;
    if (stopped_) continue;
    const auto begin = static_cast<std::size_t>(member.key_place.begin);
    auto& twice = error("E0115", begin, static_cast<std::size_t>(member.key_place.end),
                        fmt::format("'{}' is set twice", printable(member.key)), "remove one");
    twice.notes.push_back({"first set here", map.members[order[first]].key_place});
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < map.members.size(); ++i) {
    if (drop[i]) continue;
    if (kept != i) map.members[kept] = std::move(map.members[i]);
    ++kept;
  }
  map.members.resize(kept);
}

}  // namespace cf::syntax
