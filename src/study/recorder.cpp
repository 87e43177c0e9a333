#include "study/recorder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/check.hpp"

namespace cf::study {

// Keeps what fans show of the first paths, and of all else the first path alone.
class Recorder::PilotSink : public engine::StepSink {
 public:
  PilotSink(const Recorder& recorder, int num_paths)
      : recorder_(recorder), num_paths_(static_cast<std::size_t>(num_paths)), firsts_(recorder.shifts_.size()),
        values_(static_cast<std::size_t>(recorder.num_fans_ * recorder.num_points()) * num_paths_) {}

  void take(int, int output, int step, const double* values, int count, std::uint64_t first_path) override {
    if (first_path == 0) firsts_[static_cast<std::size_t>(recorder_.cell(output, step))] = values[0];
    const int fan = recorder_.fan_of_[static_cast<std::size_t>(output)];
    const std::size_t begin = static_cast<std::size_t>(first_path);
    if (fan < 0 || begin >= num_paths_) return;
    const auto to = values_.begin() + static_cast<std::ptrdiff_t>(place(fan, step) + begin);
    std::copy_n(values, std::min(static_cast<std::size_t>(count), num_paths_ - begin), to);
  }
  double first(int cell) const { return firsts_[static_cast<std::size_t>(cell)]; }
  std::span<const double> of_fan(int fan, int step) const { return {values_.data() + place(fan, step), num_paths_}; }

 private:
  std::size_t place(int fan, int step) const { return static_cast<std::size_t>(recorder_.fan_cell(fan, step)) * num_paths_; }
  const Recorder& recorder_;
  std::size_t num_paths_;
  std::vector<double> firsts_, values_;            // by cell; [fan cell][path]
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
      : recorder_(recorder), sums_(recorder.sums_[static_cast<std::size_t>(batch)]), first_(first_path), columns_(columns),
        pass_(measure::passes()), scratch_(recorder.borrow_scratch(num_paths)) {
    for (const Loss& loss : recorder.losses_) std::fill_n(columns_[static_cast<std::size_t>(loss.column)], num_paths, 0.0);
  }
  ~BatchSink() override {
    close_step();
    const auto total = [&](std::size_t place) { return scratch_->lanes[place].total(); };
    for (int step = 0; step < recorder_.num_points(); ++step)
      for (int output = 0; output < recorder_.num_outputs_; ++output) {
        const Use& use = recorder_.uses_[static_cast<std::size_t>(output)];
        if (use.place < 0) continue;
        const std::size_t place = recorder_.place(use, step);
        sums_[static_cast<std::size_t>(recorder_.cell(output, step))] = {total(place), use.fan ? total(place + 1) : 0};
      }
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
    if (use.place >= 0) {
      const double shift = recorder_.shifts_[static_cast<std::size_t>(recorder_.cell(output, step))];
      measure::Lanes* lanes = &scratch_->lanes[recorder_.place(use, step)];
      if (use.fan) {
        pass_.add_moments(values, size, shift, lanes[0], lanes[1]);
        recorder_.add_to_fan(output, step, {values, size});
      } else {
        pass_.add_sums(values, size, shift, lanes[0]);
      }
    }
    if (use.watched) std::copy_n(values, size, scratch_->now[static_cast<std::size_t>(output)].begin());
    if (step < recorder_.calendar_.num_steps) add_to_columns(use, step, values, begin, size);
  }

