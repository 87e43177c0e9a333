#include <fmt/format.h>

#include "commands.hpp"
#include "error_document.hpp"

namespace cf::cli {

ExitCode check_command(Context& context) {
  const auto& path = context.arguments.operands[0];
  ExitCode exit_code = ExitCode::fine;
  const auto reading = read_model(context, path, exit_code);
  if (!reading) return exit_code;
  if (context.arguments.json_on_stdout()) {
    context.console.data(error_document(reading->diagnostics, reading->texts));
  } else {
    context.console.message(fmt::format("{}: no errors; next: counterflow run {}\n", printable(path), printable(path)));
  }
  return ExitCode::fine;
}

}  // namespace cf::cli
