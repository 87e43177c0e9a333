// The reader of model files: one pass over the bytes, by recursive descent, depth-checked.
//
// Block structure goes by lines. Between entries the cursor stands at the first character of a line's content, or at the end,
// and indent_ is that line's indentation. An error inside an entry sets broken_; the block that holds the entry then goes
// on at the next line that is not indented deeper than the block, so one file shows all its errors.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/source_texts.hpp"
#include "syntax/text_builder.hpp"
#include "syntax/tree.hpp"

namespace cf::syntax {

inline constexpr int kMaxDepth = 64;
inline constexpr std::size_t kMaxNodes = 200'000;  // keeps a hostile file of 16 MiB below 200 MB
inline constexpr int kMaxErrors = 100;             // of one file
inline constexpr int kMaxUncut = 1'000;

class Reader {
 public:
  Reader(const SourceTexts& texts, std::int32_t text, Diagnostics& diagnostics)
      : text_(texts.text(text)), id_(text), diagnostics_(diagnostics) {}
  Tree run();

 private:
  // What an entry or a flow collection knows of where it stands.
  struct Flow {
    int parent;        // lines inside must be indented deeper than this
    std::size_t open;  // the outermost bracket
  };
  struct Key {
    bool found = false;
    std::size_t begin = 0, end = 0;  // quotes included
    std::size_t colon = 0;
  };

  // --- reader.cpp: the text, its lines, errors ---
  bool check_bytes();
  bool skip_start();
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool ended() const { return at_ >= text_.size() || stopped_; }
  bool blank_at(std::size_t at) const;      // blank, tab, line end or the end
  bool line_end_at(std::size_t at) const;
  bool dash_at(std::size_t at) const { return at < text_.size() && text_[at] == '-' && blank_at(at + 1); }
  bool marker_at(std::size_t at, char c) const;  // `---` or `...` at the start of a line
  std::size_t line_end(std::size_t from) const;    // without the line end itself
  std::size_t line_after(std::size_t from) const;  // the start of the next line
  std::size_t column_of(std::size_t at) const;
  void skip_blanks();
  void find_line();                         // from the start of a line to the next content, skipping blank and comment lines
  void next_line();                         // leaves this line whatever it holds
  void finish_line();                       // nothing but a comment may stand on the rest of this line
  void recover(int column);
  int column() const { return static_cast<int>(at_ - line_begin_); }
  Place place(std::size_t begin, std::size_t end) const;
  std::string shown(std::size_t begin, std::size_t end) const;  // a short piece of the text, for messages
  Diagnostic& error(const char* code, std::size_t begin, std::size_t end, std::string message, std::string label = {});
  void break_off(const char* code, std::size_t begin, std::size_t end, std::string message, std::string label = {});
  void stop(const char* code, std::size_t begin, std::size_t end, std::string message, std::string label = {});
  NodeId add(Node node);
  NodeId add_empty(std::size_t at, bool flow);
  NodeId add_text(TextBuilder builder, std::size_t begin, std::size_t end, std::size_t lead, TextStyle style, bool flow);
  bool enter();                             // one level deeper; false: too deep, reported

  // --- block.cpp ---
  NodeId read_block_node(int column, int parent);
  NodeId read_block_map(int column);
  NodeId read_block_list(int column);
  void read_block_entry(Node& map, int column);
  NodeId read_entry_value(int column);
  NodeId read_block_item(int column);
  NodeId read_inline(int parent);
  Key key_at(std::size_t at) const;
  void check_indent(int column);
  void report_no_key();
  bool check_key(const Key& key);
  void finish_map(Node& map);               // reports and drops keys that are there already

  // --- flow.cpp ---
  NodeId read_flow(const Flow& flow);
  NodeId read_flow_map(const Flow& flow);
  NodeId read_flow_list(const Flow& flow);
  NodeId read_flow_node(const Flow& flow);
  bool read_flow_comma(const Flow& flow, char close);
  void read_flow_entry(Node& map, const Flow& flow);
  void report_no_value(const Node& map, const Member& key);
  bool digit_at(std::size_t at) const;
  bool ends_in_thousands(std::size_t comma) const;
  void read_thousands(NodeId id, std::size_t comma);
  bool skip_flow(const Flow& flow);         // blanks, comments and line ends; false: the collection is never closed, reported
  bool flow_sign_at(std::size_t at) const;  // , [ ] { }
  bool flow_colon_at(std::size_t at) const;
  std::size_t end_of_cut(std::size_t begin, std::size_t comma) const;

  // --- quoted.cpp ---
  NodeId read_quoted(int parent, bool flow);
  bool read_escape(TextBuilder& builder);
  bool fold(TextBuilder& builder, int parent, std::size_t open, bool escaped);

  // --- plain.cpp ---
  NodeId read_plain(int parent, bool flow);
  NodeId read_plain_text(int parent, bool flow, bool& many_lines);
  bool check_continuation(std::size_t begin, std::size_t next);
  std::size_t plain_end(std::size_t from, bool flow) const;
  bool continues(int parent, bool flow, std::size_t& next, int& num_breaks) const;
  bool check_plain_start(bool flow);
  void report_colon(std::size_t begin, std::size_t colon, bool flow, bool many_lines);

  // --- block_text.cpp ---
  NodeId read_block_text(int parent);

  std::string_view text_;
  std::int32_t id_;
  Diagnostics& diagnostics_;
  Tree tree_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  int indent_ = 0;
  int depth_ = 0;
  int last_column_ = 0;      // of the block that ended last: for what is said of a line that fits no block
  int num_errors_ = 0;
  int num_uncut_ = 0;        // open parentheses before a comma that are never closed; after some, they are not looked into
  bool broken_ = false;
  bool stopped_ = false;
  bool tab_seen_ = false;    // reported once; indentation is then not judged
};

}  // namespace cf::syntax
