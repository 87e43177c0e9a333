// The main job: a model in, the answer out.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "commands.hpp"
#include "files.hpp"
#include "report/csv.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"
#include "session/running.hpp"
#include "version.hpp"

namespace cf::cli {
namespace {

// What the run is asked to leave behind, opened before it begins.
struct Outputs {
  std::optional<OutputFile> json;
  bool open(const Arguments& arguments, Diagnostics& diagnostics) {
    if (arguments.json && !arguments.json_on_stdout()) {
      json.emplace();
      json->open(*arguments.json, diagnostics);
    }
    if (arguments.csv) make_folder(*arguments.csv, diagnostics);
    return !diagnostics.has_errors();
  }
};

}  // namespace

study::Options study_options(Context& context, const std::string& file) {
  const auto& arguments = context.arguments;
  study::Options options;
  options.paths = arguments.paths;
  options.seed = arguments.seed;
  options.threads = arguments.threads;
  options.tile = arguments.tile;
  if (arguments.instruction_set == "sse2") options.instruction_set = engine::InstructionSet::sse2;
  if (arguments.instruction_set == "avx2") options.instruction_set = engine::InstructionSet::avx2;
  if (arguments.instruction_set == "avx512") options.instruction_set = engine::InstructionSet::avx512;
  options.stop = &context.interrupted;
  options.version = kVersion;
  options.file = file;
  options.progress = [&context, asked = arguments.paths](std::uint64_t, double part) {
    context.console.progress(static_cast<std::uint64_t>(part * static_cast<double>(asked)), asked);
  };
  return options;
}

ExitCode say_nothing_was_done(Context& context) {
  Diagnostics diagnostics;
  diagnostics.error("E0503", {}, "interrupted before the work was done; there is no result");
  return fail(context, diagnostics, ExitCode::interrupted);
}

bool write_tables(const study::Answer& answer, const std::string& folder, Diagnostics& diagnostics) {
  for (const auto& table : report::to_csv(answer)) {
    OutputFile file;
    if (!file.open(folder + "/" + table.name, diagnostics) || !file.commit(table.text, diagnostics)) return false;
  }
  return true;
}

void print_answer(Context& context, const study::Answer& answer) {
  report::TerminalOptions options;
  options.color = context.console.colors_on_output();
  if (const int width = context.console.width(); width > 0) options.width = std::clamp(width, 60, 140);
  context.console.data(report::to_terminal(answer, options));
}

ExitCode run_command(Context& context) {
  const auto& arguments = context.arguments;
  const auto& path = arguments.operands[0];
  ExitCode exit_code = ExitCode::fine;
  const auto reading = read_model(context, path, exit_code);
  if (!reading) return exit_code;

  Diagnostics diagnostics;
  Outputs outputs;
  if (!outputs.open(arguments, diagnostics)) return fail(context, diagnostics, ExitCode::cannot_read_or_write);

  const auto result = session::run(*reading, study_options(context, path));
  context.console.end_progress();
  if (result.stopped.has_errors()) return fail(context, result.stopped, reading->texts, ExitCode::stopped);
  if (!result.answer) return say_nothing_was_done(context);

  const auto& answer = *result.answer;
  if (arguments.json) {
    const auto json = report::to_json(answer);
    if (arguments.json_on_stdout()) {
      context.console.data(json);
    } else if (!outputs.json->commit(json, diagnostics)) {
      return fail(context, diagnostics, ExitCode::cannot_read_or_write);
    }
  }
  if (arguments.csv && !write_tables(answer, *arguments.csv, diagnostics))
    return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  if (!arguments.json_on_stdout()) print_answer(context, answer);

  const auto failed = session::failed_checks(*reading, answer);
  if (!failed.sorted().empty()) context.console.diagnostics(failed, reading->texts);
  if (result.interrupted) {
    context.console.urgent(
        fmt::format("interrupted after {} of {} futures: the result rests on those\n", answer.paths, answer.paths_asked));
    return ExitCode::interrupted;
  }
  return failed.has_errors() ? ExitCode::check_failed : ExitCode::fine;
}

}  // namespace cf::cli
