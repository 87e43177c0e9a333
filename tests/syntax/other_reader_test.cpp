// Agreement with another reader of YAML. It is laxer than ours, so the law is: what both accept is the same tree.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <optional>
#include <random>

#include "show.hpp"

namespace cf::syntax {
namespace {

// Both trees as text, styles left out.
std::string plain(const Tree& tree, NodeId id) {
  const Node& node = tree[id];
  std::string out;
  switch (node.kind) {
    case NodeKind::empty: return "~";
    case NodeKind::text: {
      const bool null =
          node.style == TextStyle::plain && (node.text == "~" || node.text == "null" || node.text == "Null" || node.text == "NULL");
      return null ? "~" : "'" + printable(node.text) + "'";
    }
    case NodeKind::list:
      for (const auto item : node.items) out += plain(tree, item) + ",";
      return "[" + out + "]";
    case NodeKind::map:
      for (const auto& member : node.members) out += "'" + printable(member.key) + "':" + plain(tree, member.value) + ",";
      return "{" + out + "}";
  }
  return "?";
}

std::string plain(const YAML::Node& node) {
  std::string out;
  switch (node.Type()) {
    case YAML::NodeType::Undefined:
    case YAML::NodeType::Null: return "~";
    case YAML::NodeType::Scalar: return "'" + printable(node.Scalar()) + "'";
    case YAML::NodeType::Sequence:
      for (const auto& item : node) out += plain(item) + ",";
      return "[" + out + "]";
    case YAML::NodeType::Map:
      for (const auto& member : node) {
        const bool null_key = member.first.IsNull();
        out += (null_key ? "'null'" : plain(member.first)) + ":" + plain(member.second) + ",";
      }
      return "{" + out + "}";
  }
  return "?";
}

// What the other reader makes of it; nothing where it sees an error.
std::optional<std::string> other(const std::string& text) {
  try {
    return plain(YAML::Load(text));
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
}

std::optional<std::string> ours(const std::string& text) {
  const Reading reading(text);
  if (reading.diagnostics.has_errors() || !reading.tree.root) return std::nullopt;
  return plain(reading.tree, reading.tree.root);
}

TEST(OtherReader, AgreesOnAllModels) {
  int num_read = 0;
  for (const auto* folder : {"/models", "/library", "/tests/models", "/fuzz/seeds"}) {
    const std::string path = CF_ROOT + std::string(folder);
    if (!std::filesystem::exists(path)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.path().extension() != ".yaml" && entry.path().extension() != ".json") continue;
      const auto text = file_text(entry.path().string());
      const auto mine = ours(text);
      if (!mine) continue;
      EXPECT_EQ(mine, other(text)) << entry.path();
      ++num_read;
    }
  }
  EXPECT_GT(num_read, 10);
}

// --- documents made by chance ------------------------------------------------------------------------------------------------

// Writes a tree of random shape in random styles, and knows what it wrote.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  struct Written {
    std::string text;
    std::string tree;
  };

  Written document() {
    auto value = chance(3) ? block_list(0) : block_map(0);
    if (chance(4)) value.text = "---" + comment() + "\n" + value.text;
    if (chance(6)) value.text = "# a comment\n\n" + value.text;
    if (chance(5)) replace_line_ends(value.text);
    return value;
  }

 private:
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  bool chance(unsigned n) { return below(n) == 0; }
  std::string comment() { return chance(4) ? " # x: {y" : chance(4) ? "  " : ""; }

  static void replace_line_ends(std::string& text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
    text = out;
  }

  std::string word() {
    static const std::vector<std::string> kWords = {"price", "a.b",  "$10bn", "44%", "-x", "it's", "2026-01", "max(a)", "x#y", "http://a/b",
                                                    "NO",    "_a_b", "€5",    "1e5", "x!", "a-b",  "<=",      "12:30",  "ü",   "(x*y)"};
    return kWords[below(static_cast<unsigned>(kWords.size()))];
  }

  std::string words() {
    std::string out = word();
    for (unsigned i = below(3); i > 0; --i) out += " " + word();
    return out;
  }

  // A text for a value; `indent` is what continuation lines need.
  Written scalar(std::size_t indent, bool flow) {
    const std::string next = "\n" + std::string(indent + below(3), ' ');
    switch (below(flow ? 5 : 7)) {
      case 0: {
        const auto text = words();
        std::string escaped;
        for (const char c : text) escaped += c == '\'' ? "''" : std::string(1, c);
        return {"'" + escaped + ": #'", "'" + printable(text) + ": #'"};
      }
      case 1: return {"\"a\\tb\\u20ac \\\"c\\\\\"", "'a\\x09b€ \"c\\'"};
      case 2: return {"\"one" + next + "two\n" + next + "three\"", "'one two\\x0athree'"};
      case 3: {
        const auto first = words(), second = "then " + words();
        return {first + next + second, "'" + first + " " + second + "'"};
      }
      case 5: {
        const std::string line = "\n" + std::string(indent, ' ');
        const bool keep_end = chance(2);
        return {std::string("|") + (keep_end ? "" : "-") + line + "one: x" + line + "  two # y\n" + line + "three",
                keep_end ? "'one: x\\x0a  two # y\\x0a\\x0athree\\x0a'" : "'one: x\\x0a  two # y\\x0a\\x0athree'"};
      }
      case 6: {
        const std::string line = "\n" + std::string(indent, ' ');
        return {">-" + line + "one" + line + "two\n" + line + "three" + line + "   more" + line + "four",
                "'one two\\x0athree\\x0a   more\\x0afour'"};
      }
      default: {
        const auto text = words();
        return {text, "'" + text + "'"};
      }
    }
  }

