// What is said, in which order, and how it is drawn.
#include "base/diagnostic.hpp"

#include <gtest/gtest.h>

namespace cf {
namespace {

Place place_of(const SourceTexts& texts, std::int32_t text, std::string_view piece) {
  const auto begin = static_cast<std::int32_t>(texts.text(text).find(piece));
  return {text, begin, begin + static_cast<std::int32_t>(piece.size())};
}

TEST(Diagnostics, SaysEachThingOnce) {
  Diagnostics diagnostics;
  diagnostics.error("E0001", {0, 5, 6}, "later");
  diagnostics.error("E0001", {0, 5, 6}, "the same code at the same place");
  diagnostics.error("E0002", {0, 5, 6}, "another code");
  diagnostics.warning("W0001", {0, 1, 2}, "earlier");
  diagnostics.error("E0003", {}, "nowhere");
  diagnostics.error("E0003", {}, "nowhere, but something else");
  EXPECT_EQ(diagnostics.num_errors(), 4);
  EXPECT_TRUE(diagnostics.has_errors());
  std::vector<std::string> messages;
  for (const auto& d : diagnostics.sorted()) messages.push_back(d.message);
  EXPECT_EQ(messages, (std::vector<std::string>{"nowhere", "nowhere, but something else", "earlier", "later", "another code"}));
}

TEST(Diagnostics, AWarningIsNoError) {
  Diagnostics diagnostics;
  diagnostics.warning("W0001", {}, "mind");
  EXPECT_FALSE(diagnostics.has_errors());
}

TEST(Nearest, SuggestsWhatIsMeant) {
  EXPECT_EQ(nearest("totl", {"term", "total", "price"}), "total");
  EXPECT_EQ(nearest("amazn", {"openai", "amazon", "world"}), "amazon");
  EXPECT_EQ(nearest("contrcts", {"contracts", "currency"}), "contracts");
  EXPECT_EQ(nearest("take-or-pays", {"take_or_pay", "equity"}), "take_or_pay");
  EXPECT_EQ(nearest("norml", {"normal", "lognormal"}), "normal");
  EXPECT_EQ(nearest("pirce", {"pace", "price"}), "price");  // an exchange of neighbours is one mistake
  EXPECT_EQ(nearest("maxx", {"max", "min"}), "max");
}

TEST(Nearest, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest("dividend", {"term", "total", "price"}), "");
  EXPECT_EQ(nearest("x", {"y", "z"}), "");
  EXPECT_EQ(nearest("", {"a"}), "");
  EXPECT_EQ(nearest("price", {}), "");
  EXPECT_EQ(nearest(std::string(100'000, 'x'), {std::string(100'000, 'y')}), "");
}

TEST(Render, LooksAsAgreed) {
  SourceTexts texts;
  std::string before(46, '\n');
  const auto id =
      texts.add("models/amazon_openai.yaml", before + "  commitment: {type: take_or_pay, buyer: openai, totl: $38bn, term: 7 years}\n");
  Diagnostic d{Severity::error, "E0312", "take_or_pay has no parameter 'totl'", place_of(texts, id, "totl"), "did you mean 'total'?", {}};
  d.notes.push_back({"parameters: buyer, seller, total, term, ramp, price, discount", {}});
  EXPECT_EQ(render(d, texts, false),
            "error[E0312]: take_or_pay has no parameter 'totl'\n"
            "  --> models/amazon_openai.yaml:47:50\n"
            "   |\n"
            "47 |   commitment: {type: take_or_pay, buyer: openai, totl: $38bn, term: 7 years}\n"
            "   |                                                  ^^^^ did you mean 'total'?\n"
            "   = parameters: buyer, seller, total, term, ramp, price, discount\n");
}

TEST(Render, ShowsASecondPlace) {
  SourceTexts texts;
  const auto id = texts.add("a.yaml", "price: 1\nprice: 2\n");
  Diagnostic d{Severity::warning, "W0001", "twice", {id, 9, 14}, "", {{"first here", {id, 0, 5}}}};
  EXPECT_EQ(render(d, texts, false),
            "warning[W0001]: twice\n"
            " --> a.yaml:2:1\n"
            "  |\n"
            "2 | price: 2\n"
            "  | ^^^^^\n"
            "  = first here\n"
            " --> a.yaml:1:1\n"
            "  |\n"
            "1 | price: 1\n"
            "  | ^^^^^\n");
}

