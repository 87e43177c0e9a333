#include "study/simulation.hpp"

#include <algorithm>
#include <bit>
#include <mutex>

#include "base/check.hpp"
#include "engine/schedule/pool.hpp"
#include "model/streams.hpp"
#include "program/lower.hpp"
#include "study/memory.hpp"

namespace cf::study {

namespace {

constexpr std::uint64_t kPilotPaths = 2048;      // fix the windows and thresholds of what is accumulated
constexpr int kFanPilotPaths = 64;
constexpr int kGroups = 32;                      // of the first paths, whose differences give the error of traced money
constexpr int kMostRoundBatches = 16;
constexpr std::size_t kTasksAShare = 4;          // most take a microsecond or two, about what it takes to get the next
constexpr std::size_t kRoundBytes = std::size_t{24} << 20;   // of columns: the longer a round, the less often each table is fetched

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
  explicit FirstPaths(const Options& options)
      : paths(series_paths_of(options.paths, options.random)), batch_size(batch_size_of(paths)),
        num_batches(static_cast<int>((paths + static_cast<std::uint64_t>(batch_size) - 1) / static_cast<std::uint64_t>(batch_size))),
        pilot_batches(std::min(num_batches, std::max(1, static_cast<int>(kPilotPaths) / batch_size))) {}
};

// Of each batch of the first paths the set of points that it belongs to; empty if there are none.
std::vector<int> sets_of(const FirstPaths& first, const Options& options) {
  std::vector<int> sets;
  if (options.random == RandomNumbers::philox) return sets;
  const PointSets points(options.paths, static_cast<std::uint64_t>(first.batch_size));
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

// Batches of paths in rounds.
class Rounds {
 public:
  Rounds(Plan& plan, const Options& options, const Points* points, engine::Pool& pool)
      : plan_(plan), options_(options), points_(points), pool_(pool) {}

  const std::optional<engine::Stop>& stop() const { return stop_; }

  // Runs a stretch of paths, or as many as `options` lets it, and returns how many that were. Batches are numbered from path 0;
  // `recorder` may be null. Paths are only begun with where `counts` is false: the accumulators take their windows from them.
  std::uint64_t run(const Lowered& lowered, const Stretch& stretch, int batch_size, Recorder* recorder, bool counts,
                    const std::function<void(std::uint64_t)>& progress) {
    const engine::Runner& runner = *lowered.runner;
    const bool whole = recorder != nullptr;
    int num_columns = lowered.program.num_columns;
    std::vector<int> physical = lowered.physical;
    for (int& column : physical)
      if (column < 0 && whole) column = num_columns++;     // the recorder's own
    const int pilot_batches = std::max(1, static_cast<int>(kPilotPaths) / batch_size);
    const int round_batches = std::max(pilot_batches, round_batches_for(num_columns, batch_size));
    // Columns do not begin a power of two apart, where they would push each other out of the cache.
    const std::size_t stride = static_cast<std::size_t>(round_batches) * static_cast<std::size_t>(batch_size) + 72;
    std::vector<double> buffer(static_cast<std::size_t>(num_columns) * stride);
    const auto column_at = [&](int column, std::size_t offset) {
      return column < 0 ? nullptr : buffer.data() + static_cast<std::size_t>(column) * stride + offset;
    };
    const auto size = static_cast<std::uint64_t>(batch_size);
    const std::uint64_t num_batches = (stretch.size() + size - 1) / size;
    for (std::uint64_t batch = 0; batch < num_batches;) {
      const auto most = static_cast<std::uint64_t>(started_ ? round_batches : pilot_batches);
      const auto left = static_cast<int>(std::min(num_batches - batch, most));
      const auto first_of = [&](int index) { return stretch.begin + (batch + static_cast<std::uint64_t>(index)) * size; };
      const auto size_of = [&](int index) { return static_cast<int>(std::min(size, stretch.end - first_of(index))); };
      const auto number_of = [&](int index) { return static_cast<int>(first_of(index) / size); };
      const bool wanted = !options_.go_on || options_.go_on(first_of(0));
      std::mutex mutex;
      const int finished = !wanted ? 0 : pool_.parallel_for(left, [&](int worker, int index) {
        const std::size_t offset = static_cast<std::size_t>(index) * static_cast<std::size_t>(batch_size);
        std::vector<double*> own(static_cast<std::size_t>(lowered.program.num_columns));
        for (std::size_t c = 0; c < own.size(); ++c) own[c] = column_at(static_cast<int>(c), offset);
        std::vector<double*> by_plan(physical.size());
        std::unique_ptr<engine::StepSink> sink;      // gone before the columns that it writes when it goes
        if (whole) {
          for (std::size_t c = 0; c < physical.size(); ++c) by_plan[c] = column_at(physical[c], offset);
          sink = recorder->sink(number_of(index), first_of(index), size_of(index), by_plan);
        }
        const auto stop = runner.run(worker, options_.seed, first_of(index), size_of(index), own, sink.get());
        if (!stop) return;
        const std::lock_guard lock(mutex);
        if (!stop_ || stop->path < stop_->path) stop_ = stop;
      }, options_.stop);
      if (stop_) break;
      const auto set_of = [&](int index) { return points_ ? points_->set_of(first_of(index)) : measure::Replicates::kNone; };
      accumulate(physical, column_at, finished, batch_size, size_of, first_of, set_of, whole, counts);
      batch += static_cast<std::uint64_t>(finished);
      if (progress && finished > 0) progress(std::min(stretch.size(), batch * size));
      if (finished == left) continue;
      if (recorder != nullptr) recorder->keep(number_of(0));
      return batch * size;
    }
    return stretch.size();
  }

 private:
  // Enough for every worker, and as many more as the columns' memory allows.
  int round_batches_for(int num_columns, int batch_size) const {
    const std::size_t batch_bytes = static_cast<std::size_t>(std::max(1, num_columns)) * static_cast<std::size_t>(batch_size) * sizeof(double);
    const int fit = static_cast<int>(std::min<std::size_t>(kRoundBytes / batch_bytes, kMostRoundBatches));
    return std::max(fit, std::min(pool_.num_workers(), kMostRoundBatches));
  }

  template <class ColumnAt, class SizeOf, class FirstOf, class SetOf>
  void accumulate(const std::vector<int>& physical, const ColumnAt& column_at, int num_batches, int batch_size, const SizeOf& size_of,
                  const FirstOf& first_of, const SetOf& set_of, bool whole, bool counts) {
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
      if (!started_) task.accumulator->start(Batch(at[0], total));
      for (int b = 0; counts && b < num_batches; ++b)
        task.accumulator->add(Batch(at[static_cast<std::size_t>(b)], size_of(b), first_of(b), set_of(b)));
    };
    const std::size_t num_tasks = plan_.tasks.size(), num_shares = (num_tasks + kTasksAShare - 1) / kTasksAShare;
    pool_.parallel_for(static_cast<int>(num_shares), [&](int, int share) {
      const std::size_t begin = static_cast<std::size_t>(share) * kTasksAShare;
      for (std::size_t i = begin; i < std::min(begin + kTasksAShare, num_tasks); ++i) take(plan_.tasks[i]);
    });
    started_ = true;
  }

  Plan& plan_;
  const Options& options_;
  const Points* points_;                         // null: draws are Philox's
  engine::Pool& pool_;
  bool started_ = false;
  std::optional<engine::Stop> stop_;
};

}  // namespace

