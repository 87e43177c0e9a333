// The plan of a run: which numbers of which variant are wanted from each path, and what is accumulated of them.
//
// Questions put what they need into the plan and keep the handles; the run fills what the handles point to; then the questions
// read them and write their part of the answer.
//
// A Column is one number a path: a value of a variant, or made from what is observed in each step (a flow's total in a year).
// A Row is one number a path and step.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/archive.hpp"
#include "measure/hedge.hpp"
#include "measure/summary.hpp"
#include "measure/variance_share.hpp"
#include "model/model.hpp"
#include "study/variant.hpp"

namespace cf::study {

struct Column {
  int value = -1;
  explicit operator bool() const { return value >= 0; }
  friend auto operator<=>(Column, Column) = default;
};
struct Row {
  int value = -1;
  explicit operator bool() const { return value >= 0; }
  friend auto operator<=>(Row, Row) = default;
};

// A sum of columns with weights, path by path: a gain is {{with, 1}, {without, -1}}.
using Combination = std::vector<std::pair<Column, double>>;
Combination difference(Column with, Column without);

// A sum over the steps of calendar years of some rows, with weights: what flows pay. All rows' means are wanted in each step.
struct YearOfRow {
  Row row;
  int year = 0;
  double weight = 1;
};
using RowSum = std::vector<YearOfRow>;

// The columns of one batch of paths.
class Batch {
 public:
  // `first`: number of its first path; `set`: of points, of which all its paths are; measure::Replicates::kNone if they are independent.
  Batch(std::span<const double* const> columns, int size, std::uint64_t first = 0, int set = measure::Replicates::kNone)
      : columns_(columns), size_(size), set_(set), first_(first) {}
  int size() const { return size_; }
  std::uint64_t first() const { return first_; }
  int set() const { return set_; }
  std::span<const double> column(Column column) const;
  // The combination, written to `scratch` unless it is a plain column.
  std::span<const double> evaluate(const Combination& combination, std::vector<double>& scratch) const;

 private:
  std::span<const double* const> columns_;
  int size_, set_;
  std::uint64_t first_;
};

// Something accumulated over the paths, batch by batch. `start` is given the first paths, which are then added as well.
class Accumulator {
 public:
  virtual ~Accumulator() = default;
  virtual void start(const Batch& pilot) = 0;
  virtual void add(const Batch& batch) = 0;
  virtual std::size_t bytes() const = 0;         // of memory, about, once it has been started
  // What has been accumulated, on its way to where the parts of a run are put together: there the first part's is taken as it is,
  // the others' are added to it. The order of the parts does not matter.
  virtual void write(ArchiveWriter& to) const = 0;
  virtual void take(ArchiveReader& from, bool first) = 0;
};

// Travels by the `fields` and the `merge` of what it is.
template <class Made>
class Travelling : public Accumulator {
 public:
  void write(ArchiveWriter& to) const final { to(static_cast<const Made&>(*this)); }
  void take(ArchiveReader& from, bool first) final {
    auto& here = static_cast<Made&>(*this);
    if (first) return from(here);
    Made other = here;
    from(other);
    if (from.ok()) here.merge(other);
  }
};

class MeanOf : public Travelling<MeanOf> {
 public:
  explicit MeanOf(Combination combination) : combination_(std::move(combination)) {}
  void start(const Batch& pilot) override;
  void add(const Batch& batch) override;
  std::size_t bytes() const override { return sizeof(*this) + combination_.size() * sizeof(combination_[0]); }
  measure::Estimate estimate() const { return moments_.mean_estimate(); }
  const measure::Moments& moments() const { return moments_; }

  void merge(const MeanOf& other) { moments_.merge(other.moments_); }
  template <class Archive>
  void fields(Archive& archive) {
    archive(moments_);
  }

 private:
  Combination combination_;
  measure::Moments moments_;
  std::vector<double> scratch_;
};

class DistributionOf : public Travelling<DistributionOf> {
 public:
  DistributionOf(Combination combination, double resolution) : combination_(std::move(combination)), resolution_(resolution) {}
  void start(const Batch& pilot) override;
  void add(const Batch& batch) override;
  std::size_t bytes() const override { return measure::SummaryOf::usual_bytes(resolution_); }
  measure::Summary summary() const { return summary_.summary(); }
  double part_above_zero() const;    // beyond what rounding makes of the combination's terms

  void merge(const DistributionOf& other);
  template <class Archive>
  void fields(Archive& archive) {
    archive(summary_, rounding_, above_);
  }

 private:
  Combination combination_;
  double resolution_;
  measure::SummaryOf summary_;
  double rounding_ = 0;
  std::uint64_t above_ = 0;
  std::vector<double> scratch_;
};

class HedgeOf : public Travelling<HedgeOf> {
 public:
  HedgeOf(Column exposure, Combination gain) : exposed_(exposure), gain_(std::move(gain)) {}
  void start(const Batch& pilot) override;
  void add(const Batch& batch) override;
  std::size_t bytes() const override { return measure::Hedge::kUsualBytes; }
  measure::HedgeNumbers numbers() const { return hedge_.numbers(exposure_); }

  void merge(const HedgeOf& other);
  template <class Archive>
  void fields(Archive& archive) {
    archive(exposure_, hedge_);
  }

 private:
  Column exposed_;
  Combination gain_;
  measure::Exposure exposure_;
  measure::Hedge hedge_;
  std::vector<double> scratch_;
};

// First-order influence of one input on several results.
class InfluenceOf : public Travelling<InfluenceOf> {
 public:
  InfluenceOf(Column input, std::vector<Combination> results) : input_(input), results_(std::move(results)) {}
  void start(const Batch& pilot) override;
  void add(const Batch& batch) override;
  std::size_t bytes() const override { return results_.size() * measure::VarianceShare::kUsualBytes; }
  bool varies() const { return bins_.varies(); }
  measure::Influence influence(std::size_t result) const { return shares_[result].influence(bins_); }
  const measure::InputBins& input() const { return bins_; }

