#include "session/library.hpp"

#include "base/check.hpp"
#include "syntax/tree.hpp"

namespace cf::session {

std::vector<ContractType> contract_types() {
  std::vector<ContractType> result;
  for (const auto& embedded : embedded_texts()) {
    SourceTexts texts;
    Diagnostics diagnostics;
    const auto tree = syntax::read(texts, texts.add(std::string(embedded.name), std::string(embedded.text)), diagnostics);
    CF_CHECK(!diagnostics.has_errors(), "the library can be read");
    const auto types = tree.find(tree.root, "types");
    CF_CHECK(types, "a file of the library declares types");
    for (const auto& member : tree[types].members) {
      const auto about = tree.find(member.value, "about");
      result.push_back({member.key, about ? tree[about].text : std::string(), embedded.text});
    }
  }
  return result;
}

}  // namespace cf::session
