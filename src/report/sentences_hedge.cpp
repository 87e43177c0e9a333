#include <algorithm>
#include <cmath>

#include "report/sentences.hpp"
#include "report/verdict_word.hpp"

namespace cf::report {
namespace {

using study::Estimate;
using study::HedgeAnswer;
using study::HedgeNumbers;
using study::Verdict;

// Nothing but the rounding of sums.
bool nothing(const Estimate& x) { return std::abs(x.value) < 1e-7 && x.se < 1e-7; }

bool nothing_changes(const HedgeNumbers& n) { return nothing(n.offset) && nothing(n.net); }

// "of each dollar that chip business falls short in its worst tenth of futures"
std::string of_each_dollar(const Wording& words, const study::StructureAnswer& structure, const HedgeAnswer& hedge) {
  return "of each " + words.numbers().currency_word() + " that " + words.measure(structure, hedge.exposure) +
         " falls short in its worst tenth of futures";
}

// A piece counts when it moves the bad tenth by more than two cents and two standard errors.
bool counts(const study::Piece& piece) {
  return std::abs(piece.numbers.offset.value) > std::max(0.02, kErrorsShown * piece.numbers.offset.se);
}

// Pieces that give back (direction 1) or take (-1), the strongest first.
std::vector<const study::Piece*> pieces_that(const HedgeAnswer& hedge, double direction) {
  std::vector<const study::Piece*> found;
  for (const auto& piece : hedge.pieces)
    if (counts(piece) && piece.numbers.offset.value * direction > 0) found.push_back(&piece);
  std::stable_sort(found.begin(), found.end(), [](const study::Piece* a, const study::Piece* b) {
    return std::abs(a->numbers.offset.value) > std::abs(b->numbers.offset.value);
  });
  return found;
}

// A piece as a reader says it: "the stake", "the other terms".
std::string the(const study::Piece& piece) {
  std::string name = piece.name;
  std::replace(name.begin(), name.end(), '_', ' ');
  return "the " + name;
}

// What it does, in the number of its name: only the terms that are no contract are many.
std::string does(const study::Piece& piece, const std::string& one, const std::string& many) { return piece.contract ? one : many; }

// "the commitment gives back 3.5 ± 0.8 cents and the other terms 2.0 ± 1.1 cents"
std::string told(const std::vector<const study::Piece*>& pieces, const Wording& words, const std::string& one, const std::string& many) {
  std::vector<std::string> items;
  for (const study::Piece* piece : pieces) {
    const std::string verb = items.empty() ? " " + does(*piece, one, many) : "";
    items.push_back(the(*piece) + verb + " " + words.numbers().cents_with_error(without_sign(piece->numbers.offset)));
  }
  return joined_up_to(items, 3);
}

// "the stake undoes 16.2 of the 30.1 cents that the commitment gives back to Amazon.com"
std::string undoing(const Wording& words, const HedgeAnswer& hedge) {
  const auto helps = pieces_that(hedge, 1), hurts = pieces_that(hedge, -1);
  if (helps.empty() || hurts.empty()) return {};
  const Estimate given = helps[0]->numbers.offset, taken = without_sign(hurts[0]->numbers.offset);
  const std::string gives = the(*helps[0]) + " " + does(*helps[0], "gives", "give") + " back to " + words.party(hedge.party);
  const std::string undoes = the(*hurts[0]) + " " + does(*hurts[0], "undoes ", "undo ");
  if (taken.value >= given.value) return undoes + "all " + words.numbers().cents(given) + " that " + gives;
  return undoes + words.numbers().in_100(taken) + " of the " + words.numbers().cents(given) + " that " + gives;
}

// Who: the party, or the hedge's title as well where the party has several.
std::string whose(const Wording& words, const study::StructureAnswer& structure, const HedgeAnswer& hedge) {
  const auto same = [&](const HedgeAnswer& other) { return other.party == hedge.party; };
  const bool several = std::count_if(structure.hedges.begin(), structure.hedges.end(), same) > 1;
  return words.party(hedge.party) + (several ? " (" + hedge.title + ")" : "");
}

}  // namespace

std::string verdict_in_words(const HedgeNumbers& n) {
  if (n.verdict != Verdict::neither) return std::string(verdict_word(n.verdict));
  return nothing_changes(n) ? "no change" : sure(n.net) ? "neither" : "too close to call";
}

std::string verdict_sentence(const Wording& words, std::size_t index, const HedgeAnswer& hedge) {
  const auto& structure = words.answer().structures[index];
  const auto& text = words.numbers();
  const HedgeNumbers& n = hedge.numbers;
  const std::string party = words.party(hedge.party), name = words.structure(index);
  const std::string dollar = of_each_dollar(words, structure, hedge);
  if (n.verdict == Verdict::no_verdict) return sentence("No verdict for " + party + (n.why.empty() ? "" : ": " + n.why));
  if (index == 0) {
    const Kind kind = words.measure_kind(structure, hedge.exposure);
    return sentence("In " + name + ", " + words.measure(structure, hedge.exposure) + " comes to " + text.number(n.exposure, kind) +
                    " on average and to " + text.number(n.exposure_in_bad_tenth, kind) + " in its worst tenth of futures");
  }
  if (nothing_changes(n)) return sentence(name + " changes nothing for " + party + " here");
  switch (n.verdict) {
    case Verdict::hedge:
      return sentence(name + " is a hedge for " + party + ": " + dollar + ", it gives back " + text.cents_with_error(n.offset) +
                      " and adds " +
                      (sure(n.own_risk) ? text.cents_with_error(n.own_risk) + " of risk of its own" : "no risk of its own that shows"));
    case Verdict::double_bet:
      return sentence(name + " is a double bet for " + party + ": " + dollar + ", it takes another " +
                      text.cents_with_error(without_sign(n.offset)));
    case Verdict::side_bet:
      return sentence(name + " is a side bet for " + party + ": " + dollar + ", it " +
                      (n.offset.value < 0 && sure(n.offset) ? "takes " : "gives back ") + text.cents(without_sign(n.offset)) +
                      ", and it adds " + text.cents_with_error(n.own_risk) + " of risk of its own, so that the worst tenth ends " +
                      text.cents_with_error(without_sign(n.net)) + " further from the mean");
    case Verdict::neither:
      if (!sure(n.net))
        return sentence("Too close to call for " + party + ": " + dollar + ", " + name + " gives back " + text.cents_with_error(n.net) +
                        " net (± is larger than the effect)");
      return sentence(name + " is neither hedge nor bet for " + party + ": " + dollar + ", it gives back " + text.cents_with_error(n.net) +
                      " net, and less than " + text.cents({n.bar, 0}) + " is not counted");
    case Verdict::no_verdict: break;
  }
  return {};
}

std::string pieces_sentence(const Wording& words, const HedgeAnswer& hedge) {
  if (hedge.pieces.empty()) return {};
  const auto helps = pieces_that(hedge, 1), hurts = pieces_that(hedge, -1);
  if (helps.empty() && hurts.empty()) return "No piece of the deal alone gives back or takes more than 2 cents and its ±.";
  std::vector<std::string> parts;
  if (!helps.empty()) parts.push_back(told(helps, words, "gives back", "give back"));
  if (!hurts.empty()) parts.push_back(told(hurts, words, "takes", "take"));
  std::string said = "Alone, " + parts[0] + (parts.size() > 1 ? "; " + parts[1] : "");
  const Estimate left = hedge.left_over_offset;
  if (std::abs(left.value) > std::max(0.02, kErrorsShown * left.se))
    said += "; together they give back " + words.numbers().cents_with_error(without_sign(left)) + (left.value > 0 ? " more" : " less") +
            " than their sum";
  return sentence(said);
}

std::string bad_tenth_sentence(const Wording& words, const HedgeAnswer& hedge) {
  struct Shift {
    const study::Contrast* contrast;
    double size;
  };
  std::vector<Shift> shifts;
  for (const auto& c : hedge.bad_tenth) {
    const Estimate change{c.bad_tenth.value - c.all.value, std::hypot(c.all.se, c.bad_tenth.se)};
    if (sure(change) && c.sd > 0) shifts.push_back({&c, std::abs(change.value) / c.sd});
  }
  std::stable_sort(shifts.begin(), shifts.end(), [](const Shift& a, const Shift& b) { return a.size > b.size; });
  if (shifts.size() > 2) shifts.resize(2);
  std::vector<std::string> items;
  for (const Shift& shift : shifts) {
    const study::Contrast& c = *shift.contrast;
    const Kind kind{c.unit, c.display};
    items.push_back(in_sentence(c.label.empty() ? c.name : c.label) + " " + words.numbers().number(c.bad_tenth, kind) + " (in all " +
                    words.numbers().without_unit(c.all, kind) + ")");
  }
  if (items.empty()) return {};
  return sentence("In the worst tenth of futures: " + joined(items));
}

std::string turns_sentence(const Wording& words, std::size_t index, const HedgeAnswer& hedge) {
  const HedgeNumbers& n = hedge.numbers;
  if (index == 0 || n.verdict == Verdict::no_verdict || nothing_changes(n)) return {};
  if (hedge.turns.empty()) return "No single input turns this verdict anywhere in its range.";
  std::vector<std::string> items;
  for (const auto& turn : hedge.turns) {
    const std::string into =
        turn.verdict == Verdict::neither ? "to neither hedge nor bet" : "into a " + std::string(verdict_word(turn.verdict));
    items.push_back(into + " where " + in_sentence(turn.label.empty() ? turn.input : turn.label) + " is " +
                    (turn.below ? "below " : "above ") + words.numbers().with_error(turn.at, {turn.unit, turn.display}));
  }
  return sentence(possessive(words.party(hedge.party)) + " verdict turns " + joined(items));
}

std::string hedges_sentence(const Wording& words, std::size_t index) {
  const auto& structure = words.answer().structures[index];
  if (structure.hedges.empty()) return "The model names nothing to hedge.";
  if (index == 0) return words.baseline() + " is what the others are judged against.";
  std::vector<std::string> items;
  for (const HedgeAnswer& hedge : structure.hedges) {
    const HedgeNumbers& n = hedge.numbers;
    const std::string who = "for " + whose(words, structure, hedge) + " ";
    switch (n.verdict) {
      case Verdict::hedge: items.push_back(who + "a hedge (" + words.numbers().cents_with_error(n.offset) + " given back)"); break;
      case Verdict::double_bet:
        items.push_back(who + "a double bet (" + words.numbers().cents_with_error(without_sign(n.offset)) + " more lost)");
        break;
      case Verdict::side_bet: items.push_back(who + "a side bet (" + words.numbers().cents_with_error(n.net) + " net)"); break;
      case Verdict::neither: items.push_back(who + (sure(n.net) ? "neither hedge nor bet" : verdict_in_words(n))); break;
      case Verdict::no_verdict: items.push_back(who + "no verdict"); break;
    }
  }
  std::string said = sentence(with_capital(joined(items)));
  if (structure.mutual.holds) return said + " That makes it a mutual hedge.";
  if (!structure.mutual.why.empty()) said += " " + sentence("It is no mutual hedge: " + structure.mutual.why);
  return said;
}

std::string hedges_headline(const Wording& words, std::size_t index) {
  const auto& structure = words.answer().structures[index];
  const auto& text = words.numbers();
  if (structure.hedges.empty() || index == 0) return {};
  const std::string name = words.structure(index);
  std::vector<std::string> hedged, doubled, sided, open, little;
  std::vector<std::string> given_back;
  std::string undone;
  for (const HedgeAnswer& hedge : structure.hedges) {
    const HedgeNumbers& n = hedge.numbers;
    const std::string who = whose(words, structure, hedge);
    switch (n.verdict) {
      case Verdict::hedge:
        hedged.push_back(who);
        given_back.push_back(who + " " + text.cents(n.offset));
        break;
      case Verdict::double_bet: doubled.push_back(who); break;
      case Verdict::side_bet: sided.push_back(who); break;
      case Verdict::neither: (nothing_changes(n) || sure(n.net) ? little : open).push_back(who); break;
      case Verdict::no_verdict: break;
    }
    if (undone.empty()) undone = undoing(words, hedge);
  }
  if (structure.mutual.holds)
    return sentence(name + " is a mutual hedge: of each " + text.currency_word() + " lost in a worst tenth of futures it gives back to " +
                    joined(given_back) + (undone.empty() ? "" : "; " + undone));
  std::vector<std::string> said;
  if (!hedged.empty()) said.push_back("hedges " + joined(hedged));
  if (!doubled.empty()) said.push_back("is a double bet for " + joined(doubled));
  if (!sided.empty()) said.push_back("is a side bet for " + joined(sided));
  if (!open.empty()) said.push_back("is too close to call for " + joined(open));
  if (!little.empty()) said.push_back("is neither hedge nor bet for " + joined(little));
  if (said.empty()) return {};
  std::string all = said[0];
  for (std::size_t i = 1; i < said.size(); ++i)
    all += (i == 1 && !hedged.empty() ? ", but " : i + 1 == said.size() ? " and " : ", ") + said[i];
  return sentence(name + " " + all + (undone.empty() ? "" : "; " + undone));
}

}  // namespace cf::report
