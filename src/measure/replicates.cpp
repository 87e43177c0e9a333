#include "measure/replicates.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.hpp"

namespace cf::measure {

void Replicates::add(int set, std::size_t count, std::span<const double> sums) {
  if (set == kNone) return;
  CF_CHECK(static_cast<int>(sums.size()) == num_columns_, "a sum for each column");
  const auto s = static_cast<std::size_t>(set);
  if (s >= counts_.size()) {
    counts_.resize(s + 1);
    sums_.resize(counts_.size() * sums.size());
  }
  counts_[s] += count;
  for (std::size_t i = 0; i < sums.size(); ++i) sums_[s * sums.size() + i].add(sums[i]);
}

bool Replicates::needs_more_than(int set) const {
  if (set == kNone) return true;
  for (std::size_t s = 0; s < counts_.size(); ++s)
    if (counts_[s] > 0 && static_cast<int>(s) != set) return false;
  return true;
}

void Replicates::merge(const Replicates& other) {
  CF_CHECK(num_columns_ == other.num_columns_, "sets are merged of the same columns");
  if (other.counts_.size() > counts_.size()) {
    counts_.resize(other.counts_.size());
    sums_.resize(other.sums_.size());
  }
  for (std::size_t s = 0; s < other.counts_.size(); ++s) counts_[s] += other.counts_[s];
  for (std::size_t i = 0; i < other.sums_.size(); ++i) sums_[i].merge(other.sums_[i]);
}

std::optional<double> Replicates::standard_error(std::span<const double> weights) const {
  CF_CHECK(static_cast<int>(weights.size()) == num_columns_, "a weight for each column");
  SetSums sets;
  for (std::size_t s = 0; s < counts_.size(); ++s) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
      if (weights[i] != 0) sum += weights[i] * sums_[s * weights.size() + i].value();
    sets.add(static_cast<int>(s), static_cast<double>(counts_[s]), sum);
  }
  return sets.standard_error();
}

// Groups may differ in size: those of a run of few paths, or of one that was interrupted.
std::optional<double> error_of_groups(std::span<const double> counts, std::span<const double> sums) {
  const double all = std::accumulate(sums.begin(), sums.end(), 0.0), total = std::accumulate(counts.begin(), counts.end(), 0.0);
  const auto num_groups = std::count_if(counts.begin(), counts.end(), [](double count) { return count > 0; });
  if (num_groups < 2) return std::nullopt;
  double squares = 0;
  for (std::size_t g = 0; g < sums.size(); ++g) {
    const double from_mean = sums[g] - all * (counts[g] / total);
    squares += from_mean * from_mean;
  }
  return std::sqrt(squares * static_cast<double>(num_groups) / static_cast<double>(num_groups - 1)) / total;
}

std::optional<double> error_of_difference(std::span<const double> means, std::span<const double> other_means) {
  if (means.size() != other_means.size()) return std::nullopt;
  const std::vector<double> counts(means.size(), 1.0);
  std::vector<double> differences(means.size());
  for (std::size_t s = 0; s < means.size(); ++s) differences[s] = means[s] - other_means[s];
  const auto error = error_of_groups(counts, differences);
  return error ? std::optional(kFewSets * *error) : std::nullopt;
}

std::optional<double> SetSums::standard_error() const {
  const auto error = error_of_groups(counts_, sums_);
  return error ? std::optional(kFewSets * *error) : std::nullopt;
}

std::vector<double> Replicates::means(std::size_t column) const {
  std::vector<double> found;
  for (std::size_t s = 0; s < counts_.size(); ++s)
    if (counts_[s] > 0)
      found.push_back(sums_[s * static_cast<std::size_t>(num_columns_) + column].value() / static_cast<double>(counts_[s]));
  return found;
}

double Replicates::of_a_path(double grain) const {
  double num_sets = 0, total = 0;
  for (const std::uint64_t count : counts_) {
    num_sets += count > 0;
    total += static_cast<double>(count);
  }
  return total == 0 ? 0 : grain * std::sqrt(num_sets) / (2 * total);
}

std::optional<double> Replicates::standard_error() const {
  const double one = 1;
  return standard_error(std::span<const double>(&one, 1));
}

}  // namespace cf::measure
