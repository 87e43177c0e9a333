// Entry: reads the command line, runs the command, and turns what escapes into an exit code.
#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include <unistd.h>

#include "base/check.hpp"
#include "commands.hpp"
#include "error_document.hpp"

namespace cf::cli {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);

// The first Ctrl-C asks the run to stop with what it has; the second does not wait for it.
void on_interrupt(int) {
  if (interrupted.exchange(true)) ::_exit(static_cast<int>(ExitCode::interrupted));
}

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

ExitCode dispatch(Context& context) {
  static constexpr struct {
    const char* name;
    ExitCode (*command)(Context&);
  } kCommands[] = {
      {"run", run_command},         {"check", check_command},   {"explain", explain_command}, {"diff", diff_command},
      {"library", library_command}, {"schema", schema_command}, {"new", new_command},         {"dump", dump_command},
      {"report", report_command},   {"chart", chart_command},
  };
  for (const auto& row : kCommands) {
    if (context.arguments.command == row.name) return row.command(context);
  }
  CF_CHECK(false, "every command that can be parsed can be run");
  return ExitCode::our_bug;
}

ExitCode report_bug(Console& console, bool as_json, const std::string& what) {
  Diagnostics diagnostics;
  diagnostics.error("E0900", {}, fmt::format("counterflow made a mistake of its own: {}", what), "please report it, with the model")
      .notes.push_back({fmt::format("version {}", CF_VERSION), {}});
  if (as_json) {
    console.data(error_document(diagnostics, SourceTexts()));
  } else {
    console.diagnostics(diagnostics, SourceTexts());
  }
  return ExitCode::our_bug;
}

ExitCode run(const std::vector<std::string>& words) {
  auto line = parse_command_line(words, environment);
  if (const auto* text = std::get_if<Text>(&line)) {
    Console console(false, false);
    console.data(text->text);
    return console.flush() ? ExitCode::fine : ExitCode::cannot_read_or_write;
  }
  if (const auto* fault = std::get_if<CommandLineFault>(&line)) {
    Console console(false, false);
    if (fault->json_on_stdout) {
      console.data(error_document(fault->diagnostics, SourceTexts()));
    } else {
      console.diagnostics(fault->diagnostics, SourceTexts());
    }
    return ExitCode::bad_input;
  }
  const auto& arguments = std::get<Arguments>(line);
  Console console(arguments.no_color, arguments.quiet);
  Context context{arguments, console, interrupted};
  ExitCode exit_code = ExitCode::fine;
  try {
    exit_code = dispatch(context);
  } catch (const std::bad_alloc&) {
    exit_code = report_bug(console, arguments.json_on_stdout(), "it ran out of memory");
  } catch (const std::exception& error) {
    exit_code = report_bug(console, arguments.json_on_stdout(), error.what());
  }
  console.end_progress();
  if (!console.flush()) {
    console.urgent("error[E0415]: cannot write the output: standard output is closed or full\n");
    return ExitCode::cannot_read_or_write;
  }
  return exit_code;
}

}  // namespace
}  // namespace cf::cli

int main(int argc, char** argv) {
  struct sigaction action{};
  action.sa_handler = cf::cli::on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return static_cast<int>(cf::cli::run(std::vector<std::string>(argv + 1, argv + argc)));
}
