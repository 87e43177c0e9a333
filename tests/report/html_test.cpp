// The report's file: complete, safe whatever a model's text holds, the same bytes each time.
#include "report/html.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "cases.hpp"
#include "report/findings.hpp"
#include "report/json.hpp"

namespace cf::report {
namespace {

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

// The page before anything is put in: what may be in a page, and nothing else, is in it.
std::string empty_page() {
  for (const auto& text : page_texts())
    if (text.name == "template.html") return std::string(text.text);
  return {};
}

void expect_no_script_of_others(const std::string& html) {
  for (const char* mark : {"<script", "</script", "<style", "<iframe", "<object", "<embed", "<link", "<meta", "<form action"})
    EXPECT_EQ(count(html, mark), count(empty_page(), mark)) << mark;
}

// What an answer's page must hold, whatever the answer.
void expect_whole(const std::string& html) {
  EXPECT_EQ(html.rfind("<!doctype html>", 0), 0u);
  EXPECT_EQ(html.find("<!--CF:"), std::string::npos);
  expect_no_script_of_others(html);
  EXPECT_EQ(count(html, "</html>"), 1u);
  EXPECT_EQ(html.find(">NaN"), std::string::npos);
}

std::string without_tags(const std::string& html) {
  std::string out;
  bool inside = false;
  for (const char c : html) {
    if (c == '<') inside = true;
    if (!inside) out += c;
    if (c == '>') inside = false;
  }
  return out;
}

TEST(Html, the_findings_are_in_the_file_without_a_script) {
  const study::Answer answer = example_answer();
  const std::string html = to_html(answer);
  expect_whole(html);
  const auto begin = html.find("<main"), end = html.find("<script id=\"results\"");
  ASSERT_LT(begin, end);
  const std::string body = html.substr(begin, end - begin);
  const Findings findings = find(answer);
  const std::string words = without_tags(body);
  for (const std::string& sentence : {findings.headline, findings.repeat}) {
    std::string escaped;
    for (const char c : sentence)
      escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '\'' ? "&#39;" : std::string(1, c);
    EXPECT_TRUE(words.find(escaped) != std::string::npos || words.find(sentence) != std::string::npos) << sentence;
  }
  EXPECT_GE(count(body, "<table"), 8u);
  EXPECT_NE(html.find("<title>" + answer.model.title), std::string::npos);
}

TEST(Html, the_same_answer_gives_the_same_bytes_also_read_back) {
  const study::Answer answer = example_answer();
  const std::string html = to_html(answer);
  EXPECT_EQ(to_html(answer), html);
  EXPECT_EQ(to_html(*from_json(to_json(answer)).answer), html);
}

TEST(Html, nothing_is_asked_of_any_place) {
  const std::string html = to_html(example_answer());
  EXPECT_NE(html.find("default-src 'none'"), std::string::npos);
  for (const char* way :
       {"<img", "<iframe", "<object", "<embed", " src=\"http", "@import", "url(http", "fetch(", "XMLHttpRequest", "WebSocket"})
    EXPECT_EQ(html.find(way), std::string::npos) << way;
}

TEST(Html, text_of_a_model_is_never_markup) {
  const std::string evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&<!--CF:DATA-->";
  study::Answer answer = example_answer();
  answer.model.title = evil;
  answer.model.file = evil;
  answer.model.limits = {evil};
  answer.model.texts = {{evil, evil + "\n\xE2\x80\xA8"}};
  answer.warnings = {evil};
  for (auto& party : answer.model.parties) party.title += evil;
  for (auto& value : answer.model.values) value.label = value.written = value.reason = value.note = evil;
  for (auto& source : answer.model.sources) {
    source.title = source.publisher = evil;
    source.url = "javascript:alert(3)";
  }
  for (auto& contract : answer.model.contracts) contract.about = evil;
  for (auto& structure : answer.structures) {
    structure.name += evil;
    for (auto& value : structure.values) value.title += evil;
    for (auto& measure : structure.measures) measure.label = evil;
    for (auto& series : structure.series) series.label = evil;
    for (auto& check : structure.checks) check.title = evil;
    for (auto& hedge : structure.hedges) {
      hedge.title += evil;
      for (auto& piece : hedge.pieces) piece.name += evil;
    }
    for (auto& scenario : structure.scenarios) scenario.scenario += evil;
  }
  for (std::size_t i = 0; i < answer.structures.size(); ++i) answer.model.structures[i].name = answer.structures[i].name;
  for (auto& hedge : answer.model.hedges) hedge.title += evil;
  const std::string html = to_html(answer);
  expect_no_script_of_others(html);
  EXPECT_EQ(html.find("<img"), std::string::npos);
  EXPECT_EQ(html.find("href=\"javascript"), std::string::npos);
  EXPECT_NE(html.find("&lt;img src=x"), std::string::npos);
  Charts charts(answer);
  for (const auto& name : charts.names()) {
    const std::string svg = charts.svg(name, "", 500);
    EXPECT_EQ(svg.find("<script"), std::string::npos) << name;
    EXPECT_EQ(svg.find("<img"), std::string::npos) << name;
  }
}

TEST(Html, few_and_many_parties_no_facts_and_long_names) {
  std::vector<std::string> many;
  for (int i = 0; i < 12; ++i) many.push_back("party_" + std::to_string(i) + "_with_a_name_of_sixty_characters_or_rather_more_than");
  for (const std::vector<std::string>& parties : {std::vector<std::string>{"only"}, {"a", "b"}, many}) {
    study::Answer answer = small_answer(parties);
    expect_whole(to_html(answer));
    answer.structures.resize(1);      // no deal at all
    answer.model.structures.resize(1);
    expect_whole(to_html(answer));
  }
}

TEST(Html, zero_negative_huge_and_missing_numbers) {
  for (const double x : {0.0, -1e9, 1e300, -1e-300, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    study::Answer answer = example_answer();
    for (auto& structure : answer.structures) {
      for (auto& value : structure.values) {
        value.value.mean = value.value.q05 = value.value.q25 = value.value.q50 = value.value.q75 = value.value.q95 = {x, x};
        value.gain = {x, x};
        for (auto& part : value.parts) part.mean = part.change = {x, x};
      }
      for (auto& series : structure.series)
        for (auto* column : {&series.q05, &series.q25, &series.q50, &series.q75, &series.q95}) std::fill(column->begin(), column->end(), x);
      for (auto& flow : structure.flows) flow.total = flow.unpaid = {x, x};
      for (auto& hedge : structure.hedges) hedge.numbers.net = hedge.numbers.offset = hedge.numbers.own_risk = {x, x};
      for (auto& trip : structure.round_trips) trip.put_in = trip.traced = trip.caused = trip.came_back = {x, x};
      for (auto& party : structure.defaults) party.chance = {x, x};
    }
    SCOPED_TRACE(x);
    expect_whole(to_html(answer));
  }
}

TEST(Charts, each_of_them_stands_by_itself) {
  const study::Answer answer = example_answer();
  Charts charts(answer);
  ASSERT_GE(charts.names().size(), 10u);
  for (const auto& name : charts.names()) {
    const std::string svg = charts.svg(name, "", 640);
    EXPECT_EQ(svg.rfind("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\"", 0), 0u) << name << svg.substr(0, 200);
    EXPECT_NE(svg.find("<style>"), std::string::npos) << name;
    EXPECT_NE(svg.find(".chart .bar{fill:#"), std::string::npos) << name << svg.substr(0, 1500);
    EXPECT_EQ(svg.find("var(--"), std::string::npos) << name;
  }
  EXPECT_EQ(charts.svg("none", "", 640), "");
  EXPECT_NE(charts.svg("worth", answer.structures[0].name, 640), charts.svg("worth", answer.structures[1].name, 640));
}

}  // namespace
}  // namespace cf::report
