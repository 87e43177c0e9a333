// The rules behind findings.hpp, one function a finding, each on the structure with the given index. A rule says a direction
// only where the effect is larger than its ± (two standard errors); else it says that it is too close to call.
#pragma once
#include <string>
#include <vector>

#include "report/wording.hpp"

namespace cf::report {

// Hedge or bet (sentences_hedge.cpp).
// "hedge", "too close to call", "no change", … : the verdict, and of `neither` which kind of it.
std::string verdict_in_words(const study::HedgeNumbers& numbers);
std::string verdict_sentence(const Wording& words, std::size_t structure, const study::HedgeAnswer& hedge);
std::string pieces_sentence(const Wording& words, const study::HedgeAnswer& hedge);
std::string bad_tenth_sentence(const Wording& words, const study::HedgeAnswer& hedge);
// At which value of an uncertain input the verdict would be another; empty in the baseline and where there is no verdict.
std::string turns_sentence(const Wording& words, std::size_t structure, const study::HedgeAnswer& hedge);
std::string hedges_sentence(const Wording& words, std::size_t structure);
// "hedges Amazon.com, but is a double bet for OpenAI; the stake undoes 16 of the 30 cents …"; empty where no hedge has a verdict.
std::string hedges_headline(const Wording& words, std::size_t structure);

// Value (sentences_value.cpp).
std::string worth_sentence(const Wording& words, std::size_t structure);
std::string range_sentence(const Wording& words, std::size_t structure);
std::string waterfall_sentence(const Wording& words, std::size_t structure);
std::string better_sentence(const Wording& words);

// What moves and what breaks (sentences_network.cpp).
std::string scenarios_sentence(const Wording& words, std::size_t structure);          // the one that matters most
std::string scenario_sentence(const Wording& words, std::size_t structure, const study::ScenarioAnswer& scenario);
std::string round_trip_sentence(const Wording& words, std::size_t structure);
std::string defaults_sentence(const Wording& words, std::size_t structure);
std::string dependence_sentence(const Wording& words, std::size_t structure);
std::string what_matters_sentence(const Wording& words, std::size_t structure);
std::string checks_sentence(const Wording& words, std::size_t structure);

// Of what is put in, the part that came back traced, with its error.
study::Estimate traced_part(const study::RoundTrip& trip);
// Where something was put in: who pays in first comes first, of those who start together the larger.
std::vector<const study::RoundTrip*> trips_in_order(const study::StructureAnswer& structure);

}  // namespace cf::report
