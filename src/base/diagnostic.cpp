// Collecting and ordering what is to be said; how it is drawn is in render.cpp.
#include "base/diagnostic.hpp"

#include <algorithm>
#include <utility>

namespace cf {
namespace {

// Said before, at the same place. What has no place in a text is told apart by its message.
bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.place == b.place && a.code == b.code && (a.place.text >= 0 || a.message == b.message);
}

// Words longer than this are not worth a suggestion.
constexpr std::size_t kLongestWord = 100;

// Distance by insertion, deletion, replacement and exchange of neighbours (optimal string alignment; Damerau 1964).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) now[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, now);
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({replaced, last[j] + 1, now[j - 1] + 1});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) now[j] = std::min(now[j], before_last[j - 2] + 1);
    }
  }
  return now[b.size()];
}

}  // namespace

Diagnostic& Diagnostics::error(std::string code, Place place, std::string message, std::string label) {
  items_.push_back({Severity::error, std::move(code), std::move(message), place, std::move(label), {}});
  const bool is_new = std::none_of(items_.begin(), items_.end() - 1, [&](const Diagnostic& d) { return same(d, items_.back()); });
  if (is_new) ++num_errors_;
  return items_.back();
}

Diagnostic& Diagnostics::warning(std::string code, Place place, std::string message, std::string label) {
  items_.push_back({Severity::warning, std::move(code), std::move(message), place, std::move(label), {}});
  return items_.back();
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result;
  for (const auto& item : items_) {
    if (std::none_of(result.begin(), result.end(), [&](const Diagnostic& d) { return same(d, item); })) result.push_back(item);
  }
  std::stable_sort(result.begin(), result.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return a.place.text != b.place.text ? a.place.text < b.place.text : a.place.begin < b.place.begin;
  });
  return result;
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > kLongestWord) return {};
  // A third of the letters may differ, but never all of them.
  const std::size_t allowed = std::min(std::max<std::size_t>(word.size(), 3) / 3, word.size() - 1);
  const std::string* best = nullptr;
  std::size_t best_distance = allowed + 1;
  for (const auto& candidate : candidates) {
    if (candidate.size() > word.size() + allowed) continue;
    const std::size_t distance = edit_distance(word, candidate);
    const bool nearer_start = best != nullptr && distance == best_distance && !candidate.empty() && candidate[0] == word[0] &&
                              (best->empty() || (*best)[0] != word[0]);
    if (distance < best_distance || (nearer_start && distance <= allowed)) {
      best = &candidate;
      best_distance = distance;
    }
  }
  return best != nullptr ? *best : std::string();
}

}  // namespace cf
