// Any bytes as a model file; each text that was read, as a formula.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "text_invariants.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cf::SourceTexts texts;
  cf::Diagnostics diagnostics;
  texts.add("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  const auto tree = cf::syntax::read(texts, 0, diagnostics);
  if (!tree.root && !diagnostics.has_errors()) std::abort();  // nothing was read, and nothing said
  cf::syntax::check_tree(tree, texts);
  cf::syntax::check_messages(diagnostics, texts);
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const cf::syntax::NodeId id{static_cast<std::int32_t>(i)};
    if (tree[id].kind != cf::syntax::NodeKind::text) continue;
    cf::Diagnostics of_formula;
    cf::syntax::check_formula(cf::syntax::parse_formula(tree, id, of_formula), texts);
    cf::syntax::check_messages(of_formula, texts);
  }
  return 0;
}
