// Model files through the reference evaluator: models with known answers, and the reference deal against agreed values.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "deals.hpp"
#include "reference/evaluator.hpp"

namespace cf::reference {
namespace {

using cf::testing::Estimate;
using cf::testing::estimate;
using cf::testing::read_deal;
using model::ExprId;
using model::Model;

constexpr double kErrors = 4;   // standard errors

TEST(ReferenceDeal, AgreesWithIndependentPrograms) {
  const auto read = read_deal(CF_ROOT, "models/r1.yaml");
  ASSERT_TRUE(read->deal && !read->diagnostics.has_errors()) << read->errors();
  const auto titles = read->deal->structures();
  ASSERT_EQ(titles, (std::vector<std::string>{"R1", "R1S", "R1F"}));
  const int paths = 2000;
  std::map<std::string, std::map<std::string, Estimate>> measures;                 // [structure][name]
  std::map<std::string, std::map<std::string, std::vector<Estimate>>> series;      // [structure][name][step]
  for (std::size_t s = 0; s < titles.size(); ++s) {
    Model model = read->deal->bind(read->deal->terms(static_cast<int>(s)), read->diagnostics);
    ASSERT_FALSE(read->diagnostics.has_errors()) << read->errors();
    std::vector<ExprId> path_values, step_values;
    std::vector<std::string> path_names, step_names = {"demand", "compute.unserved"};
    for (const model::Measure& m : model.measures) {
      if (m.synthesized) continue;
      path_values.push_back(m.value);
      path_names.push_back(m.named.name);
    }
    step_values.push_back(model.drivers.at(0).read);
    model::Expr unserved;
    unserved.kind = model::ExprKind::read;
    unserved.quantity = model::Quantity::unserved;
    unserved.index = 0;
    step_values.push_back(ExprId{static_cast<std::int32_t>(model.exprs.size())});
    model.exprs.push_back(unserved);
    for (const char* name : {"gpu_price", "revenue", "after", "to_aws"}) {
      ASSERT_TRUE(model.find_series(name)) << name;
      step_values.push_back(model.series[static_cast<std::size_t>(model.find_series(name).value)].value);
      step_names.push_back(name);
    }
    std::vector<std::vector<double>> of_paths(path_values.size());
    std::vector<std::vector<std::vector<double>>> of_steps(step_values.size());
    for (int path = 0; path < paths; ++path) {
      const PathResult r = run_path(model, 20260101, static_cast<std::uint64_t>(path), path_values, step_values);
      ASSERT_FALSE(r.stop) << r.stop->name << " " << r.stop->what;
      for (std::size_t i = 0; i < of_paths.size(); ++i) of_paths[i].push_back(r.path_values[i]);
      for (std::size_t i = 0; i < of_steps.size(); ++i) {
        of_steps[i].resize(96);
        for (std::size_t t = 0; t < 96; ++t) of_steps[i][t].push_back(r.step_values[i][t]);
      }
    }
    for (std::size_t i = 0; i < of_paths.size(); ++i) measures[titles[s]][path_names[i]] = estimate(of_paths[i]);
    for (std::size_t i = 0; i < of_steps.size(); ++i)
      for (const auto& x : of_steps[i]) series[titles[s]][step_names[i]].push_back(estimate(x));
  }

  std::istringstream lines(cf::testing::file_text(std::string(CF_ROOT) + "/tests/data/r1-reference.txt"));
  int num_compared = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string kind, structure, name;
    words >> kind >> structure >> name;
    SCOPED_TRACE(line);
    const auto both = [](double a, double b, double size) { return kErrors * std::hypot(a, b) + 1e-6 * std::fabs(size); };
    if (kind == "measure") {
      double mean, error, sd, sd_error;
      words >> mean >> error >> sd >> sd_error;
      ASSERT_TRUE(measures[structure].count(name));
      const Estimate& e = measures[structure][name];
      EXPECT_NEAR(e.mean, mean, both(e.error, error, mean));
      EXPECT_NEAR(e.sd, sd, both(e.sd_error, sd_error, sd));
      ++num_compared;
    } else if (kind == "series") {
      std::size_t step;
      double mean, error;
      words >> step >> mean >> error;
      ASSERT_TRUE(series[structure].count(name));
      const Estimate& e = series[structure][name].at(step);
      EXPECT_NEAR(e.mean, mean, both(e.error, error, mean));
      ++num_compared;
    }
  }
  EXPECT_EQ(num_compared, 237);
}

// Every model with a known answer: its checks hold on every path, and the means that its head expects come out.
struct Expected {
  std::string measure, structure;
  double value = 0, tolerance = 0;
  bool by_simulation = false;
};

std::vector<Expected> expectations(const std::string& text) {
  std::vector<Expected> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string hash, expect, name, mc;
    Expected e;
    if (!(words >> hash >> expect >> name >> e.value >> e.tolerance) || hash != "#" || expect != "expect:") continue;
    e.by_simulation = (words >> mc) && mc == "mc";
    const auto at = name.find('@');
    e.measure = name.substr(0, at);
    if (at != std::string::npos) e.structure = name.substr(at + 1);
    found.push_back(e);
  }
  return found;
}

