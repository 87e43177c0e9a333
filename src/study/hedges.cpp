#include "study/hedges.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "study/writing.hpp"

namespace cf::study {

namespace {

HedgeNumbers numbers_of(const measure::HedgeNumbers& numbers, double factor) {
  HedgeNumbers out;
  out.verdict = reported(numbers.verdict);
  switch (numbers.why) {
    case measure::HedgeNumbers::Why::given: break;
    case measure::HedgeNumbers::Why::ties_at_lowest:
      out.why = "a tenth of the futures or more tie at the lowest exposure, so there is no worst tenth to speak of";
      break;
    case measure::HedgeNumbers::Why::does_not_vary:
      out.why = "the exposure is the same in all futures, so nothing in the model can hurt it";
      break;
  }
  out.offset = written(numbers.offset);
  out.net = written(numbers.net);
  out.own_risk = written(numbers.own_risk);
  out.gain = written(numbers.gain, factor);
  out.gain_in_bad_tenth = written(numbers.gain_in_bad_tenth, factor);
  out.exposure = written(numbers.exposure, factor);
  out.exposure_in_bad_tenth = written(numbers.exposure_in_bad_tenth, factor);
  out.correlation = written(numbers.correlation);
  out.effectiveness = written(numbers.effectiveness);
  out.bar = finite(numbers.bar);
  return out;
}

Column gain_column(Plan& plan, int variant, std::size_t hedge) {
  return plan.value_of(variant, plan.variants().model(variant).hedges[hedge].gain);
}

}  // namespace

Verdict reported(measure::Verdict verdict) {
  switch (verdict) {
    case measure::Verdict::hedge: return Verdict::hedge;
    case measure::Verdict::double_bet: return Verdict::double_bet;
    case measure::Verdict::side_bet: return Verdict::side_bet;
    case measure::Verdict::neither: return Verdict::neither;
    case measure::Verdict::no_verdict: break;
  }
  return Verdict::no_verdict;
}

measure::Verdict measured(Verdict verdict) {
  switch (verdict) {
    case Verdict::hedge: return measure::Verdict::hedge;
    case Verdict::double_bet: return measure::Verdict::double_bet;
    case Verdict::side_bet: return measure::Verdict::side_bet;
    case Verdict::neither: return measure::Verdict::neither;
    case Verdict::no_verdict: break;
  }
  return measure::Verdict::no_verdict;
}

Hedges::Hedges(Plan& plan) : variants_(&plan.variants()) {
  const model::Model& baseline = variants_->baseline();
  structures_.resize(static_cast<std::size_t>(variants_->num_structures));
  std::vector<Column> exposures;
  for (const auto& hedge : baseline.hedges) exposures.push_back(plan.value_of(0, hedge.exposure));
  for (int s = 0; s < variants_->num_structures; ++s)
    for (std::size_t h = 0; h < baseline.hedges.size(); ++h) {
      OfHedge of;
      const Column before = gain_column(plan, 0, h), with = gain_column(plan, s, h);
      of.whole = plan.hedge(exposures[h], difference(with, before), Rests::on_all_paths);
      const auto party = static_cast<std::size_t>(baseline.hedges[h].party.value);
      const Column value_before = plan.value_of(0, baseline.party_measures[party].value);
      if (value_before != before) {
        const Column value = plan.value_of(s, variants_->model(s).party_measures[party].value);
        of.by_value = plan.hedge(exposures[h], difference(value, value_before), Rests::on_all_paths);
      }
      const auto& pieces = variants_->pieces[static_cast<std::size_t>(s)];
      Combination left_over = {{with, 1.0}, {before, static_cast<double>(pieces.size()) - 1}};
      for (const int piece : pieces) {
        const Column alone = gain_column(plan, piece, h);
        of.pieces.push_back(plan.hedge(exposures[h], difference(alone, before), Rests::on_first_paths));
        left_over.emplace_back(alone, -1.0);
      }
      if (!pieces.empty()) of.left_over = plan.hedge(exposures[h], std::move(left_over), Rests::on_first_paths);
      structures_[static_cast<std::size_t>(s)].push_back(of);
    }

  const auto contrast = [&](const model::Named& named, model::ExprId read) {
    OfContrast of{named.name, named.provenance.label, named.display.text, named.display.unit, factor_of(named.display), {}};
    const Column mean = plan.path_mean(plan.row(0, read));
    for (const Column exposure : exposures) of.by_hedge.push_back(plan.hedge(exposure, {{mean, 1.0}}, Rests::on_first_paths));
    contrasts_.push_back(std::move(of));
  };
  if (exposures.empty()) return;
  for (const auto& driver : baseline.drivers) contrast(driver.named, driver.read);
  for (const auto& series : baseline.series)
    if (!series.hidden && !series.parameter && !series.named.provenance.label.empty()) contrast(series.named, series.read);
}

void Hedges::answer(Answer& answer) const {
  const model::Model& baseline = variants_->baseline();
  for (int s = 0; s < variants_->num_structures; ++s) {
    StructureAnswer& out = answer.structures[static_cast<std::size_t>(s)];
    for (std::size_t h = 0; h < baseline.hedges.size(); ++h) {
      const OfHedge& of = structures_[static_cast<std::size_t>(s)][h];
      const model::Hedge& hedge = baseline.hedges[h];
      const model::Named& exposure = baseline.measures[static_cast<std::size_t>(hedge.exposure.value)].named;
      const model::Named& gain = baseline.measures[static_cast<std::size_t>(hedge.gain.value)].named;
      const double factor = factor_of(exposure.display);
      HedgeAnswer line;
      line.title = hedge.title;
      line.party = baseline.parties[static_cast<std::size_t>(hedge.party.value)].name;
      line.exposure = exposure.name;
      line.gain_measure = gain.name;
      line.unit = exposure.display.unit;
      line.numbers = numbers_of(of.whole->numbers(), factor);
      if (of.by_value != nullptr) line.by_value = numbers_of(of.by_value->numbers(), factor);
      const auto& pieces = variants_->pieces[static_cast<std::size_t>(s)];
      for (std::size_t k = 0; k < of.pieces.size(); ++k) {
        const std::string& name = variants_->all[static_cast<std::size_t>(pieces[k])].terms.title;
        line.pieces.push_back({name, name != "other terms", numbers_of(of.pieces[k]->numbers(), factor)});
      }
      if (of.left_over != nullptr) {
        const measure::HedgeNumbers rest = of.left_over->numbers();
        line.left_over_gain = written(rest.gain, factor);
        line.left_over_offset = written(rest.offset);
      }
      for (const OfContrast& contrast : contrasts_) {
        const measure::HedgeNumbers numbers = contrast.by_hedge[h]->numbers();
        if (numbers.why == measure::HedgeNumbers::Why::does_not_vary) break;
        line.bad_tenth.push_back({contrast.name, contrast.label, contrast.unit, written(numbers.gain, contrast.factor),
                                  written(numbers.gain_in_bad_tenth, contrast.factor), contrast.display,
                                  finite(numbers.gain_sd * std::abs(contrast.factor))});
      }
      out.hedges.push_back(std::move(line));
    }
    out.mutual = mutual_hedge(out, s == 0);
  }
}

MutualHedge mutual_hedge(const StructureAnswer& answer, bool baseline) {
  MutualHedge mutual;
  if (baseline) {
    mutual.why = "it is the baseline that the others are judged against";
    return mutual;
  }
  const auto title = [&](const std::string& party) {
    for (const PartyValue& value : answer.values)
      if (value.party == party) return value.title;
    return party;
  };
  std::vector<std::string> hedged, others, losers;
  for (const HedgeAnswer& hedge : answer.hedges) {
    if (hedge.numbers.verdict != Verdict::hedge || std::count(mutual.parties.begin(), mutual.parties.end(), hedge.party) > 0) continue;
    mutual.parties.push_back(hedge.party);
    hedged.push_back(title(hedge.party));
  }
  for (const HedgeAnswer& hedge : answer.hedges)
    if (std::count(mutual.parties.begin(), mutual.parties.end(), hedge.party) == 0 &&
        std::count(others.begin(), others.end(), title(hedge.party)) == 0)
      others.push_back(title(hedge.party));
  for (const PartyValue& value : answer.values)
    if (std::count(mutual.parties.begin(), mutual.parties.end(), value.party) > 0 && value.gain.value < -2 * value.gain.se &&
        value.gain.value < 0)
      losers.push_back(value.title);
  if (mutual.parties.size() < 2) {
    if (answer.hedges.empty()) {
      mutual.why = "the model names nothing to hedge";
    } else if (mutual.parties.empty()) {
      mutual.why = "nobody has a hedge in it";
    } else {
      mutual.why = others.empty() ? fmt::format("only {} has a hedge in it", hedged[0])
                                  : fmt::format("{} has a hedge in it; {} has none", hedged[0], fmt::join(others, " and "));
    }
    return mutual;
  }
  mutual.holds = losers.empty();
  mutual.why = mutual.holds ? fmt::format("{} each have a hedge in it, and neither is worth less for it beyond two standard errors",
                                          fmt::join(hedged, " and "))
                            : fmt::format("{} each have a hedge in it, but it costs {} more than it gives on average",
                                          fmt::join(hedged, " and "), fmt::join(losers, " and "));
  return mutual;
}

}  // namespace cf::study
