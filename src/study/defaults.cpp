#include "study/defaults.hpp"

#include <cmath>

#include "study/flows.hpp"
#include "study/writing.hpp"

namespace cf::study {

namespace {

Estimate chance(std::uint64_t number, std::uint64_t of) {
  if (of == 0) return {};
  const double n = static_cast<double>(of), p = static_cast<double>(number) / n;
  return {p, of > 1 ? std::sqrt(p * (1 - p) / (n - 1)) : 0};
}

}  // namespace

Defaults::Defaults(Plan& plan, const Calendar& calendar) : variants_(&plan.variants()) {
  for (int s = 0; s < variants_->num_structures; ++s) {
    const model::Model& model = variants_->model(s);
    std::vector<OfParty> parties;
    for (int p = 0; p < model.world().value; ++p) {
      if (!model.parties[static_cast<std::size_t>(p)].has_cash) continue;
      const auto& here = model.party_measures[static_cast<std::size_t>(p)];
      const auto& before = variants_->baseline().party_measures[static_cast<std::size_t>(p)];
      DefaultsOf* defaults = plan.defaults(plan.value_of(s, here.defaulted), plan.value_of(s, here.default_year),
                                           plan.value_of(0, before.defaulted), calendar.part_before_start, calendar.num_years());
      parties.push_back({p, defaults, ask_losses(plan, calendar, s, p)});
    }
    structures_.push_back(std::move(parties));
  }
}

// Unpaid: what was due to it and never came. Promised: what was still to come when the party defaulted. Holdings: what its paper
// of that party was worth at the start of the step in which it defaulted.
std::vector<Defaults::Loss> Defaults::ask_losses(Plan& plan, const Calendar& calendar, int structure, int party) const {
  const model::Model& model = variants_->model(structure);
  const Row defaulted = plan.row(structure, model.parties[static_cast<std::size_t>(party)].defaulted_read);
  std::vector<Loss> losses;
  for (int other = 0; other <= model.world().value; ++other) {
    if (other == party) continue;
    RowSum unpaid;
    Combination promised, holdings;
    for (const model::Flow& flow : model.flows) {
      if (flow.from.value != party || flow.to.value != other || flow.asset) continue;
      add_years(plan, calendar, plan.row(structure, flow.unpaid_read), 1.0, unpaid);
      if (flow.promised) promised.emplace_back(plan.lost(defaulted, plan.row(structure, flow.promised), false), 1.0);
    }
    if (other != model.world().value)
      for (const model::Balance& balance : model.balances) {
        const model::Asset& asset = model.assets[static_cast<std::size_t>(balance.asset.value)];
        if (balance.party.value != other || asset.issuer.value != party) continue;
        holdings.emplace_back(plan.lost(defaulted, plan.row(structure, balance.worth_read), true), 1.0);
      }
    if (unpaid.empty() && promised.empty() && holdings.empty()) continue;
    losses.push_back({other, std::move(unpaid), plan.mean(std::move(promised), Rests::on_first_paths),
                      plan.mean(std::move(holdings), Rests::on_first_paths)});
  }
  return losses;
}

void Defaults::answer(const Recorder& recorder, Answer& answer) const {
  for (int s = 0; s < variants_->num_structures; ++s) {
    const model::Model& model = variants_->model(s);
    for (const OfParty& of : structures_[static_cast<std::size_t>(s)]) {
      const DefaultsOf& defaults = *of.defaults;
      DefaultAnswer line;
      line.party = model.parties[static_cast<std::size_t>(of.party)].name;
      line.chance = chance(defaults.defaults, defaults.count);
      // None in n futures: below 1 - 5%^(1/n), which is about 3/n.
      if (defaults.defaults == 0 && defaults.count > 0) line.upper95 = 1 - std::pow(0.05, 1 / static_cast<double>(defaults.count));
      for (const std::uint64_t number : defaults.by_year()) line.by_year.push_back(chance(number, defaults.count));
      line.saved = chance(defaults.saved, defaults.count);
      line.sunk = chance(defaults.sunk, defaults.count);
      for (const Loss& loss : of.losses) {
        DefaultAnswer::Loss lost{model.parties[static_cast<std::size_t>(loss.counterparty)].name, written(recorder.sum(loss.unpaid)),
                                 written(loss.promised->estimate()), written(loss.holdings->estimate())};
        if (lost.unpaid.value != 0 || lost.promised.value != 0 || lost.holdings.value != 0) line.losses.push_back(std::move(lost));
      }
      answer.structures[static_cast<std::size_t>(s)].defaults.push_back(std::move(line));
    }
  }
}

}  // namespace cf::study
