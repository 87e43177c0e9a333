#include "study/recorder.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.hpp"

namespace cf::study {

class Recorder::PilotSink : public engine::StepSink {
 public:
  PilotSink(const Recorder& recorder, int num_paths)
      : recorder_(recorder), num_paths_(num_paths),
        values_(static_cast<std::size_t>(recorder.num_outputs_) * static_cast<std::size_t>(recorder.num_points()) *
                static_cast<std::size_t>(num_paths)) {}

  void take(int, int output, int step, const double* values, int count, std::uint64_t first_path) override {
    const int begin = static_cast<int>(first_path), size = std::min(count, num_paths_ - begin);
    if (size > 0) std::copy_n(values, size, values_.begin() + offset(output, step) + begin);
  }
  std::span<const double> of(int output, int step) const {
    return {values_.data() + offset(output, step), static_cast<std::size_t>(num_paths_)};
  }

 private:
  std::ptrdiff_t offset(int output, int step) const {
    return static_cast<std::ptrdiff_t>(recorder_.cell(output, step)) * num_paths_;
  }
  const Recorder& recorder_;
  int num_paths_;
  std::vector<double> values_;
};

// One batch: its tiles come one after another, each with all its steps.
class Recorder::BatchSink : public engine::StepSink {
 public:
  BatchSink(Recorder& recorder, int batch, std::uint64_t first_path, int num_paths, std::span<double* const> columns)
      : recorder_(recorder), sums_(recorder.sums_[static_cast<std::size_t>(batch)]), first_(first_path), columns_(columns),
        num_paths_(static_cast<std::size_t>(num_paths)), lanes_(sums_.size()),
        now_(static_cast<std::size_t>(recorder.num_outputs_)), before_(static_cast<std::size_t>(recorder.num_outputs_)) {
    for (const Loss& loss : recorder.losses_) std::fill_n(columns_[static_cast<std::size_t>(loss.column)], num_paths_, 0.0);
    for (int output = 0; output < recorder.num_outputs_; ++output)
      if (recorder.uses_[static_cast<std::size_t>(output)].watched) {
        now_[static_cast<std::size_t>(output)].resize(num_paths_);
        before_[static_cast<std::size_t>(output)].resize(num_paths_);
      }
  }
  ~BatchSink() override {
    close_step();
    for (std::size_t cell = 0; cell < lanes_.size(); ++cell) {
      const auto total = [](const std::array<double, kLanes>& x) {
        return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
      };
      sums_[cell] = {total(lanes_[cell].sums), total(lanes_[cell].squares)};
    }
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
    const auto cell = static_cast<std::size_t>(recorder_.cell(output, step));
    if (use.fan) {
      add_to_lanes(lanes_[cell], values, size, recorder_.shifts_[cell]);
      const int fan = recorder_.fan_of_[static_cast<std::size_t>(output)];
      const std::lock_guard lock(recorder_.fan_locks_[static_cast<std::size_t>(fan)]);
      recorder_.fans_.add(recorder_.fan_cell(fan, step), {values, size});
    }
    if (use.mean && !use.fan) add_to_lanes(lanes_[cell].sums, values, size, recorder_.shifts_[cell]);
    if (use.watched) std::copy_n(values, size, now_[static_cast<std::size_t>(output)].begin());
    if (step < recorder_.calendar_.num_steps) add_to_columns(use, step, values, begin, size);
  }

