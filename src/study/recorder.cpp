#include "study/recorder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <numeric>

#include "base/check.hpp"
#include "measure/replicates.hpp"

namespace cf::study {

// Sets the windows of the fans from the first paths; of all else it keeps the first path alone.
class Recorder::PilotSink : public engine::StepSink {
 public:
  PilotSink(Recorder& recorder, int num_paths) : recorder_(recorder), num_paths_(static_cast<std::size_t>(num_paths)) {}

  void take(int, int output, int step, const double* values, int count, std::uint64_t first_path) override {
    if (first_path == 0) recorder_.shifts_[static_cast<std::size_t>(recorder_.cell(output, step))] = values[0];
    const int fan = recorder_.fan_of_[static_cast<std::size_t>(output)];
    if (fan < 0) return;
    const int cell = recorder_.fan_cell(fan, step);
    const std::span<const double> tile(values, static_cast<std::size_t>(count));
    if (tile.size() == num_paths_) return recorder_.fans_.set_window(cell, tile);   // all of them, as a rule
    auto& waiting = waiting_[cell];
    waiting.insert(waiting.end(), tile.begin(), tile.end());
    if (waiting.size() == num_paths_) recorder_.fans_.set_window(cell, waiting);
  }

 private:
  Recorder& recorder_;
  std::size_t num_paths_;
  std::map<int, std::vector<double>> waiting_;     // of a fan's cell, the tiles so far
};

// What a batch needs while it runs. Batches that run one after another use the same.
struct Recorder::Scratch {
  std::vector<measure::Lanes> lanes;               // by place; path k of the batch goes to lane k % 8, whatever the tile
  std::vector<std::vector<double>> now, before;    // of the watched outputs, in this step and the one before
};

// One batch: its tiles come one after another, each with all its steps.
class Recorder::BatchSink : public engine::StepSink {
 public:
  BatchSink(Recorder& recorder, int batch, std::uint64_t first_path, int num_paths, std::span<double* const> columns)
      : recorder_(recorder),
        batch_(static_cast<std::size_t>(batch)),
        first_(first_path),
        num_paths_(static_cast<std::size_t>(num_paths)),
        columns_(columns),
        pass_(measure::passes()),
        scratch_(recorder.borrow_scratch(num_paths)) {
    for (const Loss& loss : recorder.losses_) std::fill_n(columns_[static_cast<std::size_t>(loss.column)], num_paths, 0.0);
  }
  ~BatchSink() override {
    close_step();
    if (!scratch_->lanes.empty()) add_up_lanes();
    recorder_.give_back(std::move(scratch_));
  }
  BatchSink(const BatchSink&) = delete;
  BatchSink& operator=(const BatchSink&) = delete;

  void take(int, int output, int step, const double* values, int count, std::uint64_t first_path) override {
    const auto begin = static_cast<std::size_t>(first_path - first_), size = static_cast<std::size_t>(count);
    if (step != step_ || begin != begin_) {
      close_step();
      step_ = step;
      begin_ = begin;
      size_ = size;
    }
    const Use& use = recorder_.uses_[static_cast<std::size_t>(output)];
    if (use.place >= 0) add_to_sums(use, output, step, values, size);
    if (use.fan) recorder_.add_to_fan(output, step, {values, size});
    if (use.watched) std::copy_n(values, size, scratch_->now[static_cast<std::size_t>(output)].begin());
    if (step < recorder_.calendar_.num_steps) add_to_columns(use, step, values, begin, size);
  }

