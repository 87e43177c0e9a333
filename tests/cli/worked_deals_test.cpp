// The worked deals in models/, run as a user runs them: every check holds, known answers come out, and the reference deal agrees
// with what independent programs found.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "process.hpp"

namespace cf::tests {
namespace {

const std::string kFolder = std::string(CF_ROOT) + "/models/";
constexpr double kErrors = 4;       // standard errors
constexpr double kRounding = 1e-6;  // agreed values have seven digits

std::vector<std::string> deal_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

nlohmann::json run(const std::string& name, const std::string& paths) {
  const auto outcome = counterflow({"run", kFolder + name + ".yaml", "--paths", paths, "--json", "-"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err << outcome.out.substr(0, 2000);
  return outcome.exit_code == 0 ? nlohmann::json::parse(outcome.out) : nlohmann::json();
}

class WorkedDeal : public testing::TestWithParam<std::string> {};

TEST_P(WorkedDeal, RunsAndItsChecksHold) { EXPECT_TRUE(run(GetParam(), "8192").is_object()); }

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  auto name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Models, WorkedDeal, testing::ValuesIn(deal_names()), test_name);

void expect_mean(const nlohmann::json& results, const std::string& measure, double value) {
  const auto& summary = results["structures"][results["structure_names"][0].get<std::string>()]["measures"][measure];
  EXPECT_NEAR(summary["mean"].get<double>(), value, kErrors * summary["se"].get<double>()) << measure;
}

TEST(FirstDeal, ThePageShowsTheModelAsItIs) {
  const auto page = read_text(std::string(CF_ROOT) + "/docs/first-deal.md");
  EXPECT_NE(page.find("```yaml\n" + read_text(kFolder + "first-deal.yaml") + "```\n"), std::string::npos);
}

// Each row of the column has its line, in order, and what a line names is in the model.
TEST(AmazonOpenai, EveryRowOfTheColumnHasItsPlace) {
  const auto model = read_text(kFolder + "amazon-openai-2025-12.yaml");
  std::istringstream lines(read_text(kFolder + "amazon-openai-2025-12.md"));
  int rows = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, 3, "| S") != 0) continue;
    ++rows;
    EXPECT_EQ(std::stoi(line.substr(3, 2)), rows) << line;
    for (auto open = line.find('`'); open != std::string::npos;) {
      const auto close = line.find('`', open + 1);
      const auto name = line.substr(open + 1, close - open - 1);
      const auto last = name.substr(name.rfind('.') + 1);
      EXPECT_NE(model.find(last + ":"), std::string::npos) << name << " in: " << line;
      open = line.find('`', close + 1);
    }
  }
  EXPECT_EQ(rows, 53);
}

TEST(KnownDeals, ExchangeOption) { expect_mean(run("margrabe", "100000"), "price", 2.6495939086635385); }

TEST(KnownDeals, WarrantWithDilution) {
  const auto results = run("warrant-known", "100000");
  expect_mean(results, "option", 7.040239234639776);
  expect_mean(results, "warrant", 5.86686602886648);
}

// "measure STRUCTURE NAME MEAN ERROR SD ERROR-OF-SD" and "series STRUCTURE NAME STEP MEAN ERROR", in dollars, hours and months.
TEST(ReferenceDeal, AgreesWithIndependentPrograms) {
  const auto results = run("r1", "524288");       // series rest on the first 32,768 of them
  ASSERT_TRUE(results.is_object());
  std::istringstream lines(read_text(std::string(CF_ROOT) + "/tests/data/r1-reference.txt"));
  int measures = 0, points = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string what, structure, name;
    words >> what >> structure >> name;
    if (what != "measure" && what != "series") continue;
    SCOPED_TRACE(line);
    const auto& of = results["structures"][structure];
    double found = 0, se = 0, mean = 0, error = 0;
    if (what == "measure") {
      words >> mean >> error;
      found = of["measures"][name]["mean"].get<double>();
      se = of["measures"][name]["se"].get<double>();
      ++measures;
    } else {
      std::size_t step = 0;
      words >> step >> mean >> error;
      found = of["series"][name]["mean"][step].get<double>();
      se = of["series"][name]["se"][step].get<double>();
      ++points;
    }
    EXPECT_NEAR(found, mean, kErrors * std::hypot(se, error) + kRounding * std::fabs(mean));
  }
  EXPECT_EQ(measures, 3 * 7);
  EXPECT_GT(points, 100);
}

}  // namespace
}  // namespace cf::tests
