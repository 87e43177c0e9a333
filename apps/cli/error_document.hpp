// What went wrong as one JSON document, for --json: docs/command-line.md describes it.
#pragma once
#include <string>

#include "base/diagnostic.hpp"

namespace cf::cli {

std::string error_document(const Diagnostics& diagnostics, const SourceTexts& texts);

}  // namespace cf::cli
