// Runs that are shared without MPI: `run --part` leaves what one part found in a file, `merge` puts the files together.
#include <fmt/format.h>

#include "commands.hpp"
#include "files.hpp"
#include "outputs.hpp"
#include "session/merging.hpp"
#include "version.hpp"

namespace cf::cli {
namespace {

// "deal.3-of-16.cfp" here, for the third of sixteen parts of models/deal.yaml; a "*" in place of the number: all of them.
std::string file_of(const std::string& model, const std::string& number, int of) {
  auto name = model.substr(model.rfind('/') + 1);
  if (const auto dot = name.rfind('.'); dot != std::string::npos && dot > 0) name.resize(dot);
  return fmt::format("{}.{}-of-{}.cfp", name, number, of);
}

}  // namespace

ExitCode run_part(Context& context) {
  const auto& arguments = context.arguments;
  const auto& model = arguments.operands[0];
  const study::Part part = arguments.part;
  const std::string path = arguments.output.value_or(file_of(model, std::to_string(part.number), part.of));
  ExitCode exit_code = ExitCode::fine;
  const auto reading = read_model(context, model, exit_code);
  if (!reading) return exit_code;
  Diagnostics diagnostics;
  OutputFile file;
  if (path != "-" && !file.open(path, diagnostics)) return fail(context, diagnostics, ExitCode::cannot_read_or_write);

  const auto result = session::run_part(*reading, study_options(context, model), part);
  context.console.end_progress();
  if (result.refused.has_errors()) return fail(context, result.refused, ExitCode::bad_input);
  if (result.file.empty()) {
    diagnostics.error("E0503", {},
                      fmt::format("interrupted before the work was done; part {} of {} has to be run again", part.number, part.of));
    return fail(context, diagnostics, ExitCode::interrupted);
  }
  if (path == "-") {
    context.console.data(result.file);
  } else if (!file.commit(result.file, diagnostics)) {
    return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  }
  if (result.stopped.has_errors()) return fail(context, result.stopped, reading->texts, ExitCode::stopped);
  context.console.message(fmt::format("part {} of {} is in {}; with all parts: counterflow merge {}\n", part.number, part.of,
                                      path == "-" ? "standard output" : path, arguments.output ? "PART…" : file_of(model, "*", part.of)));
  return ExitCode::fine;
}

ExitCode merge_command(Context& context) {
  const auto& arguments = context.arguments;
  Diagnostics diagnostics;
  Outputs outputs;
  if (!outputs.open(arguments, diagnostics)) return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  session::Merging merging(kVersion);
  for (const auto& path : arguments.operands) {
    if (context.interrupted) return say_nothing_was_done(context);
    ReadFault fault;
    const auto bytes = read_file(path, kLargestPart, fault);
    if (!bytes) return fail(context, fault.diagnostics, fault.exit_code);
    merging.add(path, *bytes, diagnostics);
  }
  merging.finish(diagnostics);
  if (diagnostics.has_errors()) return fail(context, diagnostics, ExitCode::bad_input);
  Run run{nullptr, merging.result()};
  run.reading = merging.take_reading();
  if (run.result.stopped.has_errors()) return fail(context, run.result.stopped, run.reading->texts, ExitCode::stopped);
  if (!outputs.write(context, *run.result.answer, diagnostics)) return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  return end_of(context, run);
}

}  // namespace cf::cli
