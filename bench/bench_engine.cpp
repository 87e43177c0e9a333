// What the engine has to reach, each figure beside what is asked: bench_engine [--anchor PROGRAM] [--scalar PROGRAM] [--numpy PROGRAM]
//
// Figures are ratios of times taken by turns in this one run, medians of seven rounds, of one thread if not said otherwise. The
// programs run structure R1F of the reference deal: the anchor by hand for AVX-512, the scalar and the NumPy one in this folder.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engine/engine.hpp"
#include "engine/schedule/pool.hpp"
#include "loaded_deal.hpp"
#include "program/fuse.hpp"
#include "program/lower.hpp"

namespace {

using namespace cf;

constexpr int kRounds = 7;
constexpr const char* kLibrary = "library";
constexpr const char* kReference = "models/r1.yaml";
constexpr const char* kWorked = "models/amazon-openai-2025-12.yaml";

double of_clock(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}
// What one thread does is timed by its own clock, since others may use the machine too; what several do together by the wall's.
double own_time() { return of_clock(CLOCK_THREAD_CPUTIME_ID); }
double wall_time() { return of_clock(CLOCK_MONOTONIC); }
double median(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  return x[x.size() / 2];
}

// Seconds of each piece of work, by turns. Round by round, so that what disturbs one disturbs the others.
std::vector<std::vector<double>> by_turns(const std::vector<std::function<double()>>& works, int rounds = kRounds) {
  std::vector<std::vector<double>> seconds(works.size());
  for (int round = 0; round < rounds; ++round)
    for (std::size_t w = 0; w < works.size(); ++w) seconds[w].push_back(works[w]());
  return seconds;
}

double median_ratio(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < a.size(); ++i) ratios.push_back(a[i] / b[i]);
  return median(ratios);
}

void row(const std::string& what, double figure, const std::string& asked, const std::string& more = "") {
  fmt::print("  {:62} {:8.3f}   {:22} {}\n", what, figure, asked, more);
  std::fflush(stdout);
}

// ---- programs ------------------------------------------------------------------------------------------------------------------

struct Choice {
  int structure = 0, scenario = -1;
};

struct Lowered {
  program::Program program;
  double seconds = 0;                // of binding and lowering
};

// `in_steps`: all series are wanted in every step too.
Lowered lowered(LoadedDeal& loaded, const std::vector<Choice>& choices, bool in_steps = false) {
  if (!loaded.good()) std::exit(1);
  const double begin = own_time();
  std::vector<model::Model> models;
  for (const Choice& c : choices) models.push_back(loaded.deal->bind(loaded.deal->terms(c.structure, c.scenario), loaded.diagnostics));
  if (!loaded.good()) std::exit(1);
  std::vector<program::Variant> variants;
  for (const auto& m : models) {
    variants.push_back({&m, {}});
    for (const auto& measure : m.measures) variants.back().wanted.path_values.push_back(measure.value);
    if (!in_steps) continue;
    for (const auto& series : m.series) variants.back().wanted.step_values.push_back(series.value);
  }
  Lowered result{program::lower(variants), 0};
  result.seconds = own_time() - begin;
  return result;
}

// A program that runs, by any number of workers.
class Machine {
 public:
  Machine(program::Program program, int workers, engine::RunnerOptions options = {})
      : program_(std::move(program)),
        pool_(workers),
        runner_(program_, workers, options),
        columns_(static_cast<std::size_t>(program_.num_columns)) {}

  // Seconds of running so many paths.
  double operator()(int paths) {
    for (auto& c : columns_) c.resize(static_cast<std::size_t>(paths));
    const auto now = pool_.num_workers() == 1 ? own_time : wall_time;
    const double begin = now();
    pool_.parallel_for((paths + engine::kBatchPaths - 1) / engine::kBatchPaths, [&](int worker, int batch) {
      const int first = batch * engine::kBatchPaths;
      std::vector<double*> columns;
      for (auto& c : columns_) columns.push_back(c.data() + first);
      if (runner_.run(worker, 1, static_cast<std::uint64_t>(first), std::min(engine::kBatchPaths, paths - first), columns, nullptr))
        std::abort();
    });
    return now() - begin;
  }
  double nanoseconds(double seconds, int paths) const { return seconds / paths / program_.num_steps * 1e9; }
  const program::Program& program() const { return program_; }
  bool is_native() const { return runner_.is_native(); }

