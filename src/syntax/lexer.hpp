// How the words of a formula are read: one pass, one method for each kind of word.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "syntax/formula_lexer.hpp"

namespace cf::syntax {

class Lexer {
 public:
  Lexer(const FormulaText& source, Diagnostics& diagnostics) : source_(source), text_(source.text()), diagnostics_(diagnostics) {}
  Tokens run();

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  std::size_t run_end(std::size_t from, bool (*holds)(char)) const;  // the first byte from `from` for which it does not hold
  std::string_view part(std::size_t begin, std::size_t end) const { return text_.substr(begin, end - begin); }
  Token& push(TokenKind kind, std::size_t begin, std::string text = {});
  // Reports, and says that reading cannot go on: false, as each read_ does then.
  bool stop(const char* code, std::size_t begin, std::size_t end, std::string message, std::string label = {});

  // --- formula_lexer.cpp ---
  bool read_token();
  bool read_point();
  bool read_name();
  bool read_sign();
  bool read_unknown();

  // --- formula_number.cpp ---
  bool looks_like_date() const;
  bool read_date();
  bool read_money(std::size_t length);
  bool read_number(std::size_t begin, std::string currency);
  bool check_separators(std::size_t begin, std::size_t first);
  bool read_magnitude(std::size_t begin, int& shift);
  std::string_view unit_name_at(std::size_t at) const;
  bool take_factor(std::size_t begin, bool is_money, std::string_view name, int exponent, std::vector<UnitFactor>& unit);
  bool read_unit(std::size_t begin, bool is_money, std::vector<UnitFactor>& unit);

  const FormulaText& source_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  int num_open_ = 0;  // parentheses
  Tokens tokens_;
};

std::string lower_case(std::string_view text);

}  // namespace cf::syntax
