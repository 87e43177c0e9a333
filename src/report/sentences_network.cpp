#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>

#include "report/sentences.hpp"

namespace cf::report {
namespace {

using study::Estimate;
using study::RoundTrip;
using study::StructureAnswer;

// The middle of a payment in time, in calendar years.
double middle_year(const std::vector<Estimate>& by_year, const std::vector<int>& years) {
  double sum = 0, weighted = 0;
  for (std::size_t i = 0; i < std::min(by_year.size(), years.size()); ++i) {
    sum += by_year[i].value;
    weighted += by_year[i].value * years[i];
  }
  return sum > 0 ? weighted / sum : 0;
}

// The year by the end of which half of it has been paid; 0 where nothing is.
int half_by(const std::vector<Estimate>& by_year, const std::vector<int>& years) {
  const double all = std::accumulate(by_year.begin(), by_year.end(), 0.0, [](double sum, const Estimate& e) { return sum + e.value; });
  double so_far = 0;
  for (std::size_t i = 0; i < std::min(by_year.size(), years.size()) && all > 0; ++i) {
    so_far += by_year[i].value;
    if (so_far >= all / 2) return years[i];
  }
  return 0;
}

std::string percent(const Wording& words, double part) {
  return words.numbers().number({std::round(part * 100) / 100, 0}, {"", "%"});
}   // whole ones

}  // namespace

Estimate traced_part(const RoundTrip& trip) {
  const double put_in = trip.put_in.value;
  if (!(put_in > 0)) return {};
  const double part = trip.traced.value / put_in;
  return {part, std::hypot(trip.traced.se, part * trip.put_in.se) / put_in};
}

std::vector<const RoundTrip*> trips_in_order(const StructureAnswer& structure) {
  std::vector<const RoundTrip*> trips;
  for (const RoundTrip& trip : structure.round_trips)
    if (trip.put_in.value > 0 && sure(trip.put_in)) trips.push_back(&trip);
  std::vector<int> positions(64);
  std::iota(positions.begin(), positions.end(), 0);
  std::stable_sort(trips.begin(), trips.end(), [&](const RoundTrip* a, const RoundTrip* b) {
    const bool returns_a = a->came_back.value > 0, returns_b = b->came_back.value > 0;
    if (returns_a != returns_b) return returns_a;
    const double when_a = middle_year(a->put_in_by_year, positions), when_b = middle_year(b->put_in_by_year, positions);
    if (when_a != when_b) return when_a < when_b;
    return a->put_in.value > b->put_in.value;
  });
  return trips;
}

std::string round_trip_sentence(const Wording& words, std::size_t index) {
  const StructureAnswer& structure = words.answer().structures[index];
  const auto trips = trips_in_order(structure);
  if (trips.empty() || !(trips[0]->came_back.value > 0)) return "Nobody is paid back by whom it pays.";
  const RoundTrip& trip = *trips[0];
  const std::string from = words.party(trip.from), to = words.party(trip.to);
  std::string said;
  if (!std::isfinite(trip.traced.value)) {
    said = "How much of what " + from + " puts into " + to + " comes back is not known";
  } else if (!sure(trip.traced)) {
    said = "None of what " + from + " puts into " + to + " is traced back to it";
  } else {
    said = "Of each " + words.numbers().currency_word() + " that " + from + " puts into " + to + ", " +
           words.numbers().cents(traced_part(trip)) + " come back";
    const auto& kinds = trip.traced_by_kind;
    const auto most =
        std::max_element(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) { return a.amount.value < b.amount.value; });
    if (most != kinds.end() && !most->kind.empty()) {
      const double part = most->amount.value / trip.traced.value;
      said += part > 0.995 ? ", all as " + most->kind : part > 0.5 ? ", most of it as " + most->kind : "";
    }
    const int year = half_by(trip.traced_by_year, words.answer().model.years);
    if (year > 0) said += " (traced; half of it by " + std::to_string(year) + ")";
  }
  if (index > 0) {
    if (sure(trip.caused))
      said += "; " + to + " pays it " + words.numbers().with_error(without_sign(trip.caused), words.money()) +
              (trip.caused.value > 0 ? " more" : " less") + " than in " + words.baseline() + " (caused)";
    else
      said += "; whether " + to + " pays it more than in " + words.baseline() + " is too close to call";
  }
  return sentence(said);
}

