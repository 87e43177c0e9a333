#include "report/layout.hpp"

#include <algorithm>

#include "base/diagnostic.hpp"

namespace cf::report {
namespace {

constexpr int kColumnGap = 2;
constexpr char kKeptTogether = '\x1F';    // a space at which no line breaks; printable text has none of its own

// "1.2 ± 0.3" stays on one line.
std::string kept_together(std::string text) {
  for (std::size_t at = text.find(" ± "); at != std::string::npos; at = text.find(" ± ", at)) {
    text[at] = kKeptTogether;
    text[at + 3] = kKeptTogether;      // ± has two bytes
  }
  return text;
}

std::size_t sequence(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  const std::size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
  return std::min(length, text.size() - at);
}

char32_t code_point(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(sequence[i])); };
  switch (sequence.size()) {
    case 2: return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3: return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    case 4: return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    default: return byte(0);
  }
}

int columns_of(char32_t c) {
  const bool combining = (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) || (c >= 0xFE00 && c <= 0xFE0F);
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return combining ? 0 : wide ? 2 : 1;
}

// Marks that would turn the text around them into another direction are shown as what they are, not obeyed.
std::string shown(std::string_view text) {
  const std::string safe = printable(text);
  std::string out;
  for (std::size_t i = 0; i < safe.size();) {
    const std::size_t length = sequence(safe, i);
    const char32_t c = code_point(std::string_view(safe).substr(i, length));
    const bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
    if (direction)
      out += "�";
    else
      out.append(safe, i, length);
    i += length;
  }
  return out;
}

std::string padded(const std::string& text, int width, bool right) {
  const int missing = width - display_width(text);
  if (missing <= 0) return text;
  const std::string space(static_cast<std::size_t>(missing), ' ');
  return right ? space + text : text + space;
}

// Words of at most `width` columns; longer ones are cut into pieces.
std::vector<std::string> words_of(std::string_view text, int width) {
  std::vector<std::string> words;
  std::string word;
  int used = 0;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
    used = 0;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence(text, i);
    const std::string_view piece = text.substr(i, length);
    i += length;
    if (piece == " ") {
      end_word();
      continue;
    }
    const int columns = columns_of(code_point(piece));
    if (used + columns > width) end_word();
    word += piece;
    used += columns;
  }
  end_word();
  return words;
}

}  // namespace

int display_width(std::string_view utf8) {
  int width = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const std::size_t length = sequence(utf8, i);
    width += columns_of(code_point(utf8.substr(i, length)));
    i += length;
  }
  return width;
}

std::string shortened(std::string_view utf8, int width) {
  if (display_width(utf8) <= width) return std::string(utf8);
  std::string out;
  int used = 0;
  for (std::size_t i = 0; i < utf8.size();) {
    const std::size_t length = sequence(utf8, i);
    const int columns = columns_of(code_point(utf8.substr(i, length)));
    if (used + columns > width - 1) break;
    out += utf8.substr(i, length);
    used += columns;
    i += length;
  }
  return out + "…";
}

Table turned(const Table& table) {
  Table other;
  other.corner = table.corner;
  for (const auto& row : table.rows) other.columns.push_back(row.title);
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    Table::Row row{table.columns[c], {}};
    for (const auto& from : table.rows) row.cells.push_back(c < from.cells.size() ? from.cells[c] : Cell{});
    other.rows.push_back(std::move(row));
  }
  return other;
}

std::string Page::painted(const std::string& text, Style style) const {
  if (!color_ || style == Style::plain || text.empty()) return text;
  const char* code = style == Style::strong ? "1"
                     : style == Style::good ? "32"
                     : style == Style::bad  ? "31"
                     : style == Style::warn ? "33"
                                            : "2";
  return "\x1b[" + std::string(code) + "m" + text + "\x1b[0m";
}

void Page::line(const std::string& given) {
  std::string text = given;
  std::replace(text.begin(), text.end(), kKeptTogether, ' ');
  text_ += text.substr(0, text.find_last_not_of(' ') + 1);
  text_ += '\n';
  ++num_lines_;
  gap_ = false;
}

