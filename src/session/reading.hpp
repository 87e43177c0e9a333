// From a file's text to a checked deal: the library's texts are put beside it, included files are asked for, everything is
// read and judged. After `check` without errors, no later stage can fail for a reason that the user could have been told.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/diagnostic.hpp"
#include "base/source_texts.hpp"
#include "model/deal.hpp"

namespace cf::session {

// The text of a file that the model includes, by path as the application would open it; empty: no such file.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

// It is not moved: the deal refers to the texts.
struct Reading {
  SourceTexts texts;
  std::int32_t model_text = -1;
  std::optional<model::Deal> deal;   // empty when the text could not be read as a deal at all
  Diagnostics diagnostics;

  Reading() = default;
  Reading(const Reading&) = delete;
};

// `path` is how the user called the file; it names the text in messages, and its folder is where includes are looked for.
std::unique_ptr<Reading> read(const std::string& path, std::string text, const ReadFile& read_file);

// The same, and every structure and scenario checked. Nothing is simulated.
std::unique_ptr<Reading> check(const std::string& path, std::string text, const ReadFile& read_file);

}  // namespace cf::session