 private:
  // Path k of the batch goes to lane k % 8, whatever the tile: so the sums do not depend on it.
  static constexpr std::size_t kLanes = 8;
  struct Lanes {
    std::array<double, kLanes> sums{}, squares{};
  };
  static void add_to_lanes(Lanes& to, const double* values, std::size_t size, double shift) {
    Lanes lanes = to;
    std::size_t i = 0;
    for (; i + kLanes <= size; i += kLanes)
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const double x = values[i + lane] - shift;
        lanes.sums[lane] += x;
        lanes.squares[lane] += x * x;
      }
    for (std::size_t lane = 0; i < size; ++i, ++lane) {
      const double x = values[i] - shift;
      lanes.sums[lane] += x;
      lanes.squares[lane] += x * x;
    }
    to = lanes;
  }
  static void add_to_lanes(std::array<double, kLanes>& to, const double* values, std::size_t size, double shift) {
    std::array<double, kLanes> sums = to;
    std::size_t i = 0;
    for (; i + kLanes <= size; i += kLanes)
      for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += values[i + lane] - shift;
    for (std::size_t lane = 0; i < size; ++i, ++lane) sums[lane] += values[i] - shift;
    to = sums;
  }

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

  // In blocks of a fixed size, which compilers turn into vector code.
  static void add_up(double* __restrict to, const double* __restrict values, std::size_t size, bool first, double weight) {
    std::size_t i = 0;
    if (first) {
      for (; i < size; ++i) to[i] = values[i] * weight;
      return;
    }
    for (; i + kLanes <= size; i += kLanes)
      for (std::size_t lane = 0; lane < kLanes; ++lane) to[i + lane] += values[i + lane] * weight;
    for (; i < size; ++i) to[i] += values[i] * weight;
  }

  // Once all rows of a step are known: what is lost by those defaults that are new in it.
  void close_step() {
    if (step_ > 0)
      for (const Loss& loss : recorder_.losses_) {
        const auto& defaulted = now_[static_cast<std::size_t>(loss.defaulted)];
        const auto& earlier = before_[static_cast<std::size_t>(loss.defaulted)];
        const auto& held = (loss.before ? before_ : now_)[static_cast<std::size_t>(loss.held)];
        double* column = columns_[static_cast<std::size_t>(loss.column)] + begin_;
        for (std::size_t i = 0; i < size_; ++i)
          if (defaulted[i] != 0 && earlier[i] == 0) column[i] = held[i];
      }
    now_.swap(before_);
  }

  Recorder& recorder_;
  std::vector<Sums>& sums_;
  std::uint64_t first_;
  std::span<double* const> columns_;
  std::size_t num_paths_;
  std::vector<Lanes> lanes_;                       // by cell
  std::vector<std::vector<double>> now_, before_;  // of the watched outputs, in this step and the one before
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
    losses_.push_back({output_of(lost.defaulted), output_of(lost.held), lost.before, lost.column.value});
  }
  const auto num_cells = static_cast<std::size_t>(num_outputs_) * static_cast<std::size_t>(num_points());
  sums_.assign(static_cast<std::size_t>(num_batches), std::vector<Sums>(num_cells));
  sizes_.assign(static_cast<std::size_t>(num_batches), 0);
  shifts_.assign(num_cells, 0.0);
  fans_ = measure::Fans(num_fans_ * num_points());
  fan_locks_ = std::make_unique<std::mutex[]>(static_cast<std::size_t>(num_fans_));
}

Recorder::~Recorder() = default;

std::unique_ptr<engine::StepSink> Recorder::pilot_sink(int num_paths) { return std::make_unique<PilotSink>(*this, num_paths); }

void Recorder::set_windows(const engine::StepSink& pilot) {
  const auto& sink = static_cast<const PilotSink&>(pilot);
  for (int output = 0; output < num_outputs_; ++output)
    for (int step = 0; step < num_points(); ++step) {
      const auto values = sink.of(output, step);
      shifts_[static_cast<std::size_t>(cell(output, step))] = values.empty() ? 0 : values[0];
      const int fan = fan_of_[static_cast<std::size_t>(output)];
      if (fan >= 0) fans_.set_window(fan_cell(fan, step), values);
    }
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

double Recorder::quantile(Row row, int step, double p) const {
  return fans_.quantile(fan_cell(fan_of_[static_cast<std::size_t>(output_of(row))], step), p);
}

}  // namespace cf::study
