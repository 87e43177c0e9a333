// Text laid out for a terminal of a given width: wrapped lines, tables, and lists where a table is too wide.
// Every text that is put in may come from a model: control characters are made visible before anything is measured.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cf::report {

enum class Style { plain, strong, good, bad, warn, faint };

struct Cell {
  std::string text;
  Style style = Style::plain;
};

struct Table {
  std::string corner;                       // above the row titles
  std::vector<std::string> columns;
  struct Row {
    std::string title;
    std::vector<Cell> cells;
  };
  std::vector<Row> rows;
};

// Rows as columns and columns as rows.
Table turned(const Table& table);

// Columns that a terminal needs for a text: one for each code point, none for combining marks, two for wide characters.
int display_width(std::string_view utf8);
// At most `width` columns; what is cut off is marked by "…".
std::string shortened(std::string_view utf8, int width);

class Page {
 public:
  Page(int width, bool color) : width_(width < kNarrowest ? kNarrowest : width), color_(color) {}

  void paragraph(std::string_view text, Style style = Style::plain, int indent = 0);
  // A heading, and beside it what it means.
  void heading(std::string_view text, std::string_view about = {});
  // As it stands, or turned, or as a list: whichever fits first. Long row titles are cut.
  void table(const Table& table, int indent = 0);
  // Whether it would not become a list.
  bool fits_as_table(const Table& table, int indent = 0) const { return fits(table, indent) || fits(turned(table), indent); }
  // The same without turning: for tables whose columns are of different kinds.
  void columns(const Table& table, int indent = 0);
  void gap();
  std::string text() const { return text_; }
  int num_lines() const { return num_lines_; }

  static constexpr int kNarrowest = 24;

 private:
  bool fits(const Table& table, int indent) const;
  void grid(const Table& table, int indent);
  void list(const Table& table, int indent);
  void line(const std::string& text);
  std::string painted(const std::string& text, Style style) const;

  int width_;
  bool color_;
  std::string text_;
  int num_lines_ = 0;
  bool gap_ = true;     // the page so far ends with an empty line, or is empty
};

}  // namespace cf::report
