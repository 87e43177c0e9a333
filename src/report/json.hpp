// The results as JSON, format 1 (docs/results.md), and back without loss. Every other format is made from an Answer that was
// read from that text, or that would give the same text: so `report results.json` gives the same bytes as the run did.
//
// What holds: the bytes depend on the Answer alone; keys stand in a fixed order; a number is the shortest text that reads back
// as the same number; a number that is not finite is null; text is valid UTF-8.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "report/findings.hpp"
#include "study/answer.hpp"

namespace cf::report {

std::string to_json(const study::Answer& answer);
// The same with sentences that were made from a larger answer.
std::string to_json(const study::Answer& answer, const Findings& findings);

struct ReadResults {
  std::optional<study::Answer> answer;
  std::string error;       // one plain sentence, when there is no answer
};
ReadResults from_json(std::string_view text);

// The JSON Schema (draft-07) of what to_json writes.
std::string results_schema();

// `text` with whatever is not valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);
// `text` as a JSON string with its quotes: control characters escaped, invalid UTF-8 replaced by U+FFFD.
std::string json_text(std::string_view text);
// The shortest text that reads back as `value`; "null" when it is not finite; never "-0".
std::string json_number(double value);

}  // namespace cf::report
