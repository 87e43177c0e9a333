// A run in parts is the run: the same bytes of JSON, for every model of the tree, any number of parts, any order. A member that does
// not travel, or is added up wrongly, shows here. What cannot be put together is refused, by name.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "report/json.hpp"
#include "session/merging.hpp"

namespace cf::session {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> text_of(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::unique_ptr<Reading> read_model(const std::string& path) {
  auto reading = check(path, text_of(path).value(), text_of);
  EXPECT_FALSE(reading->diagnostics.has_errors()) << path;
  return reading;
}

std::unique_ptr<Reading> read_text(const std::string& text) {
  auto reading = check("deal.yaml", text, {});
  EXPECT_FALSE(reading->diagnostics.has_errors());
  return reading;
}

std::string said(const Diagnostics& diagnostics) {
  std::string all;
  for (const auto& diagnostic : diagnostics.sorted()) all += diagnostic.code + ": " + diagnostic.message + "; " + diagnostic.label + "\n";
  return all;
}

study::Options options_of(std::uint64_t paths) {
  study::Options options;
  options.paths = paths;
  options.seed = 3;
  options.version = "1.2.3";
  options.file = "deal.yaml";
  return options;
}

std::string json_of(const RunResult& result) { return result.answer ? report::to_json(*result.answer) : said(result.stopped); }

std::vector<std::string> files_of(const Reading& reading, const study::Options& options, int of) {
  std::vector<std::string> files;
  for (int number = 1; number <= of; ++number) files.push_back(run_part(reading, options, {number, of}).file);
  return files;
}

std::string merged(std::vector<std::string> files) {
  Merging merging("1.2.3");
  Diagnostics diagnostics;
  std::rotate(files.begin(), files.begin() + static_cast<std::ptrdiff_t>(files.size() / 2), files.end());
  for (std::size_t i = 0; i < files.size(); ++i) merging.add("file " + std::to_string(i), files[i], diagnostics);
  merging.finish(diagnostics);
  return diagnostics.has_errors() ? said(diagnostics) : json_of(merging.result());
}

void expect_same(const Reading& reading, const study::Options& options, int of) {
  SCOPED_TRACE(std::to_string(options.paths) + " paths in " + std::to_string(of) + " parts");
  const std::string whole = json_of(run(reading, options)), in_parts = merged(files_of(reading, options, of));
  if (whole == in_parts) return;
  const auto at =
      static_cast<std::size_t>(std::mismatch(whole.begin(), whole.end(), in_parts.begin(), in_parts.end()).first - whole.begin());
  const auto from = at - std::min<std::size_t>(at, 300);
  ADD_FAILURE() << "whole:\n" << whole.substr(from, 400) << "\nin parts:\n" << in_parts.substr(from, 400);
}

std::vector<std::string> all_models() {
  std::vector<std::string> paths;
  for (const char* folder : {CF_ROOT "/models", CF_ROOT "/tests/models"})
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".yaml") paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

class EveryModel : public testing::TestWithParam<std::string> {};

TEST_P(EveryModel, InPartsIsTheSame) { expect_same(*read_model(GetParam()), options_of(1003), 3); }

INSTANTIATE_TEST_SUITE_P(Parts, EveryModel, testing::ValuesIn(all_models()), [](const auto& info) {
  std::string name = fs::path(info.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

// Everything that a run can be asked for: defaults, losses, dispatch, stocks, hedges, scenarios, pieces, guesses, checks.
const char* kDeal = R"yaml(
counterflow: 1
time: {start: 2026-07, end: 2028-06, step: quarter}
inputs: {growth: 10% to 30%, size: 0, mood: "bernoulli(20%)"}
drivers:
  demand: {process: geometric_brownian, start: 100, drift: growth, volatility: 40%}
  price: {process: mean_reverting, start: 1, mean: 1, speed: 1, volatility: 20%, log: true}
correlations: [[demand, price, 0.5]]
parties:
  seller: {discount: 9%}
  buyer: {cash: $150, discount: 12%, enterprise_value: 10 years * buyer.revenue, holders: {seller: 10%}}
series:
  buyer.revenue: $1/year * demand * (1 + mood / 2)
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

TEST(Parts, AnyNumberOfPartsGivesTheSame) {
  const auto deal = read_text(kDeal);
  for (const int of : {1, 2, 5, 11}) expect_same(*deal, options_of(17003), of);
  for (const std::uint64_t paths : {1U, 9U, 700U}) expect_same(*deal, options_of(paths), 5);   // more parts than batches
}

TEST(Parts, ThreadsAreEachPartsOwnAffair) {
  const auto deal = read_text(kDeal);
  auto options = options_of(5000);
  const std::string whole = json_of(run(*deal, options));
  std::vector<std::string> files;
  for (int number = 1; number <= 3; ++number) {
    options.threads = number;
    options.tile = 8 * number;
    files.push_back(run_part(*deal, options, {number, 3}).file);
  }
  EXPECT_EQ(merged(files), whole);
}

const char* kStops = R"yaml(
counterflow: 1
time: {start: 2026-01, steps: 2, step: year}
inputs: {x: "uniform(0, 1)"}
parties: {a: {}, b: {}}
flows: {pay: {from: a, to: b, amount: "$1/year * (0.9999 - x)", kind: fee}}
)yaml";

TEST(Parts, AStopIsThatOfTheWholeRun) {
  const auto deal = read_text(kStops);
  auto options = options_of(100000);
  options.random = RandomNumbers::philox;    // points that fill the space evenly come near its end in every part
  const std::string whole = said(run(*deal, options).stopped);
  EXPECT_NE(whole.find("E0501"), std::string::npos) << whole;
  EXPECT_EQ(merged(files_of(*deal, options, 4)), whole);
  int stopped = 0;
  for (int number = 1; number <= 40; ++number) stopped += run_part(*deal, options, {number, 40}).stopped.has_errors();
  EXPECT_GT(stopped, 0);
  EXPECT_LT(stopped, 40);    // most parts know nothing of it
}

// Of many futures: some of them are run before it is asked for the first time whether to go on.
TEST(Parts, AnInterruptedPartLeavesNothing) {
  const auto deal = read_text(kDeal);
  std::atomic<bool> stop = false;
  auto options = options_of(3000000);
  options.stop = &stop;
  options.progress = [&](std::uint64_t, double part) { stop = part > 0.3; };
  const auto result = run_part(*deal, options, {2, 3});
  EXPECT_TRUE(result.file.empty());
  EXPECT_FALSE(result.stopped.has_errors());
  options = options_of(3000000);
  std::vector<std::uint64_t> asked;
  options.go_on = [&](std::uint64_t path) {
    asked.push_back(path);
    return path < 1500000;
  };
  EXPECT_TRUE(run_part(*deal, options, {2, 3}).file.empty());
  EXPECT_GE(asked.back(), 1500000U);
}

// ---- what is refused ----

class Refused : public testing::Test {
 protected:
  Refused() : deal(read_text(kDeal)), options(options_of(200)), files(files_of(*deal, options, 3)) {}
  // What is said of these files, called part1.cfp and so on.
  std::string said_of(const std::vector<std::string>& given, const std::string& version = "1.2.3") {
    Merging merging(version);
    Diagnostics diagnostics;
    for (std::size_t i = 0; i < given.size(); ++i) merging.add("part" + std::to_string(i + 1) + ".cfp", given[i], diagnostics);
    merging.finish(diagnostics);
    return said(diagnostics);
  }
  std::string part(const study::Options& with, int number, int of = 3) { return run_part(*deal, with, {number, of}).file; }

  std::unique_ptr<Reading> deal;
  study::Options options;
  std::vector<std::string> files;
};

void expect_said(const std::string& text, const std::vector<std::string>& words) {
  for (const auto& word : words) EXPECT_NE(text.find(word), std::string::npos) << "not said: " << word << "\n" << text;
}

TEST_F(Refused, AMissingPart) {
  EXPECT_EQ(said_of({files[2], files[0], files[1]}), "");
  expect_said(said_of({files[2], files[0]}), {"E0446", "part 2 of 3 is missing", "--paths 200 --seed 3", "--part 2/3"});
  expect_said(said_of({part(options, 4, 9), part(options, 7, 9)}), {"parts 1 to 3, 5, 6, 8 and 9 of 9 are missing", "--part N/9"});
}

TEST_F(Refused, APartOfAnotherRun) {
  auto other = options;
  other.seed = 4;
  expect_said(said_of({files[0], part(other, 2), files[2]}),
              {"E0444", "part2.cfp is a part of another run: --seed 4, and not 3 as in part1.cfp", "part 2 of 3 is missing"});
  other = options;
  other.paths = 300;
  expect_said(said_of({files[0], files[1], part(other, 3)}),
              {"part3.cfp is a part of another run: --paths 300, and not 200", "--part 3/3"});
  expect_said(said_of({files[0], part(options, 2, 4), files[2]}), {"--part 2/4, and not one of 3", "one number of parts"});
  other = options;
  other.instruction_set = engine::InstructionSet::sse2;
  if (options.instruction_set != other.instruction_set)
    expect_said(said_of({files[0], part(other, 2), files[2]}), {"--instruction-set sse2", "run all parts with --instruction-set sse2"});
  const auto changed = read_text(std::string(kDeal) + "limits: [none]\n");
  expect_said(said_of({files[0], run_part(*changed, options, {2, 3}).file, files[2]}), {"its deal.yaml is not that of part1.cfp"});
}

TEST_F(Refused, APartTwice) {
  expect_said(said_of({files[0], files[1], files[1], files[2]}), {"E0445", "part 2 of 3 is there twice: part2.cfp and part3.cfp"});
}

TEST_F(Refused, AnotherVersion) {
  expect_said(said_of(files, "2.0.0"), {"E0443", "part1.cfp: written by version 1.2.3; this is version 2.0.0", "part3.cfp"});
}

// Wherever a file ends, and whichever byte differs, it is noticed.
TEST_F(Refused, ADamagedFile) {
  expect_said(said_of({files[0], "", files[2]}), {"E0441", "part2.cfp: not a part of a run: the file is empty"});
  expect_said(said_of({"{\"format\": 1}", files[1], files[2]}), {"E0441", "part1.cfp: not a part of a run"});
  const std::string& good = files[1];
  expect_said(said_of({files[0], good.substr(0, good.size() - 5), files[2]}), {"E0442", "part2.cfp: damaged: 5 of", "bytes are missing"});
  expect_said(said_of({files[0], good + "x", files[2]}), {"part2.cfp: damaged: 1 bytes follow its end"});
  for (std::size_t at = 0; at < good.size(); at += at < 40 ? 3 : good.size() / 12) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    const std::string text = said_of({files[0], bad, files[2]});
    EXPECT_TRUE(text.find("part2.cfp: damaged") != std::string::npos || text.find("part2.cfp: not a part") != std::string::npos ||
                text.find("part2.cfp: written by version") != std::string::npos)
        << at << " " << text;
    expect_said(said_of({files[0], good.substr(0, at), files[2]}), {"part2.cfp: ", "part 2 of 3 is missing"});
  }
}

}  // namespace
}  // namespace cf::session