TEST(Render, CountsCodePointsAndEscapesControls) {
  SourceTexts texts;
  const auto id = texts.add("a\x1b.yaml", "€ü: \x1b]0;x\tend\n");
  const auto drawn = render({Severity::error, "E0001", "a \x1b[2J b", place_of(texts, id, "end"), "\x07", {}}, texts, false);
  EXPECT_EQ(drawn,
            "error[E0001]: a \\x1b[2J b\n"
            " --> a\\x1b.yaml:1:11\n"
            "  |\n"
            "1 | €ü: \\x1b]0;x end\n"
            "  |              ^^^ \\x07\n");
}

TEST(Render, WithoutAPlace) {
  EXPECT_EQ(render({Severity::error, "E0900", "no such option", {}, "did you mean --paths?", {}}, SourceTexts(), false),
            "error[E0900]: no such option\n"
            "  = did you mean --paths?\n");
}

TEST(Render, APlaceOverSeveralLinesIsUnderlinedOnTheFirst) {
  SourceTexts texts;
  const auto id = texts.add("a", "x: {a: 1,\n  b: 2}\n");
  const auto drawn = render({Severity::error, "E0001", "m", {id, 3, 17}, "", {}}, texts, false);
  EXPECT_NE(drawn.find("\n1 | x: {a: 1,\n  |    ^^^^^^\n"), std::string::npos) << drawn;
}

TEST(Render, BetweenTwoBytesThereIsOneCaret) {
  SourceTexts texts;
  const auto id = texts.add("a", "price:");
  EXPECT_NE(render({Severity::error, "E0001", "m", {id, 6, 6}, "", {}}, texts, false).find("\n1 | price:\n  |       ^\n"),
            std::string::npos);
}

// The caret stands below what it means, wherever that is in a long line, and nothing is wider than a screen.
TEST(Render, ShowsAPartOfALongLine) {
  for (const std::size_t before : {0, 10, 100, 150, 200, 1'000, 1'000'000}) {
    for (const std::size_t after : {0, 10, 100, 200, 1'000, 1'000'000}) {
      SourceTexts texts;
      const auto id = texts.add("a", std::string(before, 'x') + "HERE" + std::string(after, 'y'));
      const auto drawn = render({Severity::error, "E0001", "m", place_of(texts, id, "HERE"), "", {}}, texts, false);
      const auto line_begin = drawn.find("\n1 | ") + 1;
      const auto line_end = drawn.find('\n', line_begin);
      auto line = drawn.substr(line_begin, line_end - line_begin);
      // The sign of what was left out is one column and three bytes.
      for (auto at = line.find("…"); at != std::string::npos; at = line.find("…")) line.replace(at, 3, "~");
      const auto mark = drawn.substr(line_end + 1);
      EXPECT_LE(line.size(), 170u);
      EXPECT_EQ(line.find("HERE"), mark.find("^^^^")) << before << " " << after << "\n" << drawn;
    }
  }
}

TEST(Render, ColourChangesNothingElse) {
  SourceTexts texts;
  const auto id = texts.add("a", "price: 1");
  const Diagnostic d{Severity::error, "E0001", "m", {id, 0, 5}, "label", {{"note", {}}}};
  std::string plain;
  const auto colored = render(d, texts, true);
  for (std::size_t i = 0; i < colored.size(); ++i) {
    if (colored[i] == '\x1b') {
      i = colored.find('m', i);
    } else {
      plain += colored[i];
    }
  }
  EXPECT_NE(colored, plain);
  EXPECT_EQ(plain, render(d, texts, false));
}

TEST(Printable, KeepsTextAndEscapesTheRest) {
  EXPECT_EQ(printable("Amazon’s €5 – ü"), "Amazon’s €5 – ü");
  EXPECT_EQ(printable("a\tb\nc\x7f"), "a\\x09b\\x0ac\\x7f");
  EXPECT_EQ(printable("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(printable("\xe2\x80\xae"), "\\xe2\\x80\\xae");  // U+202E turns the direction of what follows
  EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b");           // U+009B begins a control sequence
  EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82");           // cut short
}

}  // namespace
}  // namespace cf
