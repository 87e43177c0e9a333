// A number found by simulation and how sure it is.
#pragma once

namespace cf::measure {

struct Estimate {
  double value = 0;
  double se = 0;  // standard error of `value`
};

}  // namespace cf::measure
