#include "session/reading.hpp"

#include <utility>
#include <vector>

#include "session/library.hpp"

namespace cf::session {
namespace {

// The folder of a path with its last slash, or nothing for a bare name.
std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

// Whether a relative path stays below the folder it starts from.
bool stays_below(const std::string& path) {
  if (path.empty() || path[0] == '/' || path.find("://") != std::string::npos || path.find('\\') != std::string::npos) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    if (path.compare(begin, end - begin, "..") == 0) return false;
    begin = end + 1;
  }
  return true;
}

}  // namespace

std::unique_ptr<Reading> read(const std::string& path, std::string text, const ReadFile& read_file) {
  auto reading = std::make_unique<Reading>();
  reading->model_text = reading->texts.add(path, std::move(text));
  std::vector<std::int32_t> library_texts;
  for (const auto& embedded : embedded_texts()) {
    library_texts.push_back(reading->texts.add("library/" + std::string(embedded.name), std::string(embedded.text)));
  }
  const auto load = [&](const std::string& included) -> std::optional<std::string> {
    if (!stays_below(included)) return std::nullopt;
    return read_file(folder_of(path) + included);
  };
  auto deal = model::Deal::read(reading->texts, reading->model_text, library_texts, load, reading->diagnostics);
  if (deal) reading->deal.emplace(std::move(*deal));
  return reading;
}

std::unique_ptr<Reading> check(const std::string& path, std::string text, const ReadFile& read_file) {
  auto reading = read(path, std::move(text), read_file);
  // What could not be read would only be blamed again.
  if (reading->deal && !reading->diagnostics.has_errors()) reading->deal->check(reading->diagnostics);
  return reading;
}

}  // namespace cf::session
