// Lines, columns and numbers of texts.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "base/number_text.hpp"
#include "base/source_texts.hpp"

namespace cf {
namespace {

TEST(SourceTexts, CountsLinesAndCodePoints) {
  SourceTexts texts;
  const auto id = texts.add("a.yaml", "first\n\n€x: ü!\r\nlast");
  const auto at = [&](std::string_view piece) { return static_cast<std::int32_t>(texts.text(id).find(piece)); };
  const auto expect = [&](std::int32_t offset, int line, int column) {
    const auto where = texts.line_column(id, offset);
    EXPECT_EQ(where.line, line) << offset;
    EXPECT_EQ(where.column, column) << offset;
  };
  expect(0, 1, 1);
  expect(5, 1, 6);
  expect(6, 2, 1);
  expect(at("x:"), 3, 2);
  expect(at("!"), 3, 6);
  expect(at("last"), 4, 1);
  expect(1'000, 4, 5);
  EXPECT_EQ(texts.line_at(id, at("!")), "€x: ü!");
  EXPECT_EQ(texts.line_at(id, 6), "");
  EXPECT_EQ(texts.line_at(id, at("last") + 4), "last");
  EXPECT_EQ(texts.at({id, at("last"), at("last") + 2}), "la");
  EXPECT_EQ(texts.at({}), "");
}

TEST(SourceTexts, AByteOrderMarkIsNoColumn) {
  SourceTexts texts;
  const auto id = texts.add("a.yaml", "\xEF\xBB\xBFkey: 1");
  EXPECT_EQ(texts.line_column(id, 3).column, 1);
}

TEST(SourceTexts, ViewsStayGood) {
  SourceTexts texts;
  texts.add("a", "short");
  const auto view = texts.text(0);
  for (int i = 0; i < 1'000; ++i) texts.add("b", "another text that is not so short");
  EXPECT_EQ(view.data(), texts.text(0).data());
  EXPECT_EQ(texts.size(), 1'001);
  EXPECT_THROW(texts.name(1'001), InternalError);
}

TEST(ReadDecimal, RoundsOnce) {
  EXPECT_EQ(read_decimal("0.1", -2), 0.001);
  EXPECT_EQ(read_decimal("44", -2), 0.44);
  EXPECT_EQ(read_decimal("26.67", 6), 26'670'000.0);
  EXPECT_EQ(read_decimal("1.1", 9), 1.1e9);
  EXPECT_EQ(read_decimal("2.5e-3", 3), 2.5);
  EXPECT_EQ(read_decimal("1E+2"), 100.0);
  EXPECT_EQ(read_decimal("9007199254740993"), 9007199254740992.0);  // half way: to even
}

TEST(ReadDecimal, KnowsTooLargeFromTooSmall) {
  EXPECT_EQ(read_decimal("1e400"), std::nullopt);
  EXPECT_EQ(read_decimal("1.8e308"), std::nullopt);
  EXPECT_EQ(read_decimal("1.7976931348623157e308"), std::numeric_limits<double>::max());
  EXPECT_EQ(read_decimal("1e308", 9), std::nullopt);
  EXPECT_EQ(read_decimal("1e99999999999999999999"), std::nullopt);
  EXPECT_EQ(read_decimal("1e-400"), 0.0);
  EXPECT_EQ(read_decimal("0.0001e-99999999999999999999"), 0.0);
  EXPECT_EQ(read_decimal("0e400"), 0.0);
  EXPECT_EQ(read_decimal("0." + std::string(400, '0') + "1e401"), 1.0);
}

TEST(ReadDecimal, RefusesAllElse) {
  for (const auto* text :
       {"", ".", "1.", ".5", "-1", "+1", "1e", "1e+", "1e1.5", "0x10", "nan", "inf", " 1", "1 ", "1,5", "1.2.3", "1e5e5"}) {
    EXPECT_EQ(read_decimal(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cf
