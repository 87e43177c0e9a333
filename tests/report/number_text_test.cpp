// Numbers as readers see them. The cases in docs/number-cases.json are shared with every other writer of reports.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cases.hpp"
#include "report/number_text.hpp"

namespace cf::report {
namespace {

const NumberText kDollars("$");
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(NumberText, shared_cases) {
  const auto cases = number_cases();
  ASSERT_GE(cases.size(), 40u);
  for (const NumberCase& c : cases) {
    const NumberText text(c.sign);
    const study::Estimate x{c.value, c.se};
    const Kind kind{c.unit, c.display};
    const std::string got = c.what == "number"                  ? text.number(x, kind)
                            : c.what == "with_error"            ? text.with_error(x, kind)
                            : c.what == "difference"            ? text.difference(x, kind)
                            : c.what == "difference_with_error" ? text.difference_with_error(x, kind)
                            : c.what == "cents"                 ? text.cents(x)
                            : c.what == "cents_with_error"      ? text.cents_with_error(x)
                            : c.what == "in_100"                ? text.in_100(x)
                                                                : "unknown kind of case " + c.what;
    EXPECT_EQ(got, c.text) << c.what << " of " << c.value << " with error " << c.se << " in '" << c.unit << "'";
  }
}

TEST(NumberText, what_cannot_be_said_is_never_nan) {
  EXPECT_EQ(kDollars.number({kNan, 0}, {"$", ""}), "not known");
  EXPECT_EQ(kDollars.with_error({kInf, 1}, {"$", ""}), "not known");
  EXPECT_EQ(kDollars.difference({-kInf, kNan}, {"$", ""}), "not known");
  EXPECT_EQ(kDollars.with_error({5, kNan}, {"", ""}), "5 ± not known");
  EXPECT_EQ(kDollars.cents({kNan, 0}), "not known");
  EXPECT_FALSE(sure({kNan, 0}));
  EXPECT_FALSE(sure({1, kNan}));
}

TEST(NumberText, an_effect_is_sure_when_it_is_larger_than_its_two_standard_errors) {
  EXPECT_TRUE(sure({2.1, 1}));
  EXPECT_FALSE(sure({2.0, 1}));
  EXPECT_TRUE(sure({-2.1, 1}));
  EXPECT_TRUE(sure({1e-9, 0}));
  EXPECT_FALSE(sure({0, 0}));
}

TEST(NumberText, ranges) {
  EXPECT_EQ(kDollars.range({1.1e9, 1e7}, {9.8e9, 1e7}, {"$", ""}), "$1.10bn to $9.80bn");
  EXPECT_EQ(kDollars.range({-1.1e9, 1e8}, {9.8e9, 1e8}, {"$", ""}), "-$1.1bn to $9.8bn");
  EXPECT_EQ(kDollars.range({0.11, 0}, {0.98, 0}, {"", "%"}), "11% to 98%");
}

TEST(NumberText, currencies) {
  EXPECT_EQ(NumberText("€").number({2e6, 0}, {"$", ""}), "€2m");
  EXPECT_EQ(NumberText("€").number({2e6, 0}, {"€/year", ""}), "€2m a year");
  EXPECT_EQ(NumberText("€").currency_word(), "euro");
  EXPECT_EQ(NumberText("£").cents({0.31, 0}), "31 pence");
  EXPECT_EQ(NumberText("A$").currency_word(), "dollar");
}

// Whatever the size and error, at most three digits are shown, and no finer than the error.
TEST(NumberText, digits_never_exceed_what_the_error_bears) {
  double value = 1.2345678;
  for (int i = -8; i < 20; ++i) {
    const double x = value * std::pow(10.0, i);
    for (const double part : {0.0, 1e-6, 1e-3, 0.004, 0.03, 0.2, 0.45}) {
      const std::string text = kDollars.number({x, x * part}, {"", ""});
      int digits = 0;
      bool counting = false;
      for (const char c : text.substr(0, text.find('e'))) {
        counting = counting || (c >= '1' && c <= '9');
        if (counting && c >= '1' && c <= '9') ++digits;
      }
      EXPECT_LE(digits, 3) << text;
      if (part == 0.2) {
        EXPECT_LE(digits, 2) << text;
      }
      EXPECT_GE(digits, 1) << text;
    }
  }
}

}  // namespace
}  // namespace cf::report
