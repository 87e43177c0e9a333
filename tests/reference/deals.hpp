// Model files for tests: a deal read with the library beside it, each structure bound, and paths of it run.
#pragma once
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/source_texts.hpp"
#include "model/deal.hpp"

namespace cf::testing {

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

struct ReadDeal {
  SourceTexts texts;
  Diagnostics diagnostics;
  std::optional<model::Deal> deal;

  std::string errors() const {
    std::string all;
    for (const Diagnostic& d : diagnostics.sorted())
      if (d.severity == Severity::error) all += render(d, texts, false) + "\n";
    return all;
  }
};

// `root` is the source folder; `path` is relative to it.
inline std::unique_ptr<ReadDeal> read_deal(const std::filesystem::path& root, const std::filesystem::path& path) {
  auto read = std::make_unique<ReadDeal>();
  const std::int32_t text = read->texts.add(path.string(), file_text(root / path));
  std::vector<std::int32_t> library;
  for (const auto& file : yaml_files(root / "library"))
    library.push_back(read->texts.add("library/" + file.filename().string(), file_text(file)));
  const std::filesystem::path folder = (root / path).parent_path();
  const auto load = [&](const std::string& included) -> std::optional<std::string> { return file_text(folder / included); };
  auto deal = model::Deal::read(read->texts, text, library, load, read->diagnostics);
  if (deal) read->deal.emplace(std::move(*deal));
  return read;
}

// Mean and its standard error, with the deviation and its own.
struct Estimate {
  double mean = 0, error = 0, sd = 0, sd_error = 0;
};

inline Estimate estimate(const std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  Estimate e;
  for (double v : x) e.mean += v;
  e.mean /= n;
  double second = 0, fourth = 0;
  for (double v : x) {
    const double d = (v - e.mean) * (v - e.mean);
    second += d;
    fourth += d * d;
  }
  second /= n;
  fourth /= n;
  e.sd = std::sqrt(second);
  e.error = std::sqrt(second / n);
  e.sd_error = second > 0 ? std::sqrt(std::max(0.0, fourth - second * second) / n) / (2 * e.sd) : 0;
  return e;
}

}  // namespace cf::testing
