// The texts that a model is read from: the model file, what it includes, and the contract library.
// Invariant: a text is never changed or removed once added, so a Place stays good for the whole run.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "base/place.hpp"

namespace cf {

struct LineColumn {
  int line = 0;    // from 1
  int column = 0;  // from 1, in code points (a tab counts as one)
};

class SourceTexts {
 public:
  // `name` is what messages show: the path as the user gave it, or "library/take_or_pay.yaml".
  std::int32_t add(std::string name, std::string text);

  const std::string& name(std::int32_t text) const;
  std::string_view text(std::int32_t text) const;
  std::string_view at(const Place& place) const;
  LineColumn line_column(std::int32_t text, std::int32_t offset) const;
  // The line that holds `offset`, without its line end.
  std::string_view line_at(std::int32_t text, std::int32_t offset) const;
  std::int32_t size() const { return static_cast<std::int32_t>(texts_.size()); }

 private:
  struct Text {
    std::string name;
    std::string text;
  };
  std::deque<Text> texts_;  // a deque: views into a text stay good while others are added
};

}  // namespace cf
