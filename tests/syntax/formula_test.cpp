// What formulas mean to the parser: trees, values and places.
#include "syntax/formula.hpp"

#include <gtest/gtest.h>

#include "show.hpp"

namespace cf::syntax {
namespace {

void expect_formula(const std::string& text, const std::string& expected) {
  const FormulaReading reading(text);
  EXPECT_EQ(reading.messages(), "") << text;
  EXPECT_EQ(reading.shown(), expected) << text;
}

TEST(Formula, Precedence) {
  expect_formula("a + b * c", "(a + (b * c))");
  expect_formula("a - b - c", "((a - b) - c)");
  expect_formula("a / b * c", "((a / b) * c)");
  expect_formula("-2^2", "(- (2 ^ 2))");
  expect_formula("2^-1", "(2 ^ (- 1))");
  expect_formula("2^3^2", "(2 ^ (3 ^ 2))");
  expect_formula("-a * b", "((- a) * b)");
  expect_formula("a + b < c * d", "((a + b) < (c * d))");
  expect_formula("not a < b and c or d", "(((not (a < b)) and c) or d)");
  expect_formula("a or b and c", "(a or (b and c))");
  expect_formula("not not a", "(not (not a))");
  expect_formula("(a + b) * c", "((a + b) * c)");
  expect_formula("(a < b) == (c < d)", "((a < b) == (c < d))");
  expect_formula("--a", "(- (- a))");
}

TEST(Formula, Numbers) {
  expect_formula("12", "12");
  expect_formula("1.5e3", "1500");
  expect_formula("2.5e-3", "0.0025");
  expect_formula("44%", "0.44[%]");
  expect_formula("0.1%", "0.001[%]");
  expect_formula("$10bn", "10000000000[$]");
  expect_formula("€3m", "3000000[€]");
  expect_formula("£5k", "5000[£]");
  expect_formula("¥2tn", "2000000000000[¥]");
  expect_formula("-$5", "(- 5[$])");
  expect_formula("0", "0");
  expect_formula("0.5", "0.5");
  expect_formula("inf", "inf");
  expect_formula("true or false", "(true or false)");
}

TEST(Formula, UnitsStandRightAfterANumber) {
  expect_formula("7 years", "7[years]");
  expect_formula("600m h100h/month", "600000000[h100h/month]");
  expect_formula("$2.5/h100h", "2.5[$/h100h]");
  expect_formula("$5/h100h/month", "5[$/h100h/month]");
  expect_formula("26.67m share", "26670000[share]");
  expect_formula("$0.8/trnh to $1.5/trnh", "<0.8[$/trnh] to 1.5[$/trnh]>");
  expect_formula("0.5 to 0.9 h100h/trnh", "<0.5 to 0.9[h100h/trnh]>");
  expect_formula("5% to 10%", "<0.05[%] to 0.1[%]>");
  expect_formula("10/year", "10[/year]");
}

TEST(Formula, ABlankBeforeTheSlashIsADivision) {
  expect_formula("$38bn / 84 months", "(38000000000[$] / 84[months])");
  expect_formula("10 / year", "(10 / year)");
  expect_formula("$5 / h100h", "(5[$] / h100h)");
  expect_formula("3 years/2", "(3[years] / 2)");
  expect_formula("7 years / 2", "(7[years] / 2)");
  expect_formula("10/max(a, b)", "(10 / max(a, b))");
  expect_formula("10/openai.revenue", "(10 / openai.revenue)");
  expect_formula("10/(a)", "(10 / a)");
  expect_formula("60m trnh/month * 1.40 ^ year", "(60000000[trnh/month] * (1.4 ^ year))");
  expect_formula("1 and 2", "(1 and 2)");
  expect_formula("1 or 2 gw", "(1 or 2[gw])");
}

TEST(Formula, AUnitStandsOnTheSameLine) {
  const FormulaReading reading("5 +\n7\nyears");
  EXPECT_EQ(reading.codes(), "E0204@3:1");
}

// Months since the year 0; days as a part of their month.
TEST(Formula, Dates) {
  expect_formula("2026-03", "date(24314)");
  expect_formula("2026-01-01", "date(24312)");
  expect_formula("2024-02-29", "date(24289.96551724138)");
  expect_formula("date >= 2026-07-16", "(date >= date(24318.483870967742))");
  expect_formula("2026 - 3", "(2026 - 3)");
  expect_formula("30/12/2025", "((30 / 12) / 2025)");
}

TEST(Formula, Calls) {
  expect_formula("max(a, b + 1, 3)", "max(a, (b + 1), 3)");
  expect_formula("max()", "max()");
  expect_formula("f( a )", "f(a)");
  expect_formula("table(2026-01 = 10%, 2028-01 = 20%)", "table(date(24312) = 0.1[%], date(24336) = 0.2[%])");
  expect_formula("choice(a = 30%, b = 70%)", "choice(a = 0.3[%], b = 0.7[%])");
  expect_formula("ramp(0 = 1, 2 years = 3)", "ramp(0 = 1, 2[years] = 3)");
  expect_formula("balance(openai, amazon.shares)", "balance(openai, amazon.shares)");
  expect_formula("if(a == b, c, d)", "if((a == b), c, d)");
}

TEST(Formula, PlacesCoverTheirPart) {
  const FormulaReading reading("a + max(b, $2.5/h100h) * -c");
  const auto& formula = reading.formula;
  const auto text = [&](const Place& place) { return reading.texts.at(place); };
  const auto& sum = formula[formula.root];
  EXPECT_EQ(text(sum.place), "a + max(b, $2.5/h100h) * -c");
  EXPECT_EQ(text(sum.name_place), "+");
  const auto& product = formula[sum.children[1]];
  EXPECT_EQ(text(product.place), "max(b, $2.5/h100h) * -c");
  const auto& call = formula[product.children[0]];
  EXPECT_EQ(text(call.place), "max(b, $2.5/h100h)");
  EXPECT_EQ(text(call.name_place), "max");
  const auto& money = formula[call.children[1]];
  EXPECT_EQ(text(money.place), "$2.5/h100h");
  EXPECT_EQ(text(money.unit[0].place), "h100h");
  const auto& minus = formula[product.children[1]];
  EXPECT_EQ(text(minus.place), "-c");
}

TEST(Formula, ParenthesesBelongToThePlace) {
  const FormulaReading reading("(a + b) * c");
  const auto& product = reading.formula[reading.formula.root];
  EXPECT_EQ(reading.texts.at(product.place), "(a + b) * c");
  EXPECT_EQ(reading.texts.at(reading.formula[product.children[0]].place), "(a + b)");
}

TEST(Formula, PlacesGoThroughQuotesAndFoldedLines) {
  const Reading reading("a: \"x +\n   totl(\\u0061)\"");
  Diagnostics diagnostics;
  const auto formula = parse_formula(reading.tree, reading.tree.find(reading.tree.root, "a"), diagnostics);
  ASSERT_GE(formula.root, 0);
  const auto& call = formula[formula[formula.root].children[1]];
  EXPECT_EQ(reading.texts.at(call.name_place), "totl");
  EXPECT_EQ(reading.texts.line_column(0, call.place.begin).line, 2);
}

TEST(Formula, ATextWithoutAFileIsBlamedAsAWhole) {
  Diagnostics diagnostics;
  const auto formula = parse_formula("a +", {3, 10, 20}, diagnostics);
  EXPECT_EQ(formula.root, -1);
  ASSERT_EQ(diagnostics.num_errors(), 1);
  EXPECT_EQ(diagnostics.sorted()[0].place, (Place{3, 10, 20}));
}

TEST(Formula, ChildrenComeBeforeParents) {
  const FormulaReading reading("table(a = b + 1, 2026-01 = c * (d - 2) ^ 3)");
  const auto& nodes = reading.formula.nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const auto child : nodes[i].children) EXPECT_LT(child, static_cast<std::int32_t>(i));
    for (const auto key : nodes[i].keys) EXPECT_LT(key, static_cast<std::int32_t>(i));
  }
}

