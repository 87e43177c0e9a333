// Running a checked deal. A run that had to stop is explained by running that path again with the reference evaluator, which
// knows every formula: the message names it, the step, and the largest values in it.
#pragma once
#include <optional>

#include "session/reading.hpp"
#include "study/study.hpp"

namespace cf::session {

struct RunResult {
  std::optional<study::Answer> answer;   // empty when the run stopped, or was interrupted before anything was done
  Diagnostics stopped;                   // why it stopped; empty if it did not
  Diagnostics refused;                   // that it does not fit into memory, and what would; nothing was run
  bool interrupted = false;              // fewer futures than asked for
};

// `reading` has been checked without errors.
RunResult run(const Reading& reading, const study::Options& options);

// What a run of it by study::run has come to, whoever ran it.
RunResult result_of(const Reading& reading, const study::Options& options, study::Outcome outcome);
Diagnostics explain_refusal(const study::Refused& refused);
void explain_stop(const Reading& reading, const study::Stopped& stopped, const study::Options& options, Diagnostics& diagnostics);

// The checks of the model that did not hold, as errors that point at them; those that only warn as warnings.
Diagnostics failed_checks(const Reading& reading, const study::Answer& answer);

}  // namespace cf::session
