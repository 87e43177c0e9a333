#include "study/turns.hpp"

#include <algorithm>
#include <map>

#include "measure/turning.hpp"
#include "study/hedges.hpp"
#include "study/writing.hpp"

namespace cf::study {

namespace {

constexpr std::size_t kMostTurns = 3;    // of a hedge: the nearest

}  // namespace

Turns::Turns(Plan& plan) : variants_(&plan.variants()) {
  const model::Model& baseline = variants_->baseline();
  if (baseline.hedges.empty() || variants_->num_structures < 2) return;
  std::vector<Column> columns;
  // The same input under several structures is kept once.
  std::map<std::pair<std::string, std::string>, OfInput> known;
  for (int s = 0; s < variants_->num_structures; ++s) {
    const model::Model& model = variants_->model(s);
    std::vector<OfInput> inputs;
    for (std::size_t i = 0; i < model.inputs.size() && s > 0; ++i) {
      const model::Input& input = model.inputs[i];
      if (input.distribution == model::Distribution::fixed) continue;
      const auto [it, fresh] = known.try_emplace({input.named.name, input.named.provenance.written}, OfInput{s, i, {}});
      if (fresh) columns.push_back(it->second.column = plan.path_value(s, input.read));
      inputs.push_back(it->second);
    }
    inputs_.push_back(std::move(inputs));
    std::vector<OfHedge> hedges;
    for (std::size_t h = 0; h < baseline.hedges.size() && s > 0; ++h) {
      const OfHedge of{plan.value_of(0, baseline.hedges[h].exposure), plan.value_of(0, baseline.hedges[h].gain),
                       plan.value_of(s, model.hedges[h].gain)};
      columns.insert(columns.end(), {of.exposure, of.before, of.with});
      hedges.push_back(of);
    }
    hedges_.push_back(std::move(hedges));
  }
  kept_ = plan.keep(std::move(columns));
}

void Turns::answer(Answer& answer) const {
  if (kept_ == nullptr) return;
  const auto groups = kept_->groups(measure::VerdictByInput::kGroups);
  std::map<Column, measure::InputSlices> slices;
  for (const auto& inputs : inputs_)
    for (const OfInput& input : inputs)
      if (!slices.contains(input.column)) slices.emplace(input.column, measure::InputSlices(kept_->column(input.column)));
  for (std::size_t s = 1; s < hedges_.size(); ++s)
    for (std::size_t h = 0; h < hedges_[s].size(); ++h) {
      const OfHedge& of = hedges_[s][h];
      HedgeAnswer& hedge = answer.structures[s].hedges[h];
      const measure::Verdict now = measured(hedge.numbers.verdict);
      if (now == measure::Verdict::no_verdict) continue;
      const std::vector<double> exposure = kept_->column(of.exposure), before = kept_->column(of.before);
      std::vector<double> gain = kept_->column(of.with);
      for (std::size_t i = 0; i < gain.size(); ++i) gain[i] -= before[i];
      const measure::VerdictByInput verdict(exposure, gain, groups);
      std::vector<std::pair<double, VerdictTurn>> found;
      for (const OfInput& input : inputs_[s]) {
        const auto turn = verdict.turn(slices.at(input.column), now);
        if (!turn) continue;
        const model::Named& named = variants_->model(input.structure).inputs[input.input].named;
        const double factor = factor_of(named.display);
        // A plain number that was written in percent is shown so.
        const bool percent =
            named.display.unit.empty() && named.display.text.empty() && named.provenance.written.find('%') != std::string::npos;
        found.push_back({turn->distance,
                         {named.name, named.provenance.label, percent ? "%" : named.display.text, named.display.unit,
                          written(turn->at, factor), reported(turn->verdict), turn->below}});
      }
      std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      for (std::size_t i = 0; i < std::min(found.size(), kMostTurns); ++i) hedge.turns.push_back(std::move(found[i].second));
    }
}

}  // namespace cf::study
