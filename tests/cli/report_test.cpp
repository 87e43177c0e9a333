// The report, the spreadsheet and single charts as a user asks for them: the same bytes from a model and from its results, files whole or
// not at all, standard output for one of them, and every wrong name with its suggestion.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "process.hpp"

namespace cf::tests {
namespace {

using Words = std::vector<std::string>;

const std::string kDeal = std::string(CF_ROOT) + "/models/first-deal.yaml";
const std::string kResults = std::string(CF_ROOT) + "/docs/results-example.json";

class Report : public testing::Test {
 protected:
  void SetUp() override { there.folder = folder.path(); }
  Outcome run(const Words& words) { return counterflow(words, there); }
  void expect_error(const Words& words, int exit_code, const Words& said) {
    const auto outcome = run(words);
    SCOPED_TRACE(outcome.err);
    EXPECT_EQ(outcome.exit_code, exit_code);
    EXPECT_EQ(outcome.out, "");
    for (const auto& word : said) EXPECT_NE(outcome.err.find(word), std::string::npos) << "not said: " << word;
  }
  Folder folder;
  Circumstances there;
};

TEST_F(Report, RunAndReportGiveTheSameBytes) {
  const auto ran = run({"run", kDeal, "--paths", "4096", "--json", "a.json", "--report", "a.html", "--xlsx", "a.xlsx"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const auto read = run({"report", "a.json", "--json", "b.json", "--report", "b.html", "--xlsx", "b.xlsx"});
  EXPECT_EQ(read.exit_code, 0) << read.err;
  EXPECT_EQ(ran.out, read.out);
  for (const char* ending : {".json", ".html", ".xlsx"}) {
    const auto text = folder.read(std::string("a") + ending);
    EXPECT_GT(text.size(), 5'000u) << ending;
    EXPECT_TRUE(text == folder.read(std::string("b") + ending)) << ending;
  }
  EXPECT_EQ(folder.names().size(), 6u);
}

TEST_F(Report, TheFileIsOnePageThatAsksForNothing) {
  EXPECT_EQ(run({"report", kResults, "--report", "a.html"}).exit_code, 0);
  const auto html = folder.read("a.html");
  EXPECT_EQ(html.rfind("<!doctype html>", 0), 0u);
  const auto results = nlohmann::json::parse(read_text(kResults));
  EXPECT_NE(html.find("<title>" + results["model"]["title"].get<std::string>()), std::string::npos);
  EXPECT_NE(html.find("default-src 'none'"), std::string::npos);
}

TEST_F(Report, TheModelsTextIsInTheResults) {
  EXPECT_EQ(run({"run", kDeal, "--paths", "64", "--json", "a.json"}).exit_code, 0);
  const auto texts = nlohmann::json::parse(folder.read("a.json"))["model"]["texts"];
  ASSERT_EQ(texts.size(), 1u);
  EXPECT_EQ(texts[0]["name"], kDeal);
  EXPECT_EQ(texts[0]["text"], read_text(kDeal));
}

TEST_F(Report, StandardOutputHoldsOneFile) {
  EXPECT_EQ(run({"report", kResults, "--report", "a.html", "--quiet"}).exit_code, 0);
  const auto piped = run({"report", kResults, "--report", "-"});
  EXPECT_EQ(piped.exit_code, 0);
  EXPECT_TRUE(piped.out == folder.read("a.html"));
  EXPECT_EQ(run({"report", kResults, "--xlsx", "-"}).out.substr(0, 2), "PK");
  EXPECT_EQ(run({"report", kResults, "--json", "-"}).out, read_text(kResults));
  expect_error({"report", kResults, "--report", "-", "--xlsx", "-"}, 2, {"E0405", "--report and --xlsx"});
}

TEST_F(Report, WhetherItCanBeWrittenIsTriedBeforeTheRun) {
  for (const char* option : {"--report", "--xlsx"}) {
    const auto outcome = run({"run", kDeal, "--paths", "1000000000", option, "none/a.out"});
    EXPECT_EQ(outcome.exit_code, 5) << outcome.err;
    EXPECT_NE(outcome.err.find("cannot write the output none/a.out"), std::string::npos) << outcome.err;
    EXPECT_LT(outcome.wall_seconds, 10);
  }
  expect_error({"chart", kDeal, "worth", "--paths", "1000000000", "--svg", "none/a.svg"}, 5, {"cannot write the output none/a.svg"});
  there.max_file_bytes = 2000;    // as on a full disk
  expect_error({"report", kResults, "--report", "a.html"}, 5, {"cannot write the output a.html", "nothing was left behind"});
  expect_error({"report", kResults, "--xlsx", "a.xlsx"}, 5, {"a.xlsx"});
  EXPECT_EQ(folder.names(), Words{});
}

TEST_F(Report, WhatIsNoResultsFileIsSaid) {
  folder.write("a.json", "{}");
  expect_error({"report", "a.json", "--report", "a.html"}, 2, {"E0431", "a.json"});
  expect_error({"report", "none.json", "--report", "a.html"}, 2, {"E0411"});
  EXPECT_EQ(folder.names(), Words{"a.json"});
}

TEST_F(Report, ChartsAreListedAndDrawn) {
  const auto list = run({"chart", kResults, "--list"});
  EXPECT_EQ(list.exit_code, 0) << list.err;
  std::istringstream lines(list.out);
  int drawn = 0;
  for (std::string name; std::getline(lines, name) && drawn < 4; ++drawn) {
    const auto outcome = run({"chart", kResults, name, "--width", "500"});
    EXPECT_EQ(outcome.exit_code, 0) << name << outcome.err;
    EXPECT_EQ(outcome.out.rfind("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"500\"", 0), 0u) << name;
    EXPECT_EQ(run({"chart", kResults, name, "--width", "500", "--svg", "a.svg"}).out, "");
    EXPECT_TRUE(folder.read("a.svg") == outcome.out) << name;
  }
  EXPECT_EQ(drawn, 4);
}

TEST_F(Report, AChartOfAModelIsThatOfItsResults) {
  EXPECT_EQ(run({"run", kDeal, "--paths", "2048", "--json", "a.json", "--quiet"}).exit_code, 0);
  const auto list = run({"chart", "a.json", "--list"}).out;
  const auto name = list.substr(0, list.find('\n'));
  const auto of_results = run({"chart", "a.json", name, "--structure", "deal"});
  const auto of_model = run({"chart", kDeal, name, "--structure", "deal", "--paths", "2048"});
  EXPECT_EQ(of_model.exit_code, 0) << of_model.err;
  EXPECT_FALSE(of_model.out.empty());
  EXPECT_TRUE(of_results.out == of_model.out);
}

TEST_F(Report, WrongNamesOfChartsAreExplained) {
  const auto list = run({"chart", kResults, "--list"}).out;
  const auto name = list.substr(0, list.find('\n'));
  expect_error({"chart", kResults, name + "x"}, 2, {"E0424", "did you mean '" + name + "'?"});
  expect_error({"chart", kResults, name, "--structure", "bundel"}, 2, {"E0423", "did you mean 'bundle'?"});
  expect_error({"chart", kResults}, 2, {"E0402", "--list"});
  expect_error({"chart", kResults, name, "--width", "5"}, 2, {"E0403", "--width"});
  expect_error({"chart", "none.yaml", name}, 2, {"E0411"});
  folder.write("bad.yaml", "counterflow: 1\nprties: {}\n");
  expect_error({"chart", "bad.yaml", name}, 2, {"prties"});
}

}  // namespace
}  // namespace cf::tests
