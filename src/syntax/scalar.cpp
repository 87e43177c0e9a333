// Texts: quoted, plain, and in block form (| and >).
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "syntax/reader.hpp"

namespace cf::syntax {
namespace {

void append_utf8(std::string& out, std::uint32_t c) {
  const auto byte = [&](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | c >> 6);
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | c >> 12);
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | c >> 18);
    byte(0x80 | (c >> 12 & 0x3F));
    byte(0x80 | (c >> 6 & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

// Hexadecimal digits as a number; -1 when they are not that.
long hex_value(std::string_view digits, std::size_t length) {
  if (digits.size() != length) return -1;
  long value = 0;
  for (const char c : digits) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

}  // namespace

// --- quoted ------------------------------------------------------------------------------------------------------------------

NodeId Reader::read_quoted(int parent, bool flow) {
  const std::size_t open = at_;
  const char quote = peek();
  ++at_;
  TextBuilder builder;
  std::size_t kept = 0;  // of the text so far, what blanks at the end of a line do not take away
  while (true) {
    if (line_end_at(at_)) {
      builder.truncate(kept);
      if (!fold(builder, parent, open, false)) return add_empty(open, flow);
      kept = builder.size();
    } else if (peek() == quote && quote == '\'' && peek(1) == '\'') {
      builder.add('\'', at_);
      at_ += 2;
      kept = builder.size();
    } else if (peek() == quote) {
      ++at_;
      return add_text(std::move(builder), open, at_, 1, TextStyle::quoted, flow);
    } else if (peek() == '\\' && quote == '"') {
      if (line_end_at(at_ + 1)) {
        ++at_;
        if (!fold(builder, parent, open, true)) return add_empty(open, flow);
      } else if (!read_escape(builder)) {
        return add_empty(open, flow);
      }
      kept = builder.size();
    } else {
      const std::size_t begin = at_;
      while (!line_end_at(at_) && peek() != quote && !(peek() == '\\' && quote == '"')) ++at_;
      const auto run = text_.substr(begin, at_ - begin);
      const auto last = run.find_last_not_of(" \t");
      if (last != std::string_view::npos) kept = builder.size() + last + 1;
      builder.add(run, begin);
    }
  }
}

// From a line end to the next content: one line end is a blank, more are one line end fewer. An escaped line end is nothing.
bool Reader::fold(TextBuilder& builder, int parent, std::size_t open, bool escaped) {
  const std::size_t end_of_line = at_;
  int num_breaks = 0;
  std::size_t next = at_;
  while (line_end_at(next) && next < text_.size()) {
    at_ = line_begin_ = line_after(next);
    ++num_breaks;
    next = at_;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t')) ++next;
  }
  std::size_t num_blanks = 0;
  while (at_ + num_blanks < text_.size() && text_[at_ + num_blanks] == ' ') ++num_blanks;
  const bool leaves = static_cast<int>(num_blanks) <= parent || marker_at(at_, '-') || marker_at(at_, '.');
  if (next >= text_.size() || leaves) {
    at_ = end_of_line;
    break_off("E0119", open, open + 1, "this quote is opened and never closed", fmt::format("expected another {} further on", text_[open]));
    return false;
  }
  at_ = next;
  if (escaped) {
    for (int i = 1; i < num_breaks; ++i) builder.add('\n', end_of_line);
  } else if (num_breaks == 1) {
    builder.add(' ', end_of_line);
  } else {
    for (int i = 1; i < num_breaks; ++i) builder.add('\n', end_of_line);
  }
  return true;
}

bool Reader::read_escape(TextBuilder& builder) {
  constexpr std::string_view kLetters = "nt\"\\/ \t";
  constexpr std::string_view kMeant = "\n\t\"\\/ \t";
  const std::size_t begin = at_;
  const char c = peek(1);
  const auto bad = [&](std::size_t end, std::string why) {
    break_off("E0121", begin, std::min(end, line_end(begin)), std::move(why), "for a text as it stands, use 'single quotes'");
    return false;
  };
  at_ += 2;
  if (const auto i = kLetters.find(c); i != std::string_view::npos) {
    builder.add(kMeant[i], begin);
    return true;
  }
  long value = 0;
  if (c == 'x' || c == 'u' || c == 'U') {
    const std::size_t length = c == 'x' ? 2 : c == 'u' ? 4 : 8;
    value = hex_value(text_.substr(std::min(at_, text_.size()), length), length);
    if (value < 0) return bad(at_ + length, fmt::format("'\\{}' needs {} hexadecimal digits", c, length));
    at_ += length;
    // JSON writes what lies beyond 16 bits as two halves.
    if (value >= 0xD800 && value < 0xDC00 && peek() == '\\' && peek(1) == 'u') {
      const long low = hex_value(text_.substr(std::min(at_ + 2, text_.size()), 4), 4);
      if (low >= 0xDC00 && low < 0xE000) {
        value = 0x10000 + (value - 0xD800) * 0x400 + (low - 0xDC00);
        at_ += 6;
      }
    }
    if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return bad(at_, "this escape is no character");
  } else if (c == '_') {
    value = 0xA0;
  } else if (c == 'L' || c == 'P') {
    value = c == 'L' ? 0x2028 : 0x2029;
  } else if (c == 'r') {
    value = '\r';
  } else if (std::string_view("0abevfN").find(c) == std::string_view::npos) {
    return bad(begin + 2, fmt::format("'\\{}' is not an escape", shown(begin + 1, std::min(begin + 2, text_.size()))));
  }
  if (value != '\n' && value != '\t' && value != '\r' && (value < 0x20 || (value >= 0x7F && value < 0xA0))) {
    return bad(at_, "this escape is a control character, and models have none");
  }
  std::string bytes;
  append_utf8(bytes, static_cast<std::uint32_t>(value));
  builder.add_all_from(bytes, begin);
  return true;
}

// --- plain -------------------------------------------------------------------------------------------------------------------

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
    std::size_t cut = num_open > 0 ? end_of_cut(begin, at_) : 0;
    if (cut == 0) return node;
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
  break_off("E0118", colon, colon + 1, "a second ':' stands in a plain text",
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
    break_off("E0111", begin, line_end(begin), fmt::format("'{}' is read as one word", shown(begin, line_end(begin))), fmt::format("write '- {}'", shown(begin + 1, line_end(begin))));
  } else if (key.found) {
    const bool no_blank = text_.substr(begin, line_end(begin) - begin).find(':') != std::string_view::npos && column_of(begin) == column_of(next);
    if (no_blank) {
      break_off("E0111", begin, line_end(begin), fmt::format("'{}' is read as one word", shown(begin, line_end(begin))), "a blank is missing after ':'");
    } else {
      break_off("E0107", key.begin, key.end, fmt::format("by its indentation '{}' goes on with the text above, but a ':' follows", shown(key.begin, key.end)),
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
  const auto word = [&] {
    std::size_t last = at_;
    while (last < end && !blank_at(last) && !flow_sign_at(last)) ++last;
    return shown(at_, std::max(last, at_ + 1));
  };
  switch (c) {
    case '*':
      break_off("E0109", at_, at_ + word().size(), fmt::format("'{}' is an alias, and models have none", word()), "write the value itself, or put the text in quotes");
      return false;
    case '&':
      break_off("E0109", at_, at_ + word().size(), fmt::format("'{}' is an anchor, and models have none", word()), "write the value itself wherever it is needed");
      return false;
    case '!':
      break_off("E0109", at_, at_ + word().size(), fmt::format("'{}' is a tag, and models have none", word()), "leave it out; a condition that must not hold is written: not …");
      return false;
    case '%':
    case '@':
    case '`':
      break_off("E0118", at_, at_ + 1, fmt::format("a text cannot begin with '{}'", c), "put the text in quotes");
      return false;
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
      break_off("E0118", at_, at_ + 1, fmt::format("a value is expected, and here stands '{}'", c), "a text that begins so stands in quotes");
      return false;
    default: break;
  }
  const bool sign = c == '-' || c == '?' || c == ':';
  if (!sign || !(blank_at(at_ + 1) || (flow && flow_sign_at(at_ + 1)))) return true;
  if (c == ':') {
    break_off("E0118", at_, at_ + 1, "a value is missing before ':'", flow ? "expected a value, or the bracket that closes" : "expected a value");
  } else if (c == '?') {
    break_off("E0109", at_, at_ + 1, "keys that begin with '? ' are not read in models", "write key: value");
  } else {
    break_off("E0108", at_, at_ + 1, flow ? "a '- ' stands inside brackets" : "a list item cannot stand here", flow ? "separate items by ','" : "begin a new line for each '- '");
  }
  return false;
}

// --- block form --------------------------------------------------------------------------------------------------------------

NodeId Reader::read_block_text(int parent) {
  const std::size_t begin = at_;
  const bool folded = peek() == '>';
  ++at_;
  int given = 0;      // indentation, relative to the parent
  char chomp = ' ';
  for (int i = 0; i < 2; ++i) {
    if (peek() >= '1' && peek() <= '9' && given == 0) {
      given = peek() - '0';
      ++at_;
    } else if ((peek() == '+' || peek() == '-') && chomp == ' ') {
      chomp = peek();
      ++at_;
    }
  }
  const bool blank = blank_at(at_);
  skip_blanks();
  if (!blank || !(line_end_at(at_) || peek() == '#')) {
    break_off("E0118", begin, begin + 1, fmt::format("a text cannot begin with '{}'", text_[begin]), "put the text in quotes");
    return add_empty(begin, false);
  }
  TextBuilder builder;
  int indent = given > 0 ? std::max(parent, 0) + given : -1;
  std::size_t num_pending = 0;   // line ends since the last content
  std::size_t pending_at = at_;
  std::size_t end = at_;
  bool was_more = false, has_content = false;
  const auto add_breaks = [&](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) builder.add('\n', std::min(pending_at, text_.size() - 1));
  };
  for (at_ = line_after(at_); at_ < text_.size();) {
    std::size_t content = at_;
    while (content < text_.size() && text_[content] == ' ' && (indent < 0 || content - at_ < static_cast<std::size_t>(indent))) ++content;
    const int num_blanks = static_cast<int>(content - at_);
    if (line_end_at(content)) {
      ++num_pending;
      at_ = line_after(content);
      continue;
    }
    if (indent < 0) {
      if (num_blanks <= parent) break;
      indent = num_blanks;
    }
    if (num_blanks < indent || marker_at(at_, '-') || marker_at(at_, '.')) break;
    const bool more = text_[content] == ' ' || text_[content] == '\t';
    const bool join = folded && has_content && !more && !was_more;
    if (join && num_pending == 1) {
      builder.add(' ', pending_at);
    } else {
      add_breaks(join ? num_pending - 1 : num_pending);
    }
    end = line_end(content);
    builder.add(text_.substr(content, end - content), content);
    has_content = true;
    was_more = more;
    pending_at = end;
    num_pending = end < text_.size() ? 1 : 0;
    at_ = line_after(end);
  }
  if (chomp == '+') {
    add_breaks(num_pending);
  } else if (chomp == ' ' && has_content) {
    add_breaks(std::min<std::size_t>(num_pending, 1));
  }
  find_line();
  return add_text(std::move(builder), begin, std::max(end, begin + 1), 0, TextStyle::block, false);
}

}  // namespace cf::syntax
