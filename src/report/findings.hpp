// Sentences made from the numbers by rules, so that every format says the same. Plain text: each is one whole sentence or a
// few, with a full stop; empty where there is nothing to say. Names in them are the model's own text and may hold anything.
#pragma once
#include <string>
#include <vector>

#include "study/answer.hpp"

namespace cf::report {

struct HedgeFinding {
  std::string title;
  std::string verdict, pieces, bad_tenth;
  std::string turns;                    // at which value of an input the verdict would be another
};

struct ScenarioFinding {
  std::string scenario;
  std::string cost;                     // what it costs whom, and what of that is covered
};

struct StructureFindings {
  std::string name;
  std::string headline;
  std::string worth, range;
  std::string hedge;                    // both sides in one
  std::vector<HedgeFinding> hedges;     // in the order of the structure's hedges
  std::vector<ScenarioFinding> by_scenario;   // in the order of the model's scenarios
  std::string scenarios, round_trip, defaults, dependence, what_matters, waterfall, checks;
};

struct Findings {
  std::string focus;                    // the structure that a report opens with
  std::string headline, deal, better, sources, limits;
  std::string repeat;                   // the command that gives these numbers again
  std::string next;
  std::vector<StructureFindings> structures;   // in the order of Answer::structures
};

Findings find(const study::Answer& answer);

}  // namespace cf::report
