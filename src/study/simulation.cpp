#include "study/simulation.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <mutex>

#include "base/check.hpp"
#include "base/huge_pages.hpp"
#include "engine/schedule/pool.hpp"
#include "model/streams.hpp"
#include "program/lower.hpp"
#include "study/memory.hpp"

namespace cf::study {

namespace {

constexpr std::uint64_t kPilotPaths = 1024;      // fix the windows and thresholds of what is accumulated
constexpr int kFanPilotPaths = 64;
constexpr int kGroups = 16;                      // of the first paths, whose differences give the error of traced money
constexpr int kMostRoundBatches = 16;
constexpr std::size_t kRoundPaths = 8192;        // enough to make up for its beginning
constexpr std::size_t kTasksAShare = 4;          // most take a microsecond or two, about what it takes to get the next
constexpr std::size_t kRoundBytes = std::size_t{28} << 20;   // of columns: the longer a round, the less often each table is fetched

int batch_size_of(std::uint64_t first_paths) {
  const std::uint64_t group = (first_paths + kGroups - 1) / kGroups, eights = (group + 7) / 8 * 8;
  return static_cast<int>(std::clamp<std::uint64_t>(eights, 8, engine::kBatchPaths));
}

// A program, and where the plan's columns are among its own.
struct Lowered {
  program::Program program;
  std::vector<int> physical;                     // by Column: number in the buffer; -1: not on these paths
  std::unique_ptr<engine::Runner> runner;        // once it is where it stays
};

Lowered lower(const Plan& plan, bool whole) {
  const Variants& variants = plan.variants();
  const int num_variants = whole ? static_cast<int>(variants.all.size()) : variants.num_structures;
  std::vector<program::Variant> wanted(static_cast<std::size_t>(num_variants));
  for (int v = 0; v < num_variants; ++v) wanted[static_cast<std::size_t>(v)].model = &variants.model(v);
  // The program counts what is wanted variant by variant; the plan counts as asked.
  std::vector<std::vector<int>> columns(wanted.size()), rows(wanted.size());
  for (const auto& value : plan.path_values) {
    if (value.variant >= num_variants) continue;
    wanted[static_cast<std::size_t>(value.variant)].wanted.path_values.push_back(value.expr);
    columns[static_cast<std::size_t>(value.variant)].push_back(value.column.value);
  }
  if (whole)
    for (std::size_t row = 0; row < plan.step_values.size(); ++row) {
      const auto variant = static_cast<std::size_t>(plan.step_values[row].variant);
      wanted[variant].wanted.step_values.push_back(plan.step_values[row].expr);
      rows[variant].push_back(static_cast<int>(row));
    }
  Lowered lowered;
  lowered.program = program::lower(wanted);
  lowered.physical.assign(static_cast<std::size_t>(plan.num_columns), -1);
  std::size_t position = 0;
  for (const auto& of_variant : columns)
    for (const int column : of_variant) lowered.physical[static_cast<std::size_t>(column)] = lowered.program.column_of[position++];
  // Rows in the plan's order.
  std::vector<std::int32_t> output_of(plan.step_values.size());
  position = 0;
  for (const auto& of_variant : rows)
    for (const int row : of_variant) output_of[static_cast<std::size_t>(row)] = lowered.program.step_output_of[position++];
  lowered.program.step_output_of = std::move(output_of);
  return lowered;
}

// The first paths of a run, cut into batches: their size and place depend on the number of paths alone.
struct FirstPaths {
  std::uint64_t paths = 0;
  int batch_size = 0, num_batches = 0, pilot_batches = 0;
  int rest_batch_size = engine::kBatchPaths;     // of the paths behind them: no batch lies in two sets of points
  explicit FirstPaths(const Options& options)
      : paths(series_paths_of(options.paths, options.random)),
        batch_size(batch_size_of(paths)),
        num_batches(static_cast<int>((paths + static_cast<std::uint64_t>(batch_size) - 1) / static_cast<std::uint64_t>(batch_size))),
        pilot_batches(std::min(num_batches, std::max(1, static_cast<int>(kPilotPaths) / batch_size))) {
    if (options.random == RandomNumbers::sobol && paths > 0)
      rest_batch_size = std::min(rest_batch_size, static_cast<int>(sets().stretch()));
  }
  // The sets of points, of which each has its part of the first paths.
  PointSets sets() const { return PointSets(paths, static_cast<std::uint64_t>(batch_size)); }
};

// Of each batch of the first paths the set of points that it belongs to; empty if there are none.
std::vector<int> sets_of(const FirstPaths& first, const Options& options) {
  std::vector<int> sets;
  if (options.random == RandomNumbers::philox) return sets;
  const PointSets points = first.sets();
  for (int batch = 0; batch < first.num_batches; ++batch)
    sets.push_back(points.set_of(static_cast<std::uint64_t>(batch) * static_cast<std::uint64_t>(first.batch_size)));
  return sets;
}

// Some of the paths of a run, from the beginning of a batch to the end of one.
struct Stretch {
  std::uint64_t begin = 0, end = 0;
  std::uint64_t size() const { return end - begin; }
};

// What falls to a part of a stretch: as even as whole batches allow.
Stretch share_of(const Stretch& all, int batch_size, const Part& part) {
  const auto size = static_cast<std::uint64_t>(batch_size), num_batches = (all.size() + size - 1) / size;
  const auto of = static_cast<std::uint64_t>(part.of), number = static_cast<std::uint64_t>(part.number);
  const auto start_of = [&](std::uint64_t n) { return std::min(all.end, all.begin + num_batches * n / of * size); };
  return {start_of(number - 1), start_of(number)};
}

// What is to be run: a stretch of paths, under a program.
struct Work {
  const Lowered& lowered;
  Stretch stretch;
  int batch_size = 0;
  Recorder* recorder = nullptr;                  // of the first paths
  bool counts = true;                            // false: the accumulators only take their windows from these paths
  std::function<void(std::uint64_t)> progress = {};
  const std::atomic<bool>* meanwhile = nullptr;  // done by one worker while others do something else, as long as this is false
};

// How far a stretch was run, and where it stopped.
struct Done {
  std::uint64_t paths = 0;
  std::optional<engine::Stop> stop;
};

// Batches of paths in rounds. Batches are numbered from path 0.
class Rounds {
 public:
  Rounds(Plan& plan, const Options& options, const Points* points) : plan_(plan), options_(options), points_(points) {}

