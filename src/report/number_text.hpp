// How a number is shown to a reader: with its unit, at most three significant digits, and only as many as its error bears.
// The rules are in docs/results.md ("How numbers are shown"), and docs/number-cases.json holds every writer to them.
// ± is two standard errors.
#pragma once
#include <string>
#include <string_view>

#include "study/answer.hpp"

namespace cf::report {

inline constexpr double kErrorsShown = 2;   // ± in standard errors

// What a number is a number of.
struct Kind {
  std::string unit;       // "$", "$/year", "h100h/month", ""
  std::string display;    // "%" or anything else, may be empty
};

class NumberText {
 public:
  explicit NumberText(std::string currency_sign = "$") : sign_(std::move(currency_sign)) {}

  std::string number(const study::Estimate& x, const Kind& kind) const;               // $1.2bn; "about 0"
  std::string without_unit(const study::Estimate& x, const Kind& kind) const;         // 890m, where the unit has been said
  std::string with_error(const study::Estimate& x, const Kind& kind) const;           // $1.2bn ± $0.3bn; "about 0, give or take $50m"
  std::string difference(const study::Estimate& x, const Kind& kind) const;           // +$1.2bn
  std::string difference_with_error(const study::Estimate& x, const Kind& kind) const;
  std::string range(const study::Estimate& low, const study::Estimate& high, const Kind& kind) const;   // $1.1bn to $9.8bn
  std::string error(const study::Estimate& x, const Kind& kind) const;                // ± alone, at most two digits: $50m

  // Parts of 1 as cents of a unit of money: "31 cents", "31 ± 2 cents".
  std::string cents(const study::Estimate& part) const;
  std::string cents_with_error(const study::Estimate& part) const;
  // "dollar", "euro", …: what the cents are of.
  std::string currency_word() const;
  // A chance as so many of 100: "24", "0.4", "about 0".
  std::string in_100(const study::Estimate& chance) const;

 private:
  std::string sign_;
};

// Whether the effect is larger than its ±. An exact number is sure unless it is 0.
bool sure(const study::Estimate& x);

}  // namespace cf::report
