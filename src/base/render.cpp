// A diagnostic as text: the sentence, the place, the line with what is meant underlined, then the notes.
// The width of a character is taken to be one column; what could move the cursor or reorder text is shown escaped.
#include <fmt/format.h>

#include <algorithm>

#include "base/diagnostic.hpp"

namespace cf {
namespace {

constexpr std::size_t kLongestLine = 160;  // columns; of a longer line a part is shown
constexpr std::size_t kWindow = 120;

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t num_bytes = 1;
  bool valid = false;
};

CodePoint decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t first = byte(at);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 && first < 0xF5 ? 4 : first >= 0xE0 && first < 0xF0 ? 3 : first >= 0xC2 && first < 0xE0 ? 2 : 0;
  if (length == 0 || at + length > text.size()) return {first, 1, false};
  std::uint32_t value = first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {first, 1, false};
    value = value << 6 | (byte(at + i) & 0x3F);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return {first, 1, false};
  return {value, length, true};
}

// Control characters, and those that change the direction of what follows.
bool is_unsafe(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

// One character of a line as it is shown, and where it came from.
struct Cell {
  std::size_t offset = 0;
  std::string shown;
  std::size_t width = 1;
};

std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  for (std::size_t at = 0; at < line.size();) {
    const auto c = decode(line, at);
    const auto bytes = line.substr(at, c.num_bytes);
    if (bytes == "\t") {
      cells.push_back({at, " ", 1});
    } else if (c.valid && !is_unsafe(c.value)) {
      cells.push_back({at, std::string(bytes), 1});
    } else if (!(at == 0 && c.value == 0xFEFF)) {
      const auto escaped = printable(bytes);
      cells.push_back({at, escaped, escaped.size()});
    }
    at += c.num_bytes;
  }
  return cells;
}

struct Paint {
  bool color;
  std::string operator()(const char* code, std::string_view text) const {
    return color && !text.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};

// The line with its underline, from the first shown column on.
void draw_line(std::string& out, const SourceTexts& texts, const Place& place, std::size_t gutter, std::string_view label,
               const char* mark_color, const Paint& paint) {
  const auto where = texts.line_column(place.text, place.begin);
  const auto line = texts.line_at(place.text, place.begin);
  const auto line_begin = static_cast<std::size_t>(line.data() - texts.text(place.text).data());
  const auto from = static_cast<std::size_t>(std::max(place.begin, 0)) - line_begin;
  const auto to = std::min(line.size(), static_cast<std::size_t>(std::max(place.end, place.begin)) - line_begin);
  // Only what can be in the window is taken apart: a line may be as long as the file.
  const std::size_t slack = 4 * kLongestLine;
  std::size_t first_byte = line.size() > 2 * slack && from > slack ? from - slack : 0;
  while (first_byte > 0 && (static_cast<unsigned char>(line[first_byte]) & 0xC0) == 0x80) --first_byte;
  const auto part = line.substr(first_byte, line.size() > 2 * slack ? 2 * slack : std::string_view::npos);
  const auto cells = cells_of(part);

  const auto index_of = [&](std::size_t offset) {
    return static_cast<std::size_t>(
        std::partition_point(cells.begin(), cells.end(), [&](const Cell& c) { return c.offset + first_byte < offset; }) - cells.begin());
  };
  const std::size_t mark_begin = index_of(from);
  const std::size_t mark_end = std::max(index_of(to), mark_begin);
  std::size_t shown_begin = 0, shown_end = cells.size();
  if (cells.size() > kLongestLine || part.size() < line.size()) {
    const std::size_t room_before = kWindow / 3;
    shown_begin = mark_begin > room_before ? mark_begin - room_before : 0;
    if (cells.size() - shown_begin < kWindow) shown_begin = cells.size() > kWindow ? cells.size() - kWindow : 0;
    shown_end = std::min(cells.size(), shown_begin + kWindow);
  }
  std::string text, blanks;
  if (first_byte > 0 || shown_begin > 0) {
    text += "… ";
    blanks += "  ";
  }
  std::size_t mark_width = 0;
  for (std::size_t i = shown_begin; i < shown_end; ++i) {
    text += cells[i].shown;
    if (i < mark_begin) blanks.append(cells[i].width, ' ');
    if (i >= mark_begin && i < mark_end) mark_width += cells[i].width;
  }
  if (shown_end < cells.size() || first_byte + part.size() < line.size()) text += " …";

  const std::string bar = paint("1;34", "|");
  out += fmt::format("{} {}{}{}\n", paint("1;34", fmt::format("{:>{}}", where.line, gutter)), bar, text.empty() ? "" : " ", text);
  std::string mark(std::max<std::size_t>(mark_width, 1), '^');
  if (!label.empty()) mark += fmt::format(" {}", printable(label));
  out += fmt::format("{:{}} {} {}{}\n", "", gutter, bar, blanks, paint(mark_color, mark));
}

void draw_place(std::string& out, const SourceTexts& texts, const Place& place, std::size_t gutter, std::string_view label,
                const char* mark_color, const Paint& paint) {
  const auto where = texts.line_column(place.text, place.begin);
  out += fmt::format("{:{}}{} {}:{}:{}\n", "", gutter, paint("1;34", "-->"), printable(texts.name(place.text)), where.line, where.column);
  out += fmt::format("{:{}} {}\n", "", gutter, paint("1;34", "|"));
  draw_line(out, texts, place, gutter, label, mark_color, paint);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = decode(text, at);
    if (c.valid && !is_unsafe(c.value)) {
      result += text.substr(at, c.num_bytes);
    } else {
      for (std::size_t i = 0; i < c.num_bytes; ++i) result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at + i]));
    }
    at += c.num_bytes;
  }
  return result;
}

std::string render(const Diagnostic& diagnostic, const SourceTexts& texts, bool color) {
  const Paint paint{color};
  const bool is_error = diagnostic.severity == Severity::error;
  const char* severity_color = is_error ? "1;31" : "1;33";
  std::size_t gutter = 1;
  const auto make_room = [&](const Place& place) {
    if (place.text >= 0) gutter = std::max(gutter, fmt::format("{}", texts.line_column(place.text, place.begin).line).size());
  };
  make_room(diagnostic.place);
  for (const auto& note : diagnostic.notes) make_room(note.place);

  std::string out = fmt::format("{}: {}\n", paint(severity_color, fmt::format("{}[{}]", is_error ? "error" : "warning", diagnostic.code)),
                                paint("1", printable(diagnostic.message)));
  if (diagnostic.place.text >= 0) {
    draw_place(out, texts, diagnostic.place, gutter, diagnostic.label, severity_color, paint);
  } else if (!diagnostic.label.empty()) {
    out += fmt::format("{:{}} {} {}\n", "", gutter, paint("1;34", "="), printable(diagnostic.label));
  }
  for (const auto& note : diagnostic.notes) {
    out += fmt::format("{:{}} {} {}\n", "", gutter, paint("1;34", "="), printable(note.text));
    if (note.place.text >= 0) draw_place(out, texts, note.place, gutter, {}, "1;34", paint);
  }
  return out;
}

}  // namespace cf
