// The main job: a model in, the answer out.
#include <fmt/format.h>

#include <bit>
#include <utility>

#include "commands.hpp"
#include "memory_here.hpp"
#include "outputs.hpp"
#include "version.hpp"

namespace cf::cli {

study::Options study_options(Context& context, const std::string& file) {
  const auto& arguments = context.arguments;
  study::Options options;
  options.paths = arguments.paths;
  options.seed = arguments.seed;
  options.random = arguments.random;
  options.threads = arguments.threads;
  options.tile = arguments.tile;
  options.memory = arguments.memory > 0 ? arguments.memory << 20 : memory_here();
  if (arguments.instruction_set == "sse2") options.instruction_set = engine::InstructionSet::sse2;
  if (arguments.instruction_set == "avx2") options.instruction_set = engine::InstructionSet::avx2;
  if (arguments.instruction_set == "avx512") options.instruction_set = engine::InstructionSet::avx512;
  options.stop = &context.interrupted;
  options.version = kVersion;
  options.file = file;
  options.progress = [&context, asked = arguments.paths](std::uint64_t, double part) {
    context.console.progress(static_cast<std::uint64_t>(part * static_cast<double>(asked)), asked);
  };
  return options;
}

namespace {

// Of a number of Sobol points that was asked for: what would serve better.
void advise(const Context& context) {
  const auto& arguments = context.arguments;
  if (arguments.random != RandomNumbers::sobol || !arguments.paths_given || std::has_single_bit(arguments.paths)) return;
  context.console.message(fmt::format("note: {} futures: Sobol points fill the space best with a power of two, such as {}\n",
                                      arguments.paths, std::bit_ceil(arguments.paths)));
}

}  // namespace

ExitCode say_nothing_was_done(Context& context) {
  Diagnostics diagnostics;
  diagnostics.error("E0503", {}, "interrupted before the work was done; there is no result");
  return fail(context, diagnostics, ExitCode::interrupted);
}

std::optional<Run> run_model(Context& context, std::unique_ptr<session::Reading> reading, const std::function<bool(Diagnostics&)>& open,
                             ExitCode& exit_code) {
  if (!reading) return std::nullopt;
  Run run;
  run.reading = std::move(reading);
  advise(context);
  Diagnostics diagnostics;
  if (!open(diagnostics)) {
    exit_code = fail(context, diagnostics, ExitCode::cannot_read_or_write);
    return std::nullopt;
  }
  run.result = session::run(*run.reading, study_options(context, context.arguments.operands[0]));
  context.console.end_progress();
  if (run.result.refused.has_errors()) {
    exit_code = fail(context, run.result.refused, ExitCode::bad_input);
    return std::nullopt;
  }
  if (run.result.stopped.has_errors()) {
    exit_code = fail(context, run.result.stopped, run.reading->texts, ExitCode::stopped);
    return std::nullopt;
  }
  if (!run.result.answer) {
    exit_code = say_nothing_was_done(context);
    return std::nullopt;
  }
  return run;
}

ExitCode end_of(Context& context, const Run& run) {
  const auto& answer = *run.result.answer;
  const auto failed = session::failed_checks(*run.reading, answer);
  if (!failed.sorted().empty()) context.console.diagnostics(failed, run.reading->texts);
  if (run.result.interrupted) {
    context.console.urgent(
        fmt::format("interrupted after {} of {} futures: the result rests on those\n", answer.paths, answer.paths_asked));
    return ExitCode::interrupted;
  }
  return failed.has_errors() ? ExitCode::check_failed : ExitCode::fine;
}

ExitCode run_command(Context& context) {
  const auto& arguments = context.arguments;
  if (arguments.part.of > 0) return run_part(context);
  if (context.ranks.count() > 1) return run_among_ranks(context);
  Outputs outputs;
  ExitCode exit_code = ExitCode::fine;
  const auto open = [&](Diagnostics& diagnostics) { return outputs.open(arguments, diagnostics); };
  const auto run = run_model(context, read_model(context, arguments.operands[0], exit_code), open, exit_code);
  if (!run) return exit_code;
  Diagnostics diagnostics;
  if (!outputs.write(context, *run->result.answer, diagnostics)) return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  return end_of(context, *run);
}

}  // namespace cf::cli
