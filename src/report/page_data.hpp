// What of the results a report page is made from: the keys and shapes of docs/results.md, with fewer series, points, inputs and digits, so
// that a page is small enough to be sent. Two keys more: `series_points`, point i of a series belongs to model.dates[series_points[i]]; and
// `order`, {measures, series}: their names in the order of the model, which objects lose in some engines.
//
// What holds: the text depends on the Answer alone. The findings are those of the whole answer. A number is shown as the whole results
// would show it (round_for_showing).
#pragma once
#include <string>

#include "study/answer.hpp"

namespace cf::report {

// JSON text without blanks.
std::string page_data(const study::Answer& answer);

// `value` as JSON text with at most `digits` significant digits, and as short as can be. What is cut off leaves a trace: where the last
// digit would be 0 or 5 and something non-zero is cut, it becomes 1 or 6. So rounding the result to fewer digits gives what rounding
// `value` gives. `digits` is at least 2; what is not finite is null.
std::string round_for_showing(double value, int digits);

}  // namespace cf::report