 private:
  // A batch that comes in one tile is summed at once; of one in several, the lanes wait for the next.
  void add_to_sums(const Use& use, int output, int step, const double* values, std::size_t size) {
    const int cell = recorder_.cell(output, step);
    const double shift = recorder_.shifts_[static_cast<std::size_t>(cell)];
    const bool at_once = size == num_paths_;
    measure::Lanes of_tile[2];
    measure::Lanes* const lanes = at_once ? of_tile : lanes_of(use, step);
    if (recorder_.squares(use))
      pass_.add_moments(values, size, shift, lanes[0], lanes[1]);
    else
      pass_.add_sums(values, size, shift, lanes[0]);
    if (at_once) keep(use, cell, lanes);
  }
  void keep(const Use& use, int cell, const measure::Lanes* lanes) {
    recorder_.sums_[recorder_.in_batch(batch_, cell)] = lanes[0].total();
    if (recorder_.squares(use)) recorder_.squares_[recorder_.in_batch(batch_, cell)] = lanes[1].total();
  }
  measure::Lanes* lanes_of(const Use& use, int step) {
    auto& lanes = scratch_->lanes;
    if (lanes.empty()) lanes.resize(static_cast<std::size_t>(recorder_.places_a_step_) * static_cast<std::size_t>(recorder_.num_points()));
    return &lanes[recorder_.place(use, step)];
  }
  void add_up_lanes() {
    for (int step = 0; step < recorder_.num_points(); ++step)
      for (int output = 0; output < recorder_.num_outputs_; ++output) {
        const Use& use = recorder_.uses_[static_cast<std::size_t>(output)];
        if (use.place >= 0) keep(use, recorder_.cell(output, step), lanes_of(use, step));
      }
    scratch_->lanes.clear();
  }

  void add_to_columns(const Use& use, int step, const double* values, std::size_t begin, std::size_t size) {
    for (const int column : use.means)
      add_up(columns_[static_cast<std::size_t>(column)] + begin, values, size, step == 0, 1.0 / recorder_.calendar_.num_steps);
  }
  void add_up(double* to, const double* values, std::size_t size, bool first, double weight) {
    (first ? pass_.scale : pass_.add_scaled)(to, values, weight, size);
  }

  // Once all rows of a step are known: what is lost by those defaults that are new in it.
  void close_step() {
    if (step_ > 0)
      for (const auto& [output, losses] : recorder_.losses_of_) {
        const auto& defaulted = scratch_->now[static_cast<std::size_t>(output)];
        const auto& earlier = scratch_->before[static_cast<std::size_t>(output)];
        if (std::memcmp(defaulted.data(), earlier.data(), size_ * sizeof(double)) == 0) continue;
        for (std::size_t i = 0; i < size_; ++i) {
          if (defaulted[i] == 0 || earlier[i] != 0) continue;
          for (const int loss : losses) note_loss(recorder_.losses_[static_cast<std::size_t>(loss)], i);
        }
      }
    scratch_->now.swap(scratch_->before);
  }
  void note_loss(const Loss& loss, std::size_t i) {
    const auto& held = (loss.before ? scratch_->before : scratch_->now)[static_cast<std::size_t>(loss.held)];
    columns_[static_cast<std::size_t>(loss.column)][begin_ + i] = held[i];
  }

