#include "study/scenarios.hpp"

#include "study/writing.hpp"

namespace cf::study {

Scenarios::Scenarios(Plan& plan) : variants_(&plan.variants()) {
  const auto value = [&](int variant, int party) {
    return plan.value_of(variant, variants_->model(variant).party_measures[static_cast<std::size_t>(party)].value);
  };
  costs_.resize(static_cast<std::size_t>(variants_->num_structures));
  for (int s = 0; s < variants_->num_structures; ++s)
    for (int k = 0; k < variants_->num_scenarios; ++k) {
      std::vector<Cost> costs;
      for (int p = 0; p < variants_->baseline().world().value; ++p) {
        const Column before = value(0, p), before_hit = value(variants_->scenario(0, k), p);
        const Column here = value(s, p), hit = value(variants_->scenario(s, k), p);
        const auto rests = Rests::on_first_paths;
        costs.push_back({p, plan.mean(difference(before, before_hit), rests), plan.mean(difference(here, hit), rests),
                         s == 0 ? nullptr : plan.mean({{before, 1.0}, {before_hit, -1.0}, {here, -1.0}, {hit, 1.0}}, rests)});
      }
      costs_[static_cast<std::size_t>(s)].push_back(std::move(costs));
    }
}

void Scenarios::answer(Answer& answer) const {
  for (int s = 0; s < variants_->num_structures; ++s)
    for (int k = 0; k < variants_->num_scenarios; ++k) {
      ScenarioAnswer out;
      out.scenario = variants_->all[static_cast<std::size_t>(variants_->scenario(s, k))].scenario_name;
      for (const Cost& cost : costs_[static_cast<std::size_t>(s)][static_cast<std::size_t>(k)])
        out.parties.push_back({variants_->baseline().parties[static_cast<std::size_t>(cost.party)].name, written(cost.without->estimate()),
                               written(cost.with->estimate()), cost.covered == nullptr ? Estimate{} : written(cost.covered->estimate())});
      answer.structures[static_cast<std::size_t>(s)].scenarios.push_back(std::move(out));
    }
}

}  // namespace cf::study
