// Dates and numbers, with all that belongs to a number: sign of money, magnitude, percent, unit.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/number_text.hpp"
#include "syntax/lexer.hpp"

namespace cf::syntax {
namespace {

struct Magnitude {
  std::string_view text;
  int shift;
};
// What people write, and how it is written here.
struct Meant {
  std::string_view written;
  std::string_view meant;
};
constexpr Magnitude kMagnitudes[] = {{"k", 3}, {"m", 6}, {"bn", 9}, {"tn", 12}};
constexpr Meant kMeantMagnitudes[] = {{"thousand", "k"}, {"million", "m"},   {"millions", "m"},   {"mn", "m"},        {"mio", "m"},
                                      {"mm", "m"},       {"mln", "m"},       {"billion", "bn"},   {"billions", "bn"}, {"b", "bn"},
                                      {"bln", "bn"},     {"trillion", "tn"}, {"trillions", "tn"}, {"t", "tn"},        {"bn", "bn"},
                                      {"tn", "tn"},      {"k", "k"},         {"m", "m"}};

std::string_view meant_magnitude(std::string_view word) {
  const std::string lower = lower_case(word);
  for (const auto& [written, meant] : kMeantMagnitudes)
    if (lower == written) return meant;
  return {};
}

constexpr Meant kCurrencyCodes[] = {{"usd", "$"}, {"eur", "€"}, {"gbp", "£"}, {"jpy", "¥"}, {"dollars", "$"}};

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

}  // namespace

// --- dates ------------------------------------------------------------------------------------------------------------------

// 4 digits, '-', 2 digits, without blanks; 2025-2-3 is taken for a date that is written wrongly.
bool Lexer::looks_like_date() const {
  const std::size_t year_end = run_end(at_, is_digit);
  if (year_end - at_ != 4 || year_end >= text_.size() || text_[year_end] != '-') return false;
  const std::size_t month_end = run_end(year_end + 1, is_digit);
  const std::size_t num_month_digits = month_end - year_end - 1;
  const bool day_follows = month_end + 1 < text_.size() && text_[month_end] == '-' && is_digit(text_[month_end + 1]);
  return num_month_digits == 2 || (num_month_digits == 1 && day_follows);
}

bool Lexer::read_date() {
  const std::size_t begin = at_;
  std::array<int, 3> fields = {0, 1, 1};
  bool well_formed = true;
  std::size_t num_fields = 0;
  while (num_fields < 3) {
    const std::size_t field = at_;
    at_ = run_end(at_, is_digit);
    const std::size_t num_digits = at_ - field;
    well_formed = well_formed && num_digits == (num_fields == 0 ? 4 : 2);
    if (num_digits <= 4) {
      int value = 0;
      for (const char digit : part(field, at_)) value = value * 10 + (digit - '0');
      fields[num_fields] = value;
    }
    ++num_fields;
    if (num_fields < 3 && peek() == '-' && is_digit(peek(1))) {
      ++at_;
    } else {
      break;
    }
  }
  const auto written = part(begin, at_);
  if (!well_formed || is_word_part(peek()) || (peek() == '-' && is_digit(peek(1)))) {
    const std::size_t end = run_end(at_, [](char c) { return is_word_part(c) || c == '-'; });
    return stop("E0212", begin, end, fmt::format("'{}' is not a date", part(begin, end)), "write dates as YYYY-MM or YYYY-MM-DD");
  }
  const auto [year, month, day] = fields;
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
    const bool bad_month = month < 1 || month > 12;
    const auto label = bad_month ? std::string("months are 01 to 12; write dates as YYYY-MM or YYYY-MM-DD")
                                 : fmt::format("this month has {} days", days_in_month(year, month));
    return stop("E0212", begin, at_, fmt::format("the date {} does not exist", written), label);
  }
  push(TokenKind::date, begin).value = year * 12 + (month - 1) + (day - 1) / static_cast<double>(days_in_month(year, month));
  return true;
}

// --- numbers ----------------------------------------------------------------------------------------------------------------

