#include "study/warnings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace cf::study {

namespace {

std::string title_of(const Answer& answer, const std::string& party) {
  for (const auto& p : answer.model.parties)
    if (p.name == party) return p.title;
  return party;
}

bool clear(const Estimate& estimate) { return estimate.value > 2 * estimate.se && estimate.value > 0; }

// A hedge is against something: if no scenario hurts the party without the deal, there is nothing to cover.
void warn_of_unhurt_parties(Answer& answer) {
  const StructureAnswer& baseline = answer.structures.front();
  if (baseline.scenarios.empty()) return;
  std::set<std::string> parties;
  for (const HedgeAnswer& hedge : baseline.hedges) parties.insert(hedge.party);
  for (const std::string& party : parties) {
    bool hurt = false;
    for (const ScenarioAnswer& scenario : baseline.scenarios)
      for (const ScenarioCost& cost : scenario.parties) hurt |= cost.party == party && clear(cost.without);
    if (!hurt)
      answer.warnings.push_back(fmt::format(
          "no scenario costs {} anything without the deal, so none of them shows what the deal would cover", title_of(answer, party)));
  }
}

void warn_of_no_defaults(Answer& answer) {
  std::set<std::string> parties;
  for (const StructureAnswer& structure : answer.structures)
    for (const DefaultAnswer& line : structure.defaults) parties.insert(line.party);
  for (const std::string& party : parties) {
    bool any = false;
    double upper = 0;
    for (const StructureAnswer& structure : answer.structures)
      for (const DefaultAnswer& line : structure.defaults)
        if (line.party == party) any |= line.chance.value > 0, upper = line.upper95;
    if (!any)
      answer.warnings.push_back(
          fmt::format("{} defaults in none of {} futures in any structure: the chance is below {:.2g}% with 95% confidence",
                      title_of(answer, party), answer.paths, 100 * upper));
  }
}

void warn_of_close_calls(Answer& answer) {
  for (std::size_t s = 1; s < answer.structures.size(); ++s) {
    std::vector<std::string> close;
    for (const PartyValue& value : answer.structures[s].values)
      if (value.gain.se > 0 && std::abs(value.gain.value) < 2 * value.gain.se) close.push_back(value.title);
    if (!close.empty())
      answer.warnings.push_back(fmt::format("between '{}' and '{}' it is too close to call for {}: the error is larger than the difference",
                                            answer.structures[s].name, answer.structures.front().name, fmt::join(close, ", ")));
  }
}

// A check that only warns: once, with the structures in which it does not hold.
void warn_of_checks(Answer& answer) {
  std::map<std::string, std::vector<std::string>> structures;
  for (const StructureAnswer& structure : answer.structures)
    for (const CheckAnswer& check : structure.checks)
      if (check.warns && !check.ok) structures[check.title].push_back(fmt::format("'{}'", structure.name));
  for (const auto& [title, names] : structures)
    answer.warnings.push_back(fmt::format("'{}' does not hold in {}", title, fmt::join(names, ", ")));
}

}  // namespace

void add_warnings(Answer& answer) {
  if (answer.structures.empty()) return;
  if (answer.paths < answer.paths_asked)
    answer.warnings.push_back(
        fmt::format("interrupted: the numbers rest on {} futures of the {} asked for", answer.paths, answer.paths_asked));
  warn_of_checks(answer);
  warn_of_unhurt_parties(answer);
  warn_of_no_defaults(answer);
  warn_of_close_calls(answer);
}

}  // namespace cf::study
