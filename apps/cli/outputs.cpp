#include "outputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/csv.hpp"
#include "report/html.hpp"
#include "report/json.hpp"
#include "report/terminal.hpp"
#include "report/xlsx.hpp"

namespace cf::cli {
namespace {

struct Format {
  std::optional<std::string> Arguments::* path;
  // The whole file; without one, why not.
  std::optional<std::string> (*content)(const study::Answer& answer, std::string& error);
};

std::optional<std::string> spreadsheet(const study::Answer& answer, std::string& error) {
  auto made = report::to_xlsx(answer);
  error = made.error;
  return error.empty() ? std::optional(std::move(made.bytes)) : std::nullopt;
}

constexpr Format kFormats[] = {
    {&Arguments::report, [](const study::Answer& answer, std::string&) { return std::optional(report::to_html(answer)); }},
    {&Arguments::json, [](const study::Answer& answer, std::string&) { return std::optional(report::to_json(answer)); }},
    {&Arguments::xlsx, spreadsheet},
};

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

}  // namespace

bool Outputs::open(const Arguments& arguments, Diagnostics& diagnostics) {
  for (const auto& format : kFormats) {
    const auto& path = arguments.*format.path;
    if (path && *path != "-") files_.emplace_back().open(*path, diagnostics);
  }
  if (arguments.csv) make_folder(*arguments.csv, diagnostics);
  return !diagnostics.has_errors();
}

bool Outputs::write(Context& context, const study::Answer& answer, Diagnostics& diagnostics) {
  const auto& arguments = context.arguments;
  auto file = files_.begin();
  for (const auto& format : kFormats) {
    const auto& path = arguments.*format.path;
    if (!path) continue;
    std::string error;
    const auto content = format.content(answer, error);
    if (!content) {
      diagnostics.error("E0415", {}, fmt::format("cannot write the output {}: {}", *path, error));
      return false;
    }
    if (*path == "-") {
      context.console.data(*content);
    } else if (!(file++)->commit(*content, diagnostics)) {
      return false;
    }
  }
  if (arguments.csv && !write_tables(answer, *arguments.csv, diagnostics)) return false;
  if (!arguments.file_on_stdout()) print_answer(context, answer);
  return true;
}

}  // namespace cf::cli
