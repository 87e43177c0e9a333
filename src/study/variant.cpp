#include "study/variant.hpp"

#include "base/check.hpp"
#include "base/diagnostic.hpp"

namespace cf::study {

namespace {

model::Model bind(const model::Deal& deal, const model::Terms& terms) {
  Diagnostics diagnostics;
  model::Model model = deal.bind(terms, diagnostics);
  CF_CHECK(!diagnostics.has_errors(), "a deal that has passed its check binds under all its terms");
  return model;
}

}  // namespace

Variants bind_variants(const model::Deal& deal, engine::Pool& pool) {
  Variants variants;
  const auto structures = deal.structures();
  const auto scenarios = deal.scenarios();
  variants.num_structures = static_cast<int>(structures.size());
  variants.num_scenarios = static_cast<int>(scenarios.size());
  const auto add = [&](model::Terms terms, int structure, int scenario, int piece) {
    Variant variant;
    variant.terms = std::move(terms);
    variant.structure = structure;
    variant.scenario = scenario;
    variant.piece = piece;
    variant.structure_name = structures[static_cast<std::size_t>(structure)];
    if (scenario >= 0) variant.scenario_name = scenarios[static_cast<std::size_t>(scenario)];
    variants.all.push_back(std::move(variant));
  };
  for (int s = 0; s < variants.num_structures; ++s) add(deal.terms(s), s, -1, -1);
  for (int s = 0; s < variants.num_structures; ++s)
    for (int k = 0; k < variants.num_scenarios; ++k) add(deal.terms(s, k), s, k, -1);
  const auto bind_from = [&](std::size_t begin) {
    pool.parallel_for(static_cast<int>(variants.all.size() - begin), [&](int, int index) {
      Variant& variant = variants.all[begin + static_cast<std::size_t>(index)];
      variant.model = bind(deal, variant.terms);
    });
  };
  bind_from(0);
  const std::size_t num_whole = variants.all.size();
  variants.pieces.resize(structures.size());
  const bool hedged = !variants.baseline().hedges.empty();   // pieces are asked for by hedges only
  for (int s = 1; s < variants.num_structures && hedged; ++s) {
    int piece = 0;
    for (model::Terms& terms : deal.pieces(s)) {
      variants.pieces[static_cast<std::size_t>(s)].push_back(static_cast<int>(variants.all.size()));
      add(std::move(terms), s, -1, piece++);
    }
  }
  bind_from(num_whole);
  return variants;
}

}  // namespace cf::study
