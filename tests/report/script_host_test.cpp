// The interpreter behind the page: text goes in and comes out as it is, and whatever goes wrong in a script is our mistake, in words.
#include "report/script_host.hpp"

#include <gtest/gtest.h>

#include "base/check.hpp"

namespace cf::report {
namespace {

std::string failure_of(const std::string& script, std::size_t most_memory = kMostMemory) {
  try {
    ScriptHost host(script, most_memory);
    host.render_page("{}");
  } catch (const InternalError& error) {
    return error.what();
  }
  return "none";
}

constexpr const char* kEcho = R"(
  counterflow = {
    renderPage: function (text) { return {title: text.length + "", body: text, data: JSON.stringify(JSON.parse(text))}; },
    chartNames: function (text) { return JSON.parse(text).names; },
    renderChart: function (text, name, structure, width) { return [name, structure, width + 1].join("|"); }
  };)";

TEST(ScriptHost, text_goes_in_and_comes_out) {
  ScriptHost host(kEcho);
  const std::string results = R"({"names": ["a", "", "Zürich € 😀", "<script>"]})";
  const auto page = host.render_page(results);
  EXPECT_EQ(page.body, results);
  EXPECT_EQ(page.data, R"({"names":["a","","Zürich € 😀","<script>"]})");
  EXPECT_EQ(host.chart_names(results), (std::vector<std::string>{"a", "", "Zürich € 😀", "<script>"}));
  EXPECT_EQ(host.chart_names(R"({"names": []})"), std::vector<std::string>{});
  EXPECT_EQ(host.render_chart(results, "worth", "a \"deal\"", 720), "worth|a \"deal\"|721");
}

TEST(ScriptHost, it_can_be_called_again_and_again) {
  ScriptHost host(kEcho);
  for (int i = 0; i < 2000; ++i) ASSERT_EQ(host.render_chart("{}", "x", "", i), "x||" + std::to_string(i + 1));
}

TEST(ScriptHost, large_texts_pass) {
  ScriptHost host(kEcho);
  const std::string results = "{\"a\": \"" + std::string(5'000'000, 'x') + "\"}";
  EXPECT_EQ(host.render_page(results).body.size(), results.size());
}

TEST(ScriptHost, a_script_that_fails_is_our_mistake) {
  EXPECT_NE(failure_of("counterflow = {").find("the page's script failed in its beginning: SyntaxError"), std::string::npos);
  EXPECT_NE(failure_of("throw new Error('no');").find("failed in its beginning: Error: no"), std::string::npos);
  EXPECT_NE(failure_of("throw 7;").find("failed in its beginning: 7"), std::string::npos);
  EXPECT_NE(failure_of("").find("failed in renderPage: TypeError"), std::string::npos);
  EXPECT_NE(failure_of("counterflow = {};").find("failed in renderPage: TypeError"), std::string::npos);
  const auto with = [](const std::string& body) { return "counterflow = {renderPage: function (text) { " + body + " }};"; };
  EXPECT_NE(failure_of(with("return null.x;")).find("failed in renderPage: TypeError"), std::string::npos);
  EXPECT_NE(failure_of(with("return {title: 'a', body: 1, data: ''};")).find("something else than text"), std::string::npos);
  EXPECT_NE(failure_of(with("return {title: 'a', body: 'b'};")).find("something else than text"), std::string::npos);
  EXPECT_NE(failure_of(with("return 'text';")).find("something else than text"), std::string::npos);
  EXPECT_NE(failure_of(with("function f(n) { return 1 + f(n + 1); } f(0);")).find("stack overflow"), std::string::npos);
  EXPECT_NE(failure_of(with("throw {toString: function () { throw 1; }};")).find("failed in renderPage"), std::string::npos);
}

TEST(ScriptHost, a_mistake_says_where_it_was_made) {
  const auto said = failure_of("function inner() { throw new Error('no'); }\ncounterflow = {renderPage: function (text) { inner(); }};");
  EXPECT_NE(said.find("Error: no"), std::string::npos) << said;
  EXPECT_NE(said.find("at inner (host.js:1)"), std::string::npos) << said;
}

TEST(ScriptHost, memory_has_a_limit) {
  const std::string hungry =
      "counterflow = {renderPage: function (text) { var all = []; for (;;) all.push('text number ' + all.length); }};";
  EXPECT_NE(failure_of(hungry, 20'000'000).find("failed in renderPage: out of memory"), std::string::npos)
      << failure_of(hungry, 20'000'000);
  EXPECT_NE(failure_of(kEcho, 1000).find("no memory to start in"), std::string::npos);
  EXPECT_NE(failure_of(kEcho, 70'000), "none");
}

TEST(ScriptHost, it_goes_on_after_a_mistake) {
  ScriptHost host(R"(counterflow = {
    renderPage: function (text) { throw new Error(text); },
    chartNames: function (text) { return "no list"; },
    renderChart: function (text, name) { return name; }
  };)");
  for (int i = 0; i < 300; ++i) {
    EXPECT_THROW(host.render_page("{}"), InternalError);
    EXPECT_THROW(host.chart_names("{}"), InternalError);
    ASSERT_EQ(host.render_chart("{}", "still there", "", 1), "still there");
  }
}

}  // namespace
}  // namespace cf::report
