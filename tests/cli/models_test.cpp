// Models with known answers, run as a user runs them: tests/models/README.md says what stands in their heads.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "process.hpp"

namespace cf::tests {
namespace {

const std::string kFolder = std::string(CF_ROOT) + "/tests/models";

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

struct Expected {
  std::string name, statistic = "mean", structure;
  double value = 0, tolerance = 0;
  bool monte_carlo = false;
};

// "# expect: stake.q05@bundle 0.02 1e-9 mc"
std::vector<Expected> expectations(const std::string& text) {
  std::vector<Expected> result;
  std::istringstream lines(text);
  const std::string mark = "# expect: ";
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, mark.size(), mark) != 0) continue;
    std::istringstream words(line.substr(mark.size()));
    Expected expected;
    std::string mc;
    words >> expected.name >> expected.value >> expected.tolerance >> mc;
    EXPECT_TRUE(mc.empty() ? words.eof() : mc == "mc") << line;
    expected.monte_carlo = mc == "mc";
    if (const auto at = expected.name.find('@'); at != std::string::npos) {
      expected.structure = expected.name.substr(at + 1);
      expected.name.erase(at);
    }
    for (const char* statistic : {"es05", "q05", "q25", "q50", "q75", "q95", "sd"}) {
      const auto dot = expected.name.rfind('.');
      if (dot == std::string::npos || expected.name.substr(dot + 1) != statistic) continue;
      expected.statistic = statistic;
      expected.name.erase(dot);
    }
    result.push_back(expected);
  }
  return result;
}

// The summary of a measure of the model, or of "PARTY.value" and the like.
nlohmann::json summary_of(const nlohmann::json& structure, const std::string& name) {
  if (structure["measures"].contains(name)) return structure["measures"][name];
  const auto dot = name.find('.');
  if (dot != std::string::npos && name.substr(dot) == ".value" && structure["values"].contains(name.substr(0, dot))) {
    return structure["values"][name.substr(0, dot)];
  }
  return {};
}

class KnownAnswer : public testing::TestWithParam<std::string> {};

TEST_P(KnownAnswer, ComesOut) {
  const auto path = kFolder + "/" + GetParam() + ".yaml";
  const auto outcome = counterflow({"run", path, "--json", "-"});
  SCOPED_TRACE(outcome.err);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.out.substr(0, 2000);
  const auto results = nlohmann::json::parse(outcome.out);
  for (const auto& expected : expectations(read_text(path))) {
    SCOPED_TRACE(expected.name + "." + expected.statistic + " " + expected.structure);
    const auto structure = expected.structure.empty() ? results["structure_names"][0].get<std::string>() : expected.structure;
    ASSERT_TRUE(results["structures"].contains(structure));
    const auto summary = summary_of(results["structures"][structure], expected.name);
    ASSERT_TRUE(summary.is_object()) << "there is no such measure";
    const double value = summary[expected.statistic].get<double>();
    const std::string se_key = expected.statistic == "mean" ? "se" : expected.statistic + "_se";
    double tolerance = expected.tolerance;
    if (expected.monte_carlo && summary.contains(se_key)) tolerance = std::max(tolerance, 4 * summary[se_key].get<double>());
    EXPECT_NEAR(value, expected.value, tolerance);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, KnownAnswer, testing::ValuesIn(model_names()), [](const auto& info) { return info.param; });

}  // namespace
}  // namespace cf::tests
