// What a page is made from: the results' own keys and shapes, few enough points, and numbers that are shown as the whole ones are.
#include "report/page_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "cases.hpp"
#include "report/json.hpp"
#include "report/number_text.hpp"

namespace cf::report {
namespace {

using Json = nlohmann::ordered_json;

TEST(PageData, numbers_are_short) {
  EXPECT_EQ(round_for_showing(0, 4), "0");
  EXPECT_EQ(round_for_showing(-0.0, 4), "0");
  EXPECT_EQ(round_for_showing(1, 4), "1");
  EXPECT_EQ(round_for_showing(100, 4), "100");
  EXPECT_EQ(round_for_showing(2026, 4), "2026");
  EXPECT_EQ(round_for_showing(-0.5, 4), "-0.5");
  EXPECT_EQ(round_for_showing(10'000'000'000.0, 4), "1e10");
  EXPECT_EQ(round_for_showing(12'344'999'999.0, 4), "1234e7");
  EXPECT_EQ(round_for_showing(0.0001234567, 4), "1234e-7");
  EXPECT_EQ(round_for_showing(31.41592, 4), "31.41");
  EXPECT_EQ(round_for_showing(5e-324, 4), "5e-324");
  EXPECT_EQ(round_for_showing(-1.7976931348623157e308, 3), "-179e306");
  EXPECT_EQ(round_for_showing(std::numeric_limits<double>::quiet_NaN(), 4), "null");
  EXPECT_EQ(round_for_showing(-std::numeric_limits<double>::infinity(), 4), "null");
}

TEST(PageData, what_is_cut_off_leaves_a_trace) {
  EXPECT_EQ(round_for_showing(1235, 4), "1235");          // a tie, and it is one
  EXPECT_EQ(round_for_showing(1235.0001, 4), "1236");     // above the tie
  EXPECT_EQ(round_for_showing(1234.9999, 4), "1234");     // below it
  EXPECT_EQ(round_for_showing(1230.0001, 4), "1231");
  EXPECT_EQ(round_for_showing(0.10000001, 4), "0.1001");
}

// Any number with any error: shown from what a page holds as from the whole.
TEST(PageData, numbers_are_shown_as_the_whole_ones_are) {
  std::uint64_t state = 7;
  const auto draw = [&] {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(state >> 11) / 9007199254740992.0;
  };
  const NumberText text("$");
  const Kind kinds[] = {{"$", ""}, {"$/year", ""}, {"", ""}, {"", "%"}, {"h100h/month", ""}};
  for (int i = 0; i < 20'000; ++i) {
    // Numbers near a tie, near a power of ten and anywhere; errors as they come in runs.
    double value = std::pow(10, 24 * draw() - 8);
    if (i % 3 == 0) value = std::round(value * 1e9) / 1e9;
    if (i % 5 == 0) value = (std::floor(1000 * draw()) + 0.5 + (draw() - 0.5) * 1e-4) * std::pow(10, std::floor(12 * draw()) - 4);
    if (i % 2 == 0) value = -value;
    const double se = i % 7 == 0 ? 0 : std::abs(value) * std::pow(10, 5 * draw() - 4.5);
    if (std::abs(2 * se / value) > 0.98 && std::abs(2 * se / value) < 1.02) continue;   // these keep all their digits
    const study::Estimate whole{value, se}, thin{std::stod(round_for_showing(value, 4)), std::stod(round_for_showing(se, 3))};
    const Kind& kind = kinds[static_cast<std::size_t>(i) % std::size(kinds)];
    ASSERT_EQ(text.number(thin, kind), text.number(whole, kind)) << value << " " << se;
    ASSERT_EQ(text.with_error(thin, kind), text.with_error(whole, kind)) << value << " " << se;
    ASSERT_EQ(text.difference_with_error(thin, kind), text.difference_with_error(whole, kind)) << value << " " << se;
    ASSERT_EQ(text.cents_with_error(thin), text.cents_with_error(whole)) << value << " " << se;
    ASSERT_EQ(text.in_100(thin), text.in_100(whole)) << value << " " << se;
  }
}

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, ignored] : object.items()) names.push_back(name);
  return names;
}

TEST(PageData, keys_and_shapes_are_those_of_the_results) {
  const study::Answer answer = example_answer();
  const Json whole = Json::parse(to_json(answer)), page = Json::parse(page_data(answer));
  auto expected = keys(whole);
  expected.insert(std::find(expected.begin(), expected.end(), "findings"), {"series_points", "order"});
  EXPECT_EQ(keys(page), expected);
  EXPECT_EQ(page["findings"], whole["findings"]);
  EXPECT_EQ(page["model"], whole["model"]);
  for (const auto& [name, structure] : whole["structures"].items()) {
    const Json& thin = page["structures"][name];
    EXPECT_EQ(keys(thin), keys(structure));
    EXPECT_EQ(keys(thin["values"]), keys(structure["values"]));
    EXPECT_EQ(keys(thin["measures"]), keys(structure["measures"]));
    EXPECT_EQ(thin["flows"].size(), structure["flows"].size());
    EXPECT_EQ(keys(thin["flows"][0]), keys(structure["flows"][0]));
    EXPECT_EQ(keys(thin["series"].front()), keys(structure["series"].front()));
  }
  EXPECT_EQ(page["order"]["measures"], Json(keys(whole["structures"].front()["measures"])));
}

// The numbers of the answer itself, walked in both texts side by side.
void expect_shown_alike(const Json& thin, const Json& whole, const std::string& at, int& compared) {
  if (thin.is_object()) {
    for (const auto& [key, value] : thin.items()) {
      if (key == "series") continue;
      if (whole[key].is_number() && thin.contains(key + "_se")) {
        const study::Estimate a{thin[key].get<double>(), thin[key + "_se"].get<double>()};
        const study::Estimate b{whole[key].get<double>(), whole[key + "_se"].get<double>()};
        EXPECT_EQ(NumberText().with_error(a, {"$", ""}), NumberText().with_error(b, {"$", ""})) << at << "." << key;
        ++compared;
      }
      expect_shown_alike(value, whole[key], at + "." + key, compared);
    }
  } else if (thin.is_array() && thin.size() == whole.size()) {
    for (std::size_t i = 0; i < thin.size(); ++i) expect_shown_alike(thin[i], whole[i], at + "[" + std::to_string(i) + "]", compared);
  }
}

TEST(PageData, estimates_of_an_answer_are_shown_alike) {
  const study::Answer answer = example_answer();
  int compared = 0;
  expect_shown_alike(Json::parse(page_data(answer))["structures"], Json::parse(to_json(answer))["structures"], "", compared);
  EXPECT_GT(compared, 300);
}

study::SeriesSummary series_of(const std::string& name, const std::string& label, const std::string& role, std::size_t length) {
  study::SeriesSummary series;
  series.name = name;
  series.label = label;
  series.role = role;
  for (auto* column : {&series.mean, &series.se, &series.q05, &series.q25, &series.q50, &series.q75, &series.q95})
    for (std::size_t i = 0; i < length; ++i) column->push_back(static_cast<double>(i) * 1.23456789);
  return series;
}

TEST(PageData, of_many_long_series_the_most_important_are_kept_at_some_points) {
  study::Answer answer = small_answer({"a", "b"});
  constexpr std::size_t kDates = 241;
  answer.model.num_steps = kDates - 1;
  answer.model.dates.assign(kDates, "2026-01");
  for (auto& structure : answer.structures) {
    for (int i = 0; i < 40; ++i) structure.series.push_back(series_of("plain" + std::to_string(i), "", "series", kDates));
    for (int i = 0; i < 5; ++i) structure.series.push_back(series_of("driver" + std::to_string(i), "", "driver", kDates));
    for (int i = 0; i < 7; ++i) structure.series.push_back(series_of("named" + std::to_string(i), "A name", "series", kDates));
    structure.series.push_back(series_of("b.cash", "", "cash", kDates));
  }
  const Json page = Json::parse(page_data(answer));
  const auto at = page["series_points"].get<std::vector<std::size_t>>();
  EXPECT_LE(at.size(), 33u);
  EXPECT_GE(at.size(), 28u);
  EXPECT_EQ(at.front(), 0u);
  EXPECT_EQ(at.back(), kDates - 1);
  EXPECT_TRUE(std::is_sorted(at.begin(), at.end()));
  for (const auto& structure : page["structures"]) {
    EXPECT_EQ(structure["series"].size(), 16u);
    for (const char* name : {"b.cash", "named0", "named6", "driver0", "driver4"}) EXPECT_TRUE(structure["series"].contains(name)) << name;
    for (const auto& series : structure["series"]) {
      ASSERT_EQ(series["q50"].size(), at.size());
      for (std::size_t i = 0; i < at.size(); ++i) EXPECT_NEAR(series["q50"][i].get<double>(), static_cast<double>(at[i]) * 1.23456789, 0.1);
    }
  }
  EXPECT_LT(page_data(answer).size(), to_json(answer).size() / 10);
}

TEST(PageData, inputs_that_matter_are_those_of_the_gains_of_who_hedges) {
  study::Answer answer = small_answer({"a", "b", "c", "d", "e", "f"});
  for (auto& structure : answer.structures) {
    study::HedgeAnswer hedge;
    hedge.title = "idle";
    hedge.party = "f";
    structure.hedges.push_back(hedge);
    for (const std::string party : {"a", "b", "c", "d", "e", "f"})
      for (const char* what : {".value", ".gain"}) {
        study::WhatMatters matters{party + what, {}};
        for (int i = 0; i < 30; ++i) matters.inputs.push_back({"input" + std::to_string(i), "", {0.5, 0.01}, {}, {}, 0, 1, ""});
        structure.what_matters.push_back(matters);
      }
  }
  const Json page = Json::parse(page_data(answer));
  EXPECT_EQ(keys(page["structures"]["no deal"]["what_matters"]), (std::vector<std::string>{"f.value", "a.value", "b.value", "c.value"}));
  EXPECT_EQ(keys(page["structures"]["deal"]["what_matters"]), (std::vector<std::string>{"f.gain", "a.gain", "b.gain", "c.gain"}));
  EXPECT_EQ(page["structures"]["deal"]["what_matters"]["f.gain"].size(), 8u);
  EXPECT_EQ(page["structures"]["deal"]["what_matters"]["f.gain"][0]["input"], "input0");
}

TEST(PageData, a_number_as_large_as_its_error_keeps_its_digits) {
  study::Answer answer = small_answer({"a"});
  answer.structures[1].values[0].gain = {300500.02654662303, 150101.11683512136};
  answer.structures[1].values[0].value.mean = {300500.02654662303, 150101.11683512136};
  const Json value = Json::parse(page_data(answer))["structures"]["deal"]["values"]["a"];
  EXPECT_EQ(value["gain"], 300500.02654662303);
  EXPECT_EQ(value["gain_se"], 150101.11683512136);
  EXPECT_EQ(value["mean"], 300500.02654662303);
  EXPECT_EQ(value["se"], 150101.11683512136);
}

TEST(PageData, line_separators_are_escaped) {
  study::Answer answer = small_answer({"a"});
  answer.model.title = "one\xE2\x80\xA8two\xE2\x80\xA9three\xE2\x80\xA6";
  const std::string text = page_data(answer);
  EXPECT_NE(text.find(R"("one\u2028two\u2029three)"), std::string::npos);
  EXPECT_EQ(text.find("\xE2\x80\xA8"), std::string::npos);
  EXPECT_EQ(Json::parse(text)["model"]["title"], answer.model.title);
}

TEST(PageData, whatever_is_in_an_answer) {
  for (const std::vector<std::string>& parties : {std::vector<std::string>{"only"}, {"<script>alert(1)</script>", "naïve\xff", "a\x01"}}) {
    study::Answer answer = small_answer(parties);
    answer.structures[1].values[0].gain = {std::numeric_limits<double>::quiet_NaN(), 0};
    const Json page = Json::parse(page_data(answer));
    EXPECT_TRUE(page["structures"]["deal"]["values"].front()["gain"].is_null());
    EXPECT_EQ(page["structures"]["deal"]["values"].size(), parties.size());
  }
}

}  // namespace
}  // namespace cf::report
