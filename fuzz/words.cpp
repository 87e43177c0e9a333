#include "words.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "model/fields.hpp"
#include "model/functions.hpp"
#include "session/library.hpp"
#include "syntax/characters.hpp"

namespace cf {
namespace {

std::vector<std::string> words_of_the_language() {
  // clang-format off
  std::vector<std::string> words = {
      "0", "1", "-1", "2", "0.5", "-0.3", "1e300", "-1e300", "1e-300", "1e9", "inf", "-inf", "100%", "0%", "-20%", "250%", "$0", "$1bn", "-$5bn", "$10tn", "0 years",
      "7 years", "1 month", "2026-01", "2030-06", "2100-01", "1900-01", "1 to 2", "0 to 1", "-1 to 1", "5 to 5", "$1bn to $9bn", "year", "date", "dt", "time.start",
      "time.end", "world", "true", "false", "and", "or", "not", "+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "(", ")", ",", "[]", "{}", "\"\"",
      "month", "quarter", "geometric_brownian", "mean_reverting", "jump", "event", "start", "drift", "volatility", "mean", "speed", "rate", "size", "hazard", "log",
      "$/year", "shares"};
  // clang-format on
  for (const auto& section : model::sections()) {
    words.emplace_back(section.name);
    for (const auto& field : model::field_names(section.entry)) words.push_back(field);
  }
  for (const auto& field : model::field_names("value")) words.push_back(field);
  for (const auto& type : session::contract_types()) words.push_back(type.name);
  for (const auto& name : model::function_names()) {
    words.push_back(name);
    words.push_back(name + "(");
  }
  return words;
}

struct Piece {
  std::size_t begin, end;
};

bool is_of_word(char c) { return syntax::is_word_part(c) || c == '.' || c == '$' || c == '%'; }

// Words and single signs; blanks and line ends are none.
std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && is_of_word(text[at])) ++at;
    if (at == begin) ++at;
    if (text[begin] != ' ' && text[begin] != '\n') pieces.push_back({begin, at});
  }
  return pieces;
}

std::vector<Piece> lines_of(std::string_view text) {
  std::vector<Piece> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back({at, end});
    at = end;
  }
  return lines;
}

enum class Kind { number, word, sign };
Kind kind_of(std::string_view piece) {
  if (!is_of_word(piece[0])) return Kind::sign;
  return syntax::is_digit(piece[0]) || piece[0] == '$' ? Kind::number : Kind::word;
}

}  // namespace

std::string with_other_words(std::string text, std::minstd_rand& random) {
  static const std::vector<std::string> language = words_of_the_language();
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  const auto one_of = [&](const auto& all) { return all[below(all.size())]; };
  for (std::size_t n = 1 + below(3); n > 0 && !text.empty(); --n) {
    const bool of_lines = below(6) == 0;
    const auto pieces = of_lines ? lines_of(text) : pieces_of(text);
    if (pieces.empty()) break;
    const Piece piece = one_of(pieces);
    Piece other = one_of(pieces);
    const auto text_of = [&](Piece p) { return text.substr(p.begin, p.end - p.begin); };
    const auto is_alike = [&](std::string_view word) { return kind_of(word) == kind_of(text_of(piece)); };
    // Most often a word takes the place of one of its kind: a number that of a number.
    std::string word = one_of(language);
    for (int i = 0; i < 50 && below(8) != 0 && !is_alike(word); ++i) word = one_of(language);
    for (int i = 0; i < 50 && !of_lines && below(8) != 0 && !is_alike(text_of(other)); ++i) other = one_of(pieces);
    const std::string of_piece = text_of(piece), of_other = text_of(other);
    switch (below(of_lines ? 4 : 10)) {
      case 0: text.erase(piece.begin, piece.end - piece.begin); break;
      case 1: text.insert(piece.begin, of_other); break;
      case 2:
        if (piece.end > other.begin) break;  // the two change places
        text.replace(other.begin, other.end - other.begin, of_piece);
        text.replace(piece.begin, piece.end - piece.begin, of_other);
        break;
      case 3:
      case 4:
      case 5: text.replace(piece.begin, piece.end - piece.begin, of_other); break;
      case 6: text.insert(piece.begin, word + " "); break;
      default: text.replace(piece.begin, piece.end - piece.begin, word); break;
    }
  }
  return text;
}

}  // namespace cf
