// The spreadsheet's file: the same bytes each time, text as text, numbers as numbers, heads in place. What a spreadsheet program makes of it
// is tested in tests/cli/spreadsheet_test.cpp.
#include "report/xlsx.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>

#include "cases.hpp"

namespace cf::report {
namespace {

// One part of the file, unpacked by a program that is not ours; parts[k] is sheet k + 1 of xl/worksheets.
std::string part(const std::string& bytes, const std::string& name) {
  char path[] = "/tmp/counterflow_xlsx_XXXXXX";
  const int descriptor = ::mkstemp(path);
  EXPECT_GE(descriptor, 0);
  ::close(descriptor);
  std::ofstream(path, std::ios::binary) << bytes;
  std::string text;
  if (FILE* pipe = ::popen(("unzip -p " + std::string(path) + " '" + name + "'").c_str(), "r")) {
    char buffer[1 << 16];
    for (std::size_t count; (count = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, count);
    EXPECT_EQ(::pclose(pipe), 0) << name;
  }
  ::unlink(path);
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

std::string sheet(const std::string& bytes, int number) { return part(bytes, "xl/worksheets/sheet" + std::to_string(number) + ".xml"); }

constexpr int kSheets = 9, kStructures = 2;

TEST(Xlsx, the_same_answer_gives_the_same_bytes) {
  const study::Answer answer = example_answer();
  const Spreadsheet first = to_xlsx(answer);
  EXPECT_EQ(first.error, "");
  EXPECT_GT(first.bytes.size(), 10'000u);
  EXPECT_EQ(to_xlsx(answer).bytes, first.bytes);
  EXPECT_NE(part(first.bytes, "docProps/core.xml").find("1980-01-01T00:00:00Z"), std::string::npos);  // nothing of the clock
}

TEST(Xlsx, sheets_are_named_and_their_heads_stay_in_sight) {
  const Spreadsheet made = to_xlsx(example_answer());
  const std::string book = part(made.bytes, "xl/workbook.xml");
  std::size_t last = 0;
  for (const char* name : {"Answer", "Structures", "Hedges", "Figures", "Years", "Flows", "Facts", "Sources", "Checks"}) {
    const auto at = book.find("<sheet name=\"" + std::string(name) + "\"");
    ASSERT_NE(at, std::string::npos) << name;
    EXPECT_GT(at, last) << name;
    last = at;
  }
  for (int number = 1; number <= kSheets; ++number) {
    const std::string xml = sheet(made.bytes, number);
    EXPECT_NE(xml.find("ySplit=\"1\""), std::string::npos) << number;
    EXPECT_NE(xml.find("state=\"frozen\""), std::string::npos) << number;
    EXPECT_NE(xml.find("<autoFilter ref=\"A1:"), std::string::npos) << number;
    EXPECT_NE(xml.find("customWidth=\"1\""), std::string::npos) << number;
  }
  EXPECT_NE(part(made.bytes, "xl/sharedStrings.xml").find(">gain against the first structure [USD]<"), std::string::npos);
}

TEST(Xlsx, text_of_a_model_is_never_a_formula_nor_a_link) {
  study::Answer answer = small_answer({"=cmd|' /C calc'!A0", "+1", "-1", "@sum(a)"});
  answer.model.sources.push_back({"=key", "<b>&title", "", "", "", "http://example.org/a", ""});
  const Spreadsheet made = to_xlsx(answer);
  for (int number = 1; number <= kSheets; ++number) {
    const std::string xml = sheet(made.bytes, number);
    EXPECT_EQ(xml.find("<f>"), std::string::npos) << number;
    EXPECT_EQ(xml.find("<hyperlink"), std::string::npos) << number;
  }
  const std::string texts = part(made.bytes, "xl/sharedStrings.xml");
  for (const char* text :
       {">=cmd|' /C calc'!A0<", ">+1<", ">-1<", ">@sum(a)<", ">=key<", ">&lt;b&gt;&amp;title<", ">http://example.org/a<"})
    EXPECT_NE(texts.find(text), std::string::npos) << text;
}

TEST(Xlsx, what_cannot_be_said_is_an_empty_cell) {
  study::Answer answer = small_answer({"a"});
  answer.structures[1].values[0].gain = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  const std::string xml = sheet(to_xlsx(answer).bytes, kStructures);
  EXPECT_NE(xml.find("<c r=\"D2\""), std::string::npos);
  EXPECT_EQ(xml.find("<c r=\"D3\""), std::string::npos);
  EXPECT_EQ(xml.find("<c r=\"E3\""), std::string::npos);
  EXPECT_NE(xml.find("<c r=\"F3\""), std::string::npos);
}

TEST(Xlsx, long_and_damaged_texts_fit) {
  study::Answer answer = small_answer({"a\x01\xff"});
  std::string note;
  for (int i = 0; i < 20'000; ++i) note += "ü€";
  answer.model.values.push_back({"x", "", "1", "guess", "", "", note, "", "", {}});
  const Spreadsheet made = to_xlsx(answer);
  EXPECT_EQ(made.error, "");
  const std::string texts = part(made.bytes, "xl/sharedStrings.xml");
  const auto end = texts.find("…<");
  ASSERT_NE(end, std::string::npos);
  EXPECT_NE(texts.find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(Xlsx, whatever_the_model_has) {
  std::vector<std::string> many;
  for (int i = 0; i < 12; ++i) many.push_back("party " + std::to_string(i));
  for (const std::vector<std::string>& parties : {std::vector<std::string>{"only"}, many}) {
    study::Answer answer = small_answer(parties);
    const std::string xml = sheet(to_xlsx(answer).bytes, kStructures);
    EXPECT_NE(xml.find("<row r=\"" + std::to_string(1 + 2 * parties.size()) + "\""), std::string::npos);
    answer.structures.resize(1);
    EXPECT_EQ(to_xlsx(answer).error, "");
  }
}

}  // namespace
}  // namespace cf::report