TEST(Formula, Limits) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')'); };
  EXPECT_EQ(FormulaReading(nested(64)).codes(), "");
  EXPECT_EQ(FormulaReading(nested(65)).codes(), "E0218@1:65");
  EXPECT_EQ(FormulaReading(nested(40'000)).codes(), "E0218@1:65");
  EXPECT_EQ(FormulaReading(std::string(40'000, '-') + "a").codes(), "E0218@1:65");
  const auto sum = [](std::size_t count) {
    std::string text = "a";
    for (std::size_t i = 0; i < count; ++i) text += "+a";
    return text;
  };
  EXPECT_EQ(FormulaReading(sum(999)).codes(), "");
  EXPECT_EQ(FormulaReading(sum(1'000)).codes(), "E0219@1:1");
  EXPECT_EQ(FormulaReading(std::string(100'001, 'a')).codes(), "E0219@1:1");
}

TEST(UnitText, WhatAFieldMayHold) {
  const auto show = [](std::string_view text) -> std::string {
    Diagnostics diagnostics;
    const auto unit = parse_unit(text, {}, diagnostics);
    if (!unit) return diagnostics.has_errors() ? "error" : "silent";
    EXPECT_FALSE(diagnostics.has_errors());
    std::string out;
    if (unit->date) out += "date ";
    if (unit->condition) out += "condition ";
    if (unit->plain) out += "plain ";
    if (unit->currency_exponent != 0) out += unit->currency + "^" + std::to_string(unit->currency_exponent) + " ";
    if (!unit->scale_text.empty()) out += "scale " + unit->scale_text + " ";
    for (const auto& factor : unit->factors) out += (factor.exponent < 0 ? "/" : "") + factor.name + " ";
    return out;
  };
  EXPECT_EQ(show("$"), "$^1 ");
  EXPECT_EQ(show("$bn/year"), "$^1 scale bn /year ");
  EXPECT_EQ(show("€m"), "€^1 scale m ");
  EXPECT_EQ(show("%"), "plain scale % ");
  EXPECT_EQ(show("%/year"), "scale % /year ");
  EXPECT_EQ(show("1"), "plain ");
  EXPECT_EQ(show("1/year"), "/year ");
  EXPECT_EQ(show("year"), "year ");
  EXPECT_EQ(show("h100h/month"), "h100h /month ");
  EXPECT_EQ(show("m h100h/month"), "scale m h100h /month ");
  EXPECT_EQ(show("m"), "m ");
  EXPECT_EQ(show("bn"), "plain scale bn ");
  EXPECT_EQ(show("$/work"), "$^1 /work ");
  EXPECT_EQ(show("share/$"), "$^-1 share ");
  EXPECT_EQ(show("date"), "date ");
  EXPECT_EQ(show("condition"), "condition ");
  EXPECT_EQ(show(" share "), "share ");
  for (const auto* wrong : {"", " ", "/year", "$/$", "h100h / month", "h100h month", "GW", "a*b", "a/", "2", "$ bn", "a.b", "h100h//month"})
    EXPECT_EQ(show(wrong), "error") << wrong;
}

}  // namespace
}  // namespace cf::syntax
