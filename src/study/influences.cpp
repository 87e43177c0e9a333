#include "study/influences.hpp"

#include <algorithm>

#include "study/writing.hpp"

namespace cf::study {

Influences::Influences(Plan& plan) : variants_(&plan.variants()) {
  for (int s = 0; s < variants_->num_structures; ++s) {
    const model::Model& model = variants_->model(s);
    OfStructure of;
    std::vector<Combination> results;
    const auto add = [&](std::string name, Combination result) {
      of.results.push_back(std::move(name));
      of.means.push_back(plan.mean(result, Rests::on_first_paths));
      results.push_back(std::move(result));
    };
    for (int p = 0; p < model.world().value; ++p) {
      const std::string& party = model.parties[static_cast<std::size_t>(p)].name;
      const Column value = plan.value_of(s, model.party_measures[static_cast<std::size_t>(p)].value);
      const Column before = plan.value_of(0, variants_->baseline().party_measures[static_cast<std::size_t>(p)].value);
      add(party + ".value", {{value, 1.0}});
      if (s > 0) add(party + ".gain", difference(value, before));
    }
    for (std::size_t i = 0; i < model.inputs.size(); ++i)
      if (model.inputs[i].distribution != model::Distribution::fixed)
        of.inputs.emplace_back(i, plan.influence(plan.path_value(s, model.inputs[i].read), results));
    structures_.push_back(std::move(of));
  }
}

void Influences::answer(Answer& answer) const {
  for (int s = 0; s < variants_->num_structures; ++s) {
    const model::Model& model = variants_->model(s);
    const OfStructure& of = structures_[static_cast<std::size_t>(s)];
    for (std::size_t r = 0; r < of.results.size(); ++r) {
      const auto& moments = of.means[r]->moments();
      if (!(moments.sd() > 1e-12 * std::abs(moments.mean()))) continue;
      WhatMatters line;
      line.measure = of.results[r];
      for (const auto& [index, found] : of.inputs) {
        if (!found->varies()) continue;
        const model::Named& named = model.inputs[index].named;
        const measure::Influence influence = found->influence(r);
        const double factor = factor_of(named.display);
        line.inputs.push_back({named.name, named.provenance.label, written(influence.first_order), written(influence.low),
                               written(influence.high), found->input().low() * factor, found->input().high() * factor, named.display.unit});
      }
      std::stable_sort(line.inputs.begin(), line.inputs.end(),
                       [](const auto& a, const auto& b) { return a.first_order.value > b.first_order.value; });
      if (!line.inputs.empty()) answer.structures[static_cast<std::size_t>(s)].what_matters.push_back(std::move(line));
    }
  }
}

}  // namespace cf::study
