// The state of every measure survives the way between machines: written, read elsewhere and merged in any order, three parts give
// the bits of one run. The data are made so that every member matters: atoms, tails far beyond the pilot, a part without paths.
#include "base/archive.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

#include "measure/fans.hpp"
#include "measure/hedge.hpp"
#include "measure/summary.hpp"
#include "measure/variance_share.hpp"
#include "normals.hpp"

namespace cf::measure {
namespace {

constexpr std::size_t kBatch = 512, kBatches = 24, kPaths = kBatch * kBatches, kPilot = 4 * kBatch;
// Batches of each part; the third has none.
constexpr std::array<std::pair<std::size_t, std::size_t>, 4> kParts = {{{0, 5}, {5, 17}, {17, 17}, {17, kBatches}}};

template <class State>
State sent(const State& state) {
  ArchiveWriter writer;
  writer(state);
  State read;
  ArchiveReader reader(writer.bytes());
  reader(read);
  EXPECT_TRUE(reader.at_end());
  return read;
}

// `add(state, batch)` adds a batch to a state that the pilot has started.
template <class State>
State in_parts(const State& started, const std::function<void(State&, std::size_t)>& add) {
  std::vector<State> parts;
  for (const auto& [begin, end] : kParts) {
    State part = sent(started);   // what is fixed by the pilot travels as well
    for (std::size_t batch = begin; batch < end; ++batch) add(part, batch);
    parts.push_back(sent(part));
  }
  State merged = parts[2];
  for (const std::size_t part : {3, 0, 1}) merged.merge(parts[part]);
  return sent(merged);
}

template <class State>
State whole(const State& started, const std::function<void(State&, std::size_t)>& add) {
  State state = started;
  for (std::size_t batch = 0; batch < kBatches; ++batch) add(state, batch);
  return state;
}

// Skewed, with an atom at 0, and a hundred times wider after the pilot.
std::vector<double> wild(std::uint32_t stream) {
  auto z = normals(11, stream, kPaths);
  for (std::size_t i = 0; i < z.size(); ++i) {
    z[i] = z[i] < -0.5 ? 0 : std::exp(z[i]) - 2;
    if (i > kPilot && i % 97 == 0) z[i] *= -100;
  }
  return z;
}

std::span<const double> batch_of(const std::vector<double>& values, std::size_t batch) {
  return std::span(values).subspan(batch * kBatch, kBatch);
}

void expect_same(const Estimate& a, const Estimate& b) {
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.se, b.se);
}

TEST(Archive, SumsOfAllSizes) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < 3000; ++i) {
    const double z = normals(5, static_cast<std::uint32_t>(i), 1)[0];
    numbers.push_back(std::ldexp(z, i % 50 == 7 ? static_cast<int>(i % 1900) - 1000 : static_cast<int>(i % 40)));
  }
  ExactSum all, backward;
  std::array<ExactSum, 3> thirds;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    all.add(numbers[i]);
    backward.add(numbers[numbers.size() - 1 - i]);
    thirds[i % 50 == 7 ? 2 : i % 2].add(numbers[i]);   // the sizes that lie far apart are in one of them
  }
  ExactSum merged = sent(thirds[1]);
  merged.merge(sent(thirds[0]));
  EXPECT_NE(merged.value(), all.value());
  merged.merge(sent(thirds[2]));
  EXPECT_EQ(merged.value(), all.value());
  EXPECT_EQ(backward.value(), all.value());
  for (const double x : numbers) merged.add(-x);
  EXPECT_EQ(merged.value(), 0);
  ExactSum none;
  none.merge(sent(all));
  EXPECT_EQ(none.value(), all.value());
}

TEST(Archive, Summary) {
  const auto x = wild(1);
  const SummaryOf started{std::span(x).first(kPilot)};
  const std::function add = [&](SummaryOf& to, std::size_t batch) { to.add(batch_of(x, batch)); };
  const SummaryOf one = whole(started, add), merged = in_parts(started, add);
  expect_same(one.summary().mean, merged.summary().mean);
  expect_same(one.summary().shortfall, merged.summary().shortfall);
  EXPECT_EQ(one.summary().sd, merged.summary().sd);
  for (std::size_t q = 0; q < kQuantiles.size(); ++q) expect_same(one.summary().quantiles[q], merged.summary().quantiles[q]);
  for (const double p : {1e-4, 0.01, 0.4, 0.99, 1.0}) EXPECT_EQ(one.histogram().quantile(p), merged.histogram().quantile(p));
  EXPECT_EQ(one.histogram().tail_mean(0.9), merged.histogram().tail_mean(0.9));
  EXPECT_EQ(one.histogram().count_at_lowest(), merged.histogram().count_at_lowest());
}

