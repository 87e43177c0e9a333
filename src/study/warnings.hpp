// What a reader of the answer must not overlook.
#pragma once
#include "study/answer.hpp"

namespace cf::study {

// Adds to answer.warnings; the rest of the answer is complete.
void add_warnings(Answer& answer);

}  // namespace cf::study
