// Any bytes as a formula, and as a unit.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "text_invariants.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cf;
  SourceTexts texts;
  texts.add("fuzz", std::string(reinterpret_cast<const char*>(data), size));
  syntax::Node node;
  node.kind = syntax::NodeKind::text;
  node.text = std::string(texts.text(0));
  node.place = {0, 0, static_cast<std::int32_t>(size)};
  node.flow = size % 2 == 0;
  syntax::Tree tree;
  tree.nodes.push_back(node);
  tree.root = {0};

  Diagnostics diagnostics;
  const auto formula = syntax::parse_formula(tree, tree.root, diagnostics);
  if ((formula.root < 0) != diagnostics.has_errors()) std::abort();  // unreadable and silent, or blamed and used
  syntax::check_formula(formula, texts);
  syntax::check_messages(diagnostics, texts);

  Diagnostics of_unit;
  const auto unit = syntax::parse_unit(texts.text(0), node.place, of_unit);
  if (unit.has_value() == of_unit.has_errors()) std::abort();
  syntax::check_messages(of_unit, texts);
  return 0;
}
