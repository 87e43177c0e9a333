// Reads a deal from text in a test, with the contract library from the tree.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "model/deal.hpp"

namespace cf::model {

struct ReadDeal {
  SourceTexts texts;
  Diagnostics diagnostics;
  std::optional<Deal> deal;
  // The messages, in text order: "E0331 4:12 'gpu_price' is not defined".
  std::vector<std::string> messages() const;
  std::string all() const;          // rendered
};

// Reads and checks. `body` follows a head with counterflow, time (2026-01, 12 months) unless it has its own `time:`.
ReadDeal read_deal(const std::string& body, const Deal::Load& load = {});
// Reads, expects no message, and binds structure s.
Model bind_deal(const std::string& body, int structure = 0, int scenario = -1);
// The value of a path-constant expression.
double constant_of(const Model& model, ExprId id);

}  // namespace cf::model