void Page::gap() {
  if (gap_) return;
  text_ += '\n';
  ++num_lines_;
  gap_ = true;
}

void Page::paragraph(std::string_view text, Style style, int indent) {
  const int room = std::max(width_ - indent, kNarrowest / 2);
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string current;
  const auto flush = [&] {
    if (!current.empty()) line(margin + painted(current, style));
    current.clear();
  };
  for (const std::string& word : words_of(kept_together(shown(text)), room)) {
    if (!current.empty() && display_width(current) + 1 + display_width(word) > room) flush();
    current += (current.empty() ? "" : " ") + word;
  }
  flush();
}

void Page::heading(std::string_view text, std::string_view about) {
  const std::string title = shown(text), rest = shown(about);
  if (rest.empty() || display_width(title) + 2 + display_width(rest) > width_) {
    paragraph(text, Style::strong);
    if (!rest.empty()) paragraph(about, Style::faint);
    return;
  }
  line(painted(title, Style::strong) + "  " + painted(rest, Style::faint));
}

namespace {

struct Widths {
  int title = 0;
  std::vector<int> columns;
  int all = 0;
};

Widths widths_of(const Table& table, int indent, int page_width) {
  Widths widths;
  widths.title = display_width(shown(table.corner));
  for (const auto& row : table.rows) widths.title = std::max(widths.title, display_width(shown(row.title)));
  int columns = 0;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    int width = display_width(shown(table.columns[c]));
    int body = 0;
    for (const auto& row : table.rows)
      if (c < row.cells.size()) body = std::max(body, display_width(shown(row.cells[c].text)));
    width = std::max(body, std::min(width, std::max(body, 16)));   // a long column title is cut, not the numbers
    widths.columns.push_back(width);
    columns += kColumnGap + width;
  }
  // A long row title gives way to the numbers, down to a third of the width.
  widths.title = std::min(widths.title, std::max(page_width / 3, page_width - indent - columns));
  widths.all = indent + widths.title + columns;
  return widths;
}

}  // namespace

bool Page::fits(const Table& table, int indent) const { return widths_of(table, indent, width_).all <= width_; }

void Page::grid(const Table& table, int indent) {
  const Widths widths = widths_of(table, indent, width_);
  const std::string margin(static_cast<std::size_t>(indent), ' '), space(kColumnGap, ' ');
  std::string head = margin + padded(shortened(shown(table.corner), widths.title), widths.title, false);
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    head += space + padded(shortened(shown(table.columns[c]), widths.columns[c]), widths.columns[c], true);
  if (head.find_first_not_of(' ') != std::string::npos) line(head);
  for (const auto& row : table.rows) {
    std::string text = margin + padded(shortened(shown(row.title), widths.title), widths.title, false);
    for (std::size_t c = 0; c < row.cells.size() && c < widths.columns.size(); ++c) {
      const std::string cell = shown(row.cells[c].text);
      const int missing = widths.columns[c] - display_width(cell);
      text += space + std::string(static_cast<std::size_t>(std::max(0, missing)), ' ') + painted(cell, row.cells[c].style);
    }
    line(text);
  }
}

void Page::list(const Table& table, int indent) {
  if (!table.corner.empty()) paragraph(table.corner, Style::plain, indent);
  for (const auto& row : table.rows) {
    paragraph(row.title, Style::plain, indent);
    for (std::size_t c = 0; c < row.cells.size() && c < table.columns.size(); ++c)
      if (!row.cells[c].text.empty())
        paragraph((table.columns[c].empty() ? "" : table.columns[c] + ": ") + row.cells[c].text, row.cells[c].style, indent + 2);
  }
}

void Page::table(const Table& table, int indent) {
  if (fits(table, indent)) return grid(table, indent);
  if (const Table other = turned(table); fits(other, indent)) return grid(other, indent);
  list(table, indent);
}

void Page::columns(const Table& table, int indent) { fits(table, indent) ? grid(table, indent) : list(table, indent); }

}  // namespace cf::report
