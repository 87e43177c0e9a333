// What is kept of each step while paths run: sums of each row over each batch (for means, their errors, and the tracing of money,
// which works on means of groups of paths), fans, and the columns made from steps.
//
// Batches are numbered from 0; a batch is a group. Counts of the fans are whole numbers, so workers may add to them in any order;
// all other sums are kept by batch.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/archive.hpp"
#include "engine/engine.hpp"
#include "engine/schedule/pool.hpp"
#include "measure/fans.hpp"
#include "program/program.hpp"
#include "study/calendar.hpp"
#include "study/plan.hpp"

namespace cf::study {

class Recorder {
 public:
  Recorder(const Plan& plan, const program::Program& program, const Calendar& calendar, int num_batches);
  ~Recorder();

  // A sink that keeps the first paths whole, to set the windows of the fans. Run it alone and first.
  std::unique_ptr<engine::StepSink> pilot_sink(int num_paths);
  void set_windows(const engine::StepSink& pilot, engine::Pool& pool);

  // A sink for one batch; columns[c] is where column c of the plan is written for it, null if it is none of the recorder's.
  // It must be destroyed when the batch is done.
  std::unique_ptr<engine::StepSink> sink(int batch, std::uint64_t first_path, int num_paths, std::span<double* const> columns);
  // Batches that were not run to the end are left out: only the first `num_batches` count.
  void keep(int num_batches);

  // Adds the batches of another recorder of the same plan and pilot, none of which has been run here.
  void merge(const Recorder& other);
  template <class Archive>
  void fields(Archive& archive) { archive(sums_, sizes_, shifts_, fans_); }

  int num_batches() const { return num_batches_; }
  int num_points() const { return calendar_.num_steps + 1; }
  std::uint64_t paths_of(int batch) const { return sizes_[static_cast<std::size_t>(batch)]; }
  // Mean over the paths of one batch, and of all; the error is known of fans only.
  double batch_mean(Row row, int step, int batch) const;
  measure::Estimate mean(Row row, int step) const;
  void quantiles(Row row, int step, std::span<const double> parts, std::span<double> out) const;   // parts rising

 private:
  class PilotSink;
  class BatchSink;
  struct Scratch;
  struct Sums {
    double sum = 0, squares = 0;
    template <class Archive>
    void fields(Archive& archive) { archive(sum, squares); }
  };
  int output_of(Row row) const { return outputs_[static_cast<std::size_t>(row.value)]; }
  // All rows of a step lie together, as they come.
  int cell(int output, int step) const { return step * num_outputs_ + output; }
  int fan_cell(int fan, int step) const { return step * num_fans_ + fan; }

  const Plan* plan_;
  Calendar calendar_;
  int num_batches_, num_outputs_, num_fans_ = 0;
  std::vector<std::int32_t> outputs_;              // by Row
  // By output: what becomes of its values.
  struct Use {
    bool fan = false;                              // quantiles, mean and its error
    bool mean = false;
    bool watched = false;                          // by losses
    std::vector<std::vector<int>> totals;          // [year] -> columns
    std::vector<int> means;                        // columns
    int place = -1;                                // of its sum among the sums of a step; the squares of a fan follow
  };
  std::size_t place(const Use& use, int step) const {
    return static_cast<std::size_t>(step) * static_cast<std::size_t>(places_a_step_) + static_cast<std::size_t>(use.place);
  }
  std::unique_ptr<Scratch> borrow_scratch(int num_paths);   // with room for so many
  void give_back(std::unique_ptr<Scratch> scratch);
  void add_to_fan(int output, int step, std::span<const double> values);
  std::vector<Use> uses_;
  int places_a_step_ = 0;
  struct Loss { int held; bool before; int column; };
  std::vector<Loss> losses_;
  std::map<int, std::vector<int>> losses_of_;      // output that says who has defaulted -> losses
  std::vector<std::vector<Sums>> sums_;            // [batch][cell]
  std::vector<std::uint64_t> sizes_;               // [batch]; 0: not run
  std::vector<double> shifts_;                     // by cell
  std::vector<int> fan_of_;                        // output -> number of its fan; -1: none
  measure::Fans fans_;
  static constexpr std::size_t kFanLocks = 256;
  std::unique_ptr<std::mutex[]> fan_locks_;        // by cell, some cells share one
  std::mutex scratch_lock_;
  std::vector<std::unique_ptr<Scratch>> scratch_;  // free
};

}  // namespace cf::study