std::uint64_t series_paths_of(std::uint64_t paths, RandomNumbers random) {
  constexpr std::uint64_t kUnit = engine::kBatchPaths, kLeast = 8 * kUnit, kMost = 60 * kUnit;
  static_assert(kMost <= measure::Fans::kMostPaths);
  const std::uint64_t part = std::clamp(paths / 8 / kUnit * kUnit, kLeast, kMost);
  return std::min(paths, random == RandomNumbers::sobol ? std::bit_floor(part) : part);
}

std::unique_ptr<Points> points_of(const Variants& variants, const Options& options) {
  if (options.random == RandomNumbers::philox || options.paths == 0) return nullptr;
  std::vector<const model::Model*> models;
  for (const Variant& variant : variants.all) models.push_back(&variant.model);
  return std::make_unique<Points>(options.seed, model::streams_of(models), options.paths,
                                  static_cast<std::uint64_t>(FirstPaths(options).batch_size));
}

Simulated simulate(Plan& plan, const Calendar& calendar, const Options& options, engine::Pool& pool, const Part& part) {
  Simulated simulated;
  const FirstPaths first(options);
  if (first.paths == 0) return simulated;
  const Stretch mine = share_of({0, first.paths}, first.batch_size, part);
  const Stretch rest = share_of({first.paths, options.paths}, engine::kBatchPaths, part);
  if (mine.size() + rest.size() == 0) {
    simulated.finished = true;
    return simulated;
  }

  const std::unique_ptr<Points> points = points_of(plan.variants(), options);
  Rounds rounds(plan, options, points.get(), pool);
  Lowered whole, structures;
  const int num_programs = rest.size() > 0 ? 2 : 1;
  pool.parallel_for(num_programs, [&](int, int index) { (index == 0 ? whole : structures) = lower(plan, index == 0); });
  const auto most_paths = std::max(kPilotPaths, static_cast<std::uint64_t>(pool.num_workers()) * static_cast<std::uint64_t>(first.batch_size));
  const MemoryNeed need = memory_need(plan, whole.program, rest.size() > 0 ? &structures.program : nullptr, points.get(), options,
                                      std::min(first.paths, most_paths), first.num_batches);
  simulated.refused = refusal(need, options.memory, pool.num_workers(), calendar.num_steps);
  if (simulated.refused) return simulated;
  pool.parallel_for(num_programs, [&](int, int index) {
    Lowered& lowered = index == 0 ? whole : structures;
    const engine::RunnerOptions runner{options.instruction_set, options.tile, true, points.get()};
    lowered.runner = std::make_unique<engine::Runner>(lowered.program, pool.num_workers(), runner);
  });
  simulated.recorder = std::make_unique<Recorder>(plan, whole.program, calendar, first.num_batches, sets_of(first, options));
  {
    const int pilot = static_cast<int>(std::min<std::uint64_t>(first.paths, kFanPilotPaths));
    const auto sink = simulated.recorder->pilot_sink(pilot);
    std::vector<double> unread(static_cast<std::size_t>(whole.program.num_columns) * static_cast<std::size_t>(pilot));
    std::vector<double*> columns(static_cast<std::size_t>(whole.program.num_columns));
    for (std::size_t c = 0; c < columns.size(); ++c) columns[c] = unread.data() + c * static_cast<std::size_t>(pilot);
    simulated.stop = whole.runner->run(0, options.seed, 0, pilot, columns, sink.get());
    if (simulated.stop) return simulated;
    simulated.recorder->set_windows(*sink, pool);
  }
  // All parts take their windows from the same paths. Whose share does not begin with those runs them for that alone.
  const auto pilot_end = std::min(first.paths, static_cast<std::uint64_t>(first.pilot_batches) * static_cast<std::uint64_t>(first.batch_size));
  if (mine.begin > 0 || mine.end < pilot_end) {
    Recorder unread(plan, whole.program, calendar, first.pilot_batches);
    const bool finished = rounds.run(whole, {0, pilot_end}, first.batch_size, &unread, false, {}) == pilot_end;
    simulated.stop = rounds.stop();
    if (!finished || simulated.stop) return simulated;
  }

  // A path of the whole plan costs as many times more as it has more variants; good enough for a bar.
  const double weight = static_cast<double>(plan.variants().all.size()) / plan.variants().num_structures;
  const double all = static_cast<double>(mine.size()) * weight + static_cast<double>(rest.size());
  const auto progress = [&](std::uint64_t of_mine, std::uint64_t of_rest) {
    if (options.progress) options.progress(of_mine + of_rest, (static_cast<double>(of_mine) * weight + static_cast<double>(of_rest)) / all);
  };
  simulated.first_paths = rounds.run(whole, mine, first.batch_size, simulated.recorder.get(), true,
                                     [&](std::uint64_t paths) { progress(paths, 0); });
  simulated.paths = simulated.first_paths;
  simulated.stop = rounds.stop();
  if (simulated.stop || simulated.first_paths < mine.size()) return simulated;
  if (rest.size() > 0)
    simulated.paths += rounds.run(structures, rest, engine::kBatchPaths, nullptr, true,
                                  [&](std::uint64_t paths) { progress(mine.size(), paths); });
  simulated.stop = rounds.stop();
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
  void fields(Archive& archive) { archive(paths, first_paths, stopped, stop.path, stop.variant, stop.conservation); }
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
    : plan_(plan), calendar_(calendar), num_batches_(FirstPaths(options).num_batches),
      set_of_batch_(sets_of(FirstPaths(options), options)), paths_asked_(options.paths),
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
