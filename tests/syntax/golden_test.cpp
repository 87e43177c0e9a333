// Whole messages, as users see them: golden/NAME.yaml is read, golden/NAME.formulas line by line, and NAME.txt is what is printed.
// With CF_PROMOTE=1 in the environment the test program writes the .txt files instead; read the difference before keeping it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "show.hpp"

namespace cf::syntax {
namespace {

std::string formula_messages(const std::string& text) {
  std::istringstream lines(text);
  std::string out, line;
  while (std::getline(lines, line)) out += (out.empty() ? "" : "\n") + FormulaReading(line).messages();
  return out;
}

void compare(const std::filesystem::path& input, const std::string& printed) {
  auto path = input;
  path.replace_extension(".txt");
  if (std::getenv("CF_PROMOTE") != nullptr) {
    std::ofstream(path, std::ios::binary) << printed;
  } else {
    EXPECT_EQ(printed, file_text(path.string())) << input;
  }
}

TEST(Golden, Messages) {
  int num_inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(CF_ROOT "/tests/syntax/golden")) {
    const auto& input = entry.path();
    const auto text = file_text(input.string());
    if (input.extension() == ".yaml") compare(input, Reading(text, input.filename().string()).messages());
    if (input.extension() == ".formulas") compare(input, formula_messages(text));
    num_inputs += input.extension() != ".txt" ? 1 : 0;
  }
  EXPECT_GE(num_inputs, 4);
}

// Each code that the room can give has its paragraph in the docs.
TEST(Golden, EachCodeIsExplained) {
  const auto docs = file_text(CF_ROOT "/docs/errors.md");
  int num_codes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(CF_ROOT "/src/syntax")) {
    const auto source = file_text(entry.path().string());
    for (auto at = source.find("\"E0"); at != std::string::npos; at = source.find("\"E0", at + 1)) {
      const auto code = source.substr(at + 1, 5);
      EXPECT_NE(docs.find("\n### " + code + " "), std::string::npos) << code << " of " << entry.path();
      ++num_codes;
    }
  }
  EXPECT_GT(num_codes, 50);
}

}  // namespace
}  // namespace cf::syntax
