// Tables in CSV: quoting, the guard against formulas, and that every row has as many cells as the head.
#include "report/csv.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <map>

#include "cases.hpp"

namespace cf::report {
namespace {

// A reader of RFC 4180, written for the test: rows of cells.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        cell += '"';
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        cell += c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.push_back(std::move(cell));
      cell.clear();
    } else if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      row.push_back(std::move(cell));
      cell.clear();
      rows.push_back(std::move(row));
      row.clear();
      ++i;
    } else {
      cell += c;
    }
  }
  EXPECT_TRUE(row.empty() && cell.empty()) << "the last line has no end";
  return rows;
}

std::map<std::string, std::vector<std::vector<std::string>>> tables(const study::Answer& answer) {
  std::map<std::string, std::vector<std::vector<std::string>>> all;
  for (const CsvFile& file : to_csv(answer)) EXPECT_TRUE(all.emplace(file.name, read_csv(file.text)).second) << file.name;
  return all;
}

std::string at(const std::vector<std::vector<std::string>>& table, std::size_t row, const std::string& column) {
  for (std::size_t c = 0; c < table.at(0).size(); ++c)
    if (table[0][c] == column) return table.at(row).at(c);
  return "no column " + column;
}

TEST(Csv, text_is_quoted_and_never_a_formula) {
  EXPECT_EQ(csv_text("plain"), "plain");
  EXPECT_EQ(csv_text("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_text("say \"so\""), "\"say \"\"so\"\"\"");
  EXPECT_EQ(csv_text("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_text("=1+1"), "'=1+1");
  EXPECT_EQ(csv_text("+1"), "'+1");
  EXPECT_EQ(csv_text("-1"), "'-1");
  EXPECT_EQ(csv_text("@sum(a,b)"), "\"'@sum(a,b)\"");
  EXPECT_EQ(csv_text("\tx"), "'\tx");
  EXPECT_EQ(csv_text(""), "");
}

TEST(Csv, every_row_is_as_long_as_its_head) {
  for (const auto& [name, table] : tables(example_answer())) {
    ASSERT_FALSE(table.empty()) << name;
    EXPECT_GE(table.size(), 2u) << name << " is empty for an answer with every section filled";
    for (const auto& row : table) EXPECT_EQ(row.size(), table[0].size()) << name;
    for (const std::string& column : table[0]) EXPECT_FALSE(column.empty()) << name;
  }
}

TEST(Csv, numbers_are_those_of_the_answer) {
  const study::Answer answer = example_answer();
  const auto all = tables(answer);
  const auto& values = all.at("values.csv");
  ASSERT_EQ(values.size(), 1u + 6u);                       // two structures, three parties
  EXPECT_EQ(at(values, 4, "structure"), "bundle");
  EXPECT_EQ(at(values, 4, "party"), "amazon");
  EXPECT_EQ(std::stod(at(values, 4, "mean")), answer.structures[1].values[0].value.mean.value);
  EXPECT_EQ(std::stod(at(values, 4, "gain_se")), answer.structures[1].values[0].gain.se);
  EXPECT_EQ(at(values, 4, "unit"), "$");

  const auto& pieces = all.at("pieces.csv");
  EXPECT_EQ(at(pieces, 1, "piece"), "trainium");
  EXPECT_EQ(at(pieces, 1, "verdict"), "hedge");
  EXPECT_EQ(std::stod(at(pieces, 1, "offset")), answer.structures[1].hedges[0].pieces[0].numbers.offset.value);

  const auto& years = all.at("flows_by_year.csv");
  EXPECT_EQ(years.size(), 1 + 8 * (answer.structures[0].flows.size() + answer.structures[1].flows.size()));
  EXPECT_EQ(at(years, 2, "year"), "2027");
  EXPECT_EQ(std::stod(at(years, 2, "paid")), answer.structures[0].flows[0].by_year[1].value);

  const auto& series = all.at("series.csv");
  EXPECT_EQ(at(series, 33, "date"), "2034-01");
  EXPECT_EQ(at(all.at("facts.csv"), 1, "standing"), "fact");
  EXPECT_EQ(at(all.at("facts.csv"), 1, "source"), "kwok");
}

TEST(Csv, hostile_names_and_numbers_that_cannot_be_said) {
  study::Answer answer = small_answer({"=cmd|' /C calc'!A0"});
  answer.structures[1].name = "a,\"b\"\r\n";
  answer.structures[1].values[0].gain = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  const auto all = tables(answer);
  const auto& values = all.at("values.csv");
  EXPECT_EQ(at(values, 2, "structure"), "a,\"b\"\r\n");
  EXPECT_EQ(at(values, 2, "party"), "'=cmd|' /C calc'!A0");
  EXPECT_EQ(at(values, 2, "gain"), "");
  EXPECT_EQ(at(values, 2, "gain_se"), "");
}

}  // namespace
}  // namespace cf::report
