// One of the report's charts as a picture that stands by itself.
#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"
#include "files.hpp"
#include "report/html.hpp"
#include "report/json.hpp"

namespace cf::cli {
namespace {

// Results are a JSON object that names its format; a model is YAML, which may be an object too.
bool holds_results(std::string_view text) {
  constexpr std::size_t kHead = 4096;
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{' && text.substr(0, kHead).find("\"format\"") != std::string_view::npos;
}

std::vector<std::string> structures_of(const study::Answer& answer) {
  std::vector<std::string> names;
  for (const auto& structure : answer.structures) names.push_back(structure.name);
  return names;
}

bool is_known(const char* code, const std::string& what, const std::string& name, const std::vector<std::string>& known,
              Diagnostics& diagnostics) {
  if (std::find(known.begin(), known.end(), name) != known.end()) return true;
  const auto near = nearest(name, known);
  diagnostics.error(code, {}, fmt::format("there is no {} '{}'", what, name), near.empty() ? "" : fmt::format("did you mean '{}'?", near))
      .notes.push_back({fmt::format("{}s: {}", what, fmt::join(known, ", ")), {}});
  return false;
}

// Draws what was asked for; `file` is open unless the picture goes to standard output.
ExitCode draw(Context& context, const study::Answer& answer, OutputFile& file) {
  const auto& arguments = context.arguments;
  report::Charts charts(answer);
  if (arguments.list) {
    for (const auto& name : charts.names()) context.console.data(name + "\n");
    return ExitCode::fine;
  }
  Diagnostics diagnostics;
  const auto& name = arguments.operands[1];
  const auto structure = arguments.structure.value_or("");
  const bool known = is_known("E0424", "chart", name, charts.names(), diagnostics);
  if ((!structure.empty() && !is_known("E0423", "structure", structure, structures_of(answer), diagnostics)) || !known)
    return fail(context, diagnostics, ExitCode::bad_input);
  const auto svg = charts.svg(name, structure, arguments.width);
  if (svg.empty()) {
    diagnostics.error("E0425", {},
                      fmt::format("of '{}' there is nothing to draw in {}", name,
                                  structure.empty() ? "the structure that the report opens with" : fmt::format("'{}'", structure)));
    return fail(context, diagnostics, ExitCode::bad_input);
  }
  if (!arguments.svg || *arguments.svg == "-") {
    context.console.data(svg);
  } else if (!file.commit(svg, diagnostics)) {
    return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  }
  return ExitCode::fine;
}

}  // namespace

ExitCode chart_command(Context& context) {
  const auto& arguments = context.arguments;
  const auto& path = arguments.operands[0];
  Diagnostics diagnostics;
  if (!arguments.list && arguments.operands.size() < 2) {
    diagnostics.error("E0402", {}, "chart needs the NAME of a chart", fmt::format("try: counterflow chart {} --list", path));
    return fail(context, diagnostics, ExitCode::bad_input);
  }
  OutputFile file;
  const auto open = [&](Diagnostics& diagnostics) {
    return arguments.list || !arguments.svg || *arguments.svg == "-" || file.open(*arguments.svg, diagnostics);
  };
  ReadFault fault;
  auto text = read_file(path, kLargestResults, fault);
  if (!text) return fail(context, fault.diagnostics, fault.exit_code);
  ExitCode exit_code = ExitCode::fine;
  if (!holds_results(*text)) {
    const auto run = run_model(context, read_model(context, path, std::move(*text), exit_code), open, exit_code);
    if (!run) return exit_code;
    exit_code = draw(context, *run->result.answer, file);
    return exit_code == ExitCode::fine ? end_of(context, *run) : exit_code;
  }
  const auto answer = read_results(context, path, *text, exit_code);
  if (!answer) return exit_code;
  if (!open(diagnostics)) return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  return draw(context, *answer, file);
}

}  // namespace cf::cli
