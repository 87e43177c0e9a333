#include "console.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace cf::cli {
namespace {

bool wants_colors(int descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_color != nullptr && *no_color != '\0') return false;
  return ::isatty(descriptor) == 1 && term != nullptr && std::string_view(term) != "dumb" && *term != '\0';
}

std::string grouped(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string time_left(double seconds) {
  if (seconds < 90) return fmt::format("{:.0f} s left", seconds < 1 ? 1 : seconds);
  if (seconds < 5400) return fmt::format("{:.0f} min left", seconds / 60);
  return fmt::format("{:.1f} h left", seconds / 3600);
}

}  // namespace

Console::Console(bool no_color, bool quiet)
    : colors_on_output_(!no_color && wants_colors(STDOUT_FILENO)),
      colors_on_errors_(!no_color && wants_colors(STDERR_FILENO)),
      errors_on_terminal_(::isatty(STDERR_FILENO) == 1),
      quiet_(quiet),
      began_(std::chrono::steady_clock::now()) {}

int Console::width() const {
  struct winsize size{};
  if (::isatty(STDOUT_FILENO) != 1 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

void Console::data(std::string_view text) {
  if (muted_) return;
  end_progress();
  failed_ |= std::fwrite(text.data(), 1, text.size(), stdout) != text.size();
}

void Console::message(std::string_view text) {
  if (!quiet_) urgent(text);
}

void Console::urgent(std::string_view text) {
  if (muted_) {
    unsaid_ += text;
    return;
  }
  end_progress();
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Console::diagnostics(const Diagnostics& diagnostics, const SourceTexts& texts) {
  int num_errors = 0, num_warnings = 0;
  std::string out;
  for (const auto& diagnostic : diagnostics.sorted()) {
    const bool is_error = diagnostic.severity == Severity::error;
    ++(is_error ? num_errors : num_warnings);
    if (is_error || !quiet_) out += render(diagnostic, texts, colors_on_errors_);
  }
  const auto count = [](int n, const char* what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); };
  if (num_errors + num_warnings > 1 && !quiet_) {
    out += num_errors == 0     ? count(num_warnings, "warning")
           : num_warnings == 0 ? count(num_errors, "error")
                               : fmt::format("{}, {}", count(num_errors, "error"), count(num_warnings, "warning"));
    out += '\n';
  }
  urgent(out);
}

void Console::progress(std::uint64_t done, std::uint64_t all) {
  if (!errors_on_terminal_ || quiet_ || muted_ || all == 0) return;
  using namespace std::chrono;
  const auto now = steady_clock::now();
  // Short runs show nothing, and a line is not drawn more often than can be read.
  if (now - began_ < 300ms || now - last_shown_ < 100ms || done == 0) return;
  last_shown_ = now;
  const double spent = duration<double>(now - began_).count();
  const double left = spent * (static_cast<double>(all) / static_cast<double>(done) - 1);
  const auto text = fmt::format("\r{} of {} futures, {}  ", grouped(done), grouped(all), time_left(left));
  std::fwrite(text.data(), 1, text.size(), stderr);
  progress_shown_ = true;
}

void Console::end_progress() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  std::fputs("\r\x1b[K", stderr);
}

bool Console::flush() {
  failed_ |= std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  return !failed_;
}

}  // namespace cf::cli
