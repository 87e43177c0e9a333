// The reference evaluator: what a model means, one path at a time, in the plainest way that is exact.
//
// It walks the model's formulas as they stand, on demand: a formula is evaluated when it is read, once a step, and the side of
// `if`, `and`, `or` that decides nothing is never looked at. It shares nothing with the engine but the meaning of single
// operations (operation/) and the random numbers (base/random, base/points). Where the two differ, the engine is wrong.
//
//  1. Nothing here prints or throws: whatever ends a path is in its Stop.
//  2. In every step cash and every asset's balances are checked to add up.
//  3. The same model, seed and path give the same result.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/points.hpp"
#include "model/model.hpp"
#include "reference/stop.hpp"

namespace cf::reference {

struct PathResult {
  std::vector<double> path_values;               // as asked; empty when the path stopped
  std::vector<std::vector<double>> step_values;  // [value][step 0 … num_steps]; the last is the evaluation after the last step
  std::optional<Stop> stop;                      // then step_values hold the steps before it
};

// `path_values` are formulas with one value a path (measures, checks: of reductions and inputs), `step_values` those
// with one a step (series, drivers, what flows paid). What no stock, driver, flow or wanted value reads is not evaluated.
// A formula of a path that reads a quantity of a step (a contract's parameter, say) reads it in step 0.
// `points`: where the draws come from; null: Philox.
PathResult run_path(const model::Model& model, std::uint64_t seed, std::uint64_t path, const std::vector<model::ExprId>& path_values,
                    const std::vector<model::ExprId>& step_values, const Points* points = nullptr);

class Path;

// The middle path: every input at its median, every driver on its median (its normal draws are 0), an event when the sum of
// its hazard reaches log 2. What `explain` shows beside each formula. `model` has to outlive it.
class Middle {
 public:
  explicit Middle(const model::Model& model);
  ~Middle();
  Middle(Middle&&) noexcept;
  Middle& operator=(Middle&&) noexcept;

  // The value of any formula or part of one in `step` (0 … num_steps); of a formula of the whole path the step does not
  // matter. Empty when it cannot be evaluated there: outside an operation's domain, or after the path stopped.
  std::optional<double> value(model::ExprId id, int step) const;
  // Why the path stopped, if it did; steps before it can still be read.
  const std::optional<Stop>& stop() const { return stop_; }

 private:
  std::unique_ptr<Path> path_;
  std::optional<Stop> stop_;
};

}  // namespace cf::reference
