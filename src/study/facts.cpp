#include "study/facts.hpp"

#include <algorithm>
#include <set>

#include "study/writing.hpp"

namespace cf::study {

namespace {

const char* word(model::Standing standing) {
  switch (standing) {
    case model::Standing::fact: return "fact";
    case model::Standing::guess: return "guess";
    case model::Standing::unsourced: return "unsourced";
    case model::Standing::formula: break;
  }
  return "";
}

// Values of all structures, each name once.
class Collector {
 public:
  explicit Collector(ModelFacts& facts) : facts_(facts) {}
  void add(const std::string& name, const model::Provenance& provenance, const std::string& contract) {
    if (provenance.standing == model::Standing::formula || !seen_.insert(name).second) return;
    ModelFacts::Value value;
    value.name = name;
    value.label = provenance.label;
    value.written = provenance.written;
    value.standing = word(provenance.standing);
    value.source = provenance.source;
    value.also = provenance.also;
    value.as_of = provenance.as_of;
    value.reason = provenance.reason;
    value.note = provenance.note;
    value.contract = contract;
    switch (provenance.standing) {
      case model::Standing::fact: ++facts_.num_facts; break;
      case model::Standing::guess: ++facts_.num_guesses; break;
      case model::Standing::unsourced: ++facts_.num_unsourced; break;
      case model::Standing::formula: break;
    }
    facts_.values.push_back(std::move(value));
  }

 private:
  ModelFacts& facts_;
  std::set<std::string> seen_;
};

}  // namespace

Facts::Facts(Plan& plan, const Calendar& calendar) : variants_(&plan.variants()), calendar_(&calendar) {
  const model::Model& model = variants_->baseline();
  for (int p = 0; p < model.world().value; ++p) {
    const model::ExprId discount = model.parties[static_cast<std::size_t>(p)].discount;
    discounts_.push_back(discount ? plan.mean({{plan.path_value(0, discount), 1.0}}, Rests::on_first_paths) : nullptr);
  }
}

void Facts::answer(Answer& answer) const {
  const model::Model& baseline = variants_->baseline();
  ModelFacts& facts = answer.model;
  facts.title = baseline.title;
  facts.currency = baseline.currency;
  facts.currency_sign = baseline.currency_sign;
  facts.start_month = baseline.time.start_month;
  facts.num_steps = baseline.time.num_steps;
  facts.step_months = baseline.time.step_months;
  facts.dates = calendar_->dates;
  facts.years = calendar_->years;
  facts.limits = baseline.limits;
  for (std::size_t p = 0; p < discounts_.size(); ++p) {
    const model::Party& party = baseline.parties[p];
    facts.parties.push_back(
        {party.name, title_of(party), party.has_cash, discounts_[p] != nullptr ? written(discounts_[p]->estimate()) : Estimate{}});
  }
  for (const model::Source& source : baseline.sources)
    facts.sources.push_back({source.key, source.title, source.publisher, source.author, source.date, source.url, source.note});
  for (const model::Hedge& hedge : baseline.hedges)
    facts.hedges.push_back({hedge.title, baseline.parties[static_cast<std::size_t>(hedge.party.value)].name,
                            baseline.measures[static_cast<std::size_t>(hedge.exposure.value)].named.name,
                            baseline.measures[static_cast<std::size_t>(hedge.gain.value)].named.name});

  // A scenario's own settings come after those of the structure that it is laid over.
  const auto settings_of = [&](int variant, std::size_t begin) {
    std::vector<ModelFacts::Setting> settings;
    const auto& all = variants_->all[static_cast<std::size_t>(variant)].terms.settings;
    for (std::size_t i = begin; i < all.size(); ++i) settings.push_back({all[i].name, all[i].written});
    return settings;
  };
  for (int s = 0; s < variants_->num_structures; ++s) facts.structures.push_back({variants_->name(s), settings_of(s, 0)});
  const std::size_t of_baseline = variants_->all.front().terms.settings.size();
  for (int k = 0; k < variants_->num_scenarios; ++k) {
    const int variant = variants_->scenario(0, k);
    facts.scenarios.push_back({variants_->all[static_cast<std::size_t>(variant)].scenario_name, settings_of(variant, of_baseline)});
  }

  Collector values(facts);
  for (int s = 0; s < variants_->num_structures; ++s) {
    const model::Model& model = variants_->model(s);
    const auto contract_of = [&](const model::Named& named) {
      return named.contract ? model.contracts[static_cast<std::size_t>(named.contract.value)].name : std::string();
    };
    for (const auto& input : model.inputs) values.add(input.named.name, input.named.provenance, contract_of(input.named));
    for (const auto& series : model.series)
      if (!series.parameter) values.add(series.named.name, series.named.provenance, contract_of(series.named));
    for (const model::Contract& contract : model.contracts) {
      for (const auto& argument : contract.arguments)
        if (argument.given) values.add(contract.name + "." + argument.parameter, argument.provenance, contract.name);
      auto known = std::find_if(facts.contracts.begin(), facts.contracts.end(), [&](const auto& c) { return c.name == contract.name; });
      if (known == facts.contracts.end()) {
        ModelFacts::Contract out;
        out.name = contract.name;
        out.type = contract.type;
        out.about = contract.title.empty() ? contract.about : contract.title;
        for (const model::PartyId party : contract.parties)
          out.parties.push_back(model.parties[static_cast<std::size_t>(party.value)].name);
        for (const auto& argument : contract.arguments)
          if (argument.given) out.arguments.push_back({argument.parameter, argument.written, argument.about});
        facts.contracts.push_back(std::move(out));
        known = facts.contracts.end() - 1;
      }
      known->structures.push_back(variants_->name(s));
    }
  }
}

}  // namespace cf::study
