#include "measure/moments.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.hpp"

namespace cf::measure {

namespace {

constexpr std::size_t kChunk = 256;  // paths whose shifted columns stay in the first cache

}  // namespace

void Moments::add(std::span<const double> batch, int set) {
  Lanes sums, squares;
  passes().add_moments(batch.data(), batch.size(), shift_, sums, squares);
  add_sums(batch.size(), sums, squares, set);
}

void Moments::add_shortfalls(std::span<const double> batch, double threshold, int set) {
  CF_CHECK(shift_ == 0, "shortfalls are counted from 0");
  Lanes sums, squares;
  passes().add_shortfalls(batch.data(), batch.size(), threshold, sums, squares);
  add_sums(batch.size(), sums, squares, set);
}

void Moments::add_sums(std::size_t count, const Lanes& sums, const Lanes& squares, int set) {
  count_ += count;
  sets_.add(set, count, sums.total());
  sum_.add(sums.total());
  squares_.add(squares.total());
}

void Moments::merge(const Moments& other) {
  CF_CHECK(shift_ == other.shift_, "moments are merged from one shift");
  count_ += other.count_;
  sum_.merge(other.sum_);
  squares_.merge(other.squares_);
  sets_.merge(other.sets_);
}

double Moments::mean() const { return count_ == 0 ? 0 : shift_ + sum_.value() / static_cast<double>(count_); }

double Moments::variance() const {
  if (count_ < 2) return 0;
  const double n = static_cast<double>(count_), sum = sum_.value();
  return std::max(0.0, (squares_.value() - sum * (sum / n)) / (n - 1));
}

std::vector<double> Moments::set_means() const {
  std::vector<double> means = sets_.means();
  for (double& mean : means) mean += shift_;
  return means;
}

double Moments::sd() const { return std::sqrt(variance()); }

Estimate Moments::mean_estimate() const {
  const double of_independent = count_ == 0 ? 0 : std::sqrt(variance() / static_cast<double>(count_));
  const auto error = sets_.standard_error();
  if (!error) return {mean(), of_independent};
  if (*error > 1e-9 * of_independent) return {mean(), *error};
  // All sets agree: a column of few values. What are not the shift are about this far from it.
  const double sum = std::abs(sum_.value());
  return {mean(), sum > 0 ? sets_.of_a_path(squares_.value() / sum) : 0};
}

Covariances::Covariances(std::vector<double> shifts) : shifts_(std::move(shifts)), sets_(static_cast<int>(shifts_.size())) {
  sums_.resize(shifts_.size());
  products_.resize(shifts_.size() * (shifts_.size() + 1) / 2);
}

std::size_t Covariances::at(int i, int j) const {
  if (i < j) std::swap(i, j);
  return static_cast<std::size_t>(i) * (static_cast<std::size_t>(i) + 1) / 2 + static_cast<std::size_t>(j);
}

void Covariances::add(std::span<const std::span<const double>> columns, int set) {
  const std::size_t num_columns = shifts_.size();
  CF_CHECK(columns.size() == num_columns, "as many columns as shifts");
  const std::size_t length = num_columns == 0 ? 0 : columns[0].size();
  const bool in_pairs = sets_.needs_more_than(set);
  std::vector<Lanes> sums(num_columns), products(in_pairs ? products_.size() : 0);
  std::vector<std::array<double, kChunk>> shifted(num_columns);
  const Passes& pass = passes();
  for (std::size_t begin = 0; begin < length; begin += kChunk) {
    const std::size_t size = std::min(kChunk, length - begin);
    for (std::size_t c = 0; c < num_columns; ++c) {
      for (std::size_t i = 0; i < size; ++i) shifted[c][i] = columns[c][begin + i] - shifts_[c];
      pass.add_sums(shifted[c].data(), size, 0, sums[c]);
    }
    std::size_t product = 0;
    for (std::size_t a = 0; a < num_columns && in_pairs; ++a)
      for (std::size_t b = 0; b <= a; ++b, ++product) pass.add_products(shifted[a].data(), shifted[b].data(), size, products[product]);
  }
  count_ += length;
  std::vector<double> totals;
  for (std::size_t c = 0; c < num_columns; ++c) totals.push_back(sums[c].total());
  for (std::size_t c = 0; c < num_columns; ++c) sums_[c].add(totals[c]);
  sets_.add(set, length, totals);
  for (std::size_t p = 0; p < products.size(); ++p) products_[p].add(products[p].total());
}

void Covariances::merge(const Covariances& other) {
  CF_CHECK(shifts_ == other.shifts_, "covariances are merged from one shift");
  count_ += other.count_;
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i].merge(other.sums_[i]);
  for (std::size_t i = 0; i < products_.size(); ++i) products_[i].merge(other.products_[i]);
  sets_.merge(other.sets_);
}

double Covariances::mean(int i) const {
  const auto c = static_cast<std::size_t>(i);
  return count_ == 0 ? 0 : shifts_[c] + sums_[c].value() / static_cast<double>(count_);
}

double Covariances::covariance(int i, int j) const {
  if (count_ < 2) return 0;
  const double n = static_cast<double>(count_);
  const double sum_i = sums_[static_cast<std::size_t>(i)].value(), sum_j = sums_[static_cast<std::size_t>(j)].value();
  const double covariance = (products_[at(i, j)].value() - sum_i * (sum_j / n)) / (n - 1);
  return i == j ? std::max(0.0, covariance) : covariance;
}

double Covariances::standard_error(std::span<const double> weights) const {
  if (count_ < 2) return 0;
  if (const auto error = sets_.standard_error(weights)) return *error;
  double variance = 0;
  const int num_columns = static_cast<int>(shifts_.size());
  for (int i = 0; i < num_columns; ++i) {
    if (weights[static_cast<std::size_t>(i)] == 0) continue;
    for (int j = 0; j < num_columns; ++j)
      variance += weights[static_cast<std::size_t>(i)] * weights[static_cast<std::size_t>(j)] * covariance(i, j);
  }
  return std::sqrt(std::max(0.0, variance) / static_cast<double>(count_));
}

double middle_of(std::span<const double> values) {
  if (values.empty()) return 0;
  std::vector<double> copy(values.begin(), values.end());
  const auto middle = copy.begin() + static_cast<std::ptrdiff_t>(copy.size() / 2);
  std::nth_element(copy.begin(), middle, copy.end());
  return *middle;
}

}  // namespace cf::measure
