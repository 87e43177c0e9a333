// The terminal's answer as golden texts (tests/report/golden), and what must hold of any answer at any width.
#include "report/terminal.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "cases.hpp"
#include "report/json.hpp"
#include "report/layout.hpp"

namespace cf::report {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

const std::string kLongName = "The Very Long Name of a Holding Company of Cloud and Chips Inc";

// Answers that no model writer had in mind.
std::vector<std::pair<std::string, study::Answer>> odd_answers() {
  std::vector<std::pair<std::string, study::Answer>> all;
  all.push_back({"example", example_answer()});
  all.push_back({"nobody", small_answer({})});
  all.push_back({"one party", small_answer({"amazon"})});
  study::Answer written = small_answer({"amazon", "openai"});
  written.structures.resize(1);
  written.structures[0].name = "as written";
  all.push_back({"one structure", written});
  std::vector<std::string> twelve;
  for (int i = 0; i < 12; ++i) twelve.push_back(kLongName + " " + std::to_string(i));
  study::Answer crowd = small_answer(twelve);
  for (auto& value : crowd.structures[1].values) value.gain = {1.5e9, 2e8};
  all.push_back({"twelve parties", crowd});
  study::Answer hostile = small_answer({"<script>alert(1)</script>", "\x1b[31mred\x1b[0m", "a\nb\tc\x07",
                                        "\xE2\x80\xAE"
                                        "evil"});
  for (auto& value : hostile.structures[1].values) value.gain = {-1.5e9, 2e8};
  all.push_back({"hostile names", hostile});
  study::Answer five = example_answer();
  for (const char* name : {"cash", "credits", "others' money"}) {
    five.structures.push_back(five.structures[1]);
    five.structures.back().name = name;
  }
  all.push_back({"five structures", five});
  study::Answer unknown = example_answer();
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (auto& structure : unknown.structures) {
    for (auto& value : structure.values) {
      value.value.mean = value.value.q05 = {nan, nan};
      value.gain = {inf, nan};
    }
    for (auto& hedge : structure.hedges) hedge.numbers.offset = hedge.numbers.net = {nan, nan};
    for (auto& trip : structure.round_trips) trip.traced = {nan, 1};
    for (auto& d : structure.defaults) d.chance = {nan, nan};
    for (auto& measure : structure.measures) measure.summary.mean = {-inf, 0};
  }
  all.push_back({"numbers that cannot be said", unknown});
  study::Answer zero = example_answer();
  for (auto& structure : zero.structures) {
    for (auto& value : structure.values) {
      value.value = {};
      value.gain = {};
    }
    for (auto& hedge : structure.hedges) hedge.numbers = {};
    for (auto& trip : structure.round_trips) trip.put_in = trip.traced = trip.came_back = {};
    for (auto& d : structure.defaults) d.chance = {};
  }
  all.push_back({"all zero", zero});
  study::Answer bare = example_answer();
  for (auto& structure : bare.structures) {
    structure.series.clear();
    structure.measures.clear();
    structure.defaults.clear();
    for (auto& hedge : structure.hedges) hedge.bad_tenth.clear();
  }
  bare.model.years.clear();
  bare.structures[1].values.pop_back();        // a party that only the baseline knows
  all.push_back({"parts missing", bare});
  return all;
}

TEST(Terminal, the_example) {
  const std::string text = to_terminal(example_answer(), {});
  expect_golden("tests/report/golden/example.txt", text);
  EXPECT_LE(lines_of(text).size(), 48u);
}

TEST(Terminal, five_structures) {
  for (const auto& [name, answer] : odd_answers())
    if (name == "five structures") expect_golden("tests/report/golden/five.txt", to_terminal(answer, {}));
}

// Where the errors do not fit, the table of values keeps its shape without them.
TEST(Terminal, values_stay_a_table_where_errors_do_not_fit) {
  study::Answer wide = example_answer();
  for (const char* name : {"cash", "credits", "others"}) {
    wide.structures.push_back(wide.structures[1]);
    wide.structures.back().name = name;
  }
  for (const auto& p : {"google", "nvidia", "anthropic"})
    for (auto& s : wide.structures) {
      s.values.push_back(s.values[0]);
      s.values.back().party = s.values.back().title = p;
    }
  const auto lines = lines_of(to_terminal(wide, {84, false}));
  const auto row = std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return line.find("  OpenAI ") == 0; });
  ASSERT_NE(row, lines.end());
  EXPECT_EQ(row->find("±"), std::string::npos) << *row;
  EXPECT_EQ(std::count(row->begin(), row->end(), '='), 4) << *row;   // too close to call in each of four structures
}

