#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "commands.hpp"
#include "error_document.hpp"
#include "files.hpp"

namespace cf::cli {

ExitCode fail(Context& context, const Diagnostics& diagnostics, const SourceTexts& texts, ExitCode exit_code) {
  if (context.arguments.json_on_stdout()) {
    context.console.data(error_document(diagnostics, texts));
  } else {
    context.console.diagnostics(diagnostics, texts);
  }
  return exit_code;
}

ExitCode fail(Context& context, const Diagnostics& diagnostics, ExitCode exit_code) {
  return fail(context, diagnostics, SourceTexts(), exit_code);
}

namespace {

std::unique_ptr<session::Reading> checked(const std::string& path, std::string text) {
  const auto read_included = [](const std::string& included) {
    ReadFault ignored;
    return read_file(included, kLargestModel, ignored);
  };
  return session::check(path, std::move(text), read_included);
}

// Null when there are errors; warnings are printed.
std::unique_ptr<session::Reading> judged(Context& context, std::unique_ptr<session::Reading> reading, ExitCode& exit_code) {
  if (!reading) return nullptr;
  if (reading->diagnostics.has_errors()) {
    exit_code = fail(context, reading->diagnostics, reading->texts, ExitCode::bad_input);
    return nullptr;
  }
  context.console.diagnostics(reading->diagnostics, reading->texts);
  return reading;
}

}  // namespace

std::unique_ptr<session::Reading> read_unjudged(Context& context, const std::string& path, ExitCode& exit_code) {
  ReadFault fault;
  auto text = read_file(path, kLargestModel, fault);
  if (text) return checked(path, std::move(*text));
  exit_code = fail(context, fault.diagnostics, fault.exit_code);
  return nullptr;
}

std::unique_ptr<session::Reading> read_model(Context& context, const std::string& path, ExitCode& exit_code) {
  return judged(context, read_unjudged(context, path, exit_code), exit_code);
}

std::unique_ptr<session::Reading> read_model(Context& context, const std::string& path, std::string text, ExitCode& exit_code) {
  return judged(context, checked(path, std::move(text)), exit_code);
}

int structure_number(const session::Reading& reading, const Arguments& arguments, Diagnostics& diagnostics) {
  const auto names = reading.deal->structures();
  if (!arguments.structure) return static_cast<int>(names.size()) - 1;
  const auto it = std::find(names.begin(), names.end(), *arguments.structure);
  if (it != names.end()) return static_cast<int>(it - names.begin());
  const auto near = nearest(*arguments.structure, names);
  diagnostics
      .error("E0423", {}, fmt::format("the model has no structure '{}'", *arguments.structure),
             near.empty() ? "" : fmt::format("did you mean '{}'?", near))
      .notes.push_back({fmt::format("structures: {}", fmt::join(names, ", ")), {}});
  return 0;
}

}  // namespace cf::cli
