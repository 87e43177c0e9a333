// What the process says to whoever called it. The numbers are a promise to scripts: docs/command-line.md.
#pragma once

namespace cf::cli {

enum class ExitCode : int {
  fine = 0,
  bad_input = 2,             // the command line or the model
  stopped = 3,               // a path could not go on: the message says where
  check_failed = 4,          // a line of the model's `checks:` did not hold
  cannot_read_or_write = 5,
  our_bug = 70,
  interrupted = 130,
};

}  // namespace cf::cli
