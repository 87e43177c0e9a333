#include "reference/evaluator.hpp"

#include "reference/path.hpp"

namespace cf::reference {

using namespace model;

namespace {

// Runs the path to its end; `each_step` is called when a step's flows have moved, and once after the last step.
template <class EachStep>
std::optional<Stop> run(Path& path, int num_steps, EachStep each_step) {
  try {
    for (int step = 0; step <= num_steps; ++step) {
      path.begin(step);
      if (step < num_steps) path.move(step);
      each_step(step);
    }
    return std::nullopt;
  } catch (const Stopped& stopped) {
    return stopped.stop;
  }
}

}  // namespace

PathResult run_path(const Model& model, std::uint64_t seed, std::uint64_t path_number, const std::vector<ExprId>& path_values,
                    const std::vector<ExprId>& step_values, const Points* points) {
  PathResult result;
  result.step_values.resize(step_values.size());
  Path path(model, Draws::of_path(seed, path_number, points), path_number);
  result.stop = run(path, model.time.num_steps, [&](int step) {
    for (std::size_t i = 0; i < step_values.size(); ++i) result.step_values[i].push_back(path.finite_value(step_values[i], step));
  });
  if (result.stop) return result;
  try {
    std::vector<double> values;
    for (ExprId id : path_values) values.push_back(path.finite_value(id, 0));
    result.path_values = std::move(values);
  } catch (const Stopped& stopped) {
    result.stop = stopped.stop;
  }
  return result;
}

Middle::Middle(const Model& model) : path_(std::make_unique<Path>(model, Draws::middle(), 0)) {
  stop_ = run(*path_, model.time.num_steps, [](int) {});
}
Middle::~Middle() = default;
Middle::Middle(Middle&&) noexcept = default;
Middle& Middle::operator=(Middle&&) noexcept = default;

std::optional<double> Middle::value(ExprId id, int step) const {
  try {
    return path_->value(id, step);
  } catch (const Stopped&) {
    return std::nullopt;
  } catch (const NotReached&) {
    return std::nullopt;
  }
}

}  // namespace cf::reference
