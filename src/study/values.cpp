#include "study/values.hpp"

#include <algorithm>

#include "study/writing.hpp"

namespace cf::study {

namespace {

using model::Model;

std::string name_of(const Model& model, model::PartyId party) {
  return party ? model.parties[static_cast<std::size_t>(party.value)].name : "";
}
std::string name_of(const Model& model, model::ContractId contract) {
  return contract ? model.contracts[static_cast<std::size_t>(contract.value)].name : "";
}

// Ids of contracts differ between structures; their names do not.
bool same_part(const Model& a, const model::ValuePart& x, const Model& b, const model::ValuePart& y) {
  return x.party == y.party && x.form == y.form && x.kind == y.kind && x.counterparty == y.counterparty &&
         name_of(a, x.contract) == name_of(b, y.contract);
}

}  // namespace

Values::Values(Plan& plan) : variants_(&plan.variants()) {
  for (int s = 0; s < variants_->num_structures; ++s) {
    const Model& model = variants_->model(s);
    OfStructure of;
    for (int p = 0; p < model.world().value; ++p) {
      const auto& measures = model.party_measures[static_cast<std::size_t>(p)];
      const auto& before = variants_->baseline().party_measures[static_cast<std::size_t>(p)];
      OfParty party{};
      party.party = p;
      const Column value = plan.value_of(s, measures.value);
      party.value = plan.distribution({{value, 1.0}});
      party.gain = s == 0 ? nullptr : plan.distribution(difference(value, plan.value_of(0, before.value)));
      party.promised = plan.mean({{plan.value_of(s, measures.promised), 1.0}}, Rests::on_all_paths);
      party.paper_gain = plan.mean({{plan.value_of(s, measures.paper_gain), 1.0}}, Rests::on_all_paths);
      ask_parts(plan, s, party);
      of.parties.push_back(std::move(party));
    }
    for (std::size_t m = 0; m < model.measures.size(); ++m)
      if (!model.measures[m].synthesized) {
        const Column column = plan.path_value(s, model.measures[m].value);
        of.measures.push_back({static_cast<int>(m), plan.distribution({{column, 1.0}})});
      }
    for (const auto& check : model.checks) of.checks.push_back(plan.mean({{plan.path_value(s, check.holds), 1.0}}, Rests::on_all_paths));
    structures_.push_back(std::move(of));
  }
}

void Values::ask_parts(Plan& plan, int structure, OfParty& of) const {
  const Model& model = variants_->model(structure);
  const Model& baseline = variants_->baseline();
  for (std::size_t i = 0; i < model.value_parts.size(); ++i) {
    const model::ValuePart& part = model.value_parts[i];
    if (part.party.value != of.party) continue;
    const Column column = plan.value_of(structure, part.measure);
    Combination change = {{column, 1.0}};
    for (const model::ValuePart& before : baseline.value_parts)
      if (same_part(model, part, baseline, before)) change = difference(column, plan.value_of(0, before.measure));
    of.parts.push_back({i, plan.mean({{column, 1.0}}, Rests::on_all_paths), plan.mean(std::move(change), Rests::on_all_paths)});
  }
  if (structure == 0) return;
  // What the structure takes away altogether: parts of the baseline that it has not.
  for (std::size_t i = 0; i < baseline.value_parts.size(); ++i) {
    const model::ValuePart& before = baseline.value_parts[i];
    const bool kept = std::any_of(model.value_parts.begin(), model.value_parts.end(),
                                  [&](const model::ValuePart& part) { return same_part(model, part, baseline, before); });
    if (before.party.value != of.party || kept) continue;
    of.parts.push_back({i, nullptr, plan.mean({{plan.value_of(0, before.measure), -1.0}}, Rests::on_all_paths)});
  }
}

void Values::answer(Answer& answer) const {
  for (int s = 0; s < variants_->num_structures; ++s) {
    const Model& model = variants_->model(s);
    const OfStructure& of = structures_[static_cast<std::size_t>(s)];
    StructureAnswer& out = answer.structures[static_cast<std::size_t>(s)];
    for (const OfParty& party : of.parties) {
      const model::Party& named = model.parties[static_cast<std::size_t>(party.party)];
      PartyValue value;
      value.party = named.name;
      value.title = title_of(named);
      const model::MeasureId measure = model.party_measures[static_cast<std::size_t>(party.party)].value;
      const model::Display& display = model.measures[static_cast<std::size_t>(measure.value)].named.display;
      value.value = written(party.value->summary(), display.unit, factor_of(display));
      if (party.gain != nullptr) {
        value.gain = written(party.gain->summary().mean);
        value.chance_better = party.gain->part_above_zero();
      }
      for (const OfPart& part : party.parts) {
        const Model& from = part.mean != nullptr ? model : variants_->baseline();
        const model::ValuePart& source = from.value_parts[part.index];
        ValuePart line;
        line.form = source.form;
        line.kind = source.kind;
        line.counterparty = name_of(from, source.counterparty);
        line.contract = name_of(from, source.contract);
        if (part.mean != nullptr) line.mean = written(part.mean->estimate());
        if (s > 0) line.change = written(part.change->estimate());
        value.parts.push_back(std::move(line));
      }
      value.promised_beyond_end = written(party.promised->estimate());
      value.paper_gain = written(party.paper_gain->estimate());
      out.values.push_back(std::move(value));
    }
    for (const OfMeasure& measure : of.measures) {
      const model::Measure& m = model.measures[static_cast<std::size_t>(measure.measure)];
      const auto& named = m.named;
      out.measures.push_back({named.name, named.provenance.label, named.display.text,
                              written(measure.distribution->summary(), named.display.unit, factor_of(named.display))});
    }
    for (std::size_t c = 0; c < of.checks.size(); ++c) {
      const model::Check& check = model.checks[c];
      const double held = of.checks[c]->estimate().value;
      const bool ok = check.some ? held > 0 : held >= check.share * (1 - 1e-12);
      out.checks.push_back({check.title, check.share, held, ok, check.warns});
    }
  }
}

}  // namespace cf::study
