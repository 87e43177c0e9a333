#include <algorithm>
#include <cmath>

#include "report/sentences.hpp"

namespace cf::report {
namespace {

using study::Estimate;
using study::PartyValue;

constexpr std::size_t kMostParties = 4;   // named in one sentence

std::string more_or_less(const Wording& words, const PartyValue& v) {
  return words.numbers().with_error(without_sign(v.gain), words.money()) + (v.gain.value > 0 ? " more to " : " less to ") +
         words.party(v.party);
}

std::string nine_in_ten(const Wording& words, const PartyValue& v) {
  return words.numbers().range(v.value.q05, v.value.q95, words.money());
}

// The structure in which the party gains most, and whether that is beyond doubt against the next best.
struct Best {
  std::size_t structure = 0;
  Estimate gain;
  bool clear = true;
  std::size_t rival = 0;
};

Best best_for(const study::Answer& answer, std::size_t party) {
  Best best;
  for (std::size_t s = 1; s < answer.structures.size(); ++s) {
    const Estimate gain = answer.structures[s].values[party].gain;
    if (gain.value > best.gain.value) best = {s, gain, true, 0};
  }
  double nearest = 0;
  bool found = false;
  for (std::size_t s = 0; s < answer.structures.size(); ++s) {
    if (s == best.structure) continue;
    const Estimate gain = answer.structures[s].values[party].gain;     // in the baseline exactly 0
    const double lead = best.gain.value - gain.value;
    // The two gains stand on the same futures; their errors added is never less than the error of the difference.
    if (lead <= kErrorsShown * (best.gain.se + gain.se) && (!found || lead < nearest)) {
      best.clear = false;
      best.rival = s;
      nearest = lead;
      found = true;
    }
  }
  return best;
}

}  // namespace

std::string worth_sentence(const Wording& words, std::size_t index) {
  const auto& structure = words.answer().structures[index];
  if (structure.values.empty()) return {};
  if (index == 0) {
    std::vector<std::string> items;
    for (const PartyValue& v : structure.values)
      items.push_back(words.party(v.party) + " " + words.numbers().number(v.value.mean, words.money()));
    return sentence("Worth today" + words.in_structure(0) + ", on average: " + joined_up_to(items, kMostParties));
  }
  std::vector<std::string> changed, open, same;
  for (const PartyValue& v : structure.values) {
    if (sure(v.gain))
      changed.push_back(more_or_less(words, v));
    else if (v.gain.value == 0 && v.gain.se == 0)
      same.push_back(words.party(v.party));
    else
      open.push_back(words.party(v.party) + " (" + words.numbers().with_error(v.gain, words.money()) + ")");
  }
  std::vector<std::string> said;
  const std::string against = "Against " + words.baseline() + ", " + words.structure(index) + " ";
  if (!changed.empty()) said.push_back("is worth " + joined_up_to(changed, kMostParties));
  if (!open.empty()) said.push_back("is too close to call for " + joined_up_to(open, kMostParties));
  if (!same.empty()) said.push_back("makes no difference to " + joined_up_to(same, kMostParties));
  std::string all;
  for (std::size_t i = 0; i < said.size(); ++i) all += (i == 0 ? "" : "; it ") + said[i];
  return sentence(against + all);
}

std::string range_sentence(const Wording& words, std::size_t index) {
  const auto& structure = words.answer().structures[index];
  std::vector<std::string> items;
  for (const PartyValue& v : structure.values)
    items.push_back(words.party(v.party) + " " + nine_in_ten(words, v) + ", the middle " +
                    words.numbers().number(v.value.q50, words.money()));
  if (items.empty()) return {};
  std::string all = items[0];
  const std::size_t most = std::min(items.size(), kMostParties);
  for (std::size_t i = 1; i < most; ++i) all += "; " + items[i];
  if (items.size() > most) all += "; " + std::to_string(items.size() - most) + " more";
  return sentence("Worth today in 9 of 10 futures: " + all);
}

std::string waterfall_sentence(const Wording& words, std::size_t index) {
  const auto& structure = words.answer().structures[index];
  if (index == 0) return {};
  // The first party with a hedge in the model, else the one with the largest sure gain or loss.
  const PartyValue* chosen = nullptr;
  for (const PartyValue& v : structure.values) {
    const bool hedges = !structure.hedges.empty() && structure.hedges[0].party == v.party;
    if (hedges) {
      chosen = &v;
      break;
    }
    if (sure(v.gain) && (!chosen || std::abs(v.gain.value) > std::abs(chosen->gain.value))) chosen = &v;
  }
  if (!chosen) return {};
  struct Group {
    std::string name;
    std::vector<Estimate> changes;
  };
  std::vector<Group> groups;
  for (const auto& part : chosen->parts) {
    const std::string name = part.kind.empty() ? part.form : part.kind;
    auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.name == name; });
    if (found == groups.end()) found = groups.insert(groups.end(), Group{name, {}});
    found->changes.push_back(part.change);
  }
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return std::abs(careful_sum(a.changes).value) > std::abs(careful_sum(b.changes).value);
  });
  std::vector<std::string> items;
  for (const Group& group : groups) {
    const Estimate sum = careful_sum(group.changes);
    if (sure(sum) && items.size() < 4) items.push_back(group.name + " " + words.numbers().difference(sum, words.money()));
  }
  if (items.empty()) return {};
  return sentence(possessive(words.party(chosen->party)) + " gain of " + words.numbers().with_error(chosen->gain, words.money()) +
                  " is made of " + joined(items) + (groups.size() > items.size() ? ", and smaller parts" : ""));
}