  Recorder& recorder_;
  std::size_t batch_;
  std::uint64_t first_;
  std::size_t num_paths_;
  std::span<double* const> columns_;
  const measure::Passes& pass_;
  std::unique_ptr<Scratch> scratch_;
  int step_ = -1;
  std::size_t begin_ = 0, size_ = 0;
};

Recorder::Recorder(const Plan& plan, const program::Program& program, const Calendar& calendar, int num_batches,
                   std::vector<int> set_of_batch)
    : calendar_(calendar),
      num_batches_(num_batches),
      num_outputs_(program.num_step_outputs),
      outputs_(program.step_output_of),
      uses_(static_cast<std::size_t>(num_outputs_)),
      set_of_batch_(std::move(set_of_batch)) {
  CF_CHECK(outputs_.size() == plan.step_values.size(), "each row has its output");
  const auto use_of = [&](Row row) -> Use& { return uses_[static_cast<std::size_t>(output_of(row))]; };
  fan_of_.assign(static_cast<std::size_t>(num_outputs_), -1);
  for (const Row row : plan.fans) {
    use_of(row).fan = true;
    int& fan = fan_of_[static_cast<std::size_t>(output_of(row))];
    if (fan < 0) fan = num_fans_++;
  }
  for (const Row row : plan.step_means) use_of(row).mean = true;
  for (const auto& mean : plan.path_means) use_of(mean.row).means.push_back(mean.column.value);
  for (const auto& lost : plan.losses) {
    use_of(lost.defaulted).watched = use_of(lost.held).watched = true;
    losses_of_[output_of(lost.defaulted)].push_back(static_cast<int>(losses_.size()));
    losses_.push_back({output_of(lost.held), lost.before, lost.column.value});
  }
  keeps_squares_ = std::adjacent_find(set_of_batch_.begin(), set_of_batch_.end(), std::not_equal_to<>()) == set_of_batch_.end();
  for (Use& use : uses_) {
    if (!use.fan && !use.mean) continue;
    use.place = places_a_step_;
    places_a_step_ += squares(use) ? 2 : 1;
  }
  sums_.resize(static_cast<std::size_t>(num_batches) * num_cells());
  if (keeps_squares_) squares_.resize(sums_.size());
  sizes_.assign(static_cast<std::size_t>(num_batches), 0);
  shifts_.assign(num_cells(), 0.0);
  fans_ = measure::Fans(num_fans_ * num_points());
  fan_locks_ = std::make_unique<std::mutex[]>(kFanLocks);
}

Recorder::~Recorder() = default;

std::unique_ptr<Recorder::Scratch> Recorder::borrow_scratch(int num_paths) {
  std::unique_ptr<Scratch> scratch;
  {
    const std::lock_guard lock(scratch_lock_);
    if (!scratch_.empty()) {
      scratch = std::move(scratch_.back());
      scratch_.pop_back();
    }
  }
  if (scratch == nullptr) scratch = std::make_unique<Scratch>();
  for (auto* side : {&scratch->now, &scratch->before}) {
    side->resize(static_cast<std::size_t>(num_outputs_));
    for (std::size_t output = 0; output < side->size(); ++output)
      if (uses_[output].watched) (*side)[output].resize(static_cast<std::size_t>(num_paths));
  }
  return scratch;
}

void Recorder::give_back(std::unique_ptr<Scratch> scratch) {
  const std::lock_guard lock(scratch_lock_);
  scratch_.push_back(std::move(scratch));
}

// Workers are at different steps most of the time, and so at different locks.
void Recorder::add_to_fan(int output, int step, std::span<const double> values) {
  const int cell = fan_cell(fan_of_[static_cast<std::size_t>(output)], step);
  const std::lock_guard lock(fan_locks_[static_cast<std::size_t>(cell) % kFanLocks]);
  fans_.add(cell, values);
}

std::unique_ptr<engine::StepSink> Recorder::pilot_sink(int num_paths) { return std::make_unique<PilotSink>(*this, num_paths); }

std::unique_ptr<engine::StepSink> Recorder::sink(int batch, std::uint64_t first_path, int num_paths, std::span<double* const> columns) {
  sizes_[static_cast<std::size_t>(batch)] = static_cast<std::uint64_t>(num_paths);
  return std::make_unique<BatchSink>(*this, batch, first_path, num_paths, columns);
}

void Recorder::keep(int num_batches) { num_batches_ = std::min(num_batches_, num_batches); }

void Recorder::merge(const Recorder& other) {
  CF_CHECK(sizes_.size() == other.sizes_.size() && shifts_ == other.shifts_, "recorders are merged of one plan and pilot");
  for (std::size_t batch = 0; batch < sizes_.size(); ++batch) {
    if (other.sizes_[batch] == 0) continue;
    CF_CHECK(sizes_[batch] == 0, "a batch is run once");
    sizes_[batch] = other.sizes_[batch];
    for (auto table : {&Recorder::sums_, &Recorder::squares_})
      if (!(this->*table).empty())
        std::copy_n((other.*table).begin() + static_cast<std::ptrdiff_t>(in_batch(batch, 0)), num_cells(),
                    (this->*table).begin() + static_cast<std::ptrdiff_t>(in_batch(batch, 0)));
  }
  fans_.merge(other.fans_);
}

int Recorder::num_groups() const {
  if (set_of_batch_.empty()) return num_batches_;
  const auto end = set_of_batch_.begin() + num_batches_;
  return num_batches_ == 0 ? 0 : 1 + *std::max_element(set_of_batch_.begin(), end);
}

double Recorder::group_mean(Row row, int step, int group) const {
  const int at = cell(output_of(row), step);
  double n = 0, sum = 0;
  for (int batch = 0; batch < num_batches_; ++batch) {
    const auto b = static_cast<std::size_t>(batch);
    if ((set_of_batch_.empty() ? batch : set_of_batch_[b]) != group) continue;
    n += static_cast<double>(sizes_[b]);
    sum += sums_[in_batch(b, at)];
  }
  return n > 0 ? shifts_[static_cast<std::size_t>(at)] + sum / n : 0;
}

measure::Estimate Recorder::mean(Row row, int step) const {
  const int at = cell(output_of(row), step);
  const double shift = shifts_[static_cast<std::size_t>(at)];
  double n = 0, sum = 0, squares = 0;
  measure::SetSums sets;
  for (std::size_t b = 0; b < static_cast<std::size_t>(num_batches_); ++b) {
    const double size = static_cast<double>(sizes_[b]), of_batch = sums_[in_batch(b, at)];
    n += size;
    sum += of_batch;
    if (keeps_squares_)
      squares += squares_[in_batch(b, at)];
    else
      sets.add(set_of_batch_[b], size, of_batch);
  }
  if (n == 0) return {};
  const double mean = sum / n;
  if (!keeps_squares_) return {shift + mean, sets.standard_error().value_or(0)};
  return {shift + mean, n > 1 ? std::sqrt(std::max(0.0, (squares - n * mean * mean) / (n - 1)) / n) : 0};
}

measure::Estimate Recorder::sum(const RowSum& parts) const {
  // What variants share is one output: where it comes and goes it is gone for certain.
  std::map<std::pair<int, int>, double> weights;   // output, year
  for (const YearOfRow& part : parts) weights[{output_of(part.row), part.year}] += part.weight;
  std::vector<double> counts(static_cast<std::size_t>(num_groups())), sums(counts.size());
  for (int batch = 0; batch < num_batches_; ++batch) {
    const auto b = static_cast<std::size_t>(batch);
    const auto group = static_cast<std::size_t>(groups_are_sets() ? set_of_batch_[b] : batch);
    const auto size = static_cast<double>(sizes_[b]);
    counts[group] += size;
    for (const auto& [of, weight] : weights) {
      if (weight == 0) continue;
      const auto [output, year] = of;
      for (int step = calendar_.first_step(year); step < calendar_.end_step(year); ++step) {
        const int at = cell(output, step);
        sums[group] += weight * (sums_[in_batch(b, at)] + size * shifts_[static_cast<std::size_t>(at)]);
      }
    }
  }
  const double n = std::accumulate(counts.begin(), counts.end(), 0.0);
  if (n == 0) return {};
  const double mean = std::accumulate(sums.begin(), sums.end(), 0.0) / n;
  const double error = measure::error_of_groups(counts, sums).value_or(0) * (groups_are_sets() ? measure::kFewSets : 1);
  constexpr double kRounding = 1e-14;              // of what is the same on all paths
  return {mean, error > kRounding * std::abs(mean) ? error : 0};
}

void Recorder::quantiles(Row row, int step, std::span<const double> parts, std::span<double> out) const {
  fans_.quantiles(fan_cell(fan_of_[static_cast<std::size_t>(output_of(row))], step), parts, out);
}

}  // namespace cf::study