namespace {

// A party in a scenario: of all given, where the deal changes most beyond doubt; in the baseline, where most is lost.
struct ScenarioEffect {
  const study::ScenarioAnswer* scenario = nullptr;
  const study::ScenarioCost* cost = nullptr;
};

void take_larger(ScenarioEffect& largest, const study::ScenarioAnswer& scenario, bool baseline) {
  for (const auto& cost : scenario.parties) {
    const Estimate& effect = baseline ? cost.without : cost.covered;
    if (!sure(effect) || (baseline && effect.value < 0)) continue;
    const Estimate best = !largest.cost ? Estimate{} : baseline ? largest.cost->without : largest.cost->covered;
    if (!largest.cost || std::abs(effect.value) > std::abs(best.value)) largest = {&scenario, &cost};
  }
}

std::string effect_sentence(const Wording& words, std::size_t index, const ScenarioEffect& effect, std::string_view costs) {
  const auto money = [&](const Estimate& x) { return words.numbers().number(x, words.money()); };
  const study::ScenarioCost& cost = *effect.cost;
  const std::string who = words.party(cost.party);
  if (index == 0)
    return sentence(quoted(effect.scenario->scenario) + std::string(costs) + words.numbers().with_error(cost.without, words.money()) +
                    " to " + who);
  const std::string change = words.numbers().with_error(without_sign(cost.covered), words.money());
  return sentence(quoted(effect.scenario->scenario) + " costs " + who + " " + money(cost.without) + " in " + words.baseline() + " and " +
                  money(cost.with) + " in " + words.structure(index) + ": " + change +
                  (cost.covered.value > 0 ? " of the loss is covered" : " is added to the loss"));
}

}  // namespace

std::string scenarios_sentence(const Wording& words, std::size_t index) {
  const StructureAnswer& structure = words.answer().structures[index];
  if (structure.scenarios.empty()) return {};
  ScenarioEffect largest;
  for (const auto& scenario : structure.scenarios) take_larger(largest, scenario, index == 0);
  if (largest.cost) return effect_sentence(words, index, largest, " costs most: ");
  if (index == 0) return "No scenario costs anybody anything in " + words.baseline() + ": there is nothing to hedge.";
  return "No scenario's cost is changed by more than its ±.";
}

std::string scenario_sentence(const Wording& words, std::size_t index, const study::ScenarioAnswer& scenario) {
  ScenarioEffect largest;
  take_larger(largest, scenario, index == 0);
  if (largest.cost) return effect_sentence(words, index, largest, " costs ");
  if (index == 0) return quoted(scenario.scenario) + " costs nobody anything in " + words.baseline() + ".";
  return "What " + quoted(scenario.scenario) + " costs is changed by no more than its ±.";
}

std::string defaults_sentence(const Wording& words, std::size_t index) {
  const study::Answer& answer = words.answer();
  const StructureAnswer& structure = answer.structures[index];
  if (structure.defaults.empty()) return "Nobody in this model can run out of money.";
  std::vector<std::string> items;
  double upper = 0;
  for (const auto& d : structure.defaults) {
    if (!std::isfinite(d.chance.value)) {
      items.push_back("In how many futures " + words.party(d.party) + " cannot pay is not known");
      continue;
    }
    if (d.chance.value <= 0) {
      upper = std::max(upper, d.upper95);
      continue;
    }
    std::string said = words.party(d.party) + " cannot pay in " + words.numbers().in_100(d.chance) + " of 100 futures";
    if (index > 0) {
      for (const auto& before : answer.structures[0].defaults)
        if (before.party == d.party) said += " (" + words.numbers().in_100(before.chance) + " in " + words.baseline() + ")";
      if (d.saved.value > 0 || d.sunk.value > 0)
        said += "; it is saved in " + words.numbers().in_100(d.saved) + " and sunk in " + words.numbers().in_100(d.sunk) + " of 100";
    }
    const auto worst =
        std::max_element(d.by_year.begin(), d.by_year.end(), [](const Estimate& a, const Estimate& b) { return a.value < b.value; });
    const auto year = static_cast<std::size_t>(worst - d.by_year.begin());
    if (worst != d.by_year.end() && worst->value > 0 && d.by_year.size() > 1 && year < answer.model.years.size())
      said += ", most often in " + std::to_string(answer.model.years[year]);
    items.push_back(said);
  }
  if (items.empty())
    return sentence("In none of " + counted(answer.paths, "future", "futures") + " does anybody run out of money" +
                    (upper > 0 ? " (with 95% confidence: in fewer than " + words.numbers().in_100({upper, 0}) + " of 100)" : ""));
  std::string all;
  for (std::size_t i = 0; i < std::min<std::size_t>(items.size(), 3); ++i) all += (i ? ". " : "") + items[i];
  if (items.size() > 3) all += ". " + std::to_string(items.size() - 3) + " more cannot always pay";
  return sentence(all);
}

