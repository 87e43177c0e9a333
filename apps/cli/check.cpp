#include <fmt/format.h>

#include "commands.hpp"
#include "error_document.hpp"
#include "files.hpp"

namespace cf::cli {

ExitCode check_command(Context& context) {
  const auto& path = context.arguments.operands[0];
  ExitCode exit_code = ExitCode::fine;
  const auto reading = read_unjudged(context, path, exit_code);
  if (!reading) return exit_code;
  const auto document = [&] { return error_document(reading->diagnostics, reading->texts); };
  if (context.arguments.json && !context.arguments.json_on_stdout()) {
    Diagnostics diagnostics;
    OutputFile file;
    if (!file.open(*context.arguments.json, diagnostics) || !file.commit(document(), diagnostics))
      return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  }
  if (reading->diagnostics.has_errors()) return fail(context, reading->diagnostics, reading->texts, ExitCode::bad_input);
  if (context.arguments.json_on_stdout()) {
    context.console.data(document());
    return ExitCode::fine;
  }
  context.console.diagnostics(reading->diagnostics, reading->texts);
  context.console.message(fmt::format("{}: no errors; next: counterflow run {}\n", printable(path), printable(path)));
  return ExitCode::fine;
}

}  // namespace cf::cli
