// The results as tables in CSV (RFC 4180): for each table its file name and text. Columns are called as in the JSON
// (docs/results.md), each row names its structure, estimates have a column for their error, and a unit stands beside them.
// A text that a spreadsheet would take for a formula gets a single quote in front. A number that cannot be said is empty.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "study/answer.hpp"

namespace cf::report {

struct CsvFile {
  std::string name;      // "values.csv"
  std::string text;
};

std::vector<CsvFile> to_csv(const study::Answer& answer);

// One cell that holds text, quoted and guarded where it has to be.
std::string csv_text(std::string_view text);

}  // namespace cf::report
