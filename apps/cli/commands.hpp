// The commands, each in a file of its own name. They are given what was asked and say how it went.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "command_line.hpp"
#include "console.hpp"
#include "exit_code.hpp"
#include "ranks.hpp"
#include "session/reading.hpp"
#include "session/running.hpp"
#include "study/study.hpp"

namespace cf::cli {

struct Context {
  const Arguments& arguments;
  Console& console;
  const std::atomic<bool>& interrupted;   // set by Ctrl-C
  Ranks& ranks;
};

ExitCode run_command(Context& context);
ExitCode check_command(Context& context);
ExitCode explain_command(Context& context);
ExitCode diff_command(Context& context);
ExitCode library_command(Context& context);
ExitCode schema_command(Context& context);
ExitCode new_command(Context& context);
ExitCode dump_command(Context& context);
ExitCode report_command(Context& context);
ExitCode chart_command(Context& context);
ExitCode merge_command(Context& context);

// What `run` does with --part, and where mpirun started several.
ExitCode run_part(Context& context);
ExitCode run_among_ranks(Context& context);

// Says what went wrong, as text or, if --json - asked for it, as a document. Returns `exit_code`.
ExitCode fail(Context& context, const Diagnostics& diagnostics, const SourceTexts& texts, ExitCode exit_code);
ExitCode fail(Context& context, const Diagnostics& diagnostics, ExitCode exit_code);

// Reads a model file and checks it. Null when it is not there or not right: then all has been said and `exit_code` is set.
// Warnings are printed.
std::unique_ptr<session::Reading> read_model(Context& context, const std::string& path, ExitCode& exit_code);
std::unique_ptr<session::Reading> read_model(Context& context, const std::string& path, std::string text, ExitCode& exit_code);

// The same with its errors left to the caller: null only when the file is not there.
std::unique_ptr<session::Reading> read_unjudged(Context& context, const std::string& path, ExitCode& exit_code);

// The run that the options ask for; `file` is how the user called the model.
study::Options study_options(Context& context, const std::string& file);
ExitCode say_nothing_was_done(Context& context);

// A model that has been run.
struct Run {
  std::unique_ptr<session::Reading> reading;
  session::RunResult result;              // with an answer
};
// Opens what is to be written (false: it cannot be, and why is in the diagnostics), and runs the model, which may be null. Empty when
// there is no answer: then all has been said and `exit_code` is set.
std::optional<Run> run_model(Context& context, std::unique_ptr<session::Reading> reading, const std::function<bool(Diagnostics&)>& open,
                             ExitCode& exit_code);
// Says which checks failed, and whether it was interrupted.
ExitCode end_of(Context& context, const Run& run);

// The answer of a results file. Empty when it is none: then all has been said and `exit_code` is set.
std::optional<study::Answer> read_results(Context& context, const std::string& path, ExitCode& exit_code);
std::optional<study::Answer> read_results(Context& context, const std::string& path, std::string_view text, ExitCode& exit_code);

// The structure that --structure names, or the last one; an unknown one is an error.
int structure_number(const session::Reading& reading, const Arguments& arguments, Diagnostics& diagnostics);

}  // namespace cf::cli
