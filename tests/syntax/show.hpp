// Trees and formulas as one line of text, for expectations.
#pragma once
#include <string>
#include <string_view>

#include "base/source_texts.hpp"
#include "syntax/formula.hpp"
#include "syntax/tree.hpp"

namespace cf::syntax {

// A text read on its own, with what was said of it.
struct Reading {
  SourceTexts texts;
  Diagnostics diagnostics;
  Tree tree;
  explicit Reading(std::string text, std::string name = "deal.yaml");
  std::string shown() const;     // {a: x, b: 'quoted', c: |block|, d: [1, ~]}
  std::string messages() const;  // all, as they are printed
  // "E0115@2:1 E0107@3:2", in text order.
  std::string codes() const;
};

// A formula that stands alone in a file.
struct FormulaReading {
  SourceTexts texts;
  Diagnostics diagnostics;
  Tree tree;
  Formula formula;
  explicit FormulaReading(std::string text, bool flow = false);
  std::string shown() const;     // (a + (b * 2[$/h100h])); "" when it could not be read
  std::string messages() const;
  std::string codes() const;
};

std::string file_text(const std::string& path);

}  // namespace cf::syntax
