// Arithmetic of units, and their text.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/unit.hpp"
#include "syntax/formula.hpp"

namespace cf::model {

Unit plain_unit();
Unit any_unit();
Unit date_unit();
Unit condition_unit();
Unit of_dimension(int dimension, int exponent = 1);
inline bool is_plain(const Unit& unit) { return unit.kind == UnitKind::number && unit.factors.empty(); }

Unit multiply(const Unit& a, const Unit& b);
Unit divide(const Unit& a, const Unit& b);
// Each exponent times numerator / denominator; empty when an exponent would not be a whole number of twelfths.
std::optional<Unit> raise(const Unit& unit, double exponent);

// The names that may stand behind a number, and what they are worth in base units.
class UnitNames {
 public:
  UnitNames(std::string currency_sign, std::string currency_code);

  void add_own(const std::string& name);                  // a dimension of the model's own
  void bind(const std::string& name, const Unit& unit);   // a type's unit, found from the arguments
  bool has(const std::string& name) const;
  std::vector<std::string> names() const;
  const std::vector<std::string>& own() const { return own_; }
  const std::string& currency_sign() const { return sign_; }

  struct Scaled {
    Unit unit;
    double factor = 1;  // base units in one of these
  };
  std::optional<Scaled> find(const std::string& name) const;
  // The product of `factors`, times money if `currency` is given. Reports unknown names and foreign currencies.
  std::optional<Scaled> read(const std::string& currency, int currency_exponent, const std::vector<syntax::UnitFactor>& factors,
                             Place place, Diagnostics& diagnostics) const;

  // In words for messages: "$/year", "h100h/month", "a plain number", "a date", "a condition".
  std::string text(const Unit& unit, double time_months = 12) const;
  // How a quantity is shown when the model does not say: time in units of `time_months` (1, 3 or 12).
  Display display(const Unit& unit, double time_months) const;
  // How it is shown when the model says so (`unit: $bn/year`). Empty if the unit differs (not reported here).
  std::optional<Display> display(const syntax::UnitText& given, const std::string& text, const Unit& unit, Place place,
                                 Diagnostics& diagnostics) const;

 private:
  std::string sign_, code_;
  std::vector<std::string> own_;
  std::map<std::string, Scaled> table_;
};

}  // namespace cf::model