std::string dependence_sentence(const Wording& words, std::size_t index) {
  const study::Answer& answer = words.answer();
  const auto& years = answer.model.years;
  for (const char* what : {"supply", "receipts", "spend"})
    for (const auto& d : answer.structures[index].dependence) {
      if (d.what != what || d.shares.empty() || years.empty()) continue;
      const std::size_t last = std::min(years.size(), d.shares[0].by_year.size());
      if (last == 0) continue;
      const auto in_year = [&](const study::Dependence::Share& share, std::size_t year) {
        return year < share.by_year.size() ? share.by_year[year] : 0.0;
      };
      const study::Dependence::Share* largest = &d.shares[0];
      for (const auto& share : d.shares)
        if (in_year(share, last - 1) > in_year(*largest, last - 1)) largest = &share;
      const std::string of = largest->of == "world" ? "those outside the model" : words.party(largest->of);
      const std::string verb = d.what == "supply"     ? (largest->of == "world" ? " serve " : " serves ")
                               : d.what == "receipts" ? (largest->of == "world" ? " pay " : " pays ")
                                                      : (largest->of == "world" ? " get " : " gets ");
      const std::string thing = d.what == "supply"     ? d.dispatch
                                : d.what == "receipts" ? "receipts" + (d.kind.empty() ? "" : " for " + d.kind)
                                                       : "spending" + (d.kind.empty() ? "" : " on " + d.kind);
      std::string said = "Of " + possessive(words.party(d.party)) + " " + thing + ", " + of + verb + percent(words, in_year(*largest, 0)) +
                         " in " + std::to_string(years[0]);
      if (last > 1) said += " and " + percent(words, in_year(*largest, last - 1)) + " in " + std::to_string(years[last - 1]);
      return sentence(said);
    }
  return {};
}

std::string what_matters_sentence(const Wording& words, std::size_t index) {
  const StructureAnswer& structure = words.answer().structures[index];
  const study::WhatMatters* chosen = nullptr;
  const auto rank = [&](const study::WhatMatters& w) {
    if (w.inputs.empty()) return 3;
    const bool of_gain = w.measure.size() > 5 && w.measure.ends_with(".gain");
    const bool hedger = !structure.hedges.empty() && w.measure == structure.hedges[0].party + (index > 0 ? ".gain" : ".value");
    return hedger ? 0 : of_gain && index > 0 ? 1 : 2;
  };
  // Of those whose first input is beyond doubt, if there are any.
  const auto doubtful = [](const study::WhatMatters& w) { return w.inputs.empty() || !sure(w.inputs[0].first_order); };
  for (const auto& w : structure.what_matters)
    if (!chosen || std::pair(doubtful(w), rank(w)) < std::pair(doubtful(*chosen), rank(*chosen))) chosen = &w;
  if (!chosen || chosen->inputs.empty()) return {};
  const study::Influence& top = chosen->inputs[0];
  const std::string measure = words.measure(structure, chosen->measure);
  if (!sure(top.first_order)) return sentence("No single input carries more of the spread of " + measure + " than its ±");
  const Kind kind = words.measure_kind(structure, chosen->measure);
  return sentence("What " + measure + " hangs on most: " + in_sentence(top.label.empty() ? top.input : top.label) + ". " +
                  words.numbers().with_error(top.first_order, {"", "%"}) + " of the variance goes with it alone; in its lowest tenth " +
                  measure + " is " + words.numbers().number(top.low, kind) + ", in its highest " + words.numbers().number(top.high, kind));
}

std::string checks_sentence(const Wording& words, std::size_t index) {
  const auto& checks = words.answer().structures[index].checks;
  if (checks.empty()) return {};
  std::vector<std::string> failed;
  for (const auto& check : checks)
    if (!check.ok && !check.warns) failed.push_back(quoted(check.title));
  const bool all = std::all_of(checks.begin(), checks.end(), [](const auto& check) { return check.ok; });
  if (failed.empty() && !all) return "No check of the model fails; one warns.";
  if (failed.empty())
    return checks.size() == 1   ? "The model's check holds."
           : checks.size() == 2 ? "Both checks of the model hold."
                                : "All " + std::to_string(checks.size()) + " checks of the model hold.";
  return sentence(std::to_string(failed.size()) + " of " + counted(checks.size(), "check", "checks") + " of the model " +
                  (failed.size() == 1 ? "fails: " : "fail: ") + joined_up_to(failed, 3));
}

}  // namespace cf::report
