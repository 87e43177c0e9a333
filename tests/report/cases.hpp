// What the report's tests share: files, golden texts, and answers made by hand.
#pragma once
#include <string>
#include <vector>

#include "study/answer.hpp"

namespace cf::report {

std::string file_text(const std::string& path_from_root);

// Compares `text` with the golden file; with CF_PROMOTE=1 in the environment writes it instead.
void expect_golden(const std::string& path_from_root, const std::string& text);

struct NumberCase {
  std::string what, sign = "$", unit, display, text;
  double value = 0, se = 0;
};
std::vector<NumberCase> number_cases();

// The answer of docs/results-example.json: a deal of two structures in which every section is filled.
study::Answer example_answer();

// A small answer: `parties` parties in a baseline and one structure "deal", each with a value of 10bn and no gain.
study::Answer small_answer(const std::vector<std::string>& parties);

// What is wrong with `json` against the schema, or nothing. Knows the part of draft-07 that the results schema uses.
std::string breach_of_schema(const std::string& schema, const std::string& json);

}  // namespace cf::report
