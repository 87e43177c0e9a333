// A run that mpirun has started several times over: each rank runs a part, rank 0 puts the parts together, speaks and writes.
//
// 1. Before anything is run all ranks agree that they are about to run the same; so whoever differs is named at once.
// 2. A rank that must stop tells the others, which go on only as far as an earlier stop could lie.
// 3. Whatever happens to one, none waits for what will not come; and all are there until rank 0 has said and written everything.
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "base/archive.hpp"
#include "commands.hpp"
#include "outputs.hpp"
#include "session/merging.hpp"
#include "version.hpp"

namespace cf::cli {
namespace {

// What a rank says before it begins.
struct Greeting {
  std::string machine;
  int exit_code = 0;             // not 0: it cannot begin
  std::string said;              // why
  std::string part;              // which run it is about to do: the file of a part without findings

  template <class Archive>
  void fields(Archive& archive) {
    archive(machine, exit_code, said, part);
  }
};

// What it says when it is done.
struct Found {
  std::string file;              // of its part; empty if interrupted or refused
  std::string refused;           // why it could not be run there

  template <class Archive>
  void fields(Archive& archive) {
    archive(file, refused);
  }
};

std::string machine_name() {
  char name[256] = "";
  ::gethostname(name, sizeof name - 1);
  return name;
}

// Those that mpirun has bound it to; if to none, its share of the machine's.
int processors_of_a_rank(const Ranks& ranks) {
  const int all = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  cpu_set_t set;
  const int bound = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : all;
  return std::max(1, bound < all ? bound : all / ranks.on_this_machine());
}

std::string name_of(int rank, const std::string& machine) { return fmt::format("rank {} on {}", rank, machine); }

// Rank 0 hears all greetings; `own` is its own. The exit code with which all end at once, or 0.
ExitCode agree(Context& context, const Greeting& own, session::Merging& merging, std::vector<std::string>& names) {
  Diagnostics diagnostics;
  auto exit_code = static_cast<ExitCode>(own.exit_code);
  names = {name_of(0, own.machine)};
  if (exit_code == ExitCode::fine) merging.expect(names[0], own.part, diagnostics);
  for (int rank = 1; rank < context.ranks.count(); ++rank) {
    Greeting greeting;
    const std::string bytes = context.ranks.receive(rank);
    ArchiveReader reader(bytes);
    reader(greeting);
    names.push_back(name_of(rank, greeting.machine));
    if (exit_code != ExitCode::fine) continue;             // rank 0 has said why, and the others would say it again
    if (greeting.exit_code == 0) {
      merging.expect(names.back(), greeting.part, diagnostics);
    } else {
      exit_code = static_cast<ExitCode>(greeting.exit_code);
      context.console.urgent(fmt::format("{} says:\n{}", names.back(), greeting.said));
    }
  }
  if (exit_code == ExitCode::fine && diagnostics.has_errors()) exit_code = fail(context, diagnostics, ExitCode::bad_input);
  return exit_code;
}

// Rank 0 puts together what all have found.
ExitCode finish(Context& context, const session::PartResult& own, session::Merging& merging, const std::vector<std::string>& names,
                Outputs& outputs) {
  Diagnostics diagnostics;
  bool interrupted = false, refused = own.refused.has_errors();
  if (refused) fail(context, own.refused, ExitCode::bad_input);
  for (int rank = 0; rank < context.ranks.count(); ++rank) {
    const std::string& name = names[static_cast<std::size_t>(rank)];
    Found found{own.file, {}};
    if (rank > 0) {
      const std::string bytes = context.ranks.receive(rank);
      ArchiveReader reader(bytes);
      reader(found);
    }
    if (!found.refused.empty()) {
      if (!refused) context.console.urgent(fmt::format("{} says:\n{}", name, found.refused));   // the others would say the same
      refused = true;
    } else if (found.file.empty()) {
      interrupted = true;
    } else {
      merging.add(name, found.file, diagnostics);
    }
  }
  if (refused) return ExitCode::bad_input;
  if (diagnostics.has_errors()) return fail(context, diagnostics, ExitCode::our_bug);   // they agreed
  if (interrupted && !merging.stopped()) return say_nothing_was_done(context);
  Run run{nullptr, merging.result()};
  run.reading = merging.take_reading();
  if (run.result.stopped.has_errors()) return fail(context, run.result.stopped, run.reading->texts, ExitCode::stopped);
  if (!outputs.write(context, *run.result.answer, diagnostics)) return fail(context, diagnostics, ExitCode::cannot_read_or_write);
  return end_of(context, run);
}

}  // namespace

ExitCode run_among_ranks(Context& context) {
  const auto& arguments = context.arguments;
  const auto& model = arguments.operands[0];
  Ranks& ranks = context.ranks;
  const study::Part part{ranks.rank() + 1, ranks.count()};

  auto options = study_options(context, model);
  if (options.threads == 0) options.threads = processors_of_a_rank(ranks);
  options.memory /= static_cast<std::uint64_t>(ranks.on_this_machine());   // what is free here, or was allowed, is for all of them

  ExitCode exit_code = ExitCode::fine;
  const auto reading = read_model(context, model, exit_code);
  Outputs outputs;
  Diagnostics diagnostics;
  if (reading && ranks.rank() == 0 && !outputs.open(arguments, diagnostics))
    exit_code = fail(context, diagnostics, ExitCode::cannot_read_or_write);
  Greeting greeting{machine_name(), static_cast<int>(exit_code), context.console.unsaid(), {}};
  if (exit_code == ExitCode::fine) greeting.part = session::announce_part(*reading, options, part);

  session::Merging merging(kVersion);
  std::vector<std::string> names;
  if (ranks.rank() == 0) {
    exit_code = agree(context, greeting, merging, names);
  } else {
    ArchiveWriter writer;
    writer(greeting);
    ranks.send(writer.bytes());
  }
  exit_code = static_cast<ExitCode>(ranks.broadcast(static_cast<int>(exit_code)));
  if (exit_code != ExitCode::fine) return exit_code;

  options.go_on = [&ranks](std::uint64_t path) { return path < ranks.earliest_stop(); };
  const auto result = session::run_part(*reading, options, part);
  context.console.end_progress();
  if (result.stopped_at) {
    ranks.tell_stop(*result.stopped_at);
  } else if (result.file.empty()) {
    ranks.tell_stop(0);   // interrupted or refused: there is no result
  }
  if (ranks.rank() == 0) {
    exit_code = finish(context, result, merging, names, outputs);
  } else {
    if (result.refused.has_errors()) fail(context, result.refused, ExitCode::bad_input);
    ArchiveWriter writer;
    writer(Found{result.file, result.refused.has_errors() ? context.console.unsaid() : std::string()});
    ranks.send(writer.bytes());
  }
  return static_cast<ExitCode>(ranks.broadcast(static_cast<int>(exit_code)));
}

}  // namespace cf::cli
