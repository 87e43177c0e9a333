// Formulas: text to a tree of expressions. Grammar (loosest first):
//   value   := formula ['to' formula]                        `5 to 10`: a 90% interval, only as a whole value
//   formula := or ; or := and ('or' and)* ; and := not ('and' not)* ; not := 'not' not | comparison
//   comparison := sum [('<'|'<='|'>'|'>='|'=='|'!=') sum]      (not chained: `a < b < c` is an error that says so)
//   sum := product (('+'|'-') product)* ; product := unary (('*'|'/') unary)*
//   unary := ('-'|'+') unary | power ; power := atom ['^' unary]      so -2^2 is -(2^2) and 2^-1 works
//   atom := number | date | 'true' | 'false' | 'inf' | name | name '(' [argument (',' argument)*] ')' | '(' formula ')'
//   argument := [ (name | date | number) '=' ] formula        table(2026-01 = 10%), choice(a = 30%)
//   number := ['$'|'€'|'£'|'¥'] digits ['.' digits] [e±digits] ['%' | 'k'|'m'|'bn'|'tn'] [blank* unit]
//   unit := unit-name ('/' unit-name)* | ('/' unit-name)+       read only right after a number; no blanks around '/'
//   name := segment ('.' segment)* ; segment := [a-z][a-z0-9_]*
//   date := YYYY-MM | YYYY-MM-DD
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/place.hpp"
#include "syntax/tree.hpp"

namespace cf::syntax {

enum class FormulaKind {
  number,    // value, currency, unit
  date,      // value: months since the year 0 (2026-03 is 2026*12 + 2), days as a part of their month
  truth,     // value 0 or 1
  infinity,
  name,      // text
  unary,     // text: "-", "+", "not"; one child
  binary,    // text: "+ - * / ^ < <= > >= == != and or"; two children
  call,      // text: the function; children: arguments; keys: one for each, -1 if it has none
  interval,  // two children: `5 to 10`
};

struct UnitFactor {
  std::string name;    // as written: "h100h", "month", "years", "share"
  int exponent = 1;    // 1 or -1
  Place place;
};

struct FormulaNode {
  FormulaKind kind = FormulaKind::number;
  double value = 0;                // a number with its magnitude and % applied (44% is 0.44, $10bn is 1e10)
  std::string text;
  std::string currency;            // "$" when the number is money; else empty
  bool percent = false;            // written with %
  std::vector<UnitFactor> unit;
  std::vector<std::int32_t> children;
  std::vector<std::int32_t> keys;  // of a call: index of the key's node (a name, date or number), or -1
  Place place;                     // the whole expression
  Place name_place;                // of a call: the function's name; of an operator: the operator
};

struct Formula {
  std::vector<FormulaNode> nodes;
  std::int32_t root = -1;          // -1: could not be read (reported)
  const FormulaNode& operator[](std::int32_t i) const { return nodes[static_cast<std::size_t>(i)]; }
};

// Reads the text node `text` of `tree` as a formula. Reports what is wrong with places in the file.
// A text inside `{…}` or `[…]` that ends inside an open parenthesis was cut in two by a comma: the error says so and
// tells to put it in quotes.
Formula parse_formula(const Tree& tree, NodeId text, Diagnostics& diagnostics);

// The same for text that stands in no file: `place` is blamed as a whole.
Formula parse_formula(std::string_view text, Place place, Diagnostics& diagnostics);

// "$bn/year", "%", "h100h/month", "year", "1", "date", "condition", "share", "$/work": the text of a `unit:` field.
struct UnitText {
  std::string currency;            // "$" when money occurs
  int currency_exponent = 0;
  double scale = 1;                // "bn" 1e9, "%" 0.01
  std::string scale_text;          // as written: "bn", "%"
  std::vector<UnitFactor> factors;
  bool plain = false;              // "1" or "%": a plain number
  bool condition = false;
  bool date = false;
};
std::optional<UnitText> parse_unit(std::string_view text, Place place, Diagnostics& diagnostics);

}  // namespace cf::syntax
