// Each stage between the text and the results, as text: what `dump` prints, for whoever wants to see what became of a model.
#pragma once
#include <cstdint>
#include <string>

#include "session/reading.hpp"
#include "study/study.hpp"

namespace cf::session {

// The tree of the model file: one node a line, with its place.
std::string syntax_stage(const Reading& reading);

// The model under a structure's terms: every part with its unit and the expressions that make it.
std::string model_stage(const Reading& reading, int structure);

// The program of all structures together, as it runs when all measures are wanted.
std::string program_stage(const Reading& reading);

// What the first paths of a structure give, by the reference evaluator: CSV, a row for each path and step; inputs, drivers,
// series and stocks in columns.
// The first `shown` paths of a run.
std::string samples_stage(const Reading& reading, int structure, const study::Options& options, std::uint64_t shown);

}  // namespace cf::session
