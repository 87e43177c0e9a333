// A deal for the benches, with all that has to live as long as it.
#pragma once
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "model/deal.hpp"

namespace cf {

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

struct LoadedDeal {
  SourceTexts texts;
  Diagnostics diagnostics;
  std::optional<model::Deal> deal;

  LoadedDeal(const std::string& file, const std::string& library) : LoadedDeal(file, text_of(file), library) {}
  // `text` stands for what is in the file.
  LoadedDeal(const std::string& file, const std::string& text, const std::string& library) {
    const std::int32_t id = texts.add(file, text);
    std::vector<std::int32_t> types;
    for (const auto& entry : std::filesystem::directory_iterator(library))
      types.push_back(texts.add(entry.path().string(), text_of(entry.path())));
    const auto folder = std::filesystem::path(file).parent_path();
    deal = model::Deal::read(
        texts, id, types, [folder](const std::string& name) { return std::optional(text_of(folder / name)); }, diagnostics);
  }

  // Prints what is wrong, if anything is.
  bool good() const {
    for (const auto& d : diagnostics.sorted()) fmt::print("{}\n", render(d, texts, false));
    return deal && !diagnostics.has_errors();
  }
};

}  // namespace cf