std::string better_sentence(const Wording& words) {
  const study::Answer& answer = words.answer();
  if (answer.structures.size() < 2) return {};
  const auto& parties = answer.structures[0].values;
  for (const auto& structure : answer.structures)
    if (structure.values.size() != parties.size()) return {};
  std::vector<std::string> items, same;
  for (std::size_t p = 0; p < parties.size(); ++p) {
    bool moves = false;
    for (const auto& structure : answer.structures)
      moves = moves || structure.values[p].gain.value != 0 || structure.values[p].gain.se != 0;
    const std::string who = words.party(parties[p].party);
    if (!moves) {
      same.push_back(who);
      continue;
    }
    const Best best = best_for(answer, p);
    if (!best.clear)
      items.push_back("for " + who + " too close to call between " + words.structure(best.structure) + " and " +
                      words.structure(best.rival));
    else if (best.structure == 0)
      items.push_back("for " + who + " nothing beats " + words.baseline());
    else
      items.push_back("for " + who + " " + words.structure(best.structure) + " is best (" +
                      words.numbers().difference_with_error(best.gain, words.money()) + ")");
  }
  if (items.empty()) return "No structure makes a difference to anybody.";
  std::string all = sentence(with_capital(joined_up_to(items, kMostParties)));
  // A structure in which everybody whom it moves gains beyond doubt.
  std::vector<std::string> good_for_all;
  bool anybody_gains = false;
  for (std::size_t s = 1; s < answer.structures.size(); ++s) {
    bool nobody_loses = true, somebody_gains = false;
    for (const PartyValue& v : answer.structures[s].values) {
      nobody_loses = nobody_loses && !(v.gain.value < 0 && sure(v.gain));
      somebody_gains = somebody_gains || (v.gain.value > 0 && sure(v.gain));
    }
    anybody_gains = anybody_gains || somebody_gains;
    if (nobody_loses && somebody_gains) good_for_all.push_back(words.structure(s));
  }
  if (!anybody_gains) return all + " Nobody's gain is larger than its ±.";
  if (good_for_all.empty()) return all + " In every structure that is worth more to somebody, somebody else is worse off.";
  return all + " " + sentence("Nobody is proven worse off in " + joined_up_to(good_for_all, 3));
}

}  // namespace cf::report
