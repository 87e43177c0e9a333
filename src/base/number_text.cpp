#include "base/number_text.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace cf {

std::optional<double> read_decimal(std::string_view decimal, int shift) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto e = decimal.find_first_of("eE");
  const auto mantissa = decimal.substr(0, e);
  if (mantissa.empty() || !is_digit(mantissa.front()) || !is_digit(mantissa.back())) return std::nullopt;
  if (!std::all_of(mantissa.begin(), mantissa.end(), [&](char c) { return is_digit(c) || c == '.'; })) return std::nullopt;

  long exponent = 0;
  if (e != std::string_view::npos) {
    auto digits = decimal.substr(e + 1);
    if (!digits.empty() && digits.front() == '+') digits.remove_prefix(1);
    if (digits.empty() || !is_digit(digits.back())) return std::nullopt;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (read.ec == std::errc::result_out_of_range) {
      exponent = digits.front() == '-' ? -1'000'000'000 : 1'000'000'000;
    } else if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
      return std::nullopt;
    }
  }
  const std::string whole = std::string(mantissa) + "e" + std::to_string(exponent + shift);
  double value = 0;
  const auto read = std::from_chars(whole.data(), whole.data() + whole.size(), value);
  if (read.ec == std::errc::result_out_of_range) {
    // from_chars says the same of 1e400 and 1e-400; the place of the first digit that counts tells them apart.
    const auto point = std::min(mantissa.find('.'), mantissa.size());
    const auto first = mantissa.find_first_not_of("0.");
    if (first == std::string_view::npos) return 0.0;
    const auto leading = static_cast<long>(point) - static_cast<long>(first);
    return leading + exponent + shift > 0 ? std::nullopt : std::optional<double>(0.0);
  }
  if (read.ec != std::errc() || read.ptr != whole.data() + whole.size()) return std::nullopt;
  return value;
}

}  // namespace cf
