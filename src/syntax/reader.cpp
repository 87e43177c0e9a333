#include "syntax/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cf::syntax {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The length of the UTF-8 sequence at `at`, or 0 when there is none (RFC 3629: no overlong forms, no surrogates).
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0; };
  const auto in = [](int value, int low, int high) { return low <= value && value <= high; };
  const int first = byte(0);
  if (first < 0x80) return 1;
  if (in(first, 0xC2, 0xDF)) return in(byte(1), 0x80, 0xBF) ? 2 : 0;
  if (in(first, 0xE0, 0xEF)) {
    const bool second = in(byte(1), first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    return second && in(byte(2), 0x80, 0xBF) ? 3 : 0;
  }
  if (in(first, 0xF0, 0xF4)) {
    const bool second = in(byte(1), first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    return second && in(byte(2), 0x80, 0xBF) && in(byte(3), 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

}  // namespace

Tree read(const SourceTexts& texts, std::int32_t text, Diagnostics& diagnostics) { return Reader(texts, text, diagnostics).run(); }

Tree Reader::run() {
  if (!check_bytes() || !skip_start()) return std::move(tree_);
  while (!ended()) {
    const std::size_t begin = at_;
    const NodeId node = read_block_node(indent_, -1);
    const Node& read = tree_[node];
    const bool is_word = !broken_ && !stopped_ && read.kind == NodeKind::text && read.style == TextStyle::plain;
    if (is_word && text_.substr(begin, line_end(begin) - begin).find(':') != std::string_view::npos) {
      error("E0111", begin, line_end(begin), fmt::format("'{}' is read as one word", shown(begin, line_end(begin))),
            "a blank is missing after ':'");
    }
    if (!tree_.root || (tree_[tree_.root].kind != NodeKind::map && read.kind == NodeKind::map)) tree_.root = node;
    if (broken_) {
      recover(indent_);
      broken_ = false;
    } else if (!ended() && !tab_seen_) {
      error("E0107", at_, line_end(at_), fmt::format("'{}' does not belong to what stands above it", shown(at_, line_end(at_))),
            "expected the end of the file, or the indentation of the line that it belongs to");
    }
  }
  if (tree_.nodes.size() >= kMaxNodes) tree_.root = {};  // what was left out may be anything
  return std::move(tree_);
}

// --- the text ----------------------------------------------------------------------------------------------------------------

// Encoding and control characters are judged before anything else: nothing that follows needs to think of them.
bool Reader::check_bytes() {
  if (text_.empty()) {
    stop("E0104", 0, 0, "the file is empty", "a model begins with 'counterflow: 1'");
    return false;
  }
  if (text_.size() > kMaxFileBytes) {
    stop("E0105", 0, 0, fmt::format("the file is larger than {} MiB, the limit for a model", kMaxFileBytes >> 20));
    return false;
  }
  int line = 1;
  for (std::size_t at = 0; at < text_.size();) {
    const auto c = static_cast<unsigned char>(text_[at]);
    if (c >= 0x20 && c < 0x7F) {
      ++at;
      continue;
    }
    const std::size_t length = utf8_length(text_, at);
    if (length == 0) {
      const bool utf16 = text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF");
      stop("E0102", at, at + 1, fmt::format("byte 0x{:02x} in line {} is not valid UTF-8", c, line),
           utf16 ? "this looks like UTF-16; save the file as UTF-8" : "save the file as UTF-8");
      return false;
    }
    const bool is_line_end = c == '\n' || (c == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n');
    if (c == '\n') ++line;
    const bool is_c1 = length == 2 && c == 0xC2 && static_cast<unsigned char>(text_[at + 1]) < 0xA0;
    if ((c < 0x20 && c != '\t' && !is_line_end) || c == 0x7F || is_c1) {
      error("E0103", at, at + length, fmt::format("a control character, {}, stands in line {}", printable(text_.substr(at, length)), line),
            "remove it");
      if (stopped_) return false;
    }
    at += length;
  }
  return num_errors_ == 0;
}

// To the first content, past a byte order mark and `---`.
bool Reader::skip_start() {
  if (text_.starts_with(kByteOrderMark)) at_ = line_begin_ = kByteOrderMark.size();
  if (peek() == '%') {
    stop("E0110", at_, line_end(at_), "lines that begin with '%' are not read in models", "remove it, or put the text in quotes");
    return false;
  }
  // A leading `---` is looked for by hand: to find_line it is a second document.
  std::size_t at = at_;
  while (at < text_.size()) {
    std::size_t content = at;
    while (content < text_.size() && (text_[content] == ' ' || text_[content] == '\t')) ++content;
    if (!line_end_at(content) && text_[content] != '#') break;
    at = line_after(content);
  }
  if (marker_at(at, '-')) {
    at_ = at + 3;
    skip_blanks();
    if (!line_end_at(at_) && peek() != '#') {
      stop("E0112", at_, line_end(at_), "something stands behind '---'", "write it on the next line");
      return false;
    }
    next_line();
  } else {
    find_line();
  }
  if (!ended()) return true;
  if (num_errors_ == 0)
    stop("E0104", 0, 0, "there is nothing in the file but blank lines and comments", "a model begins with 'counterflow: 1'");
  return false;
}

bool Reader::line_end_at(std::size_t at) const {
  return at >= text_.size() || text_[at] == '\n' || (text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n');
}

bool Reader::blank_at(std::size_t at) const { return line_end_at(at) || text_[at] == ' ' || text_[at] == '\t'; }

bool Reader::marker_at(std::size_t at, char c) const {
  return at + 3 <= text_.size() && text_[at] == c && text_[at + 1] == c && text_[at + 2] == c && blank_at(at + 3);
}

std::size_t Reader::line_end(std::size_t from) const {
  const auto newline = std::min(text_.find('\n', from), text_.size());
  return newline > from && newline < text_.size() && text_[newline - 1] == '\r' ? newline - 1 : newline;
}

std::size_t Reader::line_after(std::size_t from) const {
  const auto newline = text_.find('\n', from);
  return newline == std::string_view::npos ? text_.size() : newline + 1;
}

std::size_t Reader::column_of(std::size_t at) const {
  const auto newline = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
  return newline == std::string_view::npos ? at : at - newline - 1;
}

void Reader::skip_blanks() {
  while (peek() == ' ' || peek() == '\t') ++at_;
}

// --- lines -------------------------------------------------------------------------------------------------------------------

void Reader::find_line() {
  while (true) {
    line_begin_ = at_;
    while (peek() == ' ') ++at_;
    indent_ = column();
    if (peek() == '\t') {
      const std::size_t tab = at_;
      skip_blanks();
      const bool has_content = !line_end_at(at_) && peek() != '#';
      if (has_content && !tab_seen_) {
        error("E0101", tab, tab + 1, "a tab cannot indent a line", "use blanks");
        tab_seen_ = true;
      }
      indent_ = 0;
      for (std::size_t i = line_begin_; i < at_; ++i) indent_ = text_[i] == '\t' ? (indent_ / 8 + 1) * 8 : indent_ + 1;
    }
    if (ended()) return;
    if (!line_end_at(at_) && peek() != '#') break;
    at_ = line_after(at_);
  }
  if (indent_ != 0) return;
  const bool start = marker_at(at_, '-');
  const bool end = marker_at(at_, '.');
  if (!start && !end) return;
  const std::size_t marker = at_;
  if (end) {
    // Nothing may follow the end but comments.
    next_line();
    if (ended()) return;
  }
  stop("E0113", marker, marker + 3, "a second document begins here, and a model is one document", "put it into a file of its own");
}

void Reader::next_line() {
  at_ = line_after(at_);
  find_line();
}

void Reader::finish_line() {
  if (broken_ || stopped_) return;
  const bool blank_before = at_ == 0 || text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t' || peek() == ' ' || peek() == '\t';
  skip_blanks();
  if (line_end_at(at_) || (peek() == '#' && blank_before)) {
    next_line();
    return;
  }
  if (peek() == '#') return break_off("E0114", at_, at_ + 1, "a blank is missing before '#'", "write ' #' for a comment");
  break_off("E0114", at_, line_end(at_), fmt::format("'{}' stands after the end of the value", shown(at_, line_end(at_))),
            "expected the end of the line");
}

// To the next line that can belong to a block at `column` or around it.
void Reader::recover(int column) {
  do {
    next_line();
    const bool closes = indent_ == column && (peek() == '}' || peek() == ']');
    if (indent_ <= column && !closes) break;
  } while (!ended());
}

// --- errors and nodes --------------------------------------------------------------------------------------------------------

Place Reader::place(std::size_t begin, std::size_t end) const {
  return {id_, static_cast<std::int32_t>(begin), static_cast<std::int32_t>(std::max(begin, end))};
}

std::string Reader::shown(std::size_t begin, std::size_t end) const {
  constexpr std::size_t kLongest = 40;
  std::size_t cut = std::min(end, begin + kLongest);
  while (cut > begin && cut < end && (static_cast<unsigned char>(text_[cut]) & 0xC0) == 0x80) --cut;
  return printable(text_.substr(begin, cut - begin)) + (cut < end ? "…" : "");
}

Diagnostic& Reader::error(const char* code, std::size_t begin, std::size_t end, std::string message, std::string label) {
  if (++num_errors_ == kMaxErrors) {
    stopped_ = true;
    return diagnostics_.error("E0199", place(begin, begin), fmt::format("there are more than {} errors in this file", kMaxErrors - 1),
                              "the rest was not read");
  }
  return diagnostics_.error(code, place(begin, end), std::move(message), std::move(label));
}

void Reader::break_off(const char* code, std::size_t begin, std::size_t end, std::string message, std::string label) {
  error(code, begin, end, std::move(message), std::move(label));
  broken_ = true;
}

void Reader::stop(const char* code, std::size_t begin, std::size_t end, std::string message, std::string label) {
  if (!stopped_) error(code, begin, end, std::move(message), std::move(label));
  stopped_ = true;
}

NodeId Reader::add(Node node) {
  if (tree_.nodes.size() == kMaxNodes) {
    stop("E0105", at_, at_, fmt::format("there are more than {},000 values in this file, the limit for a model", kMaxNodes / 1'000));
    return {static_cast<std::int32_t>(kMaxNodes - 1)};
  }
  tree_.nodes.push_back(std::move(node));
  return {static_cast<std::int32_t>(tree_.nodes.size() - 1)};
}

NodeId Reader::add_empty(std::size_t at, bool flow) {
  Node node;
  node.flow = flow;
  node.place = place(at, at);
  return add(std::move(node));
}

NodeId Reader::add_text(TextBuilder builder, std::size_t begin, std::size_t end, std::size_t lead, TextStyle style, bool flow) {
  Node node;
  node.kind = NodeKind::text;
  node.style = style;
  node.flow = flow;
  node.place = place(begin, end);
  node.lead = static_cast<std::int32_t>(builder.empty() ? lead : builder.first() - begin);
  node.text = std::move(builder.text());
  node.offsets = std::move(builder.offsets());
  return add(std::move(node));
}

bool Reader::enter() {
  if (++depth_ <= kMaxDepth) return true;
  stop("E0106", at_, at_ + 1, fmt::format("a value is nested deeper than {} levels", kMaxDepth));
  return false;
}

}  // namespace cf::syntax
