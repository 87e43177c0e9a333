// Models of the repository with words of theirs changed, many times over: whatever comes of it is answered, and with sound numbers. The
// same texts every time; the fuzzers (fuzz/) look for new ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "../../fuzz/deal_invariants.hpp"
#include "../../fuzz/words.hpp"
#include "../engine/run_program.hpp"
#include "session/reading.hpp"

namespace cf {
namespace {

constexpr int kChangesOfEach = 60;
constexpr std::uintmax_t kLargest = 6'000;  // bytes: what is larger takes long and says little more

std::vector<std::filesystem::path> small_models() {
  std::vector<std::filesystem::path> found;
  for (const char* folder : {"/models", "/tests/models", "/tests/cli/bad"}) {
    for (const auto& entry : std::filesystem::directory_iterator(std::string(CF_ROOT) + folder))
      if (entry.path().extension() == ".yaml" && entry.file_size() <= kLargest) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Empty, or how the two evaluators differ on the first paths of a sound deal, as written.
std::string disagreement_of(const std::string& text) {
  const auto reading = session::check("deal.yaml", text, [](const std::string&) { return std::nullopt; });
  Diagnostics none;
  const auto model = reading->deal->bind(reading->deal->terms(0), none);
  program::Wanted steps, whole;
  for (const auto& measure : model.measures) whole.path_values.push_back(measure.value);
  for (const auto& flow : model.flows) steps.step_values.push_back(flow.paid_read);
  for (const auto& series : model.series)
    if (!series.hidden && !series.parameter) steps.step_values.push_back(series.read);
  testing::RunOptions options;
  options.count = 4;
  if (const auto found = testing::disagreement(model, steps, options, 1e-7); !found.empty()) return found;
  // A measure may be a small difference of large ones.
  double largest = 1;
  for (const auto& column : testing::run({{&model, whole}}, options).columns)
    for (const double value : column) largest = std::max(largest, std::fabs(value));
  return testing::disagreement(model, whole, options, 1e-7, 1e-6 * largest);
}

TEST(AnyText, IsAnsweredOrSaidWhyNot) {
  const auto models = small_models();
  ASSERT_GT(models.size(), 20u);
  std::minstd_rand random(1);
  std::size_t num_answers = 0;
  for (const auto& model : models) {
    const std::string as_written = text_of(model);
    std::string sound = as_written;  // the last that gave an answer
    for (int i = 0; i < kChangesOfEach; ++i) {
      if (i % 20 == 0) sound = as_written;
      const std::string text = i == 0 ? as_written : with_other_words(sound, random);
      try {
        if (!check_deal(text)) continue;
      } catch (const std::exception& error) {
        FAIL() << model << ", change " << i << ": " << error.what() << "\n" << text;
      }
      ++num_answers;
      if (const auto d = disagreement_of(text); !d.empty()) ADD_FAILURE() << model << ", change " << i << ": " << d << "\n" << text;
      sound = text;
    }
  }
  EXPECT_GT(num_answers, 200u) << "most were refused: little was seen";
}

}  // namespace
}  // namespace cf
