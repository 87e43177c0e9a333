// What holds of every text that is taken for a deal: what is wrong with it is said in messages, and what can be run gives an answer that
// can be written, read back and printed, with no number in it that is none.
#pragma once
#include <string>

namespace cf {

// Checks the text, explains a few of its measures and runs a few futures of it, if it is small; whether that gave an answer.
// Throws Broken (text_invariants.hpp) where something does not hold; any other exception is a mistake of the program as well.
bool check_deal(const std::string& text);

}  // namespace cf