  // Runs all of it, or as much as `options` lets it; only the caller of simulate() asks whether to go on. What is done meanwhile has at
  // least its first round.
  Done run(engine::Pool& pool, const Work& work) {
    Done done;
    if (work.stretch.size() == 0) return done;
    const engine::Runner& runner = *work.lowered.runner;
    const bool whole = work.recorder != nullptr;
    int num_columns = work.lowered.program.num_columns;
    std::vector<int> physical = work.lowered.physical;
    for (int& column : physical)
      if (column < 0 && whole) column = num_columns++;     // the recorder's own
    const int pilot_batches = has_started(whole) ? 0 : std::max(1, static_cast<int>(kPilotPaths) / work.batch_size);
    // Others may wait for the round.
    const int round_batches = work.meanwhile ? 1 : std::max(pilot_batches, round_batches_for(pool, num_columns, work.batch_size));
    // Columns do not begin a power of two apart, where they would push each other out of the cache.
    const std::size_t stride =
        static_cast<std::size_t>(std::max(round_batches, pilot_batches)) * static_cast<std::size_t>(work.batch_size) + 72;
    buffer_.resize(std::max(buffer_.size(), static_cast<std::size_t>(num_columns) * stride));
    const auto column_at = [&](int column, std::size_t offset) {
      return column < 0 ? nullptr : buffer_.data() + static_cast<std::size_t>(column) * stride + offset;
    };
    const auto size = static_cast<std::uint64_t>(work.batch_size);
    const std::uint64_t num_batches = (work.stretch.size() + size - 1) / size;
    for (std::uint64_t batch = 0; batch < num_batches && !(batch > 0 && work.meanwhile && *work.meanwhile);) {
      const auto most = static_cast<std::uint64_t>(has_started(whole) ? round_batches : pilot_batches);
      const auto left = static_cast<int>(std::min(num_batches - batch, most));
      const auto first_of = [&](int index) { return work.stretch.begin + (batch + static_cast<std::uint64_t>(index)) * size; };
      const auto size_of = [&](int index) { return static_cast<int>(std::min(size, work.stretch.end - first_of(index))); };
      const auto number_of = [&](int index) { return static_cast<int>(first_of(index) / size); };
      const bool wanted = work.meanwhile || !options_.go_on || options_.go_on(first_of(0));
      std::mutex mutex;
      const int finished =
          !wanted ? 0
                  : pool.parallel_for(
                        left,
                        [&](int worker, int index) {
                          const std::size_t offset = static_cast<std::size_t>(index) * static_cast<std::size_t>(work.batch_size);
                          std::vector<double*> own(static_cast<std::size_t>(work.lowered.program.num_columns));
                          for (std::size_t c = 0; c < own.size(); ++c) own[c] = column_at(static_cast<int>(c), offset);
                          std::vector<double*> by_plan(physical.size());
                          std::unique_ptr<engine::StepSink> sink;      // gone before the columns that it writes when it goes
                          if (whole) {
                            for (std::size_t c = 0; c < physical.size(); ++c) by_plan[c] = column_at(physical[c], offset);
                            sink = work.recorder->sink(number_of(index), first_of(index), size_of(index), by_plan);
                          }
                          const auto stop = runner.run(worker, options_.seed, first_of(index), size_of(index), own, sink.get());
                          if (!stop) return;
                          const std::lock_guard lock(mutex);
                          if (!done.stop || stop->path < done.stop->path) done.stop = stop;
                        },
                        options_.stop);
      if (done.stop) return done;
      const auto set_of = [&](int index) { return points_ ? points_->set_of(first_of(index)) : measure::Replicates::kNone; };
      accumulate(pool, physical, column_at, finished, work.batch_size, size_of, first_of, set_of, whole, work.counts);
      batch += static_cast<std::uint64_t>(finished);
      done.paths = std::min(work.stretch.size(), batch * size);
      if (work.progress && finished > 0) work.progress(done.paths);
      if (finished == left) continue;
      if (work.recorder != nullptr) work.recorder->keep(number_of(0));
      return done;
    }
    return done;
  }

