// Two versions of a model: which of its texts changed, what that did to the results, and what each change did by itself.
// Both are run on the same random numbers, so a difference between results is due to the texts.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "session/running.hpp"

namespace cf::session {

struct TextChange {
  std::string name;              // "inputs.investment", "contracts.lockin.term", "limits.2"
  std::string before, after;     // as written; one is empty when the entry was added or taken out
  Place before_place, after_place;   // in the texts of the one and the other reading
};

struct ResultChange {
  std::string structure, name;   // name: "amazon.value" or a measure's
  std::string unit, display;
  study::Estimate before, after;
  study::Estimate change;        // after less before; its error counts out what the same random numbers do to both
};

// In the order of the files: what is in either, and differs.
std::vector<TextChange> text_changes(const Reading& before, const Reading& after);

// Means of party values and measures, of the structures that both have, that are not the same.
std::vector<ResultChange> result_changes(const study::Answer& before, const study::Answer& after);

// The model file of `before` with this one change made: empty when it is no replacement within that file.
std::optional<std::string> with_change(const Reading& before, const Reading& after, const TextChange& change);

}  // namespace cf::session
