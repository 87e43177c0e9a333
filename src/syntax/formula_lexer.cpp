// Names and signs; numbers and dates are in formula_number.cpp.
#include "syntax/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace cf::syntax {
namespace {

// Signs that are not of the language, and what was meant. Longer ones first.
struct ForeignSign {
  std::string_view written;
  std::string_view meant;
};
constexpr ForeignSign kForeignSigns[] = {{"**", "^"},   {"&&", "and"}, {"||", "or"}, {"=>", ">="}, {"=<", "<="}, {"<>", "!="},
                                         {"===", "=="}, {"≤", "<="},   {"≥", ">="},  {"≠", "!="},  {"×", "*"},   {"·", "*"},
                                         {"÷", "/"},    {"−", "-"},    {"–", "-"},   {"&", "and"}, {"|", "or"}};
constexpr std::string_view kSigns[] = {"<=", ">=", "==", "!=", "<", ">", "=", "+", "-", "*", "/", "^", "(", ")", ",", "!"};

}  // namespace

Tokens Lexer::run() {
  while (true) {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    if (at_ == text_.size()) break;
    if (!read_token()) {
      tokens_.ok = false;
      return std::move(tokens_);
    }
  }
  push(TokenKind::end, at_);
  return std::move(tokens_);
}

std::size_t Lexer::run_end(std::size_t from, bool (*holds)(char)) const {
  while (from < text_.size() && holds(text_[from])) ++from;
  return from;
}

Token& Lexer::push(TokenKind kind, std::size_t begin, std::string text) {
  Token token;
  token.kind = kind;
  token.begin = begin;
  token.end = at_;
  token.text = std::move(text);
  tokens_.list.push_back(std::move(token));
  return tokens_.list.back();
}

bool Lexer::stop(const char* code, std::size_t begin, std::size_t end, std::string message, std::string label) {
  diagnostics_.error(code, source_.place(begin, end), std::move(message), std::move(label));
  return false;
}

bool Lexer::read_token() {
  const char c = peek();
  if (is_digit(c)) return looks_like_date() ? read_date() : read_number(at_, {});
  if (const auto length = currency_length(text_, at_)) return read_money(length);
  if (is_letter(c)) return read_name();
  if (c == '.') return read_point();
  return read_sign();
}

bool Lexer::read_point() {
  const std::size_t begin = at_;
  const std::size_t end = run_end(at_ + 1, is_word_part);
  const std::string word = lower_case(part(begin, end));
  if (word == ".nan") return stop("E0214", begin, end, fmt::format("'{}' is not a number, and nothing else fits here", part(begin, end)));
  if (word == ".inf") return stop("E0214", begin, end, "'.inf' is not known", "write inf");
  if (end > begin + 1 && is_digit(text_[begin + 1])) {
    return stop("E0209", begin, end, fmt::format("'{}' begins with a point", part(begin, end)), fmt::format("write 0{}", part(begin, end)));
  }
  return stop("E0217", begin, begin + 1, "a '.' joins two names, or digits, and here it does neither");
}

// --- names ------------------------------------------------------------------------------------------------------------------

bool Lexer::read_name() {
  const std::size_t begin = at_;
  while (true) {
    at_ = run_end(at_, is_word_part);
    if (peek() != '.' || !is_letter(peek(1))) break;
    ++at_;
  }
  const auto word = part(begin, at_);
  if (peek() == '.' && !is_digit(peek(1))) return stop("E0222", at_, at_ + 1, fmt::format("a name is expected after '{}.'", word));
  if (std::any_of(word.begin(), word.end(), is_upper)) {
    const std::string lower = lower_case(word);
    if (lower == "nan") return stop("E0214", begin, at_, fmt::format("'{}' is not a number, and nothing else fits here", word));
    diagnostics_.error("E0213", source_.place(begin, at_), fmt::format("names are in lower case, and '{}' is not", word),
                       fmt::format("write {}", lower));
    tokens_.ok = false;
  } else if (word.front() == '_' || word.find("._") != std::string_view::npos) {
    return stop("E0222", begin, at_, fmt::format("a name begins with a letter, and '{}' does not", word));
  }
  constexpr std::array<std::string_view, 7> kWords = {"and", "or", "not", "to", "true", "false", "inf"};
  const bool is_word = std::find(kWords.begin(), kWords.end(), word) != kWords.end();
  push(is_word ? TokenKind::word : TokenKind::name, begin, lower_case(word));
  return true;
}

// --- signs ------------------------------------------------------------------------------------------------------------------

bool Lexer::read_sign() {
  const std::size_t begin = at_;
  const auto rest = text_.substr(at_);
  for (const auto& [written, meant] : kForeignSigns) {
    if (!rest.starts_with(written)) continue;
    at_ += written.size();
    diagnostics_.error("E0205", source_.place(begin, at_), fmt::format("'{}' is not known in a formula", written),
                       fmt::format("write {}", meant));
    tokens_.ok = false;
    push(is_name_start(meant.front()) ? TokenKind::word : TokenKind::sign, begin, std::string(meant));
    return true;
  }
  for (const auto sign : kSigns) {
    if (!rest.starts_with(sign)) continue;
    at_ += sign.size();
    if (sign == "(") ++num_open_;
    if (sign == ")") --num_open_;
    if (sign != "!") {
      push(TokenKind::sign, begin, std::string(sign));
      return true;
    }
    diagnostics_.error("E0205", source_.place(begin, at_), "'!' is not known in a formula", "write not");
    tokens_.ok = false;
    push(TokenKind::word, begin, "not");
    return true;
  }
  return read_unknown();
}

bool Lexer::read_unknown() {
  std::size_t end = at_ + 1;
  while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) ++end;
  const auto shown = printable(part(at_, end));
  const char c = peek();
  if (c == '?') return stop("E0217", at_, end, "'?' is not known in a formula", "write if(condition, this, that)");
  if (c == '"' || c == '\'') return stop("E0217", at_, end, fmt::format("a formula has no texts in quotes, but here stands {}", shown));
  if (c == '%')
    return stop("E0217", at_, end, "'%' stands right after a number, without a blank", "for what remains of a division there is no sign");
  if (c == '[' || c == ']' || c == '{' || c == '}')
    return stop("E0217", at_, end, fmt::format("'{}' has no meaning in a formula", shown), "use ( and )");
  return stop("E0217", at_, end, fmt::format("'{}' has no meaning in a formula", shown));
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::size_t currency_length(std::string_view text, std::size_t at) {
  for (const std::string_view sign : {"$", "€", "£", "¥"})
    if (text.substr(at).starts_with(sign)) return sign.size();
  return 0;
}

Tokens tokens_of(const FormulaText& source, Diagnostics& diagnostics) { return Lexer(source, diagnostics).run(); }

}  // namespace cf::syntax
