// How fast a model runs: bench_run MODEL [options]
//   --paths N       paths of each run (default 65536)
//   --structure S   only this structure (by number)
//   --all           also every scenario over every structure, and every piece
//   --fans          observe every series, driver and stock in every step, as fans do
//   --tile N        paths together
//   --set S         sse2, avx2 or avx512
//   --kernels       no machine code: kernels alone
//   --list          print the program instead
// Prints the time of lowering, and nanoseconds per path and step on one thread, best of five.
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>

#include <fmt/format.h>

#include "engine/engine.hpp"
#include "loaded_deal.hpp"
#include "program/lower.hpp"

namespace {

using namespace cf;

// Of this thread alone: others may use the machine too.
double now() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct Nothing : engine::StepSink {
  double seen = 0;
  void take(int, int, int, const double* values, int, std::uint64_t) override { seen += values[0]; }
};

struct Options {
  std::string model, library = "library";
  int paths = 65536, structure = -1, tile = 0;
  bool all = false, fans = false, list = false, native = true;
  engine::InstructionSet set = engine::best_instruction_set();
};

Options read_options(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    const auto next = [&] { return i + 1 < argc ? std::string(argv[++i]) : std::string(); };
    if (a == "--paths")
      o.paths = std::atoi(next().c_str());
    else if (a == "--structure")
      o.structure = std::atoi(next().c_str());
    else if (a == "--tile")
      o.tile = std::atoi(next().c_str());
    else if (a == "--library")
      o.library = next();
    else if (a == "--all")
      o.all = true;
    else if (a == "--fans")
      o.fans = true;
    else if (a == "--kernels")
      o.native = false;
    else if (a == "--list")
      o.list = true;
    else if (a == "--set") {
      const std::string set = next();
      o.set = set == "sse2" ? engine::InstructionSet::sse2 : set == "avx2" ? engine::InstructionSet::avx2 : engine::InstructionSet::avx512;
    } else
      o.model = a;
  }
  return o;
}

program::Wanted wanted(const model::Model& m, bool fans) {
  program::Wanted w;
  for (const auto& measure : m.measures) w.path_values.push_back(measure.value);
  if (!fans) return w;
  for (const auto& s : m.series)
    if (!s.hidden) w.step_values.push_back(s.value);
  for (const auto& d : m.drivers) w.step_values.push_back(d.read);
  for (const auto& s : m.stocks) w.step_values.push_back(s.read);
  return w;
}

int bench(const Options& o) {
  LoadedDeal loaded(o.model, o.library);
  if (!loaded.good()) return 1;
  const auto& deal = loaded.deal;
  std::vector<model::Terms> terms;
  const int structures = static_cast<int>(deal->structures().size()), scenarios = static_cast<int>(deal->scenarios().size());
  for (int s = 0; s < structures; ++s) {
    if (o.structure >= 0 && s != o.structure) continue;
    terms.push_back(deal->terms(s));
    if (!o.all) continue;
    for (int c = 0; c < scenarios; ++c) terms.push_back(deal->terms(s, c));
    for (auto& piece : deal->pieces(s)) terms.push_back(std::move(piece));
  }
  const double t0 = now();
  std::vector<model::Model> models;
  for (const auto& t : terms) models.push_back(deal->bind(t, loaded.diagnostics));
  if (!loaded.good()) return 1;
  const double t1 = now();
  std::vector<program::Variant> variants;
  for (const auto& m : models) variants.push_back({&m, wanted(m, o.fans)});
  const program::Program p = program::lower(variants);
  const double t2 = now();
  if (o.list) {
    fmt::print("{}", program::listing(p));
    return 0;
  }
  std::size_t body = 0, most = 0;
  for (const std::int32_t b : p.body_of) body += p.bodies[static_cast<std::size_t>(b)].size();
  for (const auto& b : p.bodies) most = std::max(most, b.size());
  const double t3 = now();
  const engine::Runner runner(p, 1, {o.set, o.tile, o.native});
  const double t4 = now();
  fmt::print(
      "{} variants, bound in {:.1f} ms, lowered in {:.1f} ms, made ready in {:.1f} ms: {} columns, {} outputs, {} slots ({} kept), {} "
      "rows, {} bodies of {:.0f} "
      "instructions (most {}), tile {}\n",
      variants.size(), (t1 - t0) * 1e3, (t2 - t1) * 1e3, (t4 - t3) * 1e3, p.num_columns, p.num_step_outputs, p.num_slots, p.num_state_slots,
      p.num_rows, p.bodies.size(), static_cast<double>(body) / p.num_steps, most, runner.tile());

  std::vector<std::vector<double>> columns(static_cast<std::size_t>(p.num_columns), std::vector<double>(static_cast<std::size_t>(o.paths)));
  std::vector<double*> pointers;
  for (auto& c : columns) pointers.push_back(c.data());
  Nothing sink;
  double best = 1e9;
  for (int k = 0; k < 5; ++k) {
    const double begin = now();
    const auto stop = runner.run(0, 1, 0, o.paths, pointers, o.fans ? &sink : nullptr);
    best = std::min(best, now() - begin);
    if (stop) {
      fmt::print("stops on path {} of variant {}{}\n", stop->path, stop->variant, stop->conservation ? " (conservation)" : "");
      return 1;
    }
  }
  fmt::print("{:.2f} ns a path and step, {:.0f} paths a second\n", best / o.paths / p.num_steps * 1e9, o.paths / best);
  double sum = 0;
  for (const auto& c : columns)
    for (double v : c) sum += v;
  fmt::print("sum of all columns {:.17g}\n", sum);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return bench(read_options(argc, argv));
  } catch (const std::exception& e) {
    fmt::print("{}\n", e.what());
    return 70;
  }
}
