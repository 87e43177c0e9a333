// The words of a formula. A number comes with all that belongs to it: sign of money, magnitude, percent, unit.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "syntax/characters.hpp"
#include "syntax/formula.hpp"

namespace cf::syntax {

enum class TokenKind { number, date, name, word, sign, end };  // word: and or not to true false inf; sign: + <= ( , and so on

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t begin = 0;  // bytes of the formula's text
  std::size_t end = 0;
  std::string text;       // of a name, word or sign; `**`, `&&` and the like stand as what was meant
  double value = 0;
  std::string currency;
  bool percent = false;
  std::vector<UnitFactor> unit;
};

// A text and where its bytes stand in the file.
class FormulaText {
 public:
  FormulaText(const Tree& tree, NodeId node) : text_(tree[node].text), tree_(&tree), node_(node) {}
  FormulaText(std::string_view text, Place place) : text_(text), whole_(place) {}
  std::string_view text() const { return text_; }
  Place place(std::size_t begin, std::size_t end) const { return tree_ != nullptr ? tree_->place_in(node_, begin, end) : whole_; }
  // Stands plain inside {…} or […], where a comma would have ended it.
  bool cut_by_comma() const { return tree_ != nullptr && (*tree_)[node_].flow && (*tree_)[node_].style == TextStyle::plain; }

 private:
  std::string_view text_;
  const Tree* tree_ = nullptr;
  NodeId node_;
  Place whole_;
};

// The tokens, `end` last. What is wrong is reported; after some mistakes reading goes on as if the right thing stood there, so
// `ok` and the tokens are told apart.
struct Tokens {
  std::vector<Token> list;
  bool ok = true;
};
Tokens tokens_of(const FormulaText& source, Diagnostics& diagnostics);

// The length in bytes of a currency sign ($ € £ ¥) at `at`, or 0.
std::size_t currency_length(std::string_view text, std::size_t at);

}  // namespace cf::syntax
