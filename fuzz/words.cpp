// Mutations of a model's words: bytes changed at random seldom leave a deal that can be read. Words, signs and lines of the text are
// replaced, moved, doubled and left out, by those of the text itself and by the words of the language.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "model/fields.hpp"
#include "model/functions.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

std::vector<std::string> words_of_the_language() {
  std::vector<std::string> words = {
      "0", "1", "-1", "2", "0.5", "-0.3", "1e300", "-1e300", "1e-300", "1e9", "inf", "-inf", "100%", "0%", "-20%", "250%", "$0", "$1bn", "-$5bn", "$10tn", "0 years",
      "7 years", "1 month", "2026-01", "2030-06", "2100-01", "1900-01", "1 to 2", "0 to 1", "-1 to 1", "5 to 5", "$1bn to $9bn", "year", "date", "dt", "time.start",
      "time.end", "world", "true", "false", "and", "or", "not", "+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "(", ")", ",", "[]", "{}", "\"\"",
      "month", "quarter", "geometric_brownian", "mean_reverting", "jump", "event", "start", "drift", "volatility", "mean", "speed", "rate", "size", "hazard", "log",
      "take_or_pay", "equity", "credits", "warrant", "purchase", "revenue_share", "funding_round", "preferential_right", "$/year", "shares", "final", "pv"};
  for (const auto& section : cf::model::sections()) {
    words.emplace_back(section.name);
    for (const auto& field : cf::model::field_names(section.entry)) words.push_back(field);
  }
  for (const auto& field : cf::model::field_names("value")) words.push_back(field);
  for (const auto& name : cf::model::function_names()) {
    words.push_back(name);
    words.push_back(name + "(");
  }
  return words;
}

struct Piece {
  std::size_t begin, end;
};

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '$' || c == '%';
}

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

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
  static const std::vector<std::string> language = words_of_the_language();
  std::minstd_rand random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  if (size == 0 || below(20) == 0) return LLVMFuzzerMutate(data, size, max_size);
  std::string text(reinterpret_cast<const char*>(data), size);
  for (std::size_t n = 1 + below(4); n > 0; --n) {
    const bool of_lines = below(4) == 0;
    const auto pieces = of_lines ? lines_of(text) : pieces_of(text);
    if (pieces.empty()) break;
    const Piece piece = pieces[below(pieces.size())], other = pieces[below(pieces.size())];
    const std::string of_other = text.substr(other.begin, other.end - other.begin);
    switch (below(of_lines ? 4 : 8)) {
      case 0: text.erase(piece.begin, piece.end - piece.begin); break;
      case 1: text.insert(piece.begin, of_other); break;
      case 2: text.replace(piece.begin, piece.end - piece.begin, of_other); break;
      case 3: {
        if (piece.end > other.begin) break;  // the two change places
        const std::string of_piece = text.substr(piece.begin, piece.end - piece.begin);
        text.replace(other.begin, other.end - other.begin, of_piece);
        text.replace(piece.begin, piece.end - piece.begin, of_other);
        break;
      }
      case 4: text.insert(piece.begin, language[below(language.size())] + " "); break;
      default: text.replace(piece.begin, piece.end - piece.begin, language[below(language.size())]); break;
    }
    if (text.empty()) break;
  }
  if (text.empty() || text.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data, text.data(), text.size());
  return text.size();
}
