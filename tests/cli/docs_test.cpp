// The docs say what the program does: every code has its paragraph and every paragraph its code; every snippet of the language
// reference is a model that passes; the pages of the command line name every option.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <sstream>

#include "process.hpp"

namespace cf::tests {
namespace {

const std::string kRoot = CF_ROOT;

bool is_code(const std::string& text, std::size_t at) {
  return at + 5 <= text.size() && (text[at] == 'E' || text[at] == 'W') && text[at + 1] == '0' &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.begin() + static_cast<std::ptrdiff_t>(at) + 5,
                     [](unsigned char c) { return std::isdigit(c); });
}

// Codes between quotes in the sources.
std::set<std::string> codes_in_sources() {
  std::set<std::string> codes;
  for (const char* folder : {"/src", "/apps"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot + folder)) {
      if (entry.path().extension() != ".cpp") continue;
      const auto text = read_text(entry.path().string());
      for (std::size_t at = text.find('"'); at != std::string::npos; at = text.find('"', at + 1)) {
        if (is_code(text, at + 1) && text[at + 6] == '"') codes.insert(text.substr(at + 1, 5));
      }
    }
  }
  return codes;
}

TEST(Docs, EveryCodeHasItsParagraph) {
  std::set<std::string> described;
  std::istringstream page(read_text(kRoot + "/docs/errors.md"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(page, line);) lines.push_back(line);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].rfind("### ", 0) != 0) continue;
    ASSERT_TRUE(is_code(lines[i], 4)) << lines[i];
    EXPECT_TRUE(described.insert(lines[i].substr(4, 5)).second) << "twice: " << lines[i];
    EXPECT_TRUE(i + 1 < lines.size() && lines[i + 1].size() > 10) << "no paragraph: " << lines[i];
  }
  EXPECT_EQ(described, codes_in_sources());
}

std::vector<std::string> snippets(const std::string& page) {
  std::vector<std::string> result;
  std::istringstream stream(page);
  bool inside = false;
  for (std::string line; std::getline(stream, line);) {
    if (line == "```yaml") {
      inside = true;
      result.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      result.back() += line + "\n";
    }
  }
  return result;
}

// The first snippet of the reference is a model; each other one stands beside it, as its sections would in the same file.
TEST(Docs, EverySnippetOfTheLanguageRuns) {
  const auto found = snippets(read_text(kRoot + "/docs/language.md"));
  ASSERT_GE(found.size(), 10u);
  Folder folder;
  Circumstances there;
  there.folder = folder.path();
  folder.write("model.yaml", found[0]);
  const auto first = counterflow({"run", "model.yaml", "--paths", "64"}, there);
  EXPECT_EQ(first.exit_code, 0) << first.err;
  for (std::size_t i = 1; i < found.size(); ++i) {
    const auto name = "snippet" + std::to_string(i) + ".yaml";
    const bool whole = found[i].rfind("counterflow:", 0) == 0;
    folder.write(name, whole ? found[i] : "counterflow: 1\ninclude: [model.yaml]\n" + found[i]);
    const auto outcome = counterflow({"run", name, "--paths", "64"}, there);
    EXPECT_EQ(outcome.exit_code, 0) << found[i] << outcome.err;
  }
}

TEST(Docs, EveryOptionIsDescribed) {
  const auto page = read_text(kRoot + "/docs/command-line.md");
  for (const char* command : {"run", "check", "explain", "diff", "library", "schema", "new", "dump", "report", "chart"}) {
    std::istringstream help(counterflow({command, "--help"}).out);
    for (std::string word; help >> word;) {
      if (word.rfind("--", 0) == 0 && word.size() > 3 && word != "--help") {
        const auto option = word.substr(0, word.find_first_of("=,;"));
        EXPECT_NE(page.find("`" + option), std::string::npos) << option;
      }
    }
  }
}

}  // namespace
}  // namespace cf::tests
