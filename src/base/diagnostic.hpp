// What is said to a user about an input: one sentence, the place, what was expected, what to try.
// Every error a user can cause becomes a Diagnostic; nothing below `apps` prints, throws or exits for it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/place.hpp"
#include "base/source_texts.hpp"

namespace cf {

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;      // "E0312", "W0105": stable; a paragraph of docs/errors.md explains each
  std::string message;   // one plain sentence, lower case, no full stop
  Place place;           // what is underlined
  std::string label;     // beside the caret: "did you mean 'total'?"; may be empty
  struct Note {
    std::string text;    // "parameters: buyer, seller, total", "first set here"
    Place place;         // optional second place (text == -1: none)
  };
  std::vector<Note> notes;
};

// Collects diagnostics. The same code at the same place is kept once, so that a contract type used six times is
// blamed once; errors come out in text order.
class Diagnostics {
 public:
  Diagnostic& error(std::string code, Place place, std::string message, std::string label = {});
  Diagnostic& warning(std::string code, Place place, std::string message, std::string label = {});
  bool has_errors() const { return num_errors_ > 0; }
  int num_errors() const { return num_errors_; }
  // Sorted by text and offset; duplicates dropped; warnings and errors together.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> items_;
  int num_errors_ = 0;
};

// The nearest of `candidates` to `word` by edit distance (Damerau), or empty when none is near enough to suggest.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// The text of a diagnostic as style.md shows it: message, place, line with carets, notes.
// Control characters of the user's text are shown as \x1b and the like. `color`: ANSI colours.
std::string render(const Diagnostic& diagnostic, const SourceTexts& texts, bool color);

// Text made safe for a terminal: control characters escaped as \xNN, the rest unchanged.
std::string printable(std::string_view text);

}  // namespace cf
