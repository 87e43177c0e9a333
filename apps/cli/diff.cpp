// What changed between two versions of a model, and what it did.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "files.hpp"
#include "report/number_text.hpp"
#include "session/comparison.hpp"

namespace cf::cli {
namespace {

using session::ResultChange;
using session::TextChange;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMostEffects = 12;         // single changes that are run by themselves
constexpr std::uint64_t kEffectPaths = 16'384;   // futures of each

struct Effect {
  std::string name;
  bool alone = false;                            // false: it cannot be made by itself
  std::vector<ResultChange> results;
};

struct Difference {
  std::vector<TextChange> changes;
  std::vector<ResultChange> results;
  std::vector<Effect> effects;                   // of each change by itself; empty when there is one only
};

std::string shown(const ResultChange& change, const report::NumberText& numbers) {
  const report::Kind kind{change.unit, change.display};
  return fmt::format("{} → {} ({})", numbers.number(change.before, kind), numbers.number(change.after, kind),
                     numbers.difference_with_error(change.change, kind));
}

std::string as_text(const Difference& difference, const report::NumberText& numbers) {
  std::string out;
  if (difference.changes.empty()) return "nothing changed\n";
  out += "What changed\n";
  for (const auto& change : difference.changes) {
    const auto name = printable(change.name);
    if (change.before_place.text < 0) {
      out += fmt::format("  + {}: {}\n", name, printable(change.after));
    } else if (change.after_place.text < 0) {
      out += fmt::format("  - {}: {}\n", name, printable(change.before));
    } else {
      out += fmt::format("  {}: {} → {}\n", name, printable(change.before), printable(change.after));
    }
  }
  out += "\nWhat it did (means, on the same futures; ± is two standard errors of the change)\n";
  if (difference.results.empty()) out += "  no party value and no measure changed\n";
  std::string structure;
  for (const auto& result : difference.results) {
    if (result.structure != structure) out += fmt::format("  {}\n", printable(structure = result.structure));
    out += fmt::format("    {}: {}\n", printable(result.name), shown(result, numbers));
  }
  if (!difference.effects.empty()) out += "\nWhat each change did by itself\n";
  for (const auto& effect : difference.effects) {
    out += fmt::format("  {}{}\n", printable(effect.name),
                       !effect.alone            ? ": cannot be made without the others"
                       : effect.results.empty() ? ": nothing"
                                                : "");
    structure.clear();
    for (const auto& result : effect.results) {
      if (result.structure != structure) out += fmt::format("    {}\n", printable(structure = result.structure));
      out += fmt::format("      {}: {}\n", printable(result.name), shown(result, numbers));
    }
  }
  return out;
}

Json as_json(const std::vector<ResultChange>& results) {
  Json list = Json::array();
  for (const auto& r : results) {
    list.push_back({{"structure", r.structure},
                    {"name", r.name},
                    {"unit", r.unit},
                    {"before", r.before.value},
                    {"before_se", r.before.se},
                    {"after", r.after.value},
                    {"after_se", r.after.se},
                    {"change", r.change.value},
                    {"change_se", r.change.se}});
  }
  return list;
}

std::string as_document(const Difference& difference) {
  Json document{{"format", 1}, {"changes", Json::array()}};
  for (const auto& change : difference.changes) {
    document["changes"].push_back({{"name", change.name}, {"before", change.before}, {"after", change.after}});
  }
  document["results"] = as_json(difference.results);
  document["effects"] = Json::array();
  for (const auto& effect : difference.effects) {
    document["effects"].push_back({{"name", effect.name}, {"alone", effect.alone}, {"results", as_json(effect.results)}});
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<std::string> read_included(const std::string& path) {
  ReadFault ignored;
  return read_file(path, kLargestModel, ignored);
}

// The change by itself, on top of the older version, against that version.
Effect effect_of(const TextChange& change, const session::Reading& before, const session::Reading& after, const study::Answer& base,
                 const std::string& path, const study::Options& options) {
  Effect effect;
  effect.name = change.name;
  auto text = session::with_change(before, after, change);
  if (!text) return effect;
  const auto changed = session::check(path, std::move(*text), read_included);
  if (changed->diagnostics.has_errors()) return effect;
  const auto result = session::run(*changed, options);
  if (!result.answer || result.interrupted) return effect;
  effect.alone = true;
  effect.results = session::result_changes(base, *result.answer);
  return effect;
}

}  // namespace

ExitCode diff_command(Context& context) {
  const auto& arguments = context.arguments;
  const auto& before_path = arguments.operands[0];
  const auto& after_path = arguments.operands[1];
  ExitCode exit_code = ExitCode::fine;
  const auto before = read_model(context, before_path, exit_code);
  if (!before) return exit_code;
  const auto after = read_model(context, after_path, exit_code);
  if (!after) return exit_code;
  Diagnostics diagnostics;
  std::optional<OutputFile> file;
  if (arguments.json && !arguments.json_on_stdout()) {
    file.emplace();
    if (!file->open(*arguments.json, diagnostics)) return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  }

  Difference difference;
  difference.changes = session::text_changes(*before, *after);
  std::string currency_sign = "$";
  if (!difference.changes.empty()) {
    const auto options = study_options(context, before_path);
    const auto old_run = session::run(*before, options);
    if (old_run.stopped.has_errors()) return fail(context, old_run.stopped, before->texts, ExitCode::stopped);
    const auto new_run = session::run(*after, study_options(context, after_path));
    if (new_run.stopped.has_errors()) return fail(context, new_run.stopped, after->texts, ExitCode::stopped);
    if (!old_run.answer || !new_run.answer || old_run.interrupted || new_run.interrupted) return say_nothing_was_done(context);
    currency_sign = old_run.answer->model.currency_sign;
    difference.results = session::result_changes(*old_run.answer, *new_run.answer);

    if (difference.changes.size() > 1 && difference.changes.size() <= kMostEffects) {
      auto fewer = options;
      fewer.paths = std::min(options.paths, kEffectPaths);
      const auto base = fewer.paths == options.paths ? old_run : session::run(*before, fewer);
      for (const auto& change : difference.changes) {
        if (!base.answer || context.interrupted) return say_nothing_was_done(context);
        difference.effects.push_back(effect_of(change, *before, *after, *base.answer, before_path, fewer));
      }
    }
    context.console.end_progress();
  }
  if (arguments.json_on_stdout()) {
    context.console.data(as_document(difference));
    return ExitCode::fine;
  }
  if (file && !file->commit(as_document(difference), diagnostics)) return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  context.console.data(as_text(difference, report::NumberText(currency_sign)));
  return ExitCode::fine;
}

}  // namespace cf::cli
