// Texts without quotes. What ends them is subtle, so what was probably meant is said at length.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "syntax/reader.hpp"

namespace cf::syntax {

// A plain value; where ": " or a cut formula shows that it is not what was meant, says so.
NodeId Reader::read_plain(int parent, bool flow) {
  const std::size_t begin = at_;
  bool many_lines = false;
  const NodeId node = read_plain_text(parent, flow, many_lines);
  if (broken_ || stopped_) return node;
  const std::size_t end = at_;
  std::size_t next = at_;
  while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t')) ++next;
  const bool colon = flow ? flow_colon_at(next) : next < text_.size() && text_[next] == ':' && blank_at(next + 1);
  if (colon) {
    at_ = next;
    report_colon(begin, next, flow, many_lines);
    return node;
  }
  if (flow && peek() == ',' && !many_lines) {
    const auto text = text_.substr(begin, end - begin);
    const auto num_open = std::count(text.begin(), text.end(), '(') - std::count(text.begin(), text.end(), ')');
    std::size_t cut = num_open > 0 && num_uncut_ < kMaxUncut ? end_of_cut(begin, at_) : 0;
    if (cut == 0) {
      if (num_open > 0) ++num_uncut_;
      return node;
    }
    while (blank_at(cut - 1)) --cut;
    const bool is_short = cut - begin <= 80 && text_.substr(begin, cut - begin).find_first_of("\"\\") == std::string_view::npos;
    error("E0120", begin, cut, "this formula was cut in two at the comma",
          is_short ? fmt::format("put it in quotes: \"{}\"", text_.substr(begin, cut - begin)) : std::string("put it in quotes"));
    // Read as though the quotes were there, so that nothing more is said of it.
    Node& whole = tree_.nodes.back();
    whole.text = std::string(text_.substr(begin, cut - begin));
    whole.place = place(begin, cut);
    at_ = cut;
  }
  return node;
}

void Reader::report_colon(std::size_t begin, std::size_t colon, bool flow, bool many_lines) {
  if (many_lines) {
    break_off("E0118", begin, line_end(begin), "a value goes on over two lines and into a ':'",
              flow ? "is a ',' missing after this line?" : "put it in quotes, or mend the indentation");
    return;
  }
  std::size_t end = colon + 1;
  while (!line_end_at(end) && !(flow && flow_sign_at(end)) && !(text_[end] == '#' && blank_at(end - 1))) ++end;
  while (end > begin && blank_at(end - 1)) --end;
  const bool is_short = end - begin <= 60 && text_.substr(begin, end - begin).find_first_of("\"\\") == std::string_view::npos;
  break_off(
      "E0118", colon, colon + 1, "a ':' stands in a plain text",
      is_short ? fmt::format("put the text in quotes: \"{}\"", text_.substr(begin, end - begin)) : std::string("put the text in quotes"));
}

// Where the plain text ends on this line.
std::size_t Reader::plain_end(std::size_t from, bool flow) const {
  std::size_t at = from;
  while (!line_end_at(at)) {
    const char c = text_[at];
    if (c == '#' && at > from && blank_at(at - 1)) break;
    if (c == ':' && (blank_at(at + 1) || (flow && flow_sign_at(at + 1)))) break;
    if (flow && flow_sign_at(at)) break;
    ++at;
  }
  return at;
}

// Whether the plain text goes on after this line's end: then `next` is where.
bool Reader::continues(int parent, bool flow, std::size_t& next, int& num_breaks) const {
  num_breaks = 0;
  next = at_;
  std::size_t begin = at_;
  while (line_end_at(next) && next < text_.size()) {
    begin = line_after(next);
    ++num_breaks;
    next = begin;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t')) ++next;
  }
  if (next >= text_.size() || text_[next] == '#' || marker_at(begin, '-') || marker_at(begin, '.')) return false;
  std::size_t num_blanks = 0;
  while (text_[begin + num_blanks] == ' ') ++num_blanks;
  if (static_cast<int>(num_blanks) <= parent) return false;
  return !flow || !(flow_sign_at(next) || flow_colon_at(next));
}

// The text alone, key or value. at_ is then right after it.
NodeId Reader::read_plain_text(int parent, bool flow, bool& many_lines) {
  const std::size_t begin = at_;
  if (!check_plain_start(flow)) return add_empty(begin, flow);
  TextBuilder builder;
  while (true) {
    const std::size_t line = at_;
    const std::size_t stop_at = plain_end(at_, flow);
    std::size_t end = stop_at;
    while (end > line && blank_at(end - 1)) --end;
    builder.add(text_.substr(line, end - line), line);
    at_ = stop_at;
    std::size_t next = 0;
    int num_breaks = 0;
    if (!line_end_at(stop_at) || !continues(parent, flow, next, num_breaks)) {
      at_ = end;
      break;
    }
    if (!flow && !check_continuation(begin, next)) break;
    if (num_breaks == 1) builder.add(' ', end);
    for (int i = 1; i < num_breaks; ++i) builder.add('\n', end);
    at_ = next;
    many_lines = true;
  }
  return add_text(std::move(builder), begin, at_, 0, TextStyle::plain, flow);
}

// A line that a plain text would swallow although it looks like something of its own.
bool Reader::check_continuation(std::size_t begin, std::size_t next) {
  const Key key = key_at(next);
  if (text_[begin] == '-' && text_[next] == '-' && !blank_at(begin + 1) && !blank_at(next + 1)) {
    break_off("E0111", begin, line_end(begin), fmt::format("'{}' is read as one word", shown(begin, line_end(begin))),
              fmt::format("write '- {}'", shown(begin + 1, line_end(begin))));
  } else if (key.found) {
    const bool no_blank =
        text_.substr(begin, line_end(begin) - begin).find(':') != std::string_view::npos && column_of(begin) == column_of(next);
    if (no_blank) {
      break_off("E0111", begin, line_end(begin), fmt::format("'{}' is read as one word", shown(begin, line_end(begin))),
                "a blank is missing after ':'");
    } else {
      break_off("E0107", key.begin, key.end,
                fmt::format("by its indentation '{}' goes on with the text above, but a ':' follows", shown(key.begin, key.end)),
                "mend the indentation, or put the whole text in quotes");
    }
  } else {
    return true;
  }
  return false;
}

bool Reader::check_plain_start(bool flow) {
  const char c = peek();
  const std::size_t end = flow ? plain_end(at_ + 1, true) : line_end(at_);
  std::size_t word_end = at_ + 1;
  while (word_end < end && !blank_at(word_end) && !flow_sign_at(word_end)) ++word_end;
  const auto break_off_at_word = [&](const char* what, std::string label) {
    break_off("E0109", at_, word_end, fmt::format("'{}' is {}, and models have none", shown(at_, word_end), what), std::move(label));
    return false;
  };
  switch (c) {
    case '*': return break_off_at_word("an alias", "write the value itself, or put the text in quotes");
    case '&': return break_off_at_word("an anchor", "write the value itself wherever it is needed");
    case '!': return break_off_at_word("a tag", "leave it out; a condition that must not hold is written: not …");
    case '%':
    case '@':
    case '`': break_off("E0118", at_, at_ + 1, fmt::format("a text cannot begin with '{}'", c), "put the text in quotes"); return false;
    case '|':
    case '>':
      break_off("E0118", at_, at_ + 1, fmt::format("a text in brackets cannot begin with '{}'", c), "put the text in quotes");
      return false;
    case ',':
    case ']':
    case '}':
    case '{':
    case '[':
    case '#':
      break_off("E0118", at_, at_ + 1, fmt::format("a value is expected, and here stands '{}'", c),
                "a text that begins so stands in quotes");
      return false;
    default: break;
  }
  const bool sign = c == '-' || c == '?' || c == ':';
  if (!sign || !(blank_at(at_ + 1) || (flow && flow_sign_at(at_ + 1)))) return true;
  if (c == ':') {
    break_off("E0118", at_, at_ + 1, "a value is missing before ':'",
              flow ? "expected a value, or the bracket that closes" : "expected a value");
  } else if (c == '?') {
    break_off("E0109", at_, at_ + 1, "keys that begin with '? ' are not read in models", "write key: value");
  } else {
    break_off("E0108", at_, at_ + 1, flow ? "a '- ' stands inside brackets" : "a list item cannot stand here",
              flow ? "separate items by ','" : "begin a new line for each '- '");
  }
  return false;
}

}  // namespace cf::syntax