 private:
  // As many for each worker, as the columns' memory allows.
  static int round_batches_for(const engine::Pool& pool, int num_columns, int batch_size) {
    const std::size_t batch_bytes =
        static_cast<std::size_t>(std::max(1, num_columns)) * static_cast<std::size_t>(batch_size) * sizeof(double);
    const std::size_t wanted = std::min<std::size_t>(kMostRoundBatches, kRoundPaths / static_cast<std::size_t>(batch_size));
    const int fit = static_cast<int>(std::min(kRoundBytes / batch_bytes, wanted));
    const int workers = std::min(pool.num_workers(), kMostRoundBatches);
    return std::max(fit / workers, 1) * workers;   // none waits for the others at the end of a round
  }

  template <class ColumnAt, class SizeOf, class FirstOf, class SetOf>
  void accumulate(engine::Pool& pool, const std::vector<int>& physical, const ColumnAt& column_at, int num_batches, int batch_size,
                  const SizeOf& size_of, const FirstOf& first_of, const SetOf& set_of, bool whole, bool counts) {
    if (num_batches == 0) return;
    std::vector<std::vector<const double*>> at(static_cast<std::size_t>(num_batches), std::vector<const double*>(physical.size()));
    int total = 0;
    for (int b = 0; b < num_batches; ++b) {
      for (std::size_t c = 0; c < physical.size(); ++c)
        at[static_cast<std::size_t>(b)][c] = column_at(physical[c], static_cast<std::size_t>(b) * static_cast<std::size_t>(batch_size));
      total += size_of(b);
    }
    const auto take = [&](Plan::Task& task) {
      if (task.rests == Rests::on_first_paths && !whole) return;
      if (!(task.rests == Rests::on_first_paths ? first_started_ : started_)) task.accumulator->start(Batch(at[0], total));
      for (int b = 0; counts && b < num_batches; ++b)
        task.accumulator->add(Batch(at[static_cast<std::size_t>(b)], size_of(b), first_of(b), set_of(b)));
    };
    const std::size_t num_tasks = plan_.tasks.size(), num_shares = (num_tasks + kTasksAShare - 1) / kTasksAShare;
    pool.parallel_for(static_cast<int>(num_shares), [&](int, int share) {
      const std::size_t begin = static_cast<std::size_t>(share) * kTasksAShare;
      for (std::size_t i = begin; i < std::min(begin + kTasksAShare, num_tasks); ++i) take(plan_.tasks[i]);
    });
    started_ = true;
    first_started_ = first_started_ || whole;
  }

  // Whether all accumulators of such paths have their windows.
  bool has_started(bool whole) const { return started_ && (first_started_ || !whole); }

