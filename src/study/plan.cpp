#include "study/plan.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "study/study.hpp"

namespace cf::study {

Combination difference(Column with, Column without) {
  if (with == without) return {};
  return {{with, 1.0}, {without, -1.0}};
}

std::span<const double> Batch::column(Column column) const {
  const double* values = columns_[static_cast<std::size_t>(column.value)];
  CF_CHECK(values != nullptr, "the column is wanted on these paths");
  return {values, static_cast<std::size_t>(size_)};
}

std::span<const double> Batch::evaluate(const Combination& combination, std::vector<double>& scratch) const {
  if (combination.size() == 1 && combination[0].second == 1.0) return column(combination[0].first);
  const auto size = static_cast<std::size_t>(size_);
  scratch.assign(size, 0.0);
  if (combination.size() == 2 && combination[0].second * combination[1].second == -1.0 && std::abs(combination[0].second) == 1.0) {
    const bool in_order = combination[0].second == 1.0;
    const auto with = column(combination[in_order ? 0 : 1].first), without = column(combination[in_order ? 1 : 0].first);
    if (with.data() == without.data()) return scratch;
    measure::passes().subtract(scratch.data(), with.data(), without.data(), size);
    return scratch;
  }
  for (const auto& [term, weight] : combination) {
    const auto values = column(term);
    measure::passes().add_scaled(scratch.data(), values.data(), weight, size);
  }
  return scratch;
}

void MeanOf::start(const Batch& pilot) {
  const auto values = pilot.evaluate(combination_, scratch_);
  moments_ = measure::Moments(measure::middle_of(values.first(std::min<std::size_t>(values.size(), 16))));
}

void MeanOf::add(const Batch& batch) { moments_.add(batch.evaluate(combination_, scratch_), batch.set()); }

void DistributionOf::start(const Batch& pilot) {
  double largest = 0;
  for (const auto& [term, weight] : combination_)
    for (const double x : pilot.column(term)) largest = std::max(largest, std::abs(weight * x));
  rounding_ = combination_.size() > 1 ? 1e-13 * largest : 0;
  summary_ = measure::SummaryOf(pilot.evaluate(combination_, scratch_), resolution_);
}

void DistributionOf::add(const Batch& batch) {
  const auto values = batch.evaluate(combination_, scratch_);
  summary_.add(values, batch.set());
  above_ += values.size() - measure::passes().count_at_most(values.data(), values.size(), rounding_);
}

void DistributionOf::merge(const DistributionOf& other) {
  summary_.merge(other.summary_);
  above_ += other.above_;
}

double DistributionOf::part_above_zero() const {
  const auto count = summary_.moments().count();
  return count == 0 ? 0 : static_cast<double>(above_) / static_cast<double>(count);
}

void HedgeOf::start(const Batch& pilot) {
  const auto exposures = pilot.column(exposed_);
  exposure_ = measure::Exposure(exposures);
  hedge_ = measure::Hedge(exposure_, exposures, pilot.evaluate(gain_, scratch_));
}

void HedgeOf::add(const Batch& batch) {
  const auto exposures = batch.column(exposed_);
  exposure_.add(exposures, batch.set());
  hedge_.add(exposure_, exposures, batch.evaluate(gain_, scratch_), batch.set());
}

void HedgeOf::merge(const HedgeOf& other) {
  exposure_.merge(other.exposure_);
  hedge_.merge(other.hedge_);
}

void InfluenceOf::start(const Batch& pilot) {
  bins_ = measure::InputBins(pilot.column(input_));
  for (const Combination& result : results_) shares_.emplace_back(bins_, pilot.evaluate(result, scratch_));
}

void InfluenceOf::add(const Batch& batch) {
  bins_.add(batch.column(input_));
  for (std::size_t i = 0; i < results_.size(); ++i) shares_[i].add(bins_, batch.evaluate(results_[i], scratch_), batch.set());
}

void InfluenceOf::merge(const InfluenceOf& other) {
  CF_CHECK(shares_.size() == other.shares_.size(), "influences are merged on the same results");
  bins_.merge(other.bins_);
  for (std::size_t i = 0; i < shares_.size(); ++i) shares_[i].merge(other.shares_[i]);
}

void DefaultsOf::add(const Batch& batch) {
  const auto here = batch.column(defaulted_), years = batch.column(year_), without = batch.column(baseline_);
  count += here.size();
  for (std::size_t i = 0; i < here.size(); ++i) {
    const bool defaulted = here[i] != 0, before = without[i] != 0;
    saved += before && !defaulted;
    sunk += defaulted && !before;
    if (!defaulted) continue;
    ++defaults;
    // A year that ends with the step is that step's: a hair is taken off against rounding at the edges of years.
    const double year = std::floor(years[i] + offset_ + 1e-9);
    ++by_year_[static_cast<std::size_t>(std::clamp(year, 0.0, static_cast<double>(by_year_.size() - 1)))];
  }
}

void DefaultsOf::merge(const DefaultsOf& other) {
  CF_CHECK(by_year_.size() == other.by_year_.size(), "defaults are merged of one calendar");
  count += other.count;
  defaults += other.defaults;
  saved += other.saved;
  sunk += other.sunk;
  for (std::size_t year = 0; year < by_year_.size(); ++year) by_year_[year] += other.by_year_[year];
}

void KeptPaths::add(const Batch& batch) {
  if (batch.first() >= most_paths_) return;      // batches end where these paths do
  Stretch stretch{batch.first(), batch.set(), {}};
  for (const Column column : columns_) {
    const auto values = batch.column(column);
    stretch.values.emplace_back(values.begin(), values.end());
  }
  const auto at = std::upper_bound(stretches_.begin(), stretches_.end(), stretch.first,
                                   [](std::uint64_t first, const Stretch& other) { return first < other.first; });
  stretches_.insert(at, std::move(stretch));
}

void KeptPaths::merge(const KeptPaths& other) {
  stretches_.insert(stretches_.end(), other.stretches_.begin(), other.stretches_.end());
  std::sort(stretches_.begin(), stretches_.end(), [](const Stretch& a, const Stretch& b) { return a.first < b.first; });
}

std::vector<double> KeptPaths::column(Column column) const {
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  CF_CHECK(found != columns_.end(), "the column is kept");
  std::vector<double> values;
  for (const Stretch& stretch : stretches_) {
    const auto& part = stretch.values[static_cast<std::size_t>(found - columns_.begin())];
    values.insert(values.end(), part.begin(), part.end());
  }
  return values;
}

std::vector<std::uint8_t> KeptPaths::groups(int num_groups) const {
  std::vector<std::uint8_t> groups;
  for (const Stretch& stretch : stretches_)
    for (std::size_t i = 0; i < stretch.values.front().size(); ++i)
      groups.push_back(static_cast<std::uint8_t>(
          (stretch.set == measure::Replicates::kNone ? stretch.first + i : static_cast<std::uint64_t>(stretch.set)) %
          static_cast<std::uint64_t>(num_groups)));
  return groups;
}

Column Plan::path_value(int variant, model::ExprId expr) {
  CF_CHECK(expr, "a path value has an expression");
  auto [known, fresh] = known_values_.try_emplace({variant, expr.value}, Column{num_columns});
  if (fresh) path_values.push_back({variant, expr, Column{num_columns++}});
  return known->second;
}

Column Plan::value_of(int variant, model::MeasureId measure) {
  return path_value(variant, variants_->model(variant).measures[static_cast<std::size_t>(measure.value)].value);
}

Row Plan::row(int variant, model::ExprId expr) {
  CF_CHECK(expr, "a row has an expression");
  auto [known, fresh] = known_rows_.try_emplace({variant, expr.value}, Row{static_cast<int>(step_values.size())});
  if (fresh) step_values.push_back({variant, expr});
  return known->second;
}

Column Plan::path_mean(Row row) {
  auto [known, fresh] = known_means_.try_emplace(row.value, Column{num_columns});
  if (fresh) path_means.push_back({row, Column{num_columns++}});
  return known->second;
}

Column Plan::lost(Row defaulted, Row held, bool before) {
  auto [known, fresh] = known_losses_.try_emplace({defaulted.value, {held.value, before}}, Column{num_columns});
  if (fresh) losses.push_back({defaulted, held, before, Column{num_columns++}});
  return known->second;
}

void Plan::fan(Row row) {
  if (std::find(fans.begin(), fans.end(), row) == fans.end()) fans.push_back(row);
}

void Plan::step_mean(Row row) { step_means.push_back(row); }

template <class Made, class... Arguments>
Made* Plan::add(Rests rests, Arguments&&... arguments) {
  auto made = std::make_unique<Made>(std::forward<Arguments>(arguments)...);
  Made* handle = made.get();
  tasks.push_back({std::move(made), rests});
  return handle;
}

MeanOf* Plan::mean(Combination combination, Rests rests) {
  std::sort(combination.begin(), combination.end());
  auto& known = known_means_of_[{combination, rests == Rests::on_all_paths}];
  if (known == nullptr) known = add<MeanOf>(rests, std::move(combination));
  return known;
}

DistributionOf* Plan::distribution(Combination combination) {
  return add<DistributionOf>(Rests::on_all_paths, std::move(combination), resolution_);
}

KeptPaths* Plan::keep(std::vector<Column> columns) {
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return add<KeptPaths>(Rests::on_all_paths, std::move(columns), kept_paths_of(paths_));
}

HedgeOf* Plan::hedge(Column exposure, Combination gain, Rests rests) { return add<HedgeOf>(rests, exposure, std::move(gain)); }

InfluenceOf* Plan::influence(Column input, std::vector<Combination> results) {
  return add<InfluenceOf>(Rests::on_first_paths, input, std::move(results));
}

DefaultsOf* Plan::defaults(Column defaulted, Column year, Column baseline, double offset, int num_years) {
  return add<DefaultsOf>(Rests::on_all_paths, defaulted, year, baseline, offset, num_years);
}

}  // namespace cf::study
