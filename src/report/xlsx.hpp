// The answer as a spreadsheet (Office Open XML), as the bytes of its file.
//
// Sheets: Answer (the findings and the run they rest on), Structures (what each is worth to whom), Hedges, Figures (the model's measures),
// Years, Flows, Facts, Sources, Checks. Each is one table: its first row is frozen, filters, and says the unit of each column; where rows
// differ in unit, a column says it. Numbers are the results' own, unscaled, in the model's currency; one that cannot be said is an empty
// cell. Text is written as text: no cell holds a formula. The bytes depend on the Answer alone.
#pragma once
#include <string>

#include "study/answer.hpp"

namespace cf::report {

struct Spreadsheet {
  std::string bytes;
  std::string error;     // why there are none: the library keeps parts in temporary files, and there was no room for them
};

Spreadsheet to_xlsx(const study::Answer& answer);

}  // namespace cf::report
