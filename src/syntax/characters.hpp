// What single bytes are to the reader and to formulas; all that is told apart is ASCII.
#pragma once

namespace cf::syntax {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_name_start(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_name_part(char c) { return is_name_start(c) || is_digit(c) || c == '_'; }
constexpr bool is_letter(char c) { return is_name_start(c) || is_upper(c) || c == '_'; }
constexpr bool is_word_part(char c) { return is_letter(c) || is_digit(c); }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace cf::syntax
