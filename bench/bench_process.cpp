// What users wait for: whole processes beside what is asked of them, and what statistics cost beside the paths that they are of.
//   bench_process COUNTERFLOW [ANCHOR]     run from the repository's root
// ANCHOR is the reference deal written by hand for AVX-512 (c_avx512); without it that row is left out. Processes that are compared
// run by turns; all figures are medians of kRounds.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/engine.hpp"
#include "engine/schedule/pool.hpp"
#include "model/deal.hpp"
#include "program/lower.hpp"
#include "session/reading.hpp"
#include "session/running.hpp"

namespace {

using namespace cf;

constexpr int kRounds = 7;
const std::string kReference = "models/r1.yaml", kWorked = "models/amazon-openai-2025-12.yaml", kSmall = "models/first-deal.yaml";

struct Took {
  double wall = 0, cpu = 0, megabytes = 0;
};

Took process(const std::vector<std::string>& words) {
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    std::vector<char*> argv;
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 4)) {   // 4: a check of the model did not hold
    fmt::print("{} failed\n", fmt::join(words, " "));
    std::exit(1);
  }
  const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          seconds(usage.ru_utime) + seconds(usage.ru_stime), static_cast<double>(usage.ru_maxrss) / 1024};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// By turns, so that what else the machine does meets all alike.
std::vector<Took> medians(const std::vector<std::function<Took()>>& measured) {
  std::vector<std::vector<double>> wall(measured.size()), cpu(measured.size()), memory(measured.size());
  for (int round = 0; round < kRounds; ++round)
    for (std::size_t i = 0; i < measured.size(); ++i) {
      const Took took = measured[i]();
      wall[i].push_back(took.wall);
      cpu[i].push_back(took.cpu);
      memory[i].push_back(took.megabytes);
    }
  std::vector<Took> result;
  for (std::size_t i = 0; i < measured.size(); ++i) result.push_back({median(wall[i]), median(cpu[i]), median(memory[i])});
  return result;
}

void row(const std::string& what, const std::string& found, const std::string& asked) {
  fmt::print("{:<92} {:>14}   {}\n", what, found, asked);
}
std::string seconds_text(double seconds) {
  return seconds < 0.1 ? fmt::format("{:.1f} ms", seconds * 1e3) : fmt::format("{:.3f} s", seconds);
}

