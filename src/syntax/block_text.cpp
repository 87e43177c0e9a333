// Texts in block form: | keeps line ends, > folds them. Indentation and the marks + and - as in YAML 1.2, chapter 8.1.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "syntax/reader.hpp"

namespace cf::syntax {

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
  std::size_t pending_at = line_end(at_);
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