  void merge(const InfluenceOf& other);
  template <class Archive>
  void fields(Archive& archive) {
    archive(bins_, shares_);
  }

 private:
  Column input_;
  std::vector<Combination> results_;
  measure::InputBins bins_;
  std::vector<measure::VarianceShare> shares_;
  std::vector<double> scratch_;
};

// Chances of a default, and what a structure saves and sinks.
class DefaultsOf : public Travelling<DefaultsOf> {
 public:
  // year: years since the start at the first step that sees it in default; plus `offset`, and rounded down, it is the number of
  // the calendar year in which it could not pay.
  DefaultsOf(Column defaulted, Column year, Column defaulted_in_baseline, double offset, int num_years)
      : defaulted_(defaulted),
        year_(year),
        baseline_(defaulted_in_baseline),
        offset_(offset),
        by_year_(static_cast<std::size_t>(num_years)) {}
  void start(const Batch&) override {}
  void add(const Batch& batch) override;
  std::size_t bytes() const override { return sizeof(*this); }

  std::uint64_t count = 0, defaults = 0, saved = 0, sunk = 0;
  const std::vector<std::uint64_t>& by_year() const { return by_year_; }

  void merge(const DefaultsOf& other);
  template <class Archive>
  void fields(Archive& archive) {
    archive(count, defaults, saved, sunk, by_year_);
  }

 private:
  Column defaulted_, year_, baseline_;
  double offset_;
  std::vector<std::uint64_t> by_year_;
};

// Columns of the earliest paths, kept whole: for what needs the paths in another order. There are never more of them than
// kept_paths_of() allows.
class KeptPaths : public Travelling<KeptPaths> {
 public:
  KeptPaths(std::vector<Column> columns, std::uint64_t most_paths) : columns_(std::move(columns)), most_paths_(most_paths) {}
  void start(const Batch&) override {}
  void add(const Batch& batch) override;
  std::size_t bytes() const override { return columns_.size() * static_cast<std::size_t>(most_paths_) * sizeof(double); }

  std::vector<double> column(Column column) const;                // in the order of the paths
  // Of each path one of `num_groups` groups that are independent of each other: its set, or every so manieth path.
  std::vector<std::uint8_t> groups(int num_groups) const;

  void merge(const KeptPaths& other);
  template <class Archive>
  void fields(Archive& archive) {
    archive(stretches_);
  }

 private:
  struct Stretch {
    std::uint64_t first = 0;
    int set = 0;
    std::vector<std::vector<double>> values;                      // [column][path]
    template <class Archive>
    void fields(Archive& archive) {
      archive(first, set, values);
    }
  };
  std::vector<Column> columns_;
  std::uint64_t most_paths_;
  std::vector<Stretch> stretches_;                                // by their first paths
};

enum class Rests : std::uint8_t { on_all_paths, on_first_paths };

class Plan {
 public:
  // For so many paths.
  Plan(const Variants& variants, std::uint64_t paths)
      : variants_(&variants), paths_(paths), resolution_(measure::SummaryOf::resolution_for(paths)) {}
  const Variants& variants() const { return *variants_; }

  // ---- what is wanted of the paths. Asking twice gives the same handle. ----
  Column path_value(int variant, model::ExprId expr);
  Column value_of(int variant, model::MeasureId measure);
  Row row(int variant, model::ExprId expr);
  Column path_mean(Row row);                       // average over the steps
  // On paths on which `defaulted` turns true: `held` one step before, or `after` at that step; else 0.
  Column lost(Row defaulted, Row held, bool before);
  void fan(Row row);                               // its distribution in each step
  void step_mean(Row row);                         // its mean in each step

  // ---- what is accumulated ----
  MeanOf* mean(Combination combination, Rests rests);
  DistributionOf* distribution(Combination combination);
  KeptPaths* keep(std::vector<Column> columns);
  HedgeOf* hedge(Column exposure, Combination gain, Rests rests);
  InfluenceOf* influence(Column input, std::vector<Combination> results);
  DefaultsOf* defaults(Column defaulted, Column year, Column baseline, double offset, int num_years);

  // ---- what a run reads ----
  struct PathValue {
    int variant;
    model::ExprId expr;
    Column column;
  };
  struct StepValue {
    int variant;
    model::ExprId expr;
  };
  struct PathMean {
    Row row;
    Column column;
  };
  struct Lost {
    Row defaulted, held;
    bool before;
    Column column;
  };
  std::vector<PathValue> path_values;
  std::vector<StepValue> step_values;              // by Row
  std::vector<PathMean> path_means;
  std::vector<Lost> losses;
  std::vector<Row> fans, step_means;
  int num_columns = 0;
  struct Task {
    std::unique_ptr<Accumulator> accumulator;
    Rests rests;
  };
  std::vector<Task> tasks;

 private:
  template <class Made, class... Arguments>
  Made* add(Rests rests, Arguments&&... arguments);

  const Variants* variants_;
  std::uint64_t paths_;
  double resolution_;                              // of distributions
  std::map<std::pair<int, std::int32_t>, Column> known_values_;
  std::map<std::pair<int, std::int32_t>, Row> known_rows_;
  std::map<int, Column> known_means_;
  std::map<std::pair<int, std::pair<int, bool>>, Column> known_losses_;
  std::map<std::pair<Combination, bool>, MeanOf*> known_means_of_;
};

}  // namespace cf::study
