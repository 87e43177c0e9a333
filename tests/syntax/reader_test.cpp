// What is read, and as what.
#include <gtest/gtest.h>

#include "show.hpp"

namespace cf::syntax {
namespace {

void expect_tree(const std::string& text, const std::string& expected) {
  const Reading reading(text);
  EXPECT_EQ(reading.messages(), "") << text;
  EXPECT_EQ(reading.shown(), expected) << text;
}

TEST(Reader, BlockMapsAndLists) {
  expect_tree("a: 1\nb: 2\n", "{a: 1, b: 2}");
  expect_tree("a:\n  b:\n    c: 1\n  d: 2\ne: 3", "{a: {b: {c: 1}, d: 2}, e: 3}");
  expect_tree("a:\n  - 1\n  - 2\nb: 3", "{a: [1, 2], b: 3}");
  expect_tree("a:\n- 1\n- 2\nb: 3", "{a: [1, 2], b: 3}");
  expect_tree("- a: 1\n  b: 2\n- c: 3\n", "[{a: 1, b: 2}, {c: 3}]");
  expect_tree("- - 1\n  - 2\n- - 3", "[[1, 2], [3]]");
  expect_tree("-\n  a: 1\n-\n- b", "[{a: 1}, ~, b]");
  expect_tree("  a: 1\n  b: 2\n", "{a: 1, b: 2}");
}

TEST(Reader, EmptyValues) {
  expect_tree("a:\nb: 1\nc:", "{a: ~, b: 1, c: ~}");
  expect_tree("a: {b: , c:, d: 1, e:}", "{a: {b: ~, c: ~, d: 1, e: ~}}");
  expect_tree("a: {}\nb: []", "{a: {}, b: []}");
  expect_tree("a: ~\nb: null", "{a: ~, b: null}");
  expect_tree("a: ''\nb: \"\"", "{a: '', b: ''}");
}

TEST(Reader, NothingIsTyped) {
  expect_tree("a: NO\nb: 010\nc: 1_000\nd: 12:30\ne: 2026-01\nf: .inf\ng: 0x1f",
              "{a: NO, b: 010, c: 1_000, d: 12:30, e: 2026-01, f: .inf, g: 0x1f}");
}

TEST(Reader, KeysWithBlanksAndSigns) {
  expect_tree("others' money: 1\nno deal: 2\na pays 270/11: 3\n'quoted: key': 4\n\"b\": 5",
              "{others' money: 1, no deal: 2, a pays 270/11: 3, quoted: key: 4, b: 5}");
  expect_tree("10 at 500 buys about 2%: x", "{10 at 500 buys about 2%: x}");
  expect_tree("a.b: 1\nkey with blank before : 2", "{a.b: 1, key with blank before: 2}");
}

TEST(Reader, Comments) {
  expect_tree("# first\na: 1 # second\n\n  # third\nb: x#y\nc: # fourth\n  d: 1\n# last", "{a: 1, b: x#y, c: {d: 1}}");
  expect_tree("a: {b: 1, # one\n    # two\n  c: 2}", "{a: {b: 1, c: 2}}");
  expect_tree("a: 'x # y' # z", "{a: 'x # y'}");
}

TEST(Reader, PlainTextsOverSeveralLines) {
  expect_tree("a: one\n  two\n\n  three\nb: 1", "{a: one two\\x0athree, b: 1}");
  expect_tree("a:\n  one\n   two", "{a: one two}");
  expect_tree("a: {b: one\n  two, c: 3}", "{a: {b: one two, c: 3}}");
  expect_tree("- one\n  two\n- three", "[one two, three]");
}

TEST(Reader, FlowCollections) {
  expect_tree("a: {b: 1, c: [x, y, 0.4], d: {e: f}}", "{a: {b: 1, c: [x, y, 0.4], d: {e: f}}}");
  expect_tree("- [demand, scarcity, 0.4]\n- [a, b, -1]", "[[demand, scarcity, 0.4], [a, b, -1]]");
  expect_tree("a: {type: t, x: 1,\n    y: 2}\nb: 1", "{a: {type: t, x: 1, y: 2}, b: 1}");
  expect_tree("a: {\n  b: 1,\n}\nc: [\n  1,\n  2\n]", "{a: {b: 1}, c: [1, 2]}");
  expect_tree("{\"a\":1,\"b\":[true,null,\"c\"]}", "{a: 1, b: [true, null, 'c']}");
  expect_tree("a: {value: \"max(a, b)\", 'k': v}", "{a: {value: 'max(a, b)', k: v}}");
  expect_tree("a: {url: http://x.y/z, t: 12:30}", "{a: {url: http://x.y/z, t: 12:30}}");
  expect_tree("a: [one two, three's]", "{a: [one two, three's]}");
}

// Formulas in block context need no quotes, whatever they hold.
TEST(Reader, FormulasInBlocks) {
  expect_tree("volume: if(active, minimum / price, 0)   # what it buys", "{volume: if(active, minimum / price, 0)}");
  expect_tree("a: $1.2/trnh * exp(-0.12 * year)\nb: -x\nc: 44%", "{a: $1.2/trnh * exp(-0.12 * year), b: -x, c: 44%}");
}

TEST(Reader, QuotedTexts) {
  expect_tree("a: 'it''s'\nb: \"x\\ty\\\"z\\\\\"", "{a: 'it's', b: 'x\\x09y\"z\\'}");
  expect_tree("a: \"\\u20ac \\xe9 \\U0001F600 \\ud83d\\ude00\"", "{a: '€ é 😀 😀'}");
  expect_tree("a: \"one\n  two\n\n  three \\\n  four\"", "{a: 'one two\\x0athree four'}");
  expect_tree("a: 'one  \n  two'", "{a: 'one two'}");
  expect_tree("a: ' kept '", "{a: ' kept '}");
  expect_tree("'a': \"b: c\"", "{a: 'b: c'}");
}

TEST(Reader, BlockTexts) {
  expect_tree("a: |\n  one\n  two\n\nb: 1", "{a: |one\\x0atwo\\x0a|, b: 1}");
  expect_tree("a: |-\n  one\n   two\n", "{a: |one\\x0a two|}");
  expect_tree("a: |+\n  one\n\nb: 1", "{a: |one\\x0a\\x0a|, b: 1}");
  expect_tree("a: >\n  one\n  two\n\n  three\n    more\n  four\n", "{a: |one two\\x0athree\\x0a  more\\x0afour\\x0a|}");
  expect_tree("a: |2\n    one\n  two\n", "{a: |  one\\x0atwo\\x0a|}");
  expect_tree("a: |  # comment\n  # no comment\nb: 1", "{a: |# no comment\\x0a|, b: 1}");
  expect_tree("- |\n one\n- two", "[|one\\x0a|, two]");
}

// The line end of a blank line is that of the line before, also behind a comment.
TEST(Reader, LineEndsOfABlockTextStandWhereTheyAre) {
  const std::string text = "a: |  # comment\n\n  x\n";
  const Reading reading(text);
  const auto a = reading.tree.find(reading.tree.root, "a");
  ASSERT_EQ(reading.tree[a].text, "\nx\n");
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(reading.texts.at(reading.tree.place_in(a, i, i + 1)), reading.tree[a].text.substr(i, 1)) << i;
}

TEST(Reader, LineEndsMarksAndDocuments) {
  expect_tree("a: 1\r\nb:\r\n  - x\r\n  - 'y\r\n    z'\r\n", "{a: 1, b: [x, 'y z']}");
  expect_tree(
      "\xEF\xBB\xBF"
      "a: 1",
      "{a: 1}");
  expect_tree("# comment\n---\na: 1\n...\n# end\n", "{a: 1}");
  expect_tree("--- # start\r\na: 1", "{a: 1}");
}

TEST(Reader, FindsMembers) {
  const Reading reading("a: 1\nb: {c: 2}");
  const auto b = reading.tree.find(reading.tree.root, "b");
  ASSERT_TRUE(b);
  EXPECT_EQ(reading.tree[reading.tree.find(b, "c")].text, "2");
  EXPECT_FALSE(reading.tree.find(b, "d"));
  EXPECT_FALSE(reading.tree.find(reading.tree.find(b, "c"), "d"));
  EXPECT_FALSE(reading.tree.find({}, "d"));
}

std::string_view at(const Reading& reading, NodeId node) { return reading.texts.at(reading.tree[node].place); }

TEST(Reader, PlacesCoverWhatTheyMean) {
  const Reading reading("a: {b: \"x y\", 'c' : 1}   # end\nd:\n  - one\n  - two\n    three\n\ne: |\n  text\n\n");
  const auto& tree = reading.tree;
  ASSERT_EQ(reading.messages(), "");
  const auto a = tree.find(tree.root, "a");
  EXPECT_EQ(at(reading, a), "{b: \"x y\", 'c' : 1}");
  EXPECT_EQ(at(reading, tree.find(a, "b")), "\"x y\"");
  EXPECT_EQ(reading.texts.at(tree[a].members[1].key_place), "'c'");
  EXPECT_EQ(at(reading, tree.find(tree.root, "d")), "- one\n  - two\n    three");
  EXPECT_EQ(at(reading, tree[tree.find(tree.root, "d")].items[1]), "two\n    three");
  EXPECT_EQ(at(reading, tree.find(tree.root, "e")), "|\n  text");
  EXPECT_TRUE(tree[a].flow);
  EXPECT_TRUE(tree[tree.find(a, "b")].flow);
  EXPECT_FALSE(tree[tree.find(tree.root, "d")].flow);
}

// Each byte of a text knows where it stands, through quotes, escapes and folded lines.
TEST(Reader, PlacesInsideTexts) {
  const auto expect = [](const std::string& text, std::string_view piece, std::string_view expected) {
    const Reading reading(text);
    const auto node = reading.tree.find(reading.tree.root, "a");
    ASSERT_TRUE(node) << text;
    const auto begin = reading.tree[node].text.find(piece);
    ASSERT_NE(begin, std::string::npos) << text;
    EXPECT_EQ(reading.texts.at(reading.tree.place_in(node, begin, begin + piece.size())), expected) << text;
  };
  expect("a: x + total", "total", "total");
  expect("a: 'it''s total'", "total", "total");
  expect("a: 'it''s total'", "it's", "it''s");
  expect("a: \"\\u20ac total\"", "total", "total");
  expect("a: \"\\u20ac total\"", " total", " total");
  expect("a: x +\n   y +\n   total", "total", "total");
  expect("a: x +\n   y +\n   total", "y + t", "y +\n   t");
  expect("a: |\n  x\n  total\n", "total", "total");
}

}  // namespace
}  // namespace cf::syntax