struct Pair {
  Exposure exposure;
  Hedge hedge;
  void merge(const Pair& other) {
    exposure.merge(other.exposure);
    hedge.merge(other.hedge);
  }
  template <class Archive>
  void fields(Archive& archive) {
    archive(exposure, hedge);
  }
};

TEST(Archive, Hedge) {
  const auto z = normals(11, 2, kPaths);
  auto b = wild(3), g = wild(4);
  for (std::size_t i = 0; i < b.size(); ++i) b[i] += z[i], g[i] -= 0.4 * b[i];
  Pair started;
  started.exposure = Exposure(std::span(b).first(kPilot));
  started.hedge = Hedge(started.exposure, std::span(b).first(kPilot), std::span(g).first(kPilot));
  const std::function add = [&](Pair& to, std::size_t batch) {
    to.exposure.add(batch_of(b, batch));
    to.hedge.add(to.exposure, batch_of(b, batch), batch_of(g, batch));
  };
  const Pair one = whole(started, add), merged = in_parts(started, add);
  const HedgeNumbers x = one.hedge.numbers(one.exposure), y = merged.hedge.numbers(merged.exposure);
  EXPECT_EQ(x.why, HedgeNumbers::Why::given);
  EXPECT_EQ(x.verdict, y.verdict);
  for (const auto member :
       {&HedgeNumbers::offset, &HedgeNumbers::net, &HedgeNumbers::own_risk, &HedgeNumbers::gain, &HedgeNumbers::gain_in_bad_tenth,
        &HedgeNumbers::exposure, &HedgeNumbers::exposure_in_bad_tenth, &HedgeNumbers::correlation, &HedgeNumbers::effectiveness})
    expect_same(x.*member, y.*member);
  EXPECT_EQ(one.exposure.part_at_lowest(), merged.exposure.part_at_lowest());
}

struct Shares {
  InputBins input;
  VarianceShare share;
  void merge(const Shares& other) {
    input.merge(other.input);
    share.merge(other.share);
  }
  template <class Archive>
  void fields(Archive& archive) {
    archive(input, share);
  }
};

TEST(Archive, VarianceShare) {
  const auto x = normals(11, 5, kPaths);
  auto y = wild(6);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += x[i] * x[i] + 0.3 * x[i];
  Shares started;
  started.input = InputBins(std::span(x).first(kPilot));
  started.share = VarianceShare(started.input, std::span(y).first(kPilot));
  const std::function add = [&](Shares& to, std::size_t batch) {
    to.input.add(batch_of(x, batch));
    to.share.add(to.input, batch_of(y, batch));
  };
  const Shares one = whole(started, add), merged = in_parts(started, add);
  const Influence a = one.share.influence(one.input), b = merged.share.influence(merged.input);
  expect_same(a.first_order, b.first_order);
  EXPECT_GT(a.first_order.value, 0);
  expect_same(a.low, b.low);
  expect_same(a.high, b.high);
  EXPECT_EQ(one.input.low(), merged.input.low());
  EXPECT_EQ(one.input.high(), merged.input.high());
}

TEST(Archive, Fans) {
  const std::vector<double> x = wild(7), only_atom(kPaths, 3.0);
  std::vector<double> later = only_atom;
  for (std::size_t i = 6 * kBatch; i < later.size(); i += 5) later[i] = 2.0 + static_cast<double>(i % 7);
  const std::vector<const std::vector<double>*> rows = {&x, &only_atom, &later};
  Fans started(static_cast<int>(rows.size()));
  for (std::size_t row = 0; row < rows.size(); ++row) started.set_window(static_cast<int>(row), std::span(*rows[row]).first(128));
  const std::function add = [&](Fans& to, std::size_t batch) {
    for (std::size_t row = 0; row < rows.size(); ++row) to.add(static_cast<int>(row), batch_of(*rows[row], batch));
  };
  const Fans one = whole(started, add), merged = in_parts(started, add);
  for (int row = 0; row < 3; ++row)
    for (const double p : {0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0})
      EXPECT_EQ(one.quantile(row, p), merged.quantile(row, p)) << row << " " << p;
}

}  // namespace
}  // namespace cf::measure