 private:
  program::Program program_;
  engine::Pool pool_;
  engine::Runner runner_;
  std::vector<std::vector<double>> columns_;
};

// Seconds of another program, of the paths alone: its output begins with them, or has them behind "sim_s=".
double seconds_of(const std::string& command) {
  std::array<char, 1024> line{};
  FILE* const pipe = popen(command.c_str(), "r");
  const bool says = pipe && fgets(line.data(), line.size(), pipe);
  if (!pipe || pclose(pipe) != 0 || !says) {
    fmt::print("  {} does not run\n", command);
    std::exit(1);
  }
  const std::string text(line.data());
  const auto named = text.find("sim_s=");
  return std::strtod(text.c_str() + (named == text.npos ? 0 : named + 6), nullptr);
}

// ---- rows ----------------------------------------------------------------------------------------------------------------------

struct Others {
  std::string anchor, scalar, numpy;
};

void paths(const Others& others) {
  fmt::print("Paths: reference deal, structure R1F, Philox, doubles\n");
  constexpr int kPaths = 262'144, kFewPaths = 16'384;
  LoadedDeal loaded(kReference, kLibrary);
  const program::Program p = lowered(loaded, {{2}}).program;
  Machine one(p, 1), two(p, 2);
  one(kPaths);
  two(kPaths);
  const auto by_wall = [&](Machine& machine) {
    const double begin = wall_time();
    machine(kPaths);
    return wall_time() - begin;
  };
  std::vector<std::function<double()>> works = {[&] { return one(kPaths); }, [&] { return by_wall(one); }, [&] { return by_wall(two); }};
  const auto add = [&](const std::string& command, int count) {
    works.push_back([=] { return seconds_of(command) * kPaths / count; });
    return works.size() - 1;
  };
  std::size_t anchor = 0, anchor_two = 0, scalar = 0, numpy = 0;
  if (!others.anchor.empty()) {
    setenv("R1_SET", "CT0=300,raise_max=1,credits0=7000", 1);
    anchor = add(fmt::format("{} {} 1 1 quiet philox 64 1", others.anchor, kPaths), kPaths);
    anchor_two = add(fmt::format("{} {} 2 1 quiet philox 64 1", others.anchor, kPaths), kPaths);
  }
  if (!others.scalar.empty()) scalar = add(fmt::format("{} {} 1", others.scalar, kFewPaths), kFewPaths);
  if (!others.numpy.empty()) numpy = add(fmt::format("{} {} 1", others.numpy, kFewPaths), kFewPaths);
  const auto seconds = by_turns(works);
  const double ns = one.nanoseconds(median(seconds[0]), kPaths);
  if (anchor != 0)
    row("paths a second, of those of the program by hand, one thread", median_ratio(seconds[anchor], seconds[1]), "asked: at least 0.6",
        fmt::format("{:.2f} ns a path and step; by hand {:.2f}", ns, one.nanoseconds(median(seconds[anchor]), kPaths)));
  else
    fmt::print("  the program by hand is not here: its row is left out; {:.2f} ns a path and step\n", ns);
  row("two threads, times as many as one, by the wall's clock", median_ratio(seconds[1], seconds[2]), "asked: at least 1.95",
      anchor != 0 ? fmt::format("the program by hand: {:.3f}", median_ratio(seconds[anchor], seconds[anchor_two])) : "");
  if (scalar != 0) row("times as many as a plain program for this deal", median_ratio(seconds[scalar], seconds[0]), "");
  if (numpy != 0) row("times as many as NumPy", median_ratio(seconds[numpy], seconds[0]), "");
}

std::size_t operations(const program::Program& p) {
  std::size_t count = 0;
  for (const std::int32_t b : p.body_of)
    for (const auto& i : p.bodies[static_cast<std::size_t>(b)]) {
      if (i.code == program::Code::check || i.code == program::Code::copy) continue;
      count += i.code == program::Code::fused ? program::num_operations(static_cast<program::Fused>(i.which)) : 1;
    }
  return count / static_cast<std::size_t>(p.num_steps);
}

