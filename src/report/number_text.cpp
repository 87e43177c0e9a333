#include "report/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cf::report {
namespace {

constexpr int kMostDigits = 3;
constexpr int kScientificFrom = 15, kScientificBelow = -6;   // powers of ten
constexpr std::string_view kNotKnown = "not known";

// A positive number as decimal digits: d.ddd times ten to the exponent.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

// `value` > 0 rounded to the place of its digit number `count`, ties away from zero.
Decimal rounded(double value, int count) {
  const std::string exact = fmt::format("{:.40e}", value);    // more digits than any tie can hide behind
  const std::size_t e = exact.find('e');
  Decimal decimal;
  decimal.exponent = std::stoi(exact.substr(e + 1));
  decimal.digits = exact[0] + exact.substr(2, e - 2);
  const bool up = decimal.digits[static_cast<std::size_t>(count)] >= '5';
  decimal.digits.resize(static_cast<std::size_t>(count));
  if (!up) return decimal;
  for (std::size_t i = decimal.digits.size(); i-- > 0;) {
    if (decimal.digits[i] != '9') {
      ++decimal.digits[i];
      return decimal;
    }
    decimal.digits[i] = '0';
  }
  // 9.96 to the first place after the point is 10.0: a digit more, where there may be one.
  decimal.digits.insert(decimal.digits.begin(), '1');
  if (count >= kMostDigits) decimal.digits.pop_back();
  ++decimal.exponent;
  return decimal;
}

double half_width(const study::Estimate& x) { return kErrorsShown * x.se; }

bool about_zero(const study::Estimate& x) { return x.se > 0 && half_width(x) >= std::abs(x.value); }

// The power of ten of the last digit that an error of `width` bears.
int last_place(double width) {
  const Decimal first = rounded(width, 17);
  return first.digits[0] == '1' ? first.exponent - 1 : first.exponent;
}

int digits_borne(const study::Estimate& x) {
  if (!std::isfinite(x.se)) return 1;
  if (x.se <= 0) return kMostDigits;
  const int exponent = rounded(std::abs(x.value), 17).exponent;
  return std::clamp(exponent - last_place(half_width(x)) + 1, 1, kMostDigits);
}

enum class Form { plain, money, percent, other };

// A quantity's digits, and the magnitude word it is shown in.
struct Shown {
  Decimal decimal;
  int magnitude = 0;      // a power of ten: 0, 3, 6, 9, 12
  bool scientific = false;
  int last_place() const { return decimal.exponent - static_cast<int>(decimal.digits.size()) + 1; }
};

Shown shown(double value, int digits, Form form) {
  Shown result{rounded(value, digits), 0, false};
  const int exponent = result.decimal.exponent;
  result.scientific = exponent >= kScientificFrom || exponent < kScientificBelow;
  if (result.scientific || form == Form::percent) return result;
  result.magnitude = exponent >= 12 ? 12 : exponent >= 9 ? 9 : exponent >= 6 ? 6 : exponent >= 3 && form == Form::money ? 3 : 0;
  return result;
}

std::string_view magnitude_word(int magnitude) {
  return magnitude == 12 ? "tn" : magnitude == 9 ? "bn" : magnitude == 6 ? "m" : magnitude == 3 ? "k" : "";
}

std::string with_separators(std::string whole) {
  for (std::size_t i = whole.size(); i > 3;) {
    i -= 3;
    whole.insert(i, ",");
  }
  return whole;
}

std::string without_end_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

// `decimal` times ten to `shift`, in plain digits.
std::string plain_digits(const Decimal& decimal, int shift, bool exact) {
  const int point = decimal.exponent + shift + 1;             // digits before the decimal point
  std::string whole, part;
  if (point <= 0) {
    whole = "0";
    part = std::string(static_cast<std::size_t>(-point), '0') + decimal.digits;
  } else {
    std::string digits = decimal.digits;
    if (static_cast<int>(digits.size()) < point) digits.resize(static_cast<std::size_t>(point), '0');
    whole = digits.substr(0, static_cast<std::size_t>(point));
    part = digits.substr(static_cast<std::size_t>(point));
  }
  const std::string text = with_separators(whole) + (part.empty() ? "" : "." + part);
  return exact ? without_end_zeros(text) : text;
}

std::string text_of(const Shown& shown, bool exact) {
  if (shown.scientific) {
    std::string mantissa = shown.decimal.digits.substr(0, 1);
    if (shown.decimal.digits.size() > 1) mantissa += "." + shown.decimal.digits.substr(1);
    return (exact ? without_end_zeros(mantissa) : mantissa) + "e" + std::to_string(shown.decimal.exponent);
  }
  return plain_digits(shown.decimal, -shown.magnitude, exact) + std::string(magnitude_word(shown.magnitude));
}

// What stands after the number: " a year", " h100h/month", "/h100h".
std::string unit_after(std::string_view unit, bool money, bool one) {
  if (unit.empty()) return {};
  if (money && (unit == "/year" || unit == "/month" || unit == "/quarter" || unit == "/share")) return " a " + std::string(unit.substr(1));
  if (money) return std::string(unit);
  const bool counted = unit == "share" || unit == "year" || unit == "month" || unit == "day";
  return " " + std::string(unit) + (counted && !one ? "s" : "");
}

// How a quantity of one kind is put into words.
struct Words {
  Form form = Form::plain;
  std::string before, after_unit;    // currency sign; unit without it
  double scale = 1;

