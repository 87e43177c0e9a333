// What is behind a name: the formula as written, its value on the middle path, who says so, and the same for whatever it reads.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/model.hpp"
#include "session/reading.hpp"

namespace cf::session {

struct ExplainedPart {              // "start", "next", "drift": a formula of something that has several
  std::string name, formula;
};

struct Explained {
  std::string name;                 // "openai.revenue"
  std::string what;                 // "input", "driver, geometric_brownian", "flow of openai to amazon", …
  std::vector<ExplainedPart> formulas;   // the name of a single one is empty
  model::Display display;
  std::optional<double> first, last;     // on the middle path, in the first and the last step, in base units; equal: it does not move
  model::Standing standing = model::Standing::formula;
  std::optional<model::Source> source;
  std::string as_of, reason, note, label;
  std::vector<int> reads;           // positions in Explanation::nodes; what stands above is not expanded again
};

struct Explanation {
  std::string structure, currency_sign;
  std::vector<Explained> nodes;     // nodes[0] is what was asked for
  std::string stopped;              // why the middle path did not reach the end; empty if it did
};

// What may have been meant by a name that cannot be explained under the terms of a structure.
struct Unknown {
  std::vector<int> elsewhere;          // structures under whose terms it can: its contract is not in this one
  std::vector<std::string> members;    // if it is a contract, party or dispatch of some structure: the names in it
  std::string near;                    // the nearest name of any structure; may be empty
};

// Empty when the model has no such name under these terms; then `unknown` says more.
std::optional<Explanation> explain(const Reading& reading, int structure, const std::string& name, Unknown& unknown);

}  // namespace cf::session