  Written flow(std::size_t indent, int depth) {
    const bool list = chance(2);
    const auto gap = [&] { return chance(6) ? comment() + "\n" + std::string(indent + below(3), ' ') : std::string(below(2), ' '); };
    Written out = {list ? "[" : "{", list ? "[" : "{"};
    const unsigned count = below(4);
    for (unsigned i = 0; i < count; ++i) {
      out.text += gap();
      if (!list) {
        const std::string key = "k" + std::to_string(i);
        const bool quoted = chance(3);
        out.text += quoted ? "\"" + key + "\":" + std::string(below(2), ' ') : key + ": ";
        out.tree += "'" + key + "':";
      }
      const auto value = depth > 0 && chance(4) ? flow(indent, depth - 1) : scalar(indent, true);
      out.text += value.text + gap() + (i + 1 < count || chance(4) ? "," : "");
      out.tree += value.tree + ",";
    }
    out.text += gap() + (list ? "]" : "}");
    out.tree += list ? "]" : "}";
    return out;
  }

  // What stands behind `key:` or `-`, with the line end.
  Written value(std::size_t indent) {
    const std::size_t deeper = indent + 1 + below(3);
    if (deeper < 12 && chance(3)) {
      auto map = block_map(deeper);
      return {comment() + "\n" + map.text, map.tree};
    }
    if (deeper < 12 && chance(5)) {
      auto list = block_list(deeper);
      return {comment() + "\n" + list.text, list.tree};
    }
    if (chance(8)) return {comment() + "\n", "~"};
    const bool in_brackets = chance(3);
    auto one = in_brackets ? flow(deeper, 2) : scalar(deeper, false);
    const bool block_text = !in_brackets && (one.text[0] == '|' || (one.text[0] == '>' && one.text[1] == '-'));
    return {" " + one.text + (block_text ? "" : comment()) + "\n", one.tree};
  }

  Written block_map(std::size_t indent) {
    Written out = {"", "{"};
    for (unsigned i = 0, count = 1 + below(4); i < count; ++i) {
      const std::string key = chance(4) ? "key with blanks " + std::to_string(i) : "k" + std::to_string(i);
      const bool quoted = chance(5);
      const auto entry = value(indent);
      out.text += std::string(indent, ' ') + (quoted ? "'" + key + "'" : key) + ":" + entry.text;
      out.tree += "'" + key + "':" + entry.tree + ",";
      if (chance(6)) out.text += "\n# between\n";
    }
    out.tree += "}";
    return out;
  }

  Written block_list(std::size_t indent) {
    Written out = {"", "["};
    for (unsigned i = 0, count = 1 + below(3); i < count; ++i) {
      const auto entry = chance(3) ? compact(indent + 2) : value(indent);
      out.text += std::string(indent, ' ') + "-" + entry.text;
      out.tree += entry.tree + ",";
    }
    out.tree += "]";
    return out;
  }

  // A block that begins on the line of its dash.
  Written compact(std::size_t indent) {
    auto block = chance(3) && indent < 12 ? block_list(indent) : block_map(indent);
    block.text = " " + block.text.substr(indent);
    return block;
  }

  std::mt19937 random_;
};

TEST(OtherReader, AgreesOnDocumentsMadeByChance) {
  int num_compared = 0;
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    const auto written = Writer(seed).document();
    const Reading reading(written.text);
    ASSERT_EQ(reading.messages(), "") << "seed " << seed << "\n" << written.text;
    ASSERT_EQ(plain(reading.tree, reading.tree.root), written.tree) << "seed " << seed << "\n" << written.text;
    const auto theirs = other(written.text);
    if (!theirs) continue;
    ASSERT_EQ(*theirs, written.tree) << "seed " << seed << "\n" << written.text;
    ++num_compared;
  }
  EXPECT_GT(num_compared, 1'800);
}

// The same documents with a few bytes changed: most are errors, and some still mean something.
TEST(OtherReader, AgreesOnDamagedDocuments) {
  constexpr std::string_view kBytes = " \n:-,#'\"[]{}|>&*!%x1\t?~";
  int num_both = 0;
  for (unsigned seed = 0; seed < 6'000; ++seed) {
    std::mt19937 random(seed);
    auto text = Writer(seed % 500).document().text;
    for (unsigned i = 0; i < 1 + seed % 3; ++i) {
      const std::size_t at = random() % text.size();
      const char byte = kBytes[random() % kBytes.size()];
      switch (random() % 3) {
        case 0: text[at] = byte; break;
        case 1: text.insert(at, 1, byte); break;
        default: text.erase(at, 1); break;
      }
      if (text.empty()) break;
    }
    const auto mine = ours(text);
    if (!mine) continue;
    const auto theirs = other(text);
    if (!theirs) continue;
    EXPECT_EQ(*mine, *theirs) << "seed " << seed << "\n" << text;
    ++num_both;
  }
  EXPECT_GT(num_both, 1'000);
}

}  // namespace
}  // namespace cf::syntax