TEST(Terminal, narrow) { expect_golden("tests/report/golden/example-60.txt", to_terminal(example_answer(), {60, false})); }

TEST(Terminal, colours) { expect_golden("tests/report/golden/example-colour.txt", to_terminal(example_answer(), {100, true})); }

TEST(Terminal, odd_answers) {
  std::string all;
  for (const auto& [name, answer] : odd_answers())
    if (name != "example" && name != "five structures") all += "======== " + name + "\n" + to_terminal(answer, {});
  expect_golden("tests/report/golden/odd.txt", all);
}

TEST(Terminal, no_line_is_wider_than_the_terminal) {
  for (const auto& [name, answer] : odd_answers())
    for (const int width : {24, 40, 60, 80, 100, 132})
      for (const std::string& line : lines_of(to_terminal(answer, {width, false})))
        EXPECT_LE(display_width(line), width) << name << " at " << width << ": " << line;
}

TEST(Terminal, nothing_is_shown_that_is_no_number_and_no_control_character) {
  for (const auto& [name, answer] : odd_answers()) {
    const std::string text = to_terminal(answer, {});
    for (const char* bad : {"nan", "inf ", "-0 ", "-$0 ", "±±", "  .", "\x1b", "\t", "\x07", "\xE2\x80\xAE", "\x1f"})
      EXPECT_EQ(text.find(bad), std::string::npos) << name << " shows " << bad << "\n" << text;
    EXPECT_NE(text.find("seed"), std::string::npos) << name;
  }
}

// What is shown is made from the JSON alone.
TEST(Terminal, the_same_after_the_way_through_json) {
  for (const auto& [name, answer] : odd_answers()) {
    if (answer.model.years.empty()) continue;
    const ReadResults read = from_json(to_json(answer));
    ASSERT_EQ(read.error, "") << name;
    EXPECT_EQ(to_terminal(*read.answer, {}), to_terminal(answer, {})) << name;
  }
}

TEST(Terminal, colour_changes_nothing_but_colour) {
  std::string plain = to_terminal(example_answer(), {100, true});
  for (std::size_t at = plain.find('\x1b'); at != std::string::npos; at = plain.find('\x1b')) plain.erase(at, plain.find('m', at) - at + 1);
  EXPECT_EQ(plain, to_terminal(example_answer(), {100, false}));
}

TEST(Terminal, figures_that_are_the_same_in_all_futures_stand_in_a_line) {
  study::Answer answer = example_answer();
  for (auto& structure : answer.structures) {
    study::NamedSummary m;
    m.name = "cheque_of_cash_flow";
    m.display = "%";
    m.summary.mean = m.summary.q05 = m.summary.q95 = {0.25, 0};
    structure.measures.push_back(m);
  }
  const std::string text = to_terminal(answer, {});
  EXPECT_NE(text.find("The same in all futures: cheque_of_cash_flow 25%."), std::string::npos) << text;
}

TEST(Terminal, an_interrupted_run_says_what_it_rests_on) {
  study::Answer answer = example_answer();
  answer.paths = 12000;
  const std::string text = to_terminal(answer, {});
  EXPECT_NE(text.find("Stopped after 12,000 futures of 65,536 asked for"), std::string::npos) << text;
}

TEST(Layout, widths_count_what_a_terminal_shows) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("± €"), 3);
  EXPECT_EQ(display_width("日本"), 4);
  EXPECT_EQ(display_width("e\xCC\x81"), 1);        // a combining accent
  EXPECT_EQ(shortened("abcdef", 4), "abc…");
  EXPECT_EQ(shortened("日本語", 4), "日…");
  EXPECT_EQ(shortened("abcd", 4), "abcd");
}

TEST(Layout, a_number_and_its_error_stay_on_one_line) {
  Page page(24, false);
  page.paragraph("a text that ends in 12.3 ± 0.4 here");
  EXPECT_EQ(page.text(), "a text that ends in\n12.3 ± 0.4 here\n");
}

TEST(Layout, a_word_longer_than_the_page_is_cut_into_lines) {
  Page page(24, false);
  page.paragraph(std::string(50, 'x'));
  EXPECT_EQ(page.num_lines(), 3);
}

}  // namespace
}  // namespace cf::report
