#include "session/library.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "commands.hpp"

namespace cf::cli {

ExitCode library_command(Context& context) {
  const auto types = session::contract_types();
  if (context.arguments.operands.empty()) {
    std::string out;
    for (const auto& type : types) out += fmt::format("{:<20} {}\n", type.name, type.about);
    context.console.data(out);
    context.console.message("next: counterflow library TYPE\n");
    return ExitCode::fine;
  }
  const auto& wanted = context.arguments.operands[0];
  for (const auto& type : types) {
    if (type.name != wanted) continue;
    context.console.data(type.text);
    return ExitCode::fine;
  }
  std::vector<std::string> names;
  for (const auto& type : types) names.push_back(type.name);
  const auto near = nearest(wanted, names);
  Diagnostics diagnostics;
  diagnostics
      .error("E0422", {}, fmt::format("there is no contract type '{}' in the library", wanted),
             near.empty() ? "" : fmt::format("did you mean '{}'?", near))
      .notes.push_back({fmt::format("types: {}", fmt::join(names, ", ")), {}});
  return fail(context, diagnostics, ExitCode::bad_input);
}

}  // namespace cf::cli
