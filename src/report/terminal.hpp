// The answer on one screen, in plain words: what `counterflow run` prints.
#pragma once
#include <string>

#include "study/answer.hpp"

namespace cf::report {

struct TerminalOptions {
  int width = 100;
  bool color = false;
};

std::string to_terminal(const study::Answer& answer, const TerminalOptions& options);

}  // namespace cf::report
