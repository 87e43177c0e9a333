// The findings put together, and those that are about the whole.
#include "report/findings.hpp"

#include <algorithm>

#include "report/sentences.hpp"

namespace cf::report {
namespace {

using study::StructureAnswer;
using study::Verdict;

// A word that a shell reads as one: as it stands, or in single quotes.
std::string shell_word(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '_' || c == '-';
  });
  if (plain && text[0] != '-') return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// The structure that has most to say: a mutual hedge, else the most hedges, else the one that moves most; the first of equals.
std::size_t focus(const study::Answer& answer) {
  std::size_t best = 0;
  std::vector<int> best_rank;
  for (std::size_t s = 1; s < answer.structures.size(); ++s) {
    const StructureAnswer& structure = answer.structures[s];
    int hedges = 0, others = 0, moved = 0;
    for (const auto& hedge : structure.hedges) {
      hedges += hedge.numbers.verdict == Verdict::hedge;
      others += hedge.numbers.verdict == Verdict::double_bet || hedge.numbers.verdict == Verdict::side_bet;
    }
    for (const auto& value : structure.values) moved += sure(value.gain);
    const std::vector<int> rank{structure.mutual.holds, hedges, others, moved};
    if (best == 0 || rank > best_rank) {
      best = s;
      best_rank = rank;
    }
  }
  return best;
}

std::string headline(const Wording& words, std::size_t index) {
  const study::Answer& answer = words.answer();
  const StructureAnswer& structure = answer.structures[index];
  if (std::string hedged = hedges_headline(words, index); !hedged.empty()) return hedged;
  if (!structure.values.empty()) return worth_sentence(words, index);
  if (structure.measures.empty()) return "The model measures nothing.";
  const auto& m = structure.measures[0];
  return sentence(with_capital(m.label.empty() ? m.name : m.label) + " is " +
                  words.numbers().with_error(m.summary.mean, {m.summary.unit, m.display}) + " on average" + words.in_structure(index));
}

std::string deal(const Wording& words) {
  const auto& model = words.answer().model;
  const std::string step = model.step_months == 1 ? "month" : model.step_months == 3 ? "quarter" : "year";
  std::vector<std::string> said;
  if (!model.parties.empty()) said.push_back(counted(model.parties.size(), "party", "parties"));
  if (!model.contracts.empty()) said.push_back(counted(model.contracts.size(), "contract", "contracts"));
  said.push_back(counted(static_cast<std::uint64_t>(model.num_steps), step, step + "s") + " from " + model.dates.front());
  std::string all;
  for (const std::string& item : said) all += (all.empty() ? "" : ", ") + item;
  return sentence((model.title.empty() ? "A model" : model.title) + ": " + all);
}

std::string sources(const Wording& words) {
  const auto& model = words.answer().model;
  const auto count = [](int n) { return static_cast<std::uint64_t>(std::max(0, n)); };
  std::string said = "Of the model's numbers " + counted(count(model.num_facts), "is a fact", "are facts") + " with a source, " +
                     counted(count(model.num_guesses), "is a guess", "are guesses") + " and " +
                     counted(count(model.num_unsourced), "has", "have") + " neither source nor reason";
  return sentence(said);
}

std::string limits(const Wording& words) {
  const auto& model = words.answer().model;
  if (model.limits.empty()) return "The model states no limits of its own; its guesses are still guesses.";
  return sentence("The model states " + counted(model.limits.size(), "limit", "limits") + " of its own, and leans on " +
                  counted(static_cast<std::uint64_t>(std::max(0, model.num_guesses)), "guess", "guesses"));
}

std::string repeat(const study::Answer& answer) {
  return "counterflow run " + shell_word(answer.model.file) + " --paths " + std::to_string(answer.paths) + " --seed " +
         std::to_string(answer.seed) + (answer.random == "philox" ? " --random philox" : "");
}

std::string next(const Wording& words) {
  const study::Answer& answer = words.answer();
  const std::string file = shell_word(answer.model.file);
  const StructureAnswer& shown = answer.structures[focus(answer)];
  for (std::size_t s = 0; s < answer.structures.size(); ++s)
    for (const auto& check : answer.structures[s].checks)
      if (!check.ok) return "Next: mend what makes the check " + quoted(check.title) + " fail.";
  if (answer.paths < answer.paths_asked) return "Next: run it to its end, for smaller errors.";
  bool open = false;
  for (const auto& structure : answer.structures)
    for (const auto& hedge : structure.hedges)
      open = open || (hedge.numbers.verdict == Verdict::neither && !sure(hedge.numbers.net) && hedge.numbers.net.se > 0);
  if (open) return "Next, for smaller errors: counterflow run " + file + " --paths " + std::to_string(answer.paths * 4);
  if (!shown.measures.empty()) {
    const std::string measure = shown.hedges.empty() ? shown.measures[0].name : shown.hedges[0].exposure;
    return "Next, to see what stands behind a number: counterflow explain " + file + " " + shell_word(measure);
  }
  return "Next, for all the tables: counterflow run " + file + " --csv tables";
}

}  // namespace

Findings find(const study::Answer& answer) {
  Findings found;
  if (answer.structures.empty() || answer.model.dates.empty()) return found;
  const Wording words(answer);
  const std::size_t chosen = focus(answer);
  found.focus = answer.structures[chosen].name;
  found.headline = headline(words, chosen);
  found.deal = deal(words);
  found.better = better_sentence(words);
  found.sources = sources(words);
  found.limits = limits(words);
  found.repeat = repeat(answer);
  found.next = next(words);
  for (std::size_t s = 0; s < answer.structures.size(); ++s) {
    StructureFindings f;
    f.name = answer.structures[s].name;
    f.headline = headline(words, s);
    f.worth = worth_sentence(words, s);
    f.range = range_sentence(words, s);
    f.hedge = hedges_sentence(words, s);
    for (const auto& hedge : answer.structures[s].hedges)
      f.hedges.push_back({hedge.title, verdict_sentence(words, s, hedge), pieces_sentence(words, hedge), bad_tenth_sentence(words, hedge),
                          turns_sentence(words, s, hedge)});
    f.scenarios = scenarios_sentence(words, s);
    for (const auto& scenario : answer.structures[s].scenarios)
      f.by_scenario.push_back({scenario.scenario, scenario_sentence(words, s, scenario)});
    f.round_trip = round_trip_sentence(words, s);
    f.defaults = defaults_sentence(words, s);
    f.dependence = dependence_sentence(words, s);
    f.what_matters = what_matters_sentence(words, s);
    f.waterfall = waterfall_sentence(words, s);
    f.checks = checks_sentence(words, s);
    found.structures.push_back(std::move(f));
  }
  return found;
}

}  // namespace cf::report
