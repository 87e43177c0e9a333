// Why a path stopped: the parts of the message, as numbers and places. Whoever prints it writes the sentence
// "<name> <what> in step <step> of path <path>", underlines `place` and lists `values`.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/place.hpp"
#include "model/unit.hpp"

namespace cf::reference {

// A named quantity that the formula read, in base units.
struct Reading {
  std::string name;          // as formulas write it: "compute.nvidia", "openai.cash", "balance(openai, grant.credit)"
  double value = 0;
  model::Display display;    // how it is shown
};

struct Stop {
  std::uint64_t path = 0;
  int step = 0;              // from 0; num_steps is the evaluation after the last step
  std::string name;          // of the quantity whose formula it is: "gpu_price", "lockin.payment"; empty if it has none
  std::string what;          // "divides by 0", "takes the logarithm of -12.5", "is infinite", "is not a number",
                             // "is negative: -5", "pays 12 of grant.credit, of which amazon holds 3",
                             // "the balances of grant.credit do not add up"
  Place place;               // the smallest formula to blame
  std::vector<Reading> values;  // what that formula reads, largest magnitude first, each name once
  bool conservation = false;    // something was created or lost: our own mistake, not the model's
};

}  // namespace cf::reference