class KnownAnswers : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(KnownAnswers, ComeOut) {
  const auto path = std::filesystem::path("tests/models") / GetParam().filename();
  const auto read = read_deal(CF_ROOT, path);
  ASSERT_TRUE(read->deal && !read->diagnostics.has_errors()) << read->errors();
  read->deal->check(read->diagnostics);
  ASSERT_FALSE(read->diagnostics.has_errors()) << read->errors();
  const auto expected = expectations(cf::testing::file_text(std::filesystem::path(CF_ROOT) / path));
  const int paths = expected.empty() ? 25 : 3000;
  const auto titles = read->deal->structures();
  for (std::size_t s = 0; s < titles.size(); ++s) {
    SCOPED_TRACE(titles[s]);
    const Model model = read->deal->bind(read->deal->terms(static_cast<int>(s)), read->diagnostics);
    std::vector<ExprId> wanted;
    for (const model::Measure& m : model.measures) wanted.push_back(m.value);
    for (const model::Check& c : model.checks) wanted.push_back(c.holds);
    std::vector<std::vector<double>> values(wanted.size());
    for (int p = 0; p < paths; ++p) {
      const PathResult r = run_path(model, 1, static_cast<std::uint64_t>(p), wanted, {});
      ASSERT_FALSE(r.stop) << r.stop->name << " " << r.stop->what << " in step " << r.stop->step;
      for (std::size_t i = 0; i < wanted.size(); ++i) values[i].push_back(r.path_values[i]);
    }
    for (std::size_t i = 0; i < model.checks.size(); ++i) {
      if (model.checks[i].warns) continue;
      const Estimate held = estimate(values[model.measures.size() + i]);
      EXPECT_GE(held.mean, model.checks[i].share - (model.checks[i].share < 1 ? kErrors * held.error : 0)) << model.checks[i].title;
    }
    for (const Expected& e : expected) {
      if (e.measure.find(".es05") != std::string::npos || e.measure.find(".q05") != std::string::npos) continue;  // not means
      if (e.structure.empty() ? s != 0 : e.structure != titles[s]) continue;
      ASSERT_TRUE(model.measure(e.measure)) << e.measure;
      const Estimate got = estimate(values[static_cast<std::size_t>(model.measure(e.measure).value)]);
      EXPECT_NEAR(got.mean, e.value, std::max(e.tolerance, e.by_simulation ? kErrors * got.error : 0)) << e.measure;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, KnownAnswers, ::testing::ValuesIn(cf::testing::yaml_files(std::string(CF_ROOT) + "/tests/models")),
                         [](const auto& info) { return info.param.stem().string(); });

}  // namespace
}  // namespace cf::reference