// `begin`: where the number starts, its sign of money included; at_ is at the first digit.
bool Lexer::read_number(std::size_t begin, std::string currency) {
  const std::size_t first = at_;
  at_ = run_end(at_, is_digit);
  if (at_ - first > 1 && text_[first] == '0') {
    const auto zeros = std::min(run_end(first, [](char c) { return c == '0'; }), at_ - 1);
    const bool like_a_date = peek() == '/' || (first > 0 && text_[first - 1] == '/');
    const std::string label = fmt::format("write {}{}", part(zeros, at_), like_a_date ? ", or a date as YYYY-MM-DD" : "");
    return stop("E0208", first, at_, fmt::format("'{}' has a leading zero", part(first, at_)), label);
  }
  if (peek() == '.' && is_digit(peek(1))) at_ = run_end(at_ + 1, is_digit);
  const bool has_exponent =
      (peek() == 'e' || peek() == 'E') && (is_digit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && is_digit(peek(2))));
  if (has_exponent) at_ = run_end(at_ + 2, is_digit);
  const auto digits = part(first, at_);
  if (!check_separators(begin, first)) return false;

  int shift = 0;
  bool percent = false;
  if (peek() == '%') {
    percent = true;
    shift = -2;
    ++at_;
  } else if (!read_magnitude(begin, shift)) {
    return false;
  }
  const auto value = read_decimal(digits, shift);
  if (!value) return stop("E0210", begin, at_, fmt::format("'{}' is too large", part(begin, at_)), "numbers go up to 1.8e308");
  std::vector<UnitFactor> unit;
  if (!read_unit(begin, !currency.empty(), unit)) return false;
  Token& token = push(TokenKind::number, begin);
  token.value = *value;
  token.currency = std::move(currency);
  token.percent = percent;
  token.unit = std::move(unit);
  return true;
}

// 1_000, 10:30, 1.2.3, and 38,000 where no comma can stand.
bool Lexer::check_separators(std::size_t begin, std::size_t first) {
  const auto without = [&](std::size_t end, char separator) {
    std::string result(part(begin, end));
    std::erase(result, separator);
    return result;
  };
  const char c = peek();
  if (c == '_' && is_digit(peek(1))) {
    const auto end = run_end(at_, [](char d) { return is_digit(d) || d == '_'; });
    return stop("E0207", begin, end, fmt::format("'{}' is not a number", part(begin, end)), fmt::format("write {}", without(end, '_')));
  }
  if (c == ':' && is_digit(peek(1))) {
    const auto end = run_end(at_, [](char d) { return is_digit(d) || d == ':'; });
    return stop("E0209", begin, end, fmt::format("a number is expected, and '{}' is not one", part(begin, end)));
  }
  if (c == '.') {
    const auto end = run_end(at_, [](char d) { return is_digit(d) || d == '.'; });
    return stop("E0209", begin, end, fmt::format("a number is expected, and '{}' is not one", part(begin, end)),
                is_digit(peek(1)) ? "it has two points" : "digits follow a point");
  }
  const bool groups =
      c == ',' && at_ - first <= 3 &&
      std::all_of(text_.begin() + static_cast<std::ptrdiff_t>(first), text_.begin() + static_cast<std::ptrdiff_t>(at_), is_digit);
  const bool three_follow = is_digit(peek(1)) && is_digit(peek(2)) && is_digit(peek(3)) && !is_digit(peek(4));
  // Inside a call `max(1,200)` is two arguments; there only zeros, as in 38,000, give it away.
  if (groups && three_follow && (num_open_ == 0 || peek(1) == '0')) {
    const auto end = run_end(at_, [](char d) { return is_digit(d) || d == ','; });
    return stop("E0207", begin, end, fmt::format("'{}' is not a number", part(begin, end)),
                fmt::format("write {}: a comma is a decimal sign in some countries", without(end, ',')));
  }
  return true;
}

// k, m, bn, tn right after the digits. Any other word there is a mistake.
bool Lexer::read_magnitude(std::size_t begin, int& shift) {
  const std::size_t end = run_end(at_, is_word_part);
  if (end == at_) return true;
  const auto word = part(at_, end);
  for (const auto& magnitude : kMagnitudes) {
    if (word != magnitude.text) continue;
    shift = magnitude.shift;
    at_ = end;
    if (peek() == '%') return stop("E0209", begin, at_ + 1, fmt::format("'{}%' is not a number", part(begin, at_)));
    return true;
  }
  const auto number = part(begin, at_);
  if (const auto meant = meant_magnitude(word); !meant.empty()) {
    return stop("E0211", begin, end, fmt::format("'{}' is not a number", part(begin, end)), fmt::format("write {}{}", number, meant));
  }
  return stop("E0211", begin, end, fmt::format("a sign is missing between '{}' and '{}'", number, word),
              fmt::format("write {} * {}, or {} {} if that is a unit", number, word, number, word));
}