std::string text_of(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The reference deal under its last structure alone: what the anchor runs.
std::string write_one_structure(const std::filesystem::path& folder) {
  std::string text = text_of(kReference);
  for (const char* name : {"\n  R1: {", "\n  R1S: {"}) {
    const auto at = text.find(name);
    if (at != std::string::npos) text.erase(at, text.find('\n', at + 1) - at);
  }
  const auto path = (folder / "r1f.yaml").string();
  std::ofstream(path) << text;
  return path;
}

double thread_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

// A deal's paths alone, from its reading on: the columns of all measures are written (under scenarios and pieces, of the parties'
// values), and nobody looks at them.
class BarePaths {
 public:
  BarePaths(const model::Deal& deal, bool whole) {
    Diagnostics diagnostics;
    std::vector<model::Terms> terms;
    const int structures = static_cast<int>(deal.structures().size()), scenarios = static_cast<int>(deal.scenarios().size());
    std::vector<std::size_t> of_structures;        // their numbers among the terms
    for (int s = 0; s < structures; ++s) {
      of_structures.push_back(terms.size());
      terms.push_back(deal.terms(s));
      for (int k = 0; whole && k < scenarios; ++k) terms.push_back(deal.terms(s, k));
      if (whole && s > 0)
        for (auto& piece : deal.pieces(s)) terms.push_back(std::move(piece));
    }
    for (const auto& t : terms) models_.push_back(deal.bind(t, diagnostics));
    std::vector<program::Variant> variants;
    for (std::size_t number = 0; number < models_.size(); ++number) {
      const model::Model& model = models_[number];
      program::Wanted wanted;
      if (std::binary_search(of_structures.begin(), of_structures.end(), number))
        for (const auto& measure : model.measures) wanted.path_values.push_back(measure.value);
      else
        for (const auto& of_party : model.party_measures)
          if (of_party.value) wanted.path_values.push_back(model.measures[static_cast<std::size_t>(of_party.value.value)].value);
      variants.push_back({&model, std::move(wanted)});
    }
    program_ = program::lower(variants);
    runner_ = std::make_unique<engine::Runner>(program_, 1);
    columns_.assign(static_cast<std::size_t>(program_.num_columns), std::vector<double>(engine::kBatchPaths));
    for (auto& column : columns_) pointers_.push_back(column.data());
  }
  void run(std::uint64_t first, std::uint64_t end) const {
    for (; first < end; first += engine::kBatchPaths)
      runner_->run(0, 1, first, static_cast<int>(std::min<std::uint64_t>(engine::kBatchPaths, end - first)), pointers_, nullptr);
  }

 private:
  std::vector<model::Model> models_;
  program::Program program_;
  std::unique_ptr<engine::Runner> runner_;
  std::vector<std::vector<double>> columns_;
  std::vector<double*> pointers_;
};

// What statistics cost, in parts of what the simulation that they are of costs: one thread, CPU time. Both bind the deal, lower it and
// run the paths; the one accumulates, and answers.
void statistics_row(const std::string& name, const std::string& path, std::uint64_t paths) {
  const auto reading = session::check(path, text_of(path), [](const std::string& file) { return std::optional(text_of(file)); });
  study::Options options;
  options.paths = paths;
  options.random = RandomNumbers::philox;   // as the bare paths
  options.threads = 1;
  const std::uint64_t first = study::series_paths_of(paths, options.random);
  const auto measured = medians({[&] {
                                   const double begin = thread_seconds();
                                   const BarePaths whole(*reading->deal, true), structures(*reading->deal, false);
                                   whole.run(0, first);
                                   structures.run(first, paths);
                                   return Took{0, thread_seconds() - begin, 0};
                                 },
                                 [&] {
                                   const double begin = thread_seconds();
                                   if (!session::run(*reading, options).answer) std::exit(1);
                                   return Took{0, thread_seconds() - begin, 0};
                                 }});
  row(fmt::format("statistics of the {}, {} futures, to their simulation", name, paths),
      fmt::format("{:.2f}", measured[1].cpu / measured[0].cpu - 1), "asked: at most 0.5");
}

// How many times smaller the standard errors of the reference deal's two values are with Sobol points than with as many independent
// numbers: of each structure the smaller of the two, from the errors that runs of a few seeds state.
void points_row(const std::string& what, std::uint64_t paths) {
  constexpr int kSeeds = 4;
  const auto reading =
      session::check(kReference, text_of(kReference), [](const std::string& file) { return std::optional(text_of(file)); });
  const auto mean_squares = [&](RandomNumbers random) {
    std::vector<std::array<double, 2>> squares(reading->deal->structures().size());
    for (int seed = 1; seed <= kSeeds; ++seed) {
      study::Options options;
      options.paths = paths;
      options.seed = static_cast<std::uint64_t>(seed);
      options.random = random;
      const auto run = session::run(*reading, options);
      for (std::size_t s = 0; s < squares.size(); ++s)
        for (const auto& measure : run.answer->structures[s].measures)
          for (std::size_t value = 0; value < 2; ++value)
            if (measure.name == (value == 0 ? "amazon_npv" : "lab_npv"))
              squares[s][value] += measure.summary.mean.se * measure.summary.mean.se / kSeeds;
    }
    return squares;
  };
  const auto independent = mean_squares(RandomNumbers::philox), points = mean_squares(RandomNumbers::sobol);
  std::vector<std::string> found;
  for (std::size_t s = 0; s < points.size(); ++s)
    found.push_back(fmt::format("{:.0f}", std::sqrt(std::min(independent[s][0] / points[s][0], independent[s][1] / points[s][1]))));
  row(fmt::format("errors of the reference deal (R1, R1S, R1F), Philox's to Sobol's, {}", what), fmt::format("{}", fmt::join(found, ", ")),
      "asked: at least 20");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print("usage: bench_process COUNTERFLOW [ANCHOR]\n");
    return 2;
  }
  const std::string counterflow = argv[1], anchor = argc > 2 ? argv[2] : "";
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("bench_process-{}", getpid());
  std::filesystem::create_directories(folder);
  const std::string json = (folder / "answer.json").string(), reference = write_one_structure(folder);
  setenv("R1_SET", "CT0=300,raise_max=1,credits0=7000", 1);
  const auto run = [&](const std::string& model, const std::string& paths, const std::string& threads) {
    return [=] { return process({counterflow, "run", model, "--paths", paths, "--threads", threads, "--json", json, "--quiet"}); };
  };

  std::vector<std::function<Took()>> compared = {run(reference, "1000000", "2"), run(kReference, "1000000", "2")};
  if (!anchor.empty()) compared.push_back([&] { return process({anchor, "1000000", "2", "1", "quiet", "philox", "64", "1"}); });
  const auto million = medians(compared);
  row("reference deal, R1F, 1,000,000 futures, 2 threads, all figures, JSON written", seconds_text(million[0].wall), "");
  if (!anchor.empty()) {
    row("  written by hand, its paths alone", seconds_text(million[2].wall), "");
    row("  ratio", fmt::format("{:.2f}", million[0].wall / million[2].wall), "asked: at most 2");
    row("  ratio of the CPU time", fmt::format("{:.2f}", million[0].cpu / million[2].cpu), "");
    row("  its three structures together, to three runs of that", fmt::format("{:.2f}", million[1].wall / (3 * million[2].wall)), "");
  }
  const auto memory = medians({run(kReference, "10000", "2")});
  row("memory of the reference deal, 1,000,000 futures", fmt::format("{:.0f} MB", million[1].megabytes), "asked: at most 64 MB");
  row("  10,000 futures", fmt::format("{:.0f} MB", memory[0].megabytes), "asked: the same");

  points_row("65,536 futures", 65'536);
  points_row("65,536 points a set", 8 * 65'536);
  statistics_row("reference deal", reference, 1'000'000);
  statistics_row("worked deal", kWorked, 65'536);
  const auto worked = medians({run(kWorked, "65536", "2"), run(kWorked, "100000", "2")});
  row("worked deal, all structures, scenarios and pieces, 65,536 futures", seconds_text(worked[0].wall), "asked: 1 s on 2 cores");
  row("  its CPU time", seconds_text(worked[0].cpu), "");
  row("  100,000 futures", seconds_text(worked[1].wall), "asked: 5 s on 2 cores");
  const auto small = medians({run(kSmall, "64", "2"), [&] { return process({counterflow, "check", kWorked}); }});
  row("a small deal, from start to its whole answer", seconds_text(small[0].wall), "asked: 30 ms");
  row("check of the worked deal", seconds_text(small[1].wall), "asked: 50 ms");
  std::filesystem::remove_all(folder);
  return 0;
}
