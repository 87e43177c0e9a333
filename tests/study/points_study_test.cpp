// What Sobol points do to the errors of whole runs: of the reference deal much smaller, of jumps and events no larger.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <vector>

#include "study_run.hpp"

namespace cf::study {
namespace {

std::string reference_deal() {
  std::ifstream file(CF_ROOT "/models/r1.yaml");
  std::string line, text;
  while (std::getline(file, line))
    if (line != "counterflow: 1" && line.rfind("title:", 0) != 0 && line.rfind("currency:", 0) != 0) text += line + "\n";
  return text;
}

struct Spread {
  double true_error = 0, stated = 0;   // root mean squares over seeds
};

// Of a measure of the first structure; `truth` may be NaN: then the mean over the seeds stands for it.
Spread spread(const TestDeal& deal, const std::string& measure, RandomNumbers random, std::uint64_t paths, int num_seeds, double truth) {
  std::vector<Estimate> found;
  for (int seed = 1; seed <= num_seeds; ++seed) {
    Options options;
    options.paths = paths;
    options.seed = static_cast<std::uint64_t>(seed);
    options.random = random;
    found.push_back(measure_of(run(*deal.deal, options).answer->structures[0], measure).summary.mean);
  }
  double freedom = num_seeds;
  if (std::isnan(truth)) {
    truth = 0;
    for (const Estimate& e : found) truth += e.value / num_seeds;
    freedom = num_seeds - 1;
  }
  Spread result;
  for (const Estimate& e : found) {
    result.true_error += (e.value - truth) * (e.value - truth) / freedom;
    result.stated += e.se * e.se / num_seeds;
  }
  return {std::sqrt(result.true_error), std::sqrt(result.stated)};
}

// The values that independent programs agree on (tests/data/r1-reference.txt). Eight seeds know an error to a quarter.
TEST(PointsStudy, ErrorsOfTheReferenceDealAreManyTimesSmaller) {
  const auto deal = read_test_deal(reference_deal());
  for (const auto& [measure, truth] : {std::pair{"amazon_npv", 7734810800.0}, std::pair{"lab_npv", 88657943000.0}}) {
    const Spread points = spread(*deal, measure, RandomNumbers::sobol, 65536, 8, truth);
    const Spread independent = spread(*deal, measure, RandomNumbers::philox, 65536, 1, truth);
    EXPECT_LT(points.true_error, independent.stated / 10) << measure;
    EXPECT_LT(points.stated, independent.stated / 10) << measure;
    EXPECT_GT(points.stated, points.true_error / 2) << measure;
  }
}

constexpr const char* kRough = R"yaml(
time: {start: 2026-01, steps: 24, step: month}
drivers:
  level:   {process: jump, start: $100, drift: 5%, volatility: 20%, rate: 2, size: "normal(-10%, 20%)"}
  broken:  {process: event, hazard: "if(level < $100, 60%, 20%)"}
measures:
  left: "final(if(broken > 0, $0, max($0, level - $90)))"
  when: first_year(broken > 0)
)yaml";

TEST(PointsStudy, JumpsAndEventsAreNoWorse) {
  const auto deal = read_test_deal(kRough);
  for (const char* measure : {"left", "when"}) {
    const Spread points = spread(*deal, measure, RandomNumbers::sobol, 4096, 40, std::nan(""));
    const Spread independent = spread(*deal, measure, RandomNumbers::philox, 4096, 40, std::nan(""));
    EXPECT_LT(points.true_error, independent.stated * 1.2) << measure;   // forty seeds know it to a ninth
    EXPECT_LT(points.stated, independent.stated * 1.2) << measure;
    EXPECT_GT(points.stated, points.true_error * 0.7) << measure;
  }
}

// Errors come from the sets' differences: all of them have their part of the first paths, and no batch lies in two of them.
TEST(PointsStudy, EachSetHasItsPartOfTheFirstPaths) {
  const auto deal = read_test_deal(kRough);
  for (const std::uint64_t paths : {1024u, 4096u, 5000u, 65536u, 70000u, 200000u, 1000000u}) {
    Options options;
    options.paths = paths;
    const auto points = points_of(*deal->deal, options);
    const std::uint64_t first = series_paths_of(paths, RandomNumbers::sobol);
    std::vector<std::uint64_t> counts(kRandomisations);
    for (std::uint64_t path = 0; path < first; ++path) ++counts[static_cast<std::size_t>(points->set_of(path))];
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    EXPECT_GT(*least, 0u) << paths;
    if (first >= 4096) {
      EXPECT_EQ(*least, *most) << paths;
    }
  }
}

// Fewer futures than make two sets, sets that are not full, and one that was interrupted in the middle: still an answer with errors.
TEST(PointsStudy, FewFutures) {
  const auto deal = read_test_deal(kRough);
  for (const std::uint64_t paths :
       {std::uint64_t{2}, std::uint64_t{8}, std::uint64_t{9}, std::uint64_t{100}, std::uint64_t{1000}, std::uint64_t{20000}}) {
    Options options;
    options.paths = paths;
    const Outcome outcome = run(*deal->deal, options);
    ASSERT_TRUE(outcome.answer);
    const Estimate mean = measure_of(outcome.answer->structures[0], "when").summary.mean;
    EXPECT_GT(mean.se, 0) << paths;
    EXPECT_LT(mean.se, 2.5 / std::sqrt(static_cast<double>(paths))) << paths;
  }
}

TEST(PointsStudy, TheSameForAnyThreadsAndTile) {
  const auto deal = read_test_deal(kRough);
  std::vector<double> found;
  for (const auto& [threads, tile] : {std::pair{1, 0}, std::pair{2, 64}, std::pair{3, 1000}}) {
    Options options;
    options.paths = 20000;
    options.threads = threads;
    options.tile = tile;
    const Answer answer = *run(*deal->deal, options).answer;
    const Summary left = measure_of(answer.structures[0], "left").summary;
    const SeriesSummary level = series_of(answer.structures[0], "level");
    std::vector<double> all = {left.mean.value, left.mean.se,  left.es05.se, left.q50.value,
                               left.q50.se,     level.mean[9], level.se[9],  level.q05[9]};
    if (found.empty()) found = all;
    EXPECT_EQ(all, found) << threads << " threads, tile " << tile;
  }
}

}  // namespace
}  // namespace cf::study