 private:
  void add_to_columns(const Use& use, int step, const double* values, std::size_t begin, std::size_t size) {
    const auto& year_of_step = recorder_.calendar_.year_of_step;
    const auto at = static_cast<std::size_t>(step);
    const int year = year_of_step[at];
    if (static_cast<std::size_t>(year) < use.totals.size())
      for (const int column : use.totals[static_cast<std::size_t>(year)])
        add_up(columns_[static_cast<std::size_t>(column)] + begin, values, size, step == 0 || year_of_step[at - 1] != year, 1.0);
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
  std::vector<Sums>& sums_;
  std::uint64_t first_;
  std::span<double* const> columns_;
  const measure::Passes& pass_;
  std::unique_ptr<Scratch> scratch_;
  int step_ = -1;
  std::size_t begin_ = 0, size_ = 0;
};

Recorder::Recorder(const Plan& plan, const program::Program& program, const Calendar& calendar, int num_batches)
    : plan_(&plan), calendar_(calendar), num_batches_(num_batches), num_outputs_(program.num_step_outputs),
      outputs_(program.step_output_of), uses_(static_cast<std::size_t>(num_outputs_)) {
  CF_CHECK(outputs_.size() == plan.step_values.size(), "each row has its output");
  const auto use_of = [&](Row row) -> Use& { return uses_[static_cast<std::size_t>(output_of(row))]; };
  fan_of_.assign(static_cast<std::size_t>(num_outputs_), -1);
  for (const Row row : plan.fans) {
    use_of(row).fan = true;
    int& fan = fan_of_[static_cast<std::size_t>(output_of(row))];
    if (fan < 0) fan = num_fans_++;
  }
  for (const Row row : plan.step_means) use_of(row).mean = true;
  for (const auto& total : plan.year_totals) {
    auto& totals = use_of(total.row).totals;
    totals.resize(static_cast<std::size_t>(calendar_.num_years()));
    totals[static_cast<std::size_t>(total.year)].push_back(total.column.value);
  }
  for (const auto& mean : plan.path_means) use_of(mean.row).means.push_back(mean.column.value);
  for (const auto& lost : plan.losses) {
    use_of(lost.defaulted).watched = use_of(lost.held).watched = true;
    losses_of_[output_of(lost.defaulted)].push_back(static_cast<int>(losses_.size()));
    losses_.push_back({output_of(lost.held), lost.before, lost.column.value});
  }
  for (Use& use : uses_) {
    if (!use.fan && !use.mean) continue;
    use.place = places_a_step_;
    places_a_step_ += use.fan ? 2 : 1;
  }
  const auto num_cells = static_cast<std::size_t>(num_outputs_) * static_cast<std::size_t>(num_points());
  sums_.assign(static_cast<std::size_t>(num_batches), std::vector<Sums>(num_cells));
  sizes_.assign(static_cast<std::size_t>(num_batches), 0);
  shifts_.assign(num_cells, 0.0);
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
  scratch->lanes.assign(static_cast<std::size_t>(places_a_step_) * static_cast<std::size_t>(num_points()), {});
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

void Recorder::set_windows(const engine::StepSink& pilot, engine::Pool& pool) {
  const auto& sink = static_cast<const PilotSink&>(pilot);
  pool.parallel_for(num_points(), [&](int, int step) {
    for (int output = 0; output < num_outputs_; ++output) {
      shifts_[static_cast<std::size_t>(cell(output, step))] = sink.first(cell(output, step));
      const int fan = fan_of_[static_cast<std::size_t>(output)];
      if (fan >= 0) fans_.set_window(fan_cell(fan, step), sink.of_fan(fan, step));
    }
  });
}

std::unique_ptr<engine::StepSink> Recorder::sink(int batch, std::uint64_t first_path, int num_paths,
                                                 std::span<double* const> columns) {
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
    sums_[batch] = other.sums_[batch];
  }
  fans_.merge(other.fans_);
}

double Recorder::batch_mean(Row row, int step, int batch) const {
  const auto at = static_cast<std::size_t>(cell(output_of(row), step));
  const double n = static_cast<double>(paths_of(batch));
  return n > 0 ? shifts_[at] + sums_[static_cast<std::size_t>(batch)][at].sum / n : 0;
}

measure::Estimate Recorder::mean(Row row, int step) const {
  const auto at = static_cast<std::size_t>(cell(output_of(row), step));
  double n = 0, sum = 0, squares = 0;
  for (int batch = 0; batch < num_batches_; ++batch) {
    n += static_cast<double>(paths_of(batch));
    sum += sums_[static_cast<std::size_t>(batch)][at].sum;
    squares += sums_[static_cast<std::size_t>(batch)][at].squares;
  }
  if (n == 0) return {};
  const double mean = sum / n;
  return {shifts_[at] + mean, n > 1 ? std::sqrt(std::max(0.0, (squares - n * mean * mean) / (n - 1)) / n) : 0};
}

void Recorder::quantiles(Row row, int step, std::span<const double> parts, std::span<double> out) const {
  fans_.quantiles(fan_cell(fan_of_[static_cast<std::size_t>(output_of(row))], step), parts, out);
}

}  // namespace cf::study
