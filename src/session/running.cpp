#include "session/running.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/check.hpp"
#include "model/declarations.hpp"
#include "reference/evaluator.hpp"
#include "report/number_text.hpp"

namespace cf::session {
namespace {

using namespace model;

constexpr std::size_t kValuesShown = 6;

std::string month_text(double months) {
  const int whole = static_cast<int>(std::floor(months));
  return fmt::format("{:04}-{:02}", whole / 12, whole % 12 + 1);
}

std::string reading_text(const reference::Reading& reading, const std::string& currency_sign) {
  const double in_unit = reading.value * reading.display.magnitude / reading.display.scale;
  const auto shown = std::isnan(in_unit) ? std::string("not a number")
                     : std::isinf(in_unit)
                         ? std::string(in_unit > 0 ? "infinite" : "minus infinite")
                         : report::NumberText(currency_sign).number({in_unit, 0}, {reading.display.unit, reading.display.text});
  return fmt::format("{} = {}", reading.name, shown);
}

std::string size_text(std::uint64_t bytes) {
  const double mb = static_cast<double>(bytes) / (1 << 20);
  return mb < 1000 ? fmt::format("{:.0f} MB", std::ceil(mb)) : fmt::format("{:.1f} GB", mb / 1024);
}

std::string terms_text(const study::Stopped& stopped) {
  std::string out = fmt::format("in the structure '{}'", stopped.structure);
  if (!stopped.scenario.empty()) out += fmt::format(" under the scenario '{}'", stopped.scenario);
  if (!stopped.piece.empty()) out += fmt::format(", of it '{}' alone", stopped.piece);
  return out;
}

// Everything that the fast evaluator may have evaluated on the path.
reference::PathResult run_again(const Model& model, std::uint64_t seed, std::uint64_t path, const Points* points) {
  std::vector<ExprId> path_values, step_values;
  for (const auto& measure : model.measures) path_values.push_back(measure.value);
  for (const auto& check : model.checks) path_values.push_back(check.holds);
  for (const auto& series : model.series) step_values.push_back(series.value);
  for (const auto& flow : model.flows) {
    if (flow.promised) step_values.push_back(flow.promised);
  }
  return reference::run_path(model, seed, path, path_values, step_values, points);
}

}  // namespace

void explain_stop(const Reading& reading, const study::Stopped& stopped, const study::Options& options, Diagnostics& diagnostics) {
  Diagnostics ignored;
  const auto model = reading.deal->bind(stopped.terms, ignored);
  const auto points = study::points_of(*reading.deal, options);
  const auto again = run_again(model, options.seed, stopped.path, points.get());
  CF_CHECK(again.stop.has_value(), fmt::format("path {} stopped, and does not when run again", stopped.path).c_str());
  const auto& stop = *again.stop;
  const auto name = stop.name.empty() ? "a formula" : stop.name;
  const auto when = stop.step < model.time.num_steps ? fmt::format("in step {} ({})", stop.step, month_text(model.time.date(stop.step)))
                                                     : fmt::format("after the last step ({})", month_text(model.time.date(stop.step)));
  auto& diagnostic = diagnostics.error(stop.conservation ? "E0502" : "E0501", stop.place,
                                       fmt::format("stopped: {} {} {} of path {}", name, stop.what, when, stop.path));
  std::vector<std::string> values;
  for (std::size_t i = 0; i < std::min(stop.values.size(), kValuesShown); ++i)
    values.push_back(reading_text(stop.values[i], model.currency_sign));
  if (!values.empty()) diagnostic.notes.push_back({fmt::format("there {}", fmt::join(values, ", ")), {}});
  diagnostic.notes.push_back({terms_text(stopped), {}});
}

RunResult run(const Reading& reading, const study::Options& options) {
  CF_CHECK(reading.deal && !reading.diagnostics.has_errors(), "only a checked deal can be run");
  return result_of(reading, options, study::run(*reading.deal, options));
}

Diagnostics explain_refusal(const study::Refused& refused) {
  Diagnostics diagnostics;
  std::string hint = "fewer series, scenarios or structures would";
  if (refused.threads > 0) {
    hint = fmt::format("with --threads {} it would", refused.threads);
  } else if (refused.steps > 0) {
    hint = fmt::format("with one thread and {} it would", refused.steps == 1 ? "1 step" : fmt::format("{} steps", refused.steps));
  }
  auto& diagnostic = diagnostics.error("E0504", {},
                                       fmt::format("the run does not fit into memory: it needs about {}, and {} may be used",
                                                   size_text(refused.needed), size_text(refused.allowed)),
                                       hint);
  diagnostic.notes.push_back(
      {fmt::format("with one thread it needs about {}; the number of futures hardly matters", size_text(refused.with_one_thread)), {}});
  return diagnostics;
}

RunResult result_of(const Reading& reading, const study::Options& options, study::Outcome outcome) {
  RunResult result;
  if (outcome.refused) {
    result.refused = explain_refusal(*outcome.refused);
    return result;
  }
  if (outcome.stopped) {
    explain_stop(reading, *outcome.stopped, options, result.stopped);
    return result;
  }
  result.interrupted = !outcome.answer || outcome.answer->paths < outcome.answer->paths_asked;
  result.answer = std::move(outcome.answer);
  if (result.answer) {
    for (const auto text : reading.deal->declarations().texts)
      result.answer->model.texts.push_back({reading.texts.name(text), std::string(reading.texts.text(text))});
  }
  return result;
}

Diagnostics failed_checks(const Reading& reading, const study::Answer& answer) {
  struct Failed {
    model::Check check;
    double needed = 1;
    std::vector<std::string> where;      // structure, and in how many futures it holds there
  };
  std::vector<Failed> failed;            // in the order of the model
  for (std::size_t i = 0; i < answer.structures.size(); ++i) {
    const auto& structure = answer.structures[i];
    if (std::all_of(structure.checks.begin(), structure.checks.end(), [](const auto& check) { return check.ok; })) continue;
    Diagnostics ignored;
    const auto model = reading.deal->bind(reading.deal->terms(static_cast<int>(i)), ignored);
    for (std::size_t c = 0; c < structure.checks.size(); ++c) {
      const auto& check = structure.checks[c];
      if (check.ok) continue;
      auto known = std::find_if(failed.begin(), failed.end(), [&](const Failed& f) { return f.check.title == check.title; });
      if (known == failed.end()) {
        failed.push_back({model.checks[c], check.needed, {}});
        known = failed.end() - 1;
      }
      known->where.push_back(fmt::format("{:.6g}% of the futures in the structure '{}'", 100 * check.held, structure.name));
    }
  }
  Diagnostics diagnostics;
  for (const Failed& f : failed) {
    const auto needed = f.needed >= 1 ? std::string("every future") : fmt::format("{:.6g}% of the futures", 100 * f.needed);
    const auto message = f.check.some ? fmt::format("the check '{}' holds in none of the {} futures", f.check.title, answer.paths)
                                      : fmt::format("the check '{}' does not hold: it has to in {}", f.check.title, needed);
    auto& diagnostic =
        f.check.warns ? diagnostics.warning("W0602", f.check.place, message) : diagnostics.error("E0601", f.check.place, message);
    diagnostic.notes.push_back({fmt::format("it holds in {}", fmt::join(f.where, ", ")), {}});
    if (f.check.rule.text != f.check.place.text || f.check.rule.begin != f.check.place.begin)
      diagnostic.notes.push_back({"the check in the contract type", f.check.rule});
  }
  return diagnostics;
}

}  // namespace cf::session
