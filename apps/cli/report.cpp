// The answer again, from its JSON: whatever `run` can write, and the same bytes.
#include <fmt/format.h>

#include "commands.hpp"
#include "files.hpp"
#include "outputs.hpp"
#include "report/json.hpp"

namespace cf::cli {

std::optional<study::Answer> read_results(Context& context, const std::string& path, ExitCode& exit_code) {
  ReadFault fault;
  const auto text = read_file(path, kLargestResults, fault);
  if (!text) {
    exit_code = fail(context, fault.diagnostics, fault.exit_code);
    return std::nullopt;
  }
  return read_results(context, path, *text, exit_code);
}

std::optional<study::Answer> read_results(Context& context, const std::string& path, std::string_view text, ExitCode& exit_code) {
  auto read = report::from_json(text);
  if (read.answer) return std::move(read.answer);
  Diagnostics diagnostics;
  diagnostics.error("E0431", {}, fmt::format("{}: {}", path, read.error), "write one with: counterflow run MODEL --json FILE");
  exit_code = fail(context, diagnostics, ExitCode::bad_input);
  return std::nullopt;
}

ExitCode report_command(Context& context) {
  ExitCode exit_code = ExitCode::fine;
  const auto answer = read_results(context, context.arguments.operands[0], exit_code);
  if (!answer) return exit_code;
  Diagnostics diagnostics;
  Outputs outputs;
  if (!outputs.open(context.arguments, diagnostics) || !outputs.write(context, *answer, diagnostics))
    return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  return ExitCode::fine;
}

}  // namespace cf::cli
