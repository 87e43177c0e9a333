// What holds of everything that the reader and the formula parser return, whatever the input. Each throws Broken if it does not.
#pragma once
#include <stdexcept>

#include "base/diagnostic.hpp"
#include "base/source_texts.hpp"
#include "syntax/formula.hpp"
#include "syntax/tree.hpp"

namespace cf {

struct Broken : std::logic_error {
  using std::logic_error::logic_error;
};

}  // namespace cf

namespace cf::syntax {

// 1. Places lie inside the text, begin before end.
// 2. Children are nodes that come before their parents.
// 3. Keys of a map are unique.
// 4. A byte of a text is the byte at its place, or came from the line end or the escape there.
// 5. Nothing is deeper than the limit.
void check_tree(const Tree& tree, const SourceTexts& texts);
void check_formula(const Formula& formula, const SourceTexts& texts);

// Each message, if it has a place, has one inside its text, can be drawn and has no control characters but line ends.
void check_messages(const Diagnostics& diagnostics, const SourceTexts& texts);

}  // namespace cf::syntax
