// The contract library that the binary carries: the files of library/, word for word.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded_text.hpp"

namespace cf::session {

// In the order of their names. Defined in a file made while building.
std::span<const EmbeddedText> embedded_texts();

struct ContractType {
  std::string name;        // "take_or_pay"
  std::string about;       // one sentence
  std::string_view text;   // the whole file
};

std::vector<ContractType> contract_types();

}  // namespace cf::session
