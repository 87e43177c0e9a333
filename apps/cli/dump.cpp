#include <algorithm>

#include "commands.hpp"
#include "session/stages.hpp"

namespace cf::cli {

ExitCode dump_command(Context& context) {
  const auto& arguments = context.arguments;
  ExitCode exit_code = ExitCode::fine;
  const auto reading = read_model(context, arguments.operands[0], exit_code);
  if (!reading) return exit_code;
  Diagnostics diagnostics;
  const int structure = structure_number(*reading, arguments, diagnostics);
  if (diagnostics.has_errors()) return fail(context, diagnostics, ExitCode::bad_input);

  if (arguments.stage == "syntax") context.console.data(session::syntax_stage(*reading));
  if (arguments.stage == "model") context.console.data(session::model_stage(*reading, structure));
  if (arguments.stage == "program") context.console.data(session::program_stage(*reading));
  if (arguments.stage == "samples") {
    // A row for each path and step is for looking at: a few paths unless more are asked for.
    const auto shown = arguments.paths_given ? arguments.paths : 3;
    study::Options options = study_options(context, arguments.operands[0]);
    options.paths = std::max(options.paths, Arguments().paths);   // the first paths of a usual run
    context.console.data(session::samples_stage(*reading, structure, options, shown));
  }
  return ExitCode::fine;
}

}  // namespace cf::cli
