// What holds of every run: the same answer for any threads and tile, fans as in closed form, interruption, and what stops it.
#include <gtest/gtest.h>

#include <cmath>

#include "study/calendar.hpp"
#include "study_run.hpp"

namespace cf::study {
namespace {

const char* kDeal = R"yaml(
time: {start: 2026-07, end: 2028-06, step: month}
inputs: {growth: 10% to 30%, size: 0}
drivers:
  demand: {process: geometric_brownian, start: 100, drift: growth, volatility: 40%}
  price: {process: mean_reverting, start: 1, mean: 1, speed: 1, volatility: 20%, log: true}
correlations: [[demand, price, 0.5]]
parties:
  seller: {discount: 9%}
  buyer: {cash: $150, discount: 12%, enterprise_value: 10 years * buyer.revenue, holders: {seller: 10%}}
series:
  buyer.revenue: $1/year * demand
  spare: {value: "max(0, 110 - demand)", label: Spare}
stocks: {used: {start: 0, next: used + demand}}
dispatch:
  work:
    buyer: buyer
    demand: demand
    supplies:
      own: {seller: seller, capacity: 90, price: 0.5, tags: [near]}
      far: {seller: world, capacity: 1000, price: price, tags: [far]}
flows:
  sales: {from: world, to: buyer, amount: buyer.revenue, kind: revenue}
  rent:  {from: buyer, to: seller, amount: "$1/year * work.own * (1.2 - size * 0.3)", kind: compute}
  spot:  {from: buyer, to: world, amount: $1/year * work.far * price, kind: compute}
  cheque: {from: seller, to: buyer, amount: $30, when: at(2027-01) and size > 0, kind: investment}
structures: {no deal: {}, deal: {set: {size: 1}}}
scenarios: {slump: {set: {demand.drift: -30%}}}
measures: {idle: mean(spare)}
hedges: {spare: {party: seller, exposure: seller.value}, work: {party: buyer, exposure: idle, gain: idle}}
checks: {demand is positive: ever(demand > 0)}
)yaml";

void expect_same(const Estimate& a, const Estimate& b) {
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.se, b.se);
}

void expect_same(const Answer& a, const Answer& b) {
  ASSERT_EQ(a.structures.size(), b.structures.size());
  for (std::size_t s = 0; s < a.structures.size(); ++s) {
    const StructureAnswer &x = a.structures[s], &y = b.structures[s];
    for (std::size_t i = 0; i < x.values.size(); ++i) {
      expect_same(x.values[i].value.mean, y.values[i].value.mean);
      expect_same(x.values[i].value.q25, y.values[i].value.q25);
      expect_same(x.values[i].value.es05, y.values[i].value.es05);
      expect_same(x.values[i].gain, y.values[i].gain);
      for (std::size_t k = 0; k < x.values[i].parts.size(); ++k) expect_same(x.values[i].parts[k].mean, y.values[i].parts[k].mean);
    }
    for (std::size_t i = 0; i < x.series.size(); ++i) {
      EXPECT_EQ(x.series[i].mean, y.series[i].mean);
      EXPECT_EQ(x.series[i].se, y.series[i].se);
      EXPECT_EQ(x.series[i].q05, y.series[i].q05);
      EXPECT_EQ(x.series[i].q75, y.series[i].q75);
    }
    for (std::size_t i = 0; i < x.flows.size(); ++i)
      for (std::size_t year = 0; year < x.flows[i].by_year.size(); ++year) expect_same(x.flows[i].by_year[year], y.flows[i].by_year[year]);
    for (std::size_t i = 0; i < x.hedges.size(); ++i) {
      expect_same(x.hedges[i].numbers.offset, y.hedges[i].numbers.offset);
      expect_same(x.hedges[i].numbers.net, y.hedges[i].numbers.net);
      expect_same(x.hedges[i].left_over_offset, y.hedges[i].left_over_offset);
      for (std::size_t k = 0; k < x.hedges[i].bad_tenth.size(); ++k)
        expect_same(x.hedges[i].bad_tenth[k].bad_tenth, y.hedges[i].bad_tenth[k].bad_tenth);
    }
    for (std::size_t i = 0; i < x.scenarios.size(); ++i)
      for (std::size_t p = 0; p < x.scenarios[i].parties.size(); ++p)
        expect_same(x.scenarios[i].parties[p].with, y.scenarios[i].parties[p].with);
    for (std::size_t i = 0; i < x.round_trips.size(); ++i) expect_same(x.round_trips[i].traced, y.round_trips[i].traced);
    for (std::size_t i = 0; i < x.defaults.size(); ++i)
      for (std::size_t k = 0; k < x.defaults[i].losses.size(); ++k)
        expect_same(x.defaults[i].losses[k].holdings, y.defaults[i].losses[k].holdings);
    for (std::size_t i = 0; i < x.what_matters.size(); ++i)
      for (std::size_t k = 0; k < x.what_matters[i].inputs.size(); ++k)
        expect_same(x.what_matters[i].inputs[k].first_order, y.what_matters[i].inputs[k].first_order);
    expect_same(x.finn_cycling_index, y.finn_cycling_index);
  }
}