void operation_times() {
  fmt::print("Time by operation and path\n");
  constexpr int kPaths = 16'384;
  LoadedDeal reference(kReference, kLibrary), worked(kWorked, kLibrary);
  Machine small(lowered(reference, {{2}}).program, 1);
  std::vector<Choice> structures;
  for (int s = 0; s < static_cast<int>(worked.deal->structures().size()); ++s) structures.push_back({s});
  Machine large(lowered(worked, structures).program, 1);
  small(kPaths);
  large(kPaths);
  const auto seconds = by_turns({[&] { return small(kPaths); }, [&] { return large(kPaths); }});
  const auto by_operation = [&](Machine& m, std::size_t w) {
    return m.nanoseconds(median(seconds[w]), kPaths) / static_cast<double>(operations(m.program()));
  };
  row("reference deal, ns an operation and path", by_operation(small, 0), "",
      fmt::format("{} operations a step, draws and dispatch among them", operations(small.program())));
  row("worked deal, all structures, ns an operation and path", by_operation(large, 1), "asked: no more",
      fmt::format("{} operations a step; {:.0f} ns a path and step", operations(large.program()),
                  large.nanoseconds(median(seconds[1]), kPaths)));
}

std::string with(std::string text, const std::string& before, const std::string& what) {
  const auto at = text.find("\n" + before);
  if (at == text.npos) std::exit(1);
  return text.insert(at + 1, what);
}

void structures_together() {
  fmt::print("Structures together: four that differ in terms and share their drivers\n");
  constexpr int kPaths = 65'536;
  std::string text = text_of(kReference);
  text = with(std::move(text), "measures:",
              "  R1G: {set: {rounds_allowed: 2, trainium_start: 200m trnh/month, credits_granted: $5bn}}\n"
              "scenarios:\n  fewer credits: {set: {credits_granted: $3bn}}\n");
  LoadedDeal deal(kReference, text, kLibrary);
  Machine one(lowered(deal, {{2}}).program, 1), four(lowered(deal, {{0}, {1}, {2}, {3}}).program, 1);
  Machine scenario(lowered(deal, {{2}, {2, 0}}).program, 1);
  one(kPaths);
  four(kPaths);
  scenario(kPaths);
  const auto seconds = by_turns({[&] { return one(kPaths); }, [&] { return four(kPaths); }, [&] { return scenario(kPaths); }});
  row("four structures, times the cost of one", median_ratio(seconds[1], seconds[0]), "asked: at most 2.2");
  row("a structure with a scenario that leaves the drivers alone", median_ratio(seconds[2], seconds[0]), "");
}

// ---- proportion ----------------------------------------------------------------------------------------------------------------

// A chain of parties that pay each other, with series that read drivers and each other.
std::string generated(int steps, int parties, int series) {
  std::string text = fmt::format("counterflow: 1\ntitle: made\ncurrency: USD\ntime: {{start: 2026-01, steps: {}, step: month}}\n", steps);
  text += "drivers:\n";
  for (int d = 0; d < 4; ++d)
    text += fmt::format("  d{}: {{process: geometric_brownian, start: {}, drift: 5%, volatility: 20%}}\n", d, d + 1);
  text += "parties:\n";
  for (int p = 0; p < parties; ++p) text += fmt::format("  p{}: {{cash: $50m, discount: 10%}}\n", p);
  text += "series:\n";
  for (int s = 0; s < series; ++s) {
    if (s < 4)
      text += fmt::format("  s{}: {} * d{} + {}\n", s, 1 + s, s, s);
    else
      text += fmt::format("  s{}: max(0, {} * s{} + d{}) / (1 + s{})\n", s, 0.1 * (s % 7 + 1), s - 1, s % 4, s - 4);
  }
  text += "flows:\n";
  for (int p = 0; p < parties; ++p) {
    text += fmt::format("  in{}: {{from: world, to: p{}, amount: $1m/month * d{}}}\n", p, p, p % 4);
    text += fmt::format("  out{}: {{from: p{}, to: p{}, amount: $0.5m/month * d{}}}\n", p, p, (p + 1) % parties, (p + 1) % 4);
  }
  text += "measures:\n";
  for (int p = 0; p < parties; ++p) text += fmt::format("  left{}: final(p{}.cash)\n", p, p);
  for (int s = std::max(0, series - 50); s < series; ++s) text += fmt::format("  m{}: mean(s{})\n", s, s);
  text += fmt::format("  all: mean({}", "0");
  for (int s = 0; s < series; s += 16) text += fmt::format(" + s{}", s);
  return text + ")\n";
}