  Plan& plan_;
  const Options& options_;
  const Points* points_;                         // null: draws are Philox's
  std::vector<double, HugePages<double, false>> buffer_;  // columns of a round
  bool started_ = false, first_started_ = false; // the accumulators of all paths, of the first paths
};

// From so many first paths.
std::optional<engine::Stop> set_fan_windows(Recorder& recorder, const Lowered& whole, std::uint64_t seed, int paths) {
  const auto sink = recorder.pilot_sink(paths);
  std::vector<double> unread(static_cast<std::size_t>(whole.program.num_columns) * static_cast<std::size_t>(paths));
  std::vector<double*> columns(static_cast<std::size_t>(whole.program.num_columns));
  for (std::size_t c = 0; c < columns.size(); ++c) columns[c] = unread.data() + c * static_cast<std::size_t>(paths);
  return whole.runner->run(0, seed, 0, paths, columns, sink.get());
}

}  // namespace

std::uint64_t series_paths_of(std::uint64_t paths, RandomNumbers random) {
  constexpr std::uint64_t kUnit = engine::kBatchPaths, kLeast = 4 * kUnit, kMost = 60 * kUnit;
  static_assert(kMost <= measure::Fans::kMostPaths);
  const std::uint64_t part = std::clamp(paths / 16 / kUnit * kUnit, kLeast, kMost);
  return std::min(paths, random == RandomNumbers::sobol ? std::bit_floor(part) : part);
}

std::uint64_t kept_paths_of(std::uint64_t paths) {
  constexpr std::uint64_t kUnit = engine::kBatchPaths;
  return std::min(paths, std::clamp(paths / 8 / kUnit * kUnit, 8 * kUnit, 60 * kUnit));
}

std::unique_ptr<Points> points_of(const Variants& variants, const Options& options) {
  if (options.random == RandomNumbers::philox || options.paths == 0) return nullptr;
  std::vector<const model::Model*> models;
  for (const Variant& variant : variants.all) models.push_back(&variant.model);
  return std::make_unique<Points>(options.seed, model::streams_of(models), options.paths, FirstPaths(options).sets());
}

Simulated simulate(Plan& plan, const Calendar& calendar, const Options& options, engine::Pool& pool, const Part& part) {
  Simulated simulated;
  const FirstPaths first(options);
  if (first.paths == 0) return simulated;
  const Stretch mine = share_of({0, first.paths}, first.batch_size, part);
  const Stretch rest = share_of({first.paths, options.paths}, first.rest_batch_size, part);
  if (mine.size() + rest.size() == 0) {
    simulated.finished = true;
    return simulated;
  }

  const std::unique_ptr<Points> points = points_of(plan.variants(), options);
  Rounds rounds(plan, options, points.get());
  Lowered whole, structures;
  const bool has_rest = options.paths > first.paths;
  const auto make_runner = [&](Lowered& lowered) {
    lowered.runner = std::make_unique<engine::Runner>(lowered.program, pool.num_workers(),
                                                      engine::RunnerOptions{options.instruction_set, options.tile, true, points.get()});
  };
  // All parts take their windows from the same paths, whoever counts them: the accumulators of the first paths from the first of these,
  // those of all paths from the first of the rest.
  const Stretch pilot_of_rest{first.paths, std::min(options.paths, first.paths + kPilotPaths)};
  const Stretch pilot{
      0, std::min(first.paths, static_cast<std::uint64_t>(first.pilot_batches) * static_cast<std::uint64_t>(first.batch_size))};

  // Making the program of the whole plan takes one worker as long as thousands of the other paths: they are begun meanwhile.
  Done early;
  const auto meanwhile = [&](const std::function<void()>& prepare) {
    std::atomic<bool> is_prepared = false;
    pool.parallel_for(has_rest ? 2 : 1, [&](int, int index) {
      if (index == 0) {
        prepare();
        is_prepared = true;
        return;
      }
      engine::Pool alone(1);
      if (!structures.runner) {
        structures = lower(plan, false);
        make_runner(structures);
        const bool counts = rest.begin == pilot_of_rest.begin && rest.end >= pilot_of_rest.end;
        const Done done = rounds.run(alone, {structures, pilot_of_rest, first.rest_batch_size, nullptr, counts, {}, &is_prepared});
        early = {counts ? done.paths : 0, done.stop};
      }
      if (early.stop || is_prepared || !fits_easily(plan, options)) return;
      const Done more =
          rounds.run(alone, {structures, {rest.begin + early.paths, rest.end}, first.rest_batch_size, nullptr, true, {}, &is_prepared});
      early = {early.paths + more.paths, more.stop};
    });
  };
  meanwhile([&] { whole = lower(plan, true); });
  const auto most_paths =
      std::max(kPilotPaths, static_cast<std::uint64_t>(pool.num_workers()) * static_cast<std::uint64_t>(first.batch_size));
  const MemoryNeed need = memory_need(plan, whole.program, rest.size() > 0 ? &structures.program : nullptr, points.get(), options,
                                      std::min(first.paths, most_paths), first.num_batches);
  simulated.refused = refusal(need, options.memory, pool.num_workers(), calendar.num_steps);
  if (simulated.refused) return simulated;
  meanwhile([&] {
    make_runner(whole);
    simulated.recorder = std::make_unique<Recorder>(plan, whole.program, calendar, first.num_batches, sets_of(first, options));
    simulated.stop =
        set_fan_windows(*simulated.recorder, whole, options.seed, static_cast<int>(std::min<std::uint64_t>(first.paths, kFanPilotPaths)));
  });
  if (simulated.stop) return simulated;
  if (mine.begin > 0 || mine.end < pilot.end) {
    Recorder unread(plan, whole.program, calendar, first.pilot_batches);
    const Done done = rounds.run(pool, {whole, pilot, first.batch_size, &unread, false});
    simulated.stop = done.stop;
    if (simulated.stop || done.paths < pilot.end) return simulated;
  }

  // A path of the whole plan costs as many times more as it has more variants; good enough for a bar.
  const double weight = static_cast<double>(plan.variants().all.size()) / plan.variants().num_structures;
  const double all = static_cast<double>(mine.size()) * weight + static_cast<double>(rest.size());
  const auto progress = [&](std::uint64_t of_mine, std::uint64_t of_rest) {
    of_rest += early.paths;
    if (options.progress) options.progress(of_mine + of_rest, (static_cast<double>(of_mine) * weight + static_cast<double>(of_rest)) / all);
  };
  const Done firsts =
      rounds.run(pool, {whole, mine, first.batch_size, simulated.recorder.get(), true, [&](std::uint64_t paths) { progress(paths, 0); }});
  simulated.first_paths = firsts.paths;
  simulated.stop = firsts.stop ? firsts.stop : early.stop;
  if (firsts.paths == 0 && mine.size() > 0) return simulated;    // of the rest alone nothing can be said
  simulated.paths = firsts.paths + early.paths;
  if (simulated.stop || firsts.paths < mine.size()) return simulated;
  const Done others =
      rounds.run(pool, {structures, {rest.begin + early.paths, rest.end}, first.rest_batch_size, nullptr, true, [&](std::uint64_t paths) {
                          progress(mine.size(), paths);
                        }});
  simulated.paths += others.paths;
  simulated.stop = others.stop;
  simulated.finished = !simulated.stop && simulated.paths == mine.size() + rest.size();
  return simulated;
}

namespace {

// What a part's bytes begin with.
struct Head {
  std::uint64_t paths = 0, first_paths = 0;
  bool stopped = false;
  engine::Stop stop;
  template <class Archive>
  void fields(Archive& archive) {
    archive(paths, first_paths, stopped, stop.path, stop.variant, stop.conservation);
  }
};

}  // namespace

std::string write(const Plan& plan, const Simulated& simulated) {
  ArchiveWriter to;
  to(Head{simulated.paths, simulated.first_paths, simulated.stop.has_value(), simulated.stop.value_or(engine::Stop{})});
  if (simulated.paths == 0 || simulated.stop) return to.take();
  for (const Plan::Task& task : plan.tasks) task.accumulator->write(to);
  to(*simulated.recorder);
  return to.take();
}

Together::Together(Plan& plan, const Calendar& calendar, const Options& options)
    : plan_(plan),
      calendar_(calendar),
      num_batches_(FirstPaths(options).num_batches),
      set_of_batch_(sets_of(FirstPaths(options), options)),
      paths_asked_(options.paths),
      whole_(lower(plan, true).program) {}

bool Together::add(std::string_view found) {
  ArchiveReader from(found);
  Head head;
  from(head);
  if (head.stopped && (!all_.stop || head.stop.path < all_.stop->path)) all_.stop = head.stop;
  if (head.stopped || head.paths == 0) return from.at_end();
  const bool first = all_.recorder == nullptr;
  for (Plan::Task& task : plan_.tasks)
    if (from.ok()) task.accumulator->take(from, first);
  auto recorder = std::make_unique<Recorder>(plan_, whole_, calendar_, num_batches_, set_of_batch_);
  from(*recorder);
  if (!from.at_end()) return false;
  if (first) {
    all_.recorder = std::move(recorder);
  } else {
    all_.recorder->merge(*recorder);
  }
  all_.paths += head.paths;
  all_.first_paths += head.first_paths;
  all_.finished = all_.paths == paths_asked_;
  return true;
}

}  // namespace cf::study
