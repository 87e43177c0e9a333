// CF_CHECK is for our own mistakes: it throws InternalError, which `apps` turns into exit code 70.
// A user's mistake is a Diagnostic, never a failed check.
#pragma once
#include <stdexcept>
#include <string>

namespace cf {

struct InternalError : std::logic_error {
  using std::logic_error::logic_error;
};

[[noreturn]] inline void check_failed(const char* condition, const char* why, const char* file, int line) {
  throw InternalError(std::string(why) + " (" + condition + " at " + file + ":" + std::to_string(line) + ")");
}

}  // namespace cf

#define CF_CHECK(condition, why) (static_cast<bool>(condition) ? void(0) : ::cf::check_failed(#condition, why, __FILE__, __LINE__))
