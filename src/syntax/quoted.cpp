// Texts in 'single' and "double" quotes, over one line or several.
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

}  // namespace cf::syntax