// The name of a unit at `at`, or an empty view. `10 / x.y` and `10 / max(…)` show that no unit is meant.
std::string_view Lexer::unit_name_at(std::size_t at) const {
  if (at >= text_.size() || !is_letter(text_[at]) || text_[at] == '_') return {};
  const std::size_t end = run_end(at, is_word_part);
  if (end < text_.size() && (text_[end] == '(' || text_[end] == '.')) return {};
  return part(at, end);
}

bool Lexer::take_factor(std::size_t begin, bool is_money, std::string_view name, int exponent, std::vector<UnitFactor>& unit) {
  const std::size_t name_begin = at_;
  at_ += name.size();
  const std::string lower = lower_case(name);
  for (const auto& [code, sign] : kCurrencyCodes) {
    if (lower != code) continue;
    return stop("E0215", name_begin, at_, fmt::format("'{}' is not a unit", name), fmt::format("money is written like {}5bn", sign));
  }
  const auto number = part(begin, name_begin);
  const auto meant = meant_magnitude(name);
  // `5 m` may be metres and `5 t` tonnes; `5 billion` and `$5 m` are no units.
  const bool is_no_unit = is_money || lower.size() > 2 || lower == "bn" || lower == "tn" || lower == "mn";
  if (exponent == 1 && is_no_unit && !meant.empty()) {
    const auto digits = number.substr(0, number.find_last_not_of(" \t") + 1);
    return stop("E0211", begin, at_, fmt::format("'{}' is not a number", part(begin, at_)), fmt::format("write {}{}", digits, meant));
  }
  if (std::any_of(name.begin(), name.end(), is_upper)) {
    diagnostics_.error("E0213", source_.place(name_begin, at_), fmt::format("units are in lower case, and '{}' is not", name),
                       fmt::format("write {}", lower));
    tokens_.ok = false;
  }
  unit.push_back({lower, exponent, source_.place(name_begin, at_)});
  return true;
}

bool Lexer::read_unit(std::size_t begin, bool is_money, std::vector<UnitFactor>& unit) {
  if (peek() != '/') {
    std::size_t next = at_;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\t')) ++next;
    if (next == at_) return true;
    if (next < text_.size() && text_[next] == '%') {
      return stop("E0217", begin, next + 1, "'%' stands right after the number", fmt::format("write {}%", part(begin, at_)));
    }
    if (is_digit(next < text_.size() ? text_[next] : '\0')) {
      const auto end = run_end(next, [](char c) { return is_digit(c) || c == ' '; });
      std::string joined(part(begin, end));
      std::erase(joined, ' ');
      return stop("E0207", begin, run_end(next, is_digit), "two numbers stand side by side",
                  fmt::format("if this is one number, write {}", joined));
    }
    const auto name = unit_name_at(next);
    if (name.empty() || name == "to" || name == "and" || name == "or" || name == "not") return true;
    at_ = next;
    if (!take_factor(begin, is_money, name, 1, unit)) return false;
  }
  while (peek() == '/') {
    const auto name = unit_name_at(at_ + 1);
    if (name.empty()) break;
    ++at_;
    if (!take_factor(begin, is_money, name, -1, unit)) return false;
  }
  return true;
}

bool Lexer::read_money(std::size_t length) {
  const std::size_t begin = at_;
  const std::string sign(text_.substr(at_, length));
  at_ += length;
  if (is_digit(peek())) return read_number(begin, sign);
  const auto& list = tokens_.list;
  if (!list.empty() && list.back().kind == TokenKind::number && list.back().currency.empty()) {
    const auto number = part(list.back().begin, list.back().end);
    return stop("E0215", list.back().begin, at_, fmt::format("'{}' stands before the number", sign),
                fmt::format("write {}{}", sign, number));
  }
  if (peek() == '-' && is_digit(peek(1))) {
    return stop("E0215", begin, at_ + 1, "the minus stands before the sign of money", fmt::format("write -{}", sign));
  }
  return stop("E0215", begin, at_, fmt::format("no number follows '{}'", sign),
              fmt::format("write it right before a number, like {}5", sign));
}

}  // namespace cf::syntax
