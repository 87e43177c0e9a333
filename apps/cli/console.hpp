// Where the program speaks: data on standard output, all else on the error stream. It alone knows whether those are terminals.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"

namespace cf::cli {

class Console {
 public:
  Console(bool no_color, bool quiet);
  // Says nothing from now on; what would have been said on the error stream is kept.
  void mute() { muted_ = true; }
  void unmute() { muted_ = false; }
  const std::string& unsaid() const { return unsaid_; }

  bool colors_on_output() const { return colors_on_output_; }
  bool quiet() const { return quiet_; }
  int width() const;                                // of the terminal on standard output; 0 if it is none

  void data(std::string_view text);                 // standard output
  void message(std::string_view text);              // the error stream, unless --quiet
  void urgent(std::string_view text);               // the error stream, always

  // All diagnostics, warnings too unless --quiet, and a line that counts them.
  void diagnostics(const Diagnostics& diagnostics, const SourceTexts& texts);

  // Shows how far a run is and how long it will take; on a terminal only. From one thread at a time.
  void progress(std::uint64_t done, std::uint64_t all);
  void end_progress();

  // Whether everything written so far has arrived.
  bool flush();

 private:
  bool colors_on_output_ = false, colors_on_errors_ = false, errors_on_terminal_ = false, quiet_ = false, failed_ = false, muted_ = false;
  std::string unsaid_;
  bool progress_shown_ = false;
  std::chrono::steady_clock::time_point began_{}, last_shown_{};
};

}  // namespace cf::cli
