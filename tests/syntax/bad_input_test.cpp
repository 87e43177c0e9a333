// Inputs that cannot be read: where the error is, which words it has to say, and what it must not cost.
#include <gtest/gtest.h>

#include <array>

#include "show.hpp"

namespace cf::syntax {
namespace {

struct Bad {
  std::string text;
  std::string codes;               // "E0107@3:2", in text order
  std::vector<std::string> words;  // in the printed messages
};

TEST(BadInput, SaysWhereAndWhy) {
  const std::vector<Bad> cases = {
      {"", "E0104@1:1", {"empty"}},
      {"# only\n\n  # comments\n", "E0104@1:1", {"nothing"}},
      {"\n\n", "E0104@1:1", {"nothing"}},
      {"a: 1\nb: 2\nna\xff\xfe\x80me: 3", "E0102@3:3", {"line 3", "UTF-8", "0xff"}},
      {"\xff\xfe"
       "a",
       "E0102@1:1",
       {"UTF-16", "UTF-8"}},
      {"a: \xc0\xaf", "E0102@1:4", {"UTF-8"}},
      {"a: \xed\xa0\x80", "E0102@1:4", {"UTF-8"}},
      {"a: x\x1b]0;y", "E0103@1:5", {"\\x1b"}},
      {std::string("a: \0b", 5), "E0103@1:4", {"\\x00"}},
      {"a:\n\tb: 1", "E0101@2:1", {"tab"}},
      {"a:\n  b: 1\n c: 2", "E0107@3:2", {"indent", "'c'"}},
      {"a: \"x\"\n  b: 1\nc: 2", "E0107@2:3", {"indent", "'b'"}},
      {"a: x\n  b: 1\nc: 2", "E0107@2:3", {"indentation", "'b'"}},
      {"note: \"hello", "E0119@1:7", {"quote"}},
      {"note: 'hello\nb: 'x'", "E0119@1:7", {"quote"}},
      {"note: he said: yes", "E0118@1:14", {"quotes", "\"he said: yes\""}},
      {"a: {note: he said: yes}", "E0118@1:18", {"quotes", "\"he said: yes\""}},
      {"[[:  and {foo:", "E0118@1:3", {"expected a value"}},
      {"price: 1\nprice: 2", "E0115@2:1", {"'price' is set twice", "first set here", "1:1"}},
      {"a: {b: 1, 'b': 2, b: 3}", "E0115@1:11 E0115@1:19", {"'b' is set twice"}},
      {"a: *nope", "E0109@1:4", {"*nope", "alias"}},
      {"a: [*b, 1]\nc: *d", "E0109@1:5 E0109@2:4", {"*b", "*d"}},
      {"a: &a [*a]", "E0109@1:4", {"&a", "itself"}},
      {"a: !!python/object/apply:os.system [\"ls\"]", "E0109@1:4", {"tag"}},
      {"<<: x", "E0109@1:1", {"merge"}},
      {"? a\n: b", "E0109@1:1 E0111@2:1", {"'? '"}},
      {"{[a]: b}", "E0109@1:2", {"key"}},
      {"a: 1\n---\na: 2", "E0113@2:1", {"second document"}},
      {"a: 1\n...\nb: 2", "E0113@2:1", {"second document"}},
      {"%YAML 1.2\n---\na: 1", "E0110@1:1", {"%"}},
      {"parties:\n-name: lab", "E0111@2:1", {"'-name'", "- name"}},
      {"parties:\n  -lab\n  -cloud", "E0111@2:3", {"'-lab'", "- lab"}},
      {"a: - b", "E0108@1:4", {"list", "new line"}},
      {"a: 1\n- b\nc: 2", "E0108@2:1", {"list"}},
      {"a:\n  - b\n  c: 1", "E0107@3:3", {"'c'"}},
      {"a:1\nb: 2", "E0111@1:1", {"'a:1'", "blank"}},
      {"a:1\nb:2", "E0111@1:1", {"'a:1'", "blank"}},
      {"b: 2\na:1", "E0111@2:1", {"'a:1'", "blank"}},
      {"b: 2\njust words", "E0111@2:1", {"key"}},
      {"  a: 1\nb: 2", "E0107@2:1", {"'b: 2'", "indentation"}},
      {": x", "E0111@1:1", {"key"}},
      {"a: {: x}", "E0111@1:5", {"key"}},
      {"a: {b:1}", "E0117@1:5", {"'b:1'", "blank"}},
      {"a: {b: 1\nc: 2", "E0116@1:4", {"never closed", "}"}},
      {"a: [1, 2\nc: 2", "E0116@1:4", {"never closed", "]"}},
      {"a: {b: [1, 2}\nc: 2", "E0116@1:13", {"'}'", "']'"}},
      {"a: {b: 1]\nc: 2", "E0116@1:9", {"']'", "'}'"}},
      {"a: {b: 1}}", "E0114@1:10", {"end of the value"}},
      {"a: \"x\" y", "E0114@1:8", {"end of the value"}},
      {"a: {b: \"x\" y}", "E0118@1:12", {"','"}},
      {"a: [b: 1]", "E0118@1:6", {"':'"}},
      {"a: [\"b\": 1]", "E0118@1:8", {"list", "{key: value}"}},
      {"a: [1,, 2]", "E0118@1:7", {"missing"}},
      {"a: {,}", "E0118@1:5", {"missing"}},
      {"a: {b: 1\n    c: 2}", "E0118@1:8", {"',' missing"}},
      {"a: {b: x[1]}", "E0118@1:9", {"quotes"}},
      {"a: %", "E0118@1:4", {"'%'", "quotes"}},
      {"a: {unit: %}", "E0118@1:11", {"'%'", "quotes"}},
      {"a: @x", "E0118@1:4", {"quotes"}},
      {"a: >= 3", "E0118@1:4", {"'>'", "quotes"}},
      {"a: {b: > 3}", "E0118@1:8", {"'>'", "quotes"}},
      {"a: \"\\q\"", "E0121@1:5", {"\\q"}},
      {"a: \"\\u12\"", "E0121@1:5", {"4 hexadecimal"}},
      {"a: \"\\ud800\"", "E0121@1:5", {"no character"}},
      {"a: \"\\x1b\"", "E0121@1:5", {"control"}},
      {"a: {amount: max(a, b), when: x}", "E0120@1:13", {"cut in two", "\"max(a, b)\""}},
      {"a: {amount: if(x > 1, max(a, b), 0) * 2, when: x}", "E0120@1:13", {"\"if(x > 1, max(a, b), 0) * 2\""}},
      {"a: [max(a, b), 0.4]", "E0120@1:5", {"\"max(a, b)\""}},
      {"a: {note: one, two}", "E0117@1:16", {"'two'", "quotes"}},
      {"a: {value: 38,000, b: 1}", "E0207@1:12", {"38,000", "38000"}},
      {"a: {value: $1,234,567}", "E0207@1:12", {"$1,234,567", "$1234567"}},
      {"a: {value: 2 * 38,000 h/month, b: 1}", "E0207@1:12", {"2 * 38,000 h/month", "2 * 38000 h/month"}},
      {"a: {value: 2026-01,021, b: 1}", "E0117@1:20", {"'021'", "quotes"}},
      {"a: {value: 2.38,000}", "E0117@1:17", {"'000'", "quotes"}},
      {"a: {value: x38,000}", "E0117@1:16", {"'000'", "quotes"}},
      {"a: {value: 38,0000}", "E0117@1:15", {"'0000'", "quotes"}},
      {"a: {value: 2 *\n 38,000}", "E0117@2:5", {"'000'", "quotes"}},
  };
  for (const auto& bad : cases) {
    const Reading reading(bad.text);
    const auto messages = reading.messages();
    EXPECT_EQ(reading.codes(), bad.codes) << bad.text << "\n" << messages;
    for (const auto& word : bad.words) EXPECT_NE(messages.find(word), std::string::npos) << "no word: " << word << "\n" << messages;
  }
}

// A message may show a word escaped or cut short; the caret stands under the word as it is written.
TEST(BadInput, UnderlinesTheWordAsItIsWritten) {
  const std::string mark = "\xEF\xBB\xBF";  // is shown as \xef\xbb\xbf
  const std::vector<std::string> words = {"*a", "&a" + mark + "b", "*" + mark, "!" + std::string(60, 'x'), "&¥é"};
  for (const auto& word : words) {
    for (const auto& [before, behind] : {std::pair{"", ""}, {"a: ", ""}, {"a: ", " b"}, {"a: [", ", b]"}, {"a: {b: ", "}"}}) {
      const Reading reading(before + word + behind);
      const auto found = reading.diagnostics.sorted();
      ASSERT_EQ(found.size(), 1u) << reading.messages();
      EXPECT_EQ(found[0].code, "E0109");
      EXPECT_EQ(reading.texts.at(found[0].place), word) << reading.messages();
      EXPECT_EQ(found[0].place.end - found[0].place.begin, static_cast<std::int32_t>(word.size())) << reading.messages();
    }
  }
}

// What is read past a mistake is read on, and later messages point at it.
TEST(BadInput, BytesOfAMendedNumberStandWhereTheyWereWritten) {
  const Reading reading("a: {value: 1,234,567 * (b - 2}");
  ASSERT_EQ(reading.codes(), "E0207@1:12");
  const auto number = reading.tree.find(reading.tree.find(reading.tree.root, "a"), "value");
  const std::string& text = reading.tree[number].text;
  ASSERT_EQ(text, "1234567 * (b - 2");
  for (std::size_t i = 0; i < text.size(); ++i)
    EXPECT_EQ(reading.texts.at(reading.tree.place_in(number, i, i + 1)), text.substr(i, 1)) << i;
}

TEST(BadInput, AllErrorsOfAFileAtOnce) {
  const Reading reading(
      "a: *x\n"
      "b:\n"
      "  c: \"open\n"
      "  d: {e: 1, e: 2}\n"
      "  f: he said: yes\n"
      "g:\n"
      "  - [1, 2\n"
      "  - 'ok'\n"
      "   h: 1\n"
      "i: 1\n"
      "a: 2\n");
  EXPECT_EQ(reading.codes(), "E0109@1:4 E0119@3:6 E0115@4:13 E0118@5:13 E0116@7:5 E0107@9:4 E0115@11:1");
  EXPECT_EQ(reading.shown(), "{a: ~, b: {c: ~, d: {e: 1}, f: he said}, g: [[1, 2], 'ok'], i: 1}");
}

TEST(BadInput, AnAliasBomb) {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    const std::string above = std::string("*") + static_cast<char>(c - 1);
    text += std::string(1, c) + ": &" + c + " [" + above;
    for (int i = 0; i < 8; ++i) text += ", " + above;
    text += "]\n";
  }
  const Reading reading(text);
  EXPECT_EQ(reading.diagnostics.num_errors(), 9);
  EXPECT_LT(reading.tree.nodes.size(), 100u);
  EXPECT_NE(Reading("a: &a 1\nb: *a").messages().find("alias"), std::string::npos);
}

TEST(BadInput, DepthIsLimited) {
  const auto nested = [](std::size_t depth, const std::string& open, const std::string& close) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return text;
  };
  EXPECT_EQ(Reading(nested(64, "[", "]")).codes(), "");
  EXPECT_EQ(Reading(nested(65, "[", "]")).codes(), "E0106@1:65");
  EXPECT_NE(Reading(nested(200'000, "[ ", "")).messages().find("deep"), std::string::npos);
  EXPECT_EQ(Reading(nested(200'000, "{a: ", "")).codes(), "E0106@1:257");
  EXPECT_EQ(Reading(nested(200'000, "- ", "")).codes(), "E0106@1:129");
  std::string stairs;
  for (std::size_t i = 0; i < 1'000; ++i) stairs += std::string(i, ' ') + "a:\n";
  EXPECT_EQ(Reading(stairs).codes(), "E0106@65:65");
}

TEST(BadInput, ErrorsValuesAndBytesAreLimited) {
  std::string errors;
  for (int i = 0; i < 1'000; ++i) errors += "a" + std::to_string(i) + ": *x\n";
  const Reading many(errors);
  EXPECT_EQ(many.diagnostics.num_errors(), 100);
  EXPECT_NE(many.messages().find("more than 99 errors"), std::string::npos);

  std::string values = "a: [";
  for (int i = 0; i < 300'000; ++i) values += "1,";
  EXPECT_NE(Reading(values + "]").messages().find("more than 200,000 values"), std::string::npos);

  EXPECT_NE(Reading(std::string(kMaxFileBytes + 1, 'a')).messages().find("larger than 16 MiB, the limit"), std::string::npos);
  EXPECT_EQ(Reading("a: " + std::string(kMaxFileBytes - 3, 'b')).codes(), "");
}

struct BadFormula {
  std::string text;
  std::string codes;
  std::vector<std::string> words;
};

TEST(BadFormula, SaysWhereAndWhy) {
  const std::vector<BadFormula> cases = {
      {"", "E0201@1:1", {"formula"}},
      {"  ", "E0201@1:3", {"formula"}},
      {"price * (1 + growth", "E0202@1:20", {"')'", "opened here", "1:9"}},
      {"max(a, b", "E0202@1:9", {"')'", "opened here"}},
      {"a)", "E0203@1:2", {"')'"}},
      {")", "E0201@1:1", {"')'"}},
      {"a +", "E0201@1:4", {"'+'", "ends"}},
      {"* a", "E0201@1:1", {"'*'"}},
      {"a + * b", "E0201@1:5", {"'*'"}},
      {"f(a,)", "E0201@1:5", {"','"}},
      {"f(,a)", "E0201@1:3", {"','"}},
      {"not", "E0201@1:4", {"'not'"}},
      {"a == not b", "E0201@1:6", {"(not"}},
      {"price ** 2", "E0205@1:7", {"**", "^"}},
      {"a && b || !c", "E0205@1:3 E0205@1:8 E0205@1:11", {"and", "or", "not"}},
      {"a = b", "E0205@1:3", {"=="}},
      {"if((a = b), 1, 2)", "E0205@1:7", {"=="}},
      {"a => b", "E0205@1:3", {">="}},
      {"a <> b", "E0205@1:3", {"!="}},
      {"a ≤ b", "E0205@1:3", {"<="}},
      {"a − b × c", "E0205@1:3 E0205@1:7", {"-", "*"}},
      {"a < b < c", "E0206@1:7", {"a < b and b < c"}},
      {"a == b == c", "E0206@1:8", {"chain"}},
      {"2price", "E0211@1:1", {"2 * price"}},
      {"a b", "E0204@1:3", {"'b'"}},
      {"a 2", "E0204@1:3", {"'2'"}},
      {"(a) (b)", "E0204@1:5", {"'('"}},
      {"a, b", "E0204@1:2", {"comma"}},
      {"(a, b)", "E0204@1:3", {"comma"}},
      {"2 max(a, b)", "E0204@1:3", {"'max'"}},
      {"38,000", "E0207@1:1", {"38,000", "38000"}},
      {"max(38,000)", "E0207@1:5", {"38,000"}},
      {"$1,234,567 * 2", "E0207@1:1", {"$1,234,567", "$1234567"}},
      {"1_000", "E0207@1:1", {"1_000", "1000"}},
      {"38 000", "E0207@1:1", {"38000"}},
      {"012", "E0208@1:1", {"012", "12"}},
      {"30/02/2025", "E0208@1:4", {"'02'", "YYYY-MM-DD"}},
      {"00.5", "E0208@1:1", {"00"}},
      {"10:30", "E0209@1:1", {"10:30"}},
      {"1.2.3", "E0209@1:1", {"1.2.3", "two points"}},
      {"1.", "E0209@1:1", {"'1.'"}},
      {".5", "E0209@1:1", {"0.5"}},
      {".nan", "E0214@1:1", {".nan"}},
      {"NaN", "E0214@1:1", {"NaN"}},
      {".inf", "E0214@1:1", {"inf"}},
      {"1e400", "E0210@1:1", {"1e400", "too large"}},
      {"1e308bn", "E0210@1:1", {"1e308bn", "too large"}},
      {"38 billion", "E0211@1:1", {"38bn"}},
      {"$38 billion", "E0211@1:1", {"$38bn"}},
      {"$38B", "E0211@1:1", {"$38bn"}},
      {"$38 m", "E0211@1:1", {"$38m"}},
      {"38 bn", "E0211@1:1", {"38bn"}},
      {"38e9 USD", "E0215@1:6", {"USD", "$"}},
      {"38$", "E0215@1:1", {"$38"}},
      {"$-5", "E0215@1:1", {"-$"}},
      {"$ 5", "E0215@1:1", {"'$'"}},
      {"price €", "E0215@1:7", {"'€'"}},
      {"5 %", "E0217@1:1", {"5%"}},
      {"a % b", "E0217@1:3", {"'%'"}},
      {"2025-02-30", "E0212@1:1", {"2025-02-30", "28 days"}},
      {"2025-13-01", "E0212@1:1", {"2025-13-01", "YYYY-MM-DD"}},
      {"2025-00", "E0212@1:1", {"2025-00"}},
      {"2025-2-3", "E0212@1:1", {"2025-2-3", "YYYY-MM-DD"}},
      {"2100-02-29", "E0212@1:1", {"2100-02-29", "28 days"}},
      {"2025-02-03-04", "E0212@1:1", {"2025-02-03-04"}},
      {"GPU_price * Volume", "E0213@1:1 E0213@1:13", {"gpu_price", "volume"}},
      {"5 GW", "E0213@1:3", {"gw"}},
      {"_a", "E0222@1:1", {"'_a'"}},
      {"a.b.", "E0222@1:4", {"a.b."}},
      {"5 to 10 to 20", "E0216@1:9", {"third"}},
      {"max(5 to 10, 3)", "E0216@1:7", {"range"}},
      {"(5 to 10) * 2", "E0216@1:4", {"range"}},
      {"to 5", "E0201@1:1", {"'to'"}},
      {"a ? b : c", "E0217@1:3", {"if("}},
      {"\"a\"", "E0217@1:1", {"quotes"}},
      {"a[1]", "E0217@1:2", {"'['"}},
      {"a.b(c)", "E0220@1:1", {"a.b"}},
      {"a; b", "E0217@1:2", {"';'"}},
      {"a \x01 b", "E0217@1:3", {"\\x01"}},
      {"a \xff b", "E0217@1:3", {"\\xff"}},
  };
  for (const auto& bad : cases) {
    const FormulaReading reading(bad.text);
    const auto messages = reading.messages();
    EXPECT_EQ(reading.codes(), bad.codes) << bad.text << "\n" << messages;
    EXPECT_EQ(reading.formula.root, -1) << bad.text;
    for (const auto& word : bad.words) EXPECT_NE(messages.find(word), std::string::npos) << "no word: " << word << "\n" << messages;
  }
}

// Inside brackets a comma may have ended the text; the message says so.
TEST(BadFormula, MayHaveBeenCutByAComma) {
  EXPECT_NE(FormulaReading("max(a", true).messages().find("put the whole of it in quotes"), std::string::npos);
  EXPECT_EQ(FormulaReading("max(a", false).messages().find("quotes"), std::string::npos);
}

// One mistake, one message: what the reader has mended is a good formula.
TEST(BadFormula, ACutFormulaIsReportedOnce) {
  Reading reading("a: {amount: max(b, c), when: d}");
  const auto a = reading.tree.find(reading.tree.root, "a");
  const auto formula = parse_formula(reading.tree, reading.tree.find(a, "amount"), reading.diagnostics);
  EXPECT_GE(formula.root, 0);
  EXPECT_EQ(reading.codes(), "E0120@1:13");
}

}  // namespace
}  // namespace cf::syntax
