// Wrong models, each with what has to be said about it: tests/cli/bad/NAME.yaml and NAME.expected. Lines of the latter:
//   run             run it (256 futures) instead of checking it
//   exit N          the exit code
//   at LINE:COLUMN  some error or warning stands there; `at LINE`: in that line; `at 4|at 5`: one of them
//   word TEXT       the messages hold TEXT; `word A|B`: one of them; case does not matter
//   not TEXT        neither the messages nor the data hold TEXT
// Everything is said within a second and 200 MB.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "process.hpp"

namespace cf::tests {
namespace {

const std::string kFolder = std::string(CF_ROOT) + "/tests/cli/bad";

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".expected") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

std::vector<std::string> alternatives(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, '|');) result.push_back(part);
  return result;
}

class BadInput : public testing::TestWithParam<std::string> {};

TEST_P(BadInput, IsAnsweredAtOnceAtTheRightPlace) {
  const std::string file = GetParam() + ".yaml";
  std::istringstream expected(read_text(kFolder + "/" + GetParam() + ".expected"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(expected, line);) lines.push_back(line);
  const bool run = std::count(lines.begin(), lines.end(), "run") > 0;

  Circumstances there;
  there.folder = kFolder;
  const auto outcome = run ? counterflow({"run", file, "--paths", "256", "--threads", "1"}, there) : counterflow({"check", file}, there);
  SCOPED_TRACE(outcome.err + outcome.out);
  EXPECT_EQ(outcome.signal, 0);
  const auto said = lower(outcome.err + outcome.out);
  const auto says = [&](const std::string& text) { return said.find(lower(text)) != std::string::npos; };
  for (const auto& line : lines) {
    if (line == "run") continue;
    const auto blank = line.find(' ');
    const auto key = line.substr(0, blank), rest = line.substr(blank + 1);
    if (key == "exit") {
      EXPECT_EQ(outcome.exit_code, std::stoi(rest));
    } else if (key == "at") {
      bool found = false;
      for (auto place : alternatives(rest)) {
        if (place.substr(0, 3) == "at ") place = place.substr(3);
        found |= says("--> " + file + ":" + place + (place.find(':') == std::string::npos ? ":" : "\n"));
      }
      EXPECT_TRUE(found) << "nothing is said at " << rest;
    } else if (key == "word") {
      const auto words = alternatives(rest);
      EXPECT_TRUE(std::any_of(words.begin(), words.end(), says)) << "not said: " << rest;
    } else if (key == "not") {
      EXPECT_FALSE(says(rest)) << "said: " << rest;
    } else {
      ADD_FAILURE() << "what is " << line;
    }
  }
  if (!kSanitized) {
    EXPECT_LE(outcome.cpu_seconds, 1.0);
    EXPECT_LE(outcome.max_rss_kib, 200 * 1024);
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, BadInput, testing::ValuesIn(case_names()), [](const auto& info) { return info.param; });

}  // namespace
}  // namespace cf::tests
