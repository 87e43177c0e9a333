// Results as JSON: stable bytes, back without loss, the documented schema, and plain words for files that are no results.
#include "report/json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cases.hpp"
#include "report/csv.hpp"
#include "report/terminal.hpp"

#ifndef CF_DAMAGED_FILES
#define CF_DAMAGED_FILES 100
#endif

namespace cf::report {
namespace {

TEST(Json, numbers_are_the_shortest_text_that_reads_back) {
  EXPECT_EQ(json_number(0.1), "0.1");
  EXPECT_EQ(json_number(10000000000.0), "1e+10");
  EXPECT_EQ(json_number(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(json_number(-0.0), "0");
  EXPECT_EQ(json_number(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(json_number(-std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(json_number(5e-324), "5e-324");
}

TEST(Json, text_is_escaped_and_valid) {
  EXPECT_EQ(json_text("a \"b\" \\ \n\t\x01"), R"("a \"b\" \\ \n\t\u0001")");
  EXPECT_EQ(json_text("Zürich €"), "\"Zürich €\"");
  EXPECT_EQ(json_text("a\xff\xc3"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(json_text("\xed\xa0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");   // a surrogate
  EXPECT_EQ(json_text("\xc0\xaf"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");                    // overlong
}

TEST(Json, the_example_of_the_docs_is_what_the_program_writes) { expect_golden("docs/results-example.json", to_json(example_answer())); }

TEST(Json, the_schema_of_the_docs_is_made_from_the_same_description) { expect_golden("docs/results.schema.json", results_schema()); }

TEST(Json, output_follows_the_schema) {
  const std::string schema = file_text("docs/results.schema.json");
  EXPECT_EQ(breach_of_schema(schema, to_json(example_answer())), "");
  EXPECT_EQ(breach_of_schema(schema, to_json(small_answer({"a", "b"}))), "");
  EXPECT_EQ(breach_of_schema(schema, R"({"format": 1})"), "results lacks \"counterflow\"");
}

TEST(Json, reading_back_loses_nothing) {
  study::Answer answer = small_answer({"a", "<script>alert('\x01')</script>", "naïve\xff"});
  answer.seed = std::numeric_limits<std::uint64_t>::max();
  answer.warnings = {"one", "two\nlines"};
  auto& structure = answer.structures[1];
  structure.values[0].value.mean = {1.0 / 3, 1e-300};
  structure.values[0].gain = {std::numeric_limits<double>::quiet_NaN(), 0};
  study::HedgeAnswer hedge;
  hedge.title = "2026";
  hedge.by_value.emplace().verdict = study::Verdict::double_bet;
  hedge.pieces.push_back({"other terms", false, {}});
  structure.hedges = {hedge};
  hedge.by_value.reset();
  answer.structures[0].hedges = {hedge};
  structure.what_matters.push_back({"a.value", {}});
  structure.scenarios.push_back({"winter", {{"a", {1, 2}, {3, 4}, {-2, 5}}}});

  const std::string text = to_json(answer);
  const ReadResults read = from_json(text);
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(to_json(*read.answer), text);
  EXPECT_EQ(read.answer->seed, answer.seed);
  EXPECT_EQ(read.answer->structures[1].values[0].value.mean.value, 1.0 / 3);
  EXPECT_EQ(read.answer->structures[1].values[0].value.mean.se, 1e-300);
  EXPECT_TRUE(std::isnan(read.answer->structures[1].values[0].gain.value));
  EXPECT_TRUE(read.answer->structures[1].hedges[0].by_value.has_value());
  EXPECT_FALSE(read.answer->structures[0].hedges[0].by_value.has_value());
  EXPECT_FALSE(read.answer->structures[1].hedges[0].pieces[0].contract);
  EXPECT_EQ(read.answer->structures[1].scenarios[0].parties[0].covered.value, -2);
  EXPECT_EQ(read.answer->structures[1].what_matters[0].measure, "a.value");
}

TEST(Json, what_is_no_results_file_is_said_in_one_sentence) {
  const std::string good = to_json(small_answer({"a"}));
  const auto error_with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const ReadResults read = from_json(text);
    EXPECT_FALSE(read.answer.has_value());
    return read.error;
  };
  EXPECT_EQ(from_json("").error, "this is not JSON");
  EXPECT_EQ(from_json("{\"a\": 1").error, "this is not JSON");
  EXPECT_EQ(from_json(std::string(100000, '[')).error, "this is not JSON");
  EXPECT_EQ(from_json("[1, 2]").error, "this is not a results file: it has no 'format' and 'counterflow'");
  EXPECT_EQ(error_with("\"format\": 1", "\"format\": 2"), "the results are of format 2, and this program reads format 1");
  EXPECT_EQ(error_with("\"format\": 1", "\"format\": \"1\""), "the results are of format \"1\", and this program reads format 1");
  EXPECT_EQ(error_with("\"seed\"", "\"sed\""), "not a whole results file: 'seed' should be there");
  EXPECT_EQ(error_with("\"paths\": 10000", "\"paths\": -1"), "not a whole results file: 'paths' should be a whole number, 0 or more");
  EXPECT_EQ(error_with("\"paths\": 10000", "\"paths\": 0"), "not a whole results file: 'paths' should be above 0");
  EXPECT_EQ(error_with("\"num_steps\": 2", "\"num_steps\": 3"),
            "not a whole results file: 'model.dates' should have one date for each of the steps and one more");
  EXPECT_EQ(error_with("\"chance_better\": 0", "\"chance_better\": \"0\""),
            "not a whole results file: 'structures.no deal.values.a.chance_better' should be a number");
  EXPECT_EQ(error_with("\"years\": [2026, ", "\"years\": [1e99, "), "not a whole results file: 'model.years[0]' should be a whole number");
}

// A results file may be damaged or made up: whatever still reads as one can be shown without a crash.
TEST(Json, damaged_files_are_refused_or_shown) {
  study::Answer small = example_answer();
  for (auto& structure : small.structures) structure.series.resize(1);
  small.model.texts.clear();
  const std::string good = to_json(small);
  std::uint64_t state = 12345;
  const auto draw = [&](std::size_t below) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<std::size_t>((state >> 33) % below);
  };
  static constexpr std::string_view kPieces[] = {"null", "[]", "{}", "\"\"", "-1", "1e308", "0", "[1,2]", "true", ",", "\"", "1e999"};
  int read_back = 0;
  const int rounds = CF_DAMAGED_FILES;
  for (int i = 0; i < rounds; ++i) {
    std::string text = good;
    // The value behind some colon, or some bytes anywhere.
    const std::size_t colon = text.find(": ", draw(text.size()));
    if (colon != std::string::npos && i % 4 != 0) {
      const std::size_t end = text.find_first_of(",]}\n", colon + 2);
      text.replace(colon + 2, end - colon - 2, kPieces[draw(std::size(kPieces))]);
    } else {
      text.erase(draw(text.size()), draw(40));
    }
    const ReadResults read = from_json(text);
    EXPECT_NE(read.answer.has_value(), !read.error.empty());
    if (!read.answer) continue;
    ++read_back;
    EXPECT_FALSE(to_terminal(*read.answer, {}).empty());
    EXPECT_FALSE(to_csv(*read.answer).empty());
    EXPECT_EQ(from_json(to_json(*read.answer)).error, "");
  }
  EXPECT_GT(read_back, rounds / 20);
}

TEST(Json, unknown_keys_are_passed_over) {
  std::string text = to_json(small_answer({"a"}));
  text.replace(text.find("\"seed\""), 0, "\"of a later version\": {\"x\": [1]}, ");
  EXPECT_EQ(from_json(text).error, "");
}

}  // namespace
}  // namespace cf::report
