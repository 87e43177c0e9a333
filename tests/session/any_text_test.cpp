// Models of the repository with words of theirs changed, many times over: whatever comes of it is answered, and with sound numbers. The
// same texts every time; the fuzzers (fuzz/) look for new ones.
#include <gtest/gtest.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "../../fuzz/deal_invariants.hpp"
#include "../../fuzz/words.hpp"

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
      sound = text;
    }
  }
  EXPECT_GT(num_answers, 200u) << "most were refused: little was seen";
}

}  // namespace
}  // namespace cf