TEST(Run, TheSameForAnyThreadsAndTile) {
  const Answer one = answer_of(kDeal, {.paths = 21003, .seed = 5, .threads = 1});
  EXPECT_EQ(one.paths, 21003U);
  EXPECT_EQ(one.series_paths, 4096U);
  EXPECT_GT(one.structures[1].defaults.at(0).chance.value, 0);      // the branches are alive
  EXPECT_FALSE(one.structures[1].round_trips.empty());
  expect_same(one, answer_of(kDeal, {.paths = 21003, .seed = 5, .threads = 3}));
  expect_same(one, answer_of(kDeal, {.paths = 21003, .seed = 5, .threads = 2, .tile = 64}));
  expect_same(one, answer_of(kDeal, {.paths = 21003, .seed = 5, .threads = 7, .tile = 8}));
  const Answer other = answer_of(kDeal, {.paths = 21003, .seed = 6, .threads = 2});
  EXPECT_NE(one.structures[0].values[0].value.mean.value, other.structures[0].values[0].value.mean.value);
}

TEST(Run, WhatTheModelSays) {
  const Answer answer = answer_of(kDeal, {.paths = 64});
  const ModelFacts& facts = answer.model;
  EXPECT_EQ(facts.title, "A test");
  ASSERT_EQ(facts.structures.size(), 2U);
  EXPECT_TRUE(facts.structures[0].settings.empty());
  EXPECT_EQ(facts.structures[1].name, "deal");
  EXPECT_EQ(facts.structures[1].settings.at(0).name, "size");
  EXPECT_EQ(facts.structures[1].settings.at(0).written, "1");
  ASSERT_EQ(facts.scenarios.size(), 1U);
  EXPECT_EQ(facts.scenarios[0].settings.at(0).name, "demand.drift");
  EXPECT_EQ(facts.scenarios[0].settings.at(0).written, "-30%");
  ASSERT_EQ(facts.parties.size(), 2U);
  EXPECT_NEAR(facts.parties[0].discount.value, 0.09, 1e-15);
  EXPECT_TRUE(facts.parties[1].has_cash);
  EXPECT_EQ(facts.hedges.at(1).gain, "idle");
  EXPECT_EQ(facts.dates.front(), "2026-07");
  bool growth = false;
  for (const auto& value : facts.values) growth |= value.name == "growth" && value.standing == "guess" && value.written == "10% to 30%";
  EXPECT_TRUE(growth);
}

TEST(Run, FewPaths) {
  for (const std::uint64_t paths : {1U, 2U, 7U, 100U}) {
    const Answer answer = answer_of(kDeal, {.paths = paths});
    EXPECT_EQ(answer.paths, paths);
    EXPECT_EQ(answer.series_paths, paths);
    EXPECT_GT(series_of(answer.structures[0], "demand").mean.back(), 0);
  }
}

