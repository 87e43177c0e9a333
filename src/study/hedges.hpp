// Hedge or bet: each entry of `hedges` under each structure, its pieces, what the bad tenth looks like; and the mutual hedge.
#pragma once
#include <vector>

#include "study/answer.hpp"
#include "study/plan.hpp"

namespace cf::study {

class Hedges {
 public:
  explicit Hedges(Plan& plan);
  void answer(Answer& answer) const;   // after Values: a mutual hedge reads the gains

 private:
  struct OfHedge {
    HedgeOf* whole = nullptr;
    HedgeOf* by_value = nullptr;                // null where the gain is the party's value already
    std::vector<HedgeOf*> pieces;
    HedgeOf* left_over = nullptr;               // all together less the pieces, on the same paths
  };
  struct OfContrast {
    std::string name, label, display, unit;
    double factor;
    std::vector<HedgeOf*> by_hedge;
  };

  const Variants* variants_;
  std::vector<std::vector<OfHedge>> structures_;   // [structure][hedge]
  std::vector<OfContrast> contrasts_;              // in the baseline
};

// The verdicts of measure as the answer's, and back.
Verdict reported(measure::Verdict verdict);
measure::Verdict measured(Verdict verdict);

// Whether the deal is a hedge for each of two parties at no cost to either. `answer` has its values and hedges.
MutualHedge mutual_hedge(const StructureAnswer& answer, bool baseline);

}  // namespace cf::study
