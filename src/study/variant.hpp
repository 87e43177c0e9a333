// The deal under each set of terms that is run: structures first, then scenarios over them, then pieces.
#pragma once
#include <string>
#include <vector>

#include "engine/schedule/pool.hpp"
#include "model/deal.hpp"
#include "model/model.hpp"

namespace cf::study {

struct Variant {
  model::Terms terms;
  model::Model model;
  int structure = 0;
  int scenario = -1;                // -1: none
  int piece = -1;                   // position among the structure's pieces; -1: the whole structure
  std::string structure_name, scenario_name;
};

struct Variants {
  std::vector<Variant> all;         // never changes its size once made: models are pointed to
  int num_structures = 0, num_scenarios = 0;
  std::vector<std::vector<int>> pieces;           // [structure] -> variants
  int structure(int s) const { return s; }
  int scenario(int s, int k) const { return num_structures + s * num_scenarios + k; }
  const model::Model& model(int variant) const { return all[static_cast<std::size_t>(variant)].model; }
  const std::string& name(int structure) const { return all[static_cast<std::size_t>(structure)].structure_name; }
  const model::Model& baseline() const { return all.front().model; }
};

Variants bind_variants(const model::Deal& deal, engine::Pool& pool);

}  // namespace cf::study
