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
#include "base/huge_pages.hpp"
#include "engine/engine.hpp"
#include "measure/fans.hpp"
#include "program/program.hpp"
#include "study/calendar.hpp"
#include "study/plan.hpp"

namespace cf::study {

class Recorder {
 public:
  // set_of_batch: of points, of which the paths of each batch are; empty if all paths are independent.
  Recorder(const Plan& plan, const program::Program& program, const Calendar& calendar, int num_batches,
           std::vector<int> set_of_batch = {});
  ~Recorder();

  // A sink that sets the windows of the fans from so many first paths. Run it alone and first.
  std::unique_ptr<engine::StepSink> pilot_sink(int num_paths);

  // A sink for one batch; columns[c] is where column c of the plan is written for it, null if it is none of the recorder's.
  // It must be destroyed when the batch is done.
  std::unique_ptr<engine::StepSink> sink(int batch, std::uint64_t first_path, int num_paths, std::span<double* const> columns);
  // Batches that were not run to the end are left out: only the first `num_batches` count.
  void keep(int num_batches);

  // Adds the batches of another recorder of the same plan and pilot, none of which has been run here.
  void merge(const Recorder& other);
  template <class Archive>
  void fields(Archive& archive) {
    archive(sums_, squares_, sizes_, shifts_, fans_);
  }

  int num_points() const { return calendar_.num_steps + 1; }
  // Groups of paths that are independent of each other: the batches, or the sets of points.
  int num_groups() const;
  bool groups_are_sets() const { return !set_of_batch_.empty(); }
  // Mean over the paths of one group, and of all; the error is known of fans only.
  double group_mean(Row row, int step, int group) const;
  measure::Estimate mean(Row row, int step) const;
  measure::Estimate sum(const RowSum& sum) const;  // its mean over the paths, and the error that the groups give
  void quantiles(Row row, int step, std::span<const double> parts, std::span<double> out) const;   // parts rising

 private:
  class PilotSink;
  class BatchSink;
  struct Scratch;
  int output_of(Row row) const { return outputs_[static_cast<std::size_t>(row.value)]; }
  // All rows of a step lie together, as they come.
  int cell(int output, int step) const { return step * num_outputs_ + output; }
  std::size_t num_cells() const { return static_cast<std::size_t>(num_outputs_) * static_cast<std::size_t>(num_points()); }
  // Where a cell's sum over a batch is.
  std::size_t in_batch(std::size_t batch, int cell) const { return batch * num_cells() + static_cast<std::size_t>(cell); }
  int fan_cell(int fan, int step) const { return step * num_fans_ + fan; }

  Calendar calendar_;
  int num_batches_, num_outputs_, num_fans_ = 0;
  std::vector<std::int32_t> outputs_;              // by Row
  // By output: what becomes of its values.
  struct Use {
    bool fan = false;                              // quantiles, mean and its error
    bool mean = false;
    bool watched = false;                          // by losses
    std::vector<int> means;                        // columns
    int place = -1;                                // of its sum among the sums of a step; its squares follow, if they are kept
  };
  std::size_t place(const Use& use, int step) const {
    return static_cast<std::size_t>(step) * static_cast<std::size_t>(places_a_step_) + static_cast<std::size_t>(use.place);
  }
  bool squares(const Use& use) const { return use.fan && keeps_squares_; }
  std::unique_ptr<Scratch> borrow_scratch(int num_paths);   // with room for so many
  void give_back(std::unique_ptr<Scratch> scratch);
  void add_to_fan(int output, int step, std::span<const double> values);
  std::vector<Use> uses_;
  int places_a_step_ = 0;
  struct Loss {
    int held;
    bool before;
    int column;
  };
  std::vector<Loss> losses_;
  std::map<int, std::vector<int>> losses_of_;      // output that says who has defaulted -> losses
  using Table = std::vector<double, HugePages<double>>;
  Table sums_, squares_;                           // [batch][cell]; squares of fans, where sets do not give the errors
  std::vector<std::uint64_t> sizes_;               // [batch]; 0: not run
  std::vector<int> set_of_batch_;
  bool keeps_squares_ = true;                      // for the errors of means: there are no two sets, which would give them
  std::vector<double> shifts_;                     // by cell
  std::vector<int> fan_of_;                        // output -> number of its fan; -1: none
  measure::Fans fans_;
  static constexpr std::size_t kFanLocks = 256;
  std::unique_ptr<std::mutex[]> fan_locks_;        // by cell, some cells share one
  std::mutex scratch_lock_;
  std::vector<std::unique_ptr<Scratch>> scratch_;  // free
};

}  // namespace cf::study
