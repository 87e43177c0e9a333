// What of the results a report page carries: the same keys and shapes as docs/results.md, less what the page does not read, with
// fewer points and digits, so that a page stays small enough to be sent. docs/results.md ("What a page carries") has the rules.
//
// What holds: the bytes depend on the Answer alone. Every number is shown as the whole results would show it (round_for_showing).
#pragma once
#include <string>

#include "study/answer.hpp"

namespace cf::report {

struct PageData {
  std::string for_rendering;   // JSON text with the model's text, which the page shows once
  std::string for_browser;     // the same without it, safe inside a <script> element
};

PageData page_data(const study::Answer& answer);

// `value` as JSON text with at most `digits` significant digits, and as short as can be. What is cut off leaves a trace: where the last
// digit would be 0 or 5 and something non-zero is cut, it becomes 1 or 6. So rounding the result to fewer digits gives what rounding
// `value` gives. `digits` is at least 2.
std::string round_for_showing(double value, int digits);

// JSON text that cannot end a <script> element, nor a line of one: < and the line separators as escapes.
std::string safe_in_script(std::string json);

}  // namespace cf::report