TEST(Run, FansAsInClosedForm) {
  const Answer answer = answer_of(R"yaml(
time: {start: 2026-01, steps: 24, step: month}
drivers: {x: {process: geometric_brownian, start: 100, drift: 5%, volatility: 30%}}
parties: {p: {}}
)yaml",
                                  {.paths = 40000, .random = RandomNumbers::philox});
  EXPECT_EQ(answer.structures.size(), 1U);
  EXPECT_EQ(answer.structures[0].name, "as written");
  const SeriesSummary& x = series_of(answer.structures[0], "x");
  EXPECT_EQ(x.role, "driver");
  ASSERT_EQ(x.mean.size(), 25U);
  EXPECT_EQ(x.mean[0], 100);
  EXPECT_EQ(x.se[0], 0);
  EXPECT_EQ(x.q05[0], 100);
  for (const int step : {1, 12, 24}) {
    const auto at = static_cast<std::size_t>(step);
    const double t = step / 12.0, sd = 0.3 * std::sqrt(t), middle = 100 * std::exp((0.05 - 0.045) * t);
    EXPECT_NEAR(x.mean[at], 100 * std::exp(0.05 * t), 4 * x.se[at]);
    const double n = static_cast<double>(answer.series_paths);
    EXPECT_NEAR(x.se[at] * std::sqrt(n), 100 * std::exp(0.05 * t) * std::sqrt(std::exp(sd * sd) - 1), 3 * sd);   // of all those paths
    const auto expect_quantile = [&](double found, double p, double z) {
      const double exact = middle * std::exp(sd * z), density = std::exp(-z * z / 2) / (std::sqrt(2 * 3.14159265358979) * sd * exact);
      EXPECT_NEAR(found, exact, 4 * std::sqrt(p * (1 - p) / n) / density + 0.005 * exact * sd);
    };
    expect_quantile(x.q05[at], 0.05, -1.6448536269514722);
    expect_quantile(x.q50[at], 0.5, 0);
    expect_quantile(x.q95[at], 0.95, 1.6448536269514722);
  }
}

TEST(Run, InterruptedKeepsWhatIsDone) {
  const auto read = read_test_deal(kDeal);
  std::atomic<bool> stop = false;
  Options options{.paths = 600000, .threads = 2};
  options.stop = &stop;
  double part = 0;
  options.progress = [&](std::uint64_t paths, double done) {
    EXPECT_GE(done, part);
    part = done;
    if (paths >= 200000) stop = true;
  };
  const Outcome outcome = run(*read->deal, options);
  ASSERT_TRUE(outcome.answer.has_value());
  EXPECT_GE(outcome.answer->paths, 200000U);
  EXPECT_LT(outcome.answer->paths, 600000U);
  EXPECT_EQ(outcome.answer->paths_asked, 600000U);
  EXPECT_NE(outcome.answer->warnings.at(0).find("interrupted"), std::string::npos);
  // The same paths run without interruption give the same values.
  const Answer whole = answer_of(kDeal, {.paths = outcome.answer->paths});
  if (whole.series_paths == outcome.answer->series_paths)
    expect_same(whole.structures[1].values[0].value.mean, outcome.answer->structures[1].values[0].value.mean);
  EXPECT_FALSE(run(*read->deal, options).answer.has_value());      // interrupted before anything was done
}

TEST(Run, AStopNamesPathAndTerms) {
  const auto read = read_test_deal(R"yaml(
time: {start: 2026-01, steps: 2, step: year}
inputs: {x: "uniform(0, 1)", worse: 0}
parties: {a: {}, b: {}}
flows: {pay: {from: a, to: b, amount: "$1/year * (0.999 - x * worse)", kind: fee}}
structures: {plain: {}, other: {set: {worse: 0.5}}}
scenarios: {storm: {set: {worse: 1}}}
)yaml");
  const Outcome outcome = run(*read->deal, {.paths = 100000});
  EXPECT_FALSE(outcome.answer.has_value());
  ASSERT_TRUE(outcome.stopped.has_value());
  EXPECT_EQ(outcome.stopped->structure, "plain");
  EXPECT_EQ(outcome.stopped->scenario, "storm");
  EXPECT_FALSE(outcome.stopped->conservation);
  // The earliest such path, whatever the threads.
  EXPECT_EQ(run(*read->deal, {.paths = 100000, .threads = 5}).stopped->path, outcome.stopped->path);
}

TEST(Calendar, YearsAndDates) {
  model::TimeGrid time;
  time.start_month = 2026 * 12 + 6;
  time.num_steps = 7;
  time.step_months = 3;
  const Calendar calendar(time);
  EXPECT_EQ(calendar.years, (std::vector<int>{2026, 2027, 2028}));
  EXPECT_EQ(calendar.year_of_step, (std::vector<int>{0, 0, 1, 1, 1, 1, 2}));
  EXPECT_EQ(calendar.dates.front(), "2026-07");
  EXPECT_EQ(calendar.dates.back(), "2028-04");
  EXPECT_DOUBLE_EQ(calendar.part_before_start, 0.5);
}

}  // namespace
}  // namespace cf::study
