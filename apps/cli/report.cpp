#include <fmt/format.h>

#include "commands.hpp"
#include "files.hpp"
#include "outputs.hpp"
#include "report/json.hpp"

namespace cf::cli {

ExitCode report_command(Context& context) {
  const auto& path = context.arguments.operands[0];
  ReadFault fault;
  const auto text = read_file(path, kLargestResults, fault);
  if (!text) return fail(context, fault.diagnostics, fault.exit_code);
  const auto read = report::from_json(*text);
  Diagnostics diagnostics;
  if (!read.answer) {
    diagnostics.error("E0431", {}, fmt::format("{}: {}", path, read.error), "write one with: counterflow run MODEL --json FILE");
    return fail(context, diagnostics, ExitCode::bad_input);
  }
  Outputs outputs;
  if (!outputs.open(context.arguments, diagnostics) || !outputs.write(context, *read.answer, diagnostics))
    return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  return ExitCode::fine;
}

}  // namespace cf::cli
