// The spreadsheet in a spreadsheet program: LibreOffice opens it without a window and writes each sheet as text, and that text holds the
// numbers of the results.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "process.hpp"

namespace cf::tests {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read_table(const std::string& text) {
  Rows rows(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      if (quoted && i + 1 < text.size() && text[i + 1] == '"')
        cell += text[++i];
      else
        quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '\n')) {
      rows.back().push_back(std::move(cell));
      cell.clear();
      if (c == '\n') rows.emplace_back();
    } else if (quoted || c != '\r') {
      cell += c;
    }
  }
  rows.pop_back();
  return rows;
}

// A cell as a number; LibreOffice writes parts of 1 as percent.
double number(const std::string& cell) {
  const double value = std::stod(cell);
  return cell.back() == '%' ? value / 100 : value;
}

// Two numbers that should be the same: a cell has 15 digits, and a small number no more than LibreOffice writes.
void expect_same(const std::string& cell, const nlohmann::json& value, const std::string& what) {
  if (value.is_null()) {
    EXPECT_EQ(cell, "") << what;
    return;
  }
  ASSERT_NE(cell, "") << what;
  const double expected = value.get<double>();
  EXPECT_NEAR(number(cell), expected, 1e-12 * std::abs(expected) + 1e-18) << what;
}

class Spreadsheet : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("command -v soffice > /dev/null") != 0) {
      const char* ci = std::getenv("CI");
      ASSERT_TRUE(ci == nullptr || std::string(ci) != "true") << "LibreOffice is not installed: tools/install_needed.sh test installs it";
      GTEST_SKIP() << "LibreOffice is not installed: tools/install_needed.sh test installs it";
    }
    results = nlohmann::ordered_json::parse(read_text(kResults));
    ASSERT_EQ(counterflow({"report", kResults, "--xlsx", folder / "a.xlsx", "--quiet"}).exit_code, 0);
    // A comma between cells, quotes where needed, UTF-8, numbers as they are, all sheets.
    const std::string convert = "cd '" + folder.path() + "' && HOME='" + folder.path() +
                                "' timeout 100 soffice '-env:UserInstallation=file://" + folder.path() +
                                "/profile' --headless --convert-to " +
                                "'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1' a.xlsx > log 2>&1";
    ASSERT_EQ(std::system(convert.c_str()), 0) << folder.read("log");
  }
  Rows table(const std::string& name) const { return read_table(folder.read("a-" + name + ".csv")); }

  const std::string kResults = std::string(CF_ROOT) + "/docs/results-example.json";
  Folder folder;
  nlohmann::ordered_json results;
};

// Where a column stands.
std::size_t column(const Rows& rows, const std::string& head) {
  for (std::size_t c = 0; c < rows[0].size(); ++c)
    if (rows[0][c] == head) return c;
  ADD_FAILURE() << "no column " << head;
  return 0;
}

TEST_F(Spreadsheet, OpensInLibreOfficeWithTheNumbersOfTheResults) {
  const auto structures = table("Structures");
  std::size_t row = 1;
  for (const auto& [name, structure] : results["structures"].items())
    for (const auto& [party, value] : structure["values"].items()) {
      ASSERT_LT(row, structures.size());
      const auto& cells = structures[row++];
      EXPECT_EQ(cells[0], name);
      EXPECT_EQ(cells[1], party);
      const std::map<std::string, std::string> keys = {{"gain against the first structure [USD]", "gain"},
                                                       {"gain against the first structure, standard error [USD]", "gain_se"},
                                                       {"chance to be better [of futures]", "chance_better"},
                                                       {"mean [USD]", "mean"},
                                                       {"mean, standard error [USD]", "se"},
                                                       {"standard deviation [USD]", "sd"},
                                                       {"middle [USD]", "q50"},
                                                       {"above in 1 of 20 futures, standard error [USD]", "q95_se"},
                                                       {"mean of the worst twentieth [USD]", "es05"}};
      for (const auto& [head, key] : keys) expect_same(cells[column(structures, head)], value[key], name + " " + party + " " + key);
    }
  EXPECT_EQ(row, structures.size());

  const auto flows = table("Flows");
  const auto years = table("Years");
  row = 1;
  for (const auto& [name, structure] : results["structures"].items())
    for (const auto& flow : structure["flows"]) {
      const auto& cells = flows.at(row++);
      EXPECT_EQ(cells[column(flows, "flow")], flow["name"].get<std::string>());
      expect_same(cells[column(flows, "paid over the run [USD]")], flow["total"], name);
      expect_same(cells[column(flows, "due and not paid [USD]")], flow["unpaid"], name);
      bool found = false;
      for (const auto& line : years) {
        if (line[0] != name || line[2] != flow["name"].get<std::string>() || line[1].rfind("paid", 0) != 0) continue;
        found = true;
        for (std::size_t y = 0; y < results["model"]["years"].size(); ++y) {
          const std::string year = std::to_string(results["model"]["years"][y].get<int>());
          expect_same(line[column(years, year)], flow["by_year"][y], name + " " + year);
          expect_same(line[column(years, year + ", standard error")], flow["by_year_se"][y], name + " " + year);
        }
      }
      EXPECT_TRUE(found) << flow["name"];
    }
  EXPECT_EQ(row, flows.size());

  const auto figures = table("Figures");
  row = 1;
  for (const auto& [name, structure] : results["structures"].items())
    for (const auto& [measure, summary] : structure["measures"].items()) {
      const auto& cells = figures.at(row++);
      EXPECT_EQ(cells[1], measure);
      EXPECT_EQ(cells[3], summary["unit"].get<std::string>());
      expect_same(cells[column(figures, "mean")], summary["mean"], measure);
    }

  const auto hedges = table("Hedges");
  row = 1;
  for (const auto& [name, structure] : results["structures"].items())
    for (const auto& [title, hedge] : structure["hedges"].items()) {
      EXPECT_EQ(hedges.at(row)[column(hedges, "verdict")], hedge["verdict"].get<std::string>());
      expect_same(hedges.at(row)[column(hedges, "net [of each unit fallen short]")], hedge["net"], title);
      row += 1 + hedge["pieces"].size();
    }
  EXPECT_EQ(row, hedges.size());

  const auto facts = table("Facts");
  ASSERT_EQ(facts.size(), 1 + results["model"]["values"].size());
  for (std::size_t i = 0; i < results["model"]["values"].size(); ++i) {
    EXPECT_EQ(facts[i + 1][0], results["model"]["values"][i]["name"].get<std::string>());
    EXPECT_EQ(facts[i + 1][column(facts, "as written")], results["model"]["values"][i]["written"].get<std::string>());
    EXPECT_EQ(facts[i + 1][column(facts, "source")], results["model"]["values"][i]["source"].get<std::string>());
  }
  EXPECT_EQ(table("Sources").size(), 1 + results["model"]["sources"].size());

  const auto checks = table("Checks");
  row = 1;
  for (const auto& [name, structure] : results["structures"].items())
    for (const auto& check : structure["checks"]) {
      EXPECT_EQ(checks.at(row)[1], check["title"].get<std::string>());
      EXPECT_EQ(checks.at(row++)[4], check["ok"].get<bool>() ? "holds" : "fails");
    }

  const auto answer = table("Answer");
  bool headline = false;
  for (const auto& line : answer) headline |= line[2] == results["findings"]["headline"].get<std::string>();
  EXPECT_TRUE(headline);
}

}  // namespace
}  // namespace cf::tests
