// Units as the language knows them: a number with a dimension, a date, or a condition.
//
// Values inside the program are in base units: time in months, money in the model's currency (1 = one dollar), shares in
// shares, the model's own units in themselves. So $12bn/year is 1e9 (a month), 7 years is 84.
// A day is 12/365 months. `0` and `inf` fit every unit.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace cf::model {

enum class UnitKind : std::uint8_t { any, number, date, condition };  // any: 0, inf, and the names of an absent contract

// Dimensions: 0 time, 1 money, 2 shares, 3… the model's own, in the order of Model::unit_names.
inline constexpr int kTime = 0, kMoney = 1, kShares = 2, kFirstOwn = 3;

struct Unit {
  UnitKind kind = UnitKind::number;
  struct Factor {
    int dimension;
    int twelfths;  // exponent times 12, so that roots stay exact
    friend bool operator==(const Factor&, const Factor&) = default;
  };
  std::vector<Factor> factors;  // sorted by dimension, none with exponent 0; empty: a plain number
  friend bool operator==(const Unit&, const Unit&) = default;
  int twelfths_of(int dimension) const {
    for (const Factor& f : factors)
      if (f.dimension == dimension) return f.twelfths;
    return 0;
  }
  bool is_rate() const { return kind == UnitKind::number && twelfths_of(kTime) == -12; }
};

// How a quantity is shown: the number in base units divided by `scale`, then `text`: {"$bn/year", 1e9 / 12}.
// JSON shows it without the magnitude word ("$/year", 1 / 12); `magnitude` is that word's factor.
struct Display {
  std::string text;       // with magnitude, as given in `unit:`, or made from the unit: "$/month", "%", "h100h/month", ""
  double scale = 1;       // base units per displayed unit, magnitude included
  std::string unit;       // without magnitude
  double magnitude = 1;   // 1e9 for "$bn/year"; 0.01 for "%"
};

}  // namespace cf::model
