// Changes of a model's text that leave it a model more often than bytes changed at random would: words, signs and lines are replaced,
// moved, doubled and left out, by those of the text itself and by the words of the language.
#pragma once
#include <random>
#include <string>

namespace cf {

// `text` with one to four such changes.
std::string with_other_words(std::string text, std::minstd_rand& random);

}  // namespace cf
