// Memory: the reference deal stays small, whatever the number of futures; what does not fit is refused at once, with what would.
#include <gtest/gtest.h>

#include "process.hpp"

namespace cf::tests {
namespace {

const std::string kReference = std::string(CF_ROOT) + "/models/r1.yaml";
const std::string kWorked = std::string(CF_ROOT) + "/models/amazon-openai-2025-12.yaml";

Outcome run(const std::string& model, const std::string& paths, std::vector<std::string> more = {}) {
  std::vector<std::string> words = {"run", model, "--paths", paths, "--threads", "2", "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  return counterflow(words);
}

TEST(Memory, OfTheReferenceDealIsTheSameForAHundredTimesTheFutures) {
  if (kSanitized) GTEST_SKIP() << "memory means nothing under a sanitizer";
  const Outcome few = run(kReference, "10000"), many = run(kReference, "1000000");
  ASSERT_EQ(few.exit_code, 0) << few.err;
  ASSERT_EQ(many.exit_code, 0) << many.err;
  EXPECT_LT(many.max_rss_kib, 64 * 1024);
  // All that grows is the number of batches of first paths, from 16 to 32.
  EXPECT_LT(many.max_rss_kib, few.max_rss_kib + 8 * 1024);
}

TEST(Memory, WhatIsSaidToFitDoes) {
  if (kSanitized) GTEST_SKIP() << "memory means nothing under a sanitizer";
  for (const std::string& model : {kReference, kWorked}) {
    const Outcome free = run(model, "9000");
    const long used = free.max_rss_kib / 1024;
    EXPECT_EQ(run(model, "9000", {"--memory", std::to_string(used * 3 / 2)}).exit_code, 0) << used;      // about as much as is said
    EXPECT_EQ(run(model, "9000", {"--memory", std::to_string(used * 9 / 10)}).exit_code, 2) << used;     // and not less
  }
}

TEST(Memory, WhatDoesNotFitIsRefusedAtOnceWithWhatWould) {
  const Outcome refused = run(kWorked, "100000000000", {"--memory", "50"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.out, "");
  EXPECT_NE(refused.err.find("E0504"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("50 MB may be used"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("fewer"), std::string::npos) << refused.err;
  if (!kSanitized) {
    EXPECT_LT(refused.cpu_seconds, 2);
  }
  // With fewer threads it fits, and the message says so.
  const Outcome threads = run(kReference, "9000", {"--threads", "200", "--memory", "64"});
  EXPECT_EQ(threads.exit_code, 2);
  const auto at = threads.err.find("with --threads ");
  ASSERT_NE(at, std::string::npos) << threads.err;
  const auto number = threads.err.substr(at + 15, threads.err.find(' ', at + 15) - at - 15);
  EXPECT_EQ(run(kReference, "9000", {"--threads", number, "--memory", "64"}).exit_code, 0) << number;
  // As a document, where that was asked for.
  const Outcome document = run(kWorked, "9000", {"--memory", "50", "--json", "-"});
  EXPECT_EQ(document.exit_code, 2);
  EXPECT_NE(document.out.find("\"code\": \"E0504\""), std::string::npos) << document.out;
}

TEST(Memory, StepsThatWouldFitAreSaid) {
  Folder folder;
  std::string model =
      "counterflow: 1\ntitle: long\ncurrency: USD\ntime: {start: 2026-01, steps: 1200, step: month}\nparties: {a: {}}\nseries:\n";
  for (int i = 0; i < 100; ++i) model += "  s" + std::to_string(i) + ": $1/year * " + std::to_string(i + 1) + " * (year + x)\n";
  model += "drivers: {x: {process: mean_reverting, start: 0, mean: 0, speed: 1, volatility: 10%}}\nmeasures: {m: mean(s1)}\n";
  folder.write("long.yaml", model);
  const Outcome refused = run(folder / "long.yaml", "9000", {"--memory", "100"});
  EXPECT_EQ(refused.exit_code, 2) << refused.err;
  EXPECT_NE(refused.err.find("steps it would"), std::string::npos) << refused.err;
}

}  // namespace
}  // namespace cf::tests