  std::string without_unit(const std::string& digits) const { return before + digits + (form == Form::percent ? "%" : ""); }
  std::string unit(const std::string& digits) const { return unit_after(after_unit, form == Form::money, digits == "1"); }
  std::string dressed(const std::string& digits) const { return without_unit(digits) + unit(digits); }
};

Words words_of(const Kind& kind, const std::string& sign) {
  Words words;
  const std::string_view unit = kind.unit;
  for (const std::string_view prefix : {std::string_view(sign), std::string_view("$")})
    if (!prefix.empty() && unit.substr(0, prefix.size()) == prefix) {
      words.form = Form::money;
      words.before = sign;
      words.after_unit = std::string(unit.substr(prefix.size()));
      return words;
    }
  if (unit.empty() && kind.display.find('%') != std::string::npos) {
    words.form = Form::percent;
    words.scale = 100;
    return words;
  }
  words.form = unit.empty() ? Form::plain : Form::other;
  words.after_unit = std::string(unit);
  return words;
}

study::Estimate scaled(const study::Estimate& x, double by) { return {x.value * by, x.se * by}; }

// The digits of x without its sign; x is not 0, finite, and not about 0.
std::string size_digits(const study::Estimate& x, Form form) { return text_of(shown(std::abs(x.value), digits_borne(x), form), x.se == 0); }

// The digits of ±, in the magnitude and to the last place of the number as it is shown, and at least one of that place.
std::string error_digits(const study::Estimate& x, Form form) {
  const Shown number = shown(std::abs(x.value), digits_borne(x), form);
  const double width = half_width(x);
  if (number.scientific) return text_of(shown(width, 1, form), true);
  const int place = number.last_place();
  const double steps = std::max(1.0, std::floor(width / std::pow(10.0, place) + 0.5));
  Decimal decimal = rounded(steps, rounded(steps, 17).exponent + 1);
  decimal.exponent += place;
  return plain_digits(decimal, -number.magnitude, false) + std::string(magnitude_word(number.magnitude));
}

// "$1.2bn ± $0.3bn a year".
std::string with_plus_minus(const study::Estimate& x, const Words& words) {
  const std::string digits = size_digits(x, words.form);
  const std::string error = std::isfinite(x.se) ? words.without_unit(error_digits(x, words.form)) : std::string(kNotKnown);
  return (x.value < 0 ? "-" : "") + words.without_unit(digits) + " ± " + error + words.unit(digits);
}

// Two digits when the first is 1, else one.
std::string width_text(double width, const Words& words) {
  if (!std::isfinite(width)) return std::string(kNotKnown);
  if (width <= 0) return words.dressed("0");
  const int digits = rounded(width, 17).digits[0] == '1' ? 2 : 1;
  return words.dressed(text_of(shown(width, digits, words.form), true));
}

}  // namespace

bool sure(const study::Estimate& x) {
  if (!std::isfinite(x.value) || !std::isfinite(x.se)) return false;
  return std::abs(x.value) > half_width(x);
}

std::string NumberText::number(const study::Estimate& given, const Kind& kind) const {
  const Words words = words_of(kind, sign_);
  const study::Estimate x = scaled(given, words.scale);
  if (!std::isfinite(x.value)) return std::string(kNotKnown);
  if (about_zero(x)) return "about 0";
  if (x.value == 0) return words.dressed("0");
  return (x.value < 0 ? "-" : "") + words.dressed(size_digits(x, words.form));
}

std::string NumberText::without_unit(const study::Estimate& given, const Kind& kind) const {
  const Words words = words_of(kind, sign_);
  const study::Estimate x = scaled(given, words.scale);
  if (!std::isfinite(x.value) || about_zero(x)) return number(given, kind);
  return (x.value < 0 ? "-" : "") + words.without_unit(x.value == 0 ? "0" : size_digits(x, words.form));
}

std::string NumberText::with_error(const study::Estimate& given, const Kind& kind) const {
  const Words words = words_of(kind, sign_);
  const study::Estimate x = scaled(given, words.scale);
  if (!std::isfinite(x.value) || x.se == 0) return number(given, kind);
  if (about_zero(x)) return "about 0, give or take " + width_text(half_width(x), words);
  return with_plus_minus(x, words);
}

std::string NumberText::difference(const study::Estimate& x, const Kind& kind) const {
  const bool plus = std::isfinite(x.value) && x.value > 0 && !about_zero(x);
  return (plus ? "+" : "") + number(x, kind);
}

std::string NumberText::difference_with_error(const study::Estimate& x, const Kind& kind) const {
  const bool plus = std::isfinite(x.value) && x.value > 0 && !about_zero(x);
  return (plus ? "+" : "") + with_error(x, kind);
}

std::string NumberText::range(const study::Estimate& low, const study::Estimate& high, const Kind& kind) const {
  return number(low, kind) + " to " + number(high, kind);
}

std::string NumberText::error(const study::Estimate& x, const Kind& kind) const {
  const Words words = words_of(kind, sign_);
  return width_text(half_width(x) * words.scale, words);
}

std::string NumberText::currency_word() const {
  if (sign_ == "€") return "euro";
  if (sign_ == "£") return "pound";
  if (sign_.empty() || sign_.back() == '$') return "dollar";
  return sign_ + "1";
}

std::string NumberText::cents(const study::Estimate& part) const {
  const std::string digits = number(scaled(part, 100), {});
  const std::string word = sign_ == "£" ? "pence" : digits == "1" || digits == "-1" ? "cent" : "cents";
  return digits == kNotKnown ? digits : digits + " " + word;
}

std::string NumberText::cents_with_error(const study::Estimate& part) const {
  const study::Estimate x = scaled(part, 100);
  if (!std::isfinite(x.value) || x.se == 0) return cents(part);
  const std::string word = sign_ == "£" ? " pence" : " cents";
  if (about_zero(x)) return "about 0" + word + ", give or take " + width_text(half_width(x), {});
  return with_plus_minus(x, {}) + word;
}

std::string NumberText::in_100(const study::Estimate& chance) const { return number(scaled(chance, 100), {}); }

}  // namespace cf::report