void proportion() {
  fmt::print("Cost in proportion: a made model, each doubled in turn\n");
  constexpr int kPaths = 8192;
  struct Size {
    int steps, parties, series;
  };
  constexpr Size kMany = {60, 12, 200}, kParties = {60, 24, 8}, kSeries = {60, 2, 400};
  struct Doubled {
    const char* what;
    Size size, doubled;
    const char* asked;
  };
  const std::vector<Doubled> rows = {
      {"twice the time steps", kMany, {120, 12, 200}, "asked: about 2 at most"},
      {"twice the parties", kParties, {60, 48, 8}, "asked: about 2 at most"},
      {"twice the series", kSeries, {60, 2, 800}, "asked: about 2 at most"},
      {"twice all three", kMany, {120, 24, 400}, "asked: about 4 at most"},
  };
  for (const Doubled& d : rows) {
    std::vector<std::unique_ptr<Machine>> machines;
    for (const Size& size : {d.size, d.doubled}) {
      LoadedDeal deal("made.yaml", generated(size.steps, size.parties, size.series), kLibrary);
      machines.push_back(std::make_unique<Machine>(lowered(deal, {{0}}).program, 1));
      (*machines.back())(kPaths);
    }
    const auto seconds = by_turns({[&] { return (*machines[0])(kPaths); }, [&] { return (*machines[1])(kPaths); }});
    row(fmt::format("{}, times the cost", d.what), median_ratio(seconds[1], seconds[0]), d.asked);
  }
  std::vector<double> reading, lowering, machine_code;
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = generated(60, 8, 10'000);
    double begin = own_time();
    LoadedDeal deal("made.yaml", text, kLibrary);
    reading.push_back(own_time() - begin);
    const Lowered made = lowered(deal, {{0}}, true);
    lowering.push_back(made.seconds);
    begin = own_time();
    const engine::Runner runner(made.program, 1);
    machine_code.push_back(own_time() - begin);
  }
  row("10,000 series: seconds to read, bind, lower and compile", median(reading) + median(lowering) + median(machine_code),
      "asked: at most 1",
      fmt::format("reading {:.3f}, binding and lowering {:.3f}, machine code {:.3f}", median(reading), median(lowering),
                  median(machine_code)));
}

void instruction_sets() {
  fmt::print("Instruction sets: reference deal R1F, times the time of the best\n");
  constexpr int kPaths = 16'384;
  LoadedDeal loaded(kReference, kLibrary);
  const program::Program p = lowered(loaded, {{2}}).program;
  std::vector<std::pair<std::string, std::unique_ptr<Machine>>> machines;
  machines.emplace_back("", std::make_unique<Machine>(p, 1));
  for (const auto set : {engine::InstructionSet::avx512, engine::InstructionSet::avx2, engine::InstructionSet::sse2})
    if (engine::supported(set))
      machines.emplace_back(fmt::format("{}, kernels", engine::name_of(set)),
                            std::make_unique<Machine>(p, 1, engine::RunnerOptions{set, 0, false}));
  std::vector<std::function<double()>> works;
  for (auto& m : machines) {
    (*m.second)(kPaths);
    works.push_back([machine = m.second.get()] { return (*machine)(kPaths); });
  }
  const auto seconds = by_turns(works);
  for (std::size_t m = 1; m < machines.size(); ++m) row(machines[m].first, median_ratio(seconds[m], seconds[0]), "");
}

}  // namespace

int main(int argc, char** argv) {
  Others others;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    (option == "--anchor" ? others.anchor : option == "--scalar" ? others.scalar : others.numpy) = argv[i + 1];
  }
  paths(others);
  operation_times();
  structures_together();
  proportion();
  instruction_sets();
}
