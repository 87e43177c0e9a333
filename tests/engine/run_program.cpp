#include "run_program.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "reference/evaluator.hpp"

namespace cf::testing {
namespace {

struct Keep : engine::StepSink {
  std::vector<std::vector<std::vector<double>>>& values;
  std::uint64_t first;
  Keep(std::vector<std::vector<std::vector<double>>>& v, std::uint64_t f) : values(v), first(f) {}
  void take(int, int output, int step, const double* from, int count, std::uint64_t first_path) override {
    auto& row = values[static_cast<std::size_t>(output)][static_cast<std::size_t>(step)];
    std::copy(from, from + count, row.begin() + static_cast<std::ptrdiff_t>(first_path - first));
  }
};

}  // namespace

Run run(const program::Program& p, const RunOptions& options) {
  const auto count = static_cast<std::size_t>(options.count);
  std::vector<std::vector<double>> columns(static_cast<std::size_t>(p.num_columns), std::vector<double>(count));
  std::vector<double*> pointers;
  for (auto& c : columns) pointers.push_back(c.data());
  std::vector<std::vector<std::vector<double>>> outputs(
      static_cast<std::size_t>(p.num_step_outputs),
      std::vector<std::vector<double>>(static_cast<std::size_t>(p.num_steps) + 1, std::vector<double>(count, std::nan(""))));
  Keep sink(outputs, options.first);
  const engine::Runner runner(p, 1, {options.set, options.tile, options.native});
  Run result;
  result.stop = runner.run(0, options.seed, options.first, options.count, pointers, &sink);
  for (std::int32_t c : p.column_of) result.columns.push_back(columns[static_cast<std::size_t>(c)]);
  for (std::int32_t o : p.step_output_of) result.step_values.push_back(outputs[static_cast<std::size_t>(o)]);
  return result;
}

Run run(const std::vector<program::Variant>& variants, const RunOptions& options) {
  const program::Program p = program::lower(variants);
  return run(p, options);
}

std::string disagreement(const model::Model& model, const program::Wanted& wanted, const RunOptions& options, double tolerance,
                         double scale) {
  const Run fast = run({{&model, wanted}}, options);
  const auto differ = [&](double a, double b) {
    return !(std::fabs(a - b) <= tolerance * std::max({std::fabs(a), std::fabs(b), scale})) && a != b;
  };
  for (std::size_t i = 0; i < static_cast<std::size_t>(options.count); ++i) {
    const std::uint64_t path = options.first + i;
    const auto slow = reference::run_path(model, options.seed, path, wanted.path_values, wanted.step_values);
    const bool stops = fast.stop && fast.stop->path == path;
    if (slow.stop && !stops)
      return fmt::format("path {}: the reference stops ({} {} in step {}), the engine does not", path, slow.stop->name, slow.stop->what,
                         slow.stop->step);
    if (!slow.stop && stops) return fmt::format("path {}: the engine stops, the reference does not", path);
    if (stops) return {};    // later paths are not run by anybody
    for (std::size_t k = 0; k < wanted.path_values.size(); ++k)
      if (differ(fast.columns[k][i], slow.path_values[k]))
        return fmt::format("path {}, path value {}: {:.17g}, by the reference {:.17g}", path, k, fast.columns[k][i], slow.path_values[k]);
    for (std::size_t k = 0; k < wanted.step_values.size(); ++k)
      for (std::size_t t = 0; t <= static_cast<std::size_t>(model.time.num_steps); ++t)
        if (differ(fast.step_values[k][t][i], slow.step_values[k][t]))
          return fmt::format("path {}, step value {} in step {}: {:.17g}, by the reference {:.17g}", path, k, t, fast.step_values[k][t][i],
                             slow.step_values[k][t]);
  }
  return {};
}

}  // namespace cf::testing
