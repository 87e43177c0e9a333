// Entry: reads the command line, runs the command, and turns what escapes into an exit code.
#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <memory>
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
      {"report", report_command},   {"chart", chart_command},   {"merge", merge_command},
  };
  for (const auto& row : kCommands) {
    if (context.arguments.command == row.name) return row.command(context);
  }
  CF_CHECK(false, "every command that can be parsed can be run");
  return ExitCode::our_bug;
}

void say(Console& console, bool as_json, const Diagnostics& diagnostics) {
  if (as_json) {
    console.data(error_document(diagnostics, SourceTexts()));
  } else {
    console.diagnostics(diagnostics, SourceTexts());
  }
}

ExitCode report_bug(Console& console, bool as_json, const std::string& what) {
  Diagnostics diagnostics;
  diagnostics.error("E0900", {}, fmt::format("counterflow made a mistake of its own: {}", what), "please report it, with the model")
      .notes.push_back({fmt::format("version {}", CF_VERSION), {}});
  say(console, as_json, diagnostics);
  return ExitCode::our_bug;
}

// What a build without MPI says when mpirun starts several of it.
Diagnostics cannot_share(const Started& process) {
  Diagnostics diagnostics;
  diagnostics.error("E0407", {}, fmt::format("started {} times by mpirun, and built without MPI", process.count),
                    "configure with -D CF_MPI=ON, or run parts: docs/many-machines.md");
  return diagnostics;
}

// Runs a command and turns what escapes it into an exit code.
ExitCode run(Context& context) {
  Console& console = context.console;
  ExitCode exit_code = ExitCode::fine;
  const auto made_a_mistake = [&](const char* what) {
    console.unmute();
    exit_code = report_bug(console, context.arguments.json_on_stdout(), what);
    console.flush();
    context.ranks.abandon(static_cast<int>(exit_code));
  };
  try {
    exit_code = dispatch(context);
  } catch (const std::bad_alloc&) {
    made_a_mistake("it ran out of memory");
  } catch (const std::exception& error) {
    made_a_mistake(error.what());
  }
  console.end_progress();
  if (console.flush()) return exit_code;
  console.urgent("error[E0415]: cannot write the output: standard output is closed or full\n");
  return ExitCode::cannot_read_or_write;
}

ExitCode run(const std::vector<std::string>& words) {
  auto line = parse_command_line(words, environment);
  const auto* arguments = std::get_if<Arguments>(&line);
  const Started process = started(environment);
  Console console((arguments && arguments->no_color) || process.by_mpirun, arguments && arguments->quiet);
  // --part is for whoever shares the work out by other means: then each process speaks for itself. Otherwise the first rank does, its
  // exit code is that of the run, and whatever is not a run it does alone.
  const bool in_ranks = process.count > 1 && !(arguments && arguments->part.of > 0),
             shared = in_ranks && arguments && arguments->command == "run";
  const bool is_silent = in_ranks && process.rank > 0;
  if (is_silent && !shared) return ExitCode::fine;
  if (is_silent) console.mute();
  if (const auto* text = std::get_if<Text>(&line)) {
    console.data(text->text);
    return console.flush() ? ExitCode::fine : ExitCode::cannot_read_or_write;
  }
  if (const auto* fault = std::get_if<CommandLineFault>(&line)) {
    say(console, fault->json_on_stdout, fault->diagnostics);
    return ExitCode::bad_input;
  }
  const auto ranks = shared ? join_ranks() : std::make_unique<Ranks>();
  if (!ranks) {
    say(console, arguments->json_on_stdout(), cannot_share(process));
    return is_silent ? ExitCode::fine : ExitCode::bad_input;
  }
  Context context{*arguments, console, interrupted, *ranks};
  const ExitCode exit_code = run(context);
  return is_silent ? ExitCode::fine : exit_code;
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
