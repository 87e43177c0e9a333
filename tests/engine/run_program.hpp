// Runs models through the program and the engine, and compares them with the reference evaluator.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "model/model.hpp"
#include "program/lower.hpp"

namespace cf::testing {

struct Run {
  std::vector<std::vector<double>> columns;                     // by wanted path value, then path
  std::vector<std::vector<std::vector<double>>> step_values;    // by wanted step value, step (0 … num_steps), then path
  std::optional<engine::Stop> stop;
};

struct RunOptions {
  std::uint64_t seed = 1;
  std::uint64_t first = 0;
  int count = 64;
  int tile = 0;
  engine::InstructionSet set = engine::best_instruction_set();
  bool native = true;
};

Run run(const program::Program& program, const RunOptions& options = {});
Run run(const std::vector<program::Variant>& variants, const RunOptions& options = {});

// Empty if engine and reference evaluator agree on these paths of one model: values, and the earliest path that stops; else what
// differs. `tolerance` is relative to the larger of the values and of `scale`.
std::string disagreement(const model::Model& model, const program::Wanted& wanted, const RunOptions& options = {}, double tolerance = 1e-9,
                         double scale = 1);

}  // namespace cf::testing
