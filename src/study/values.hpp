// What each structure is worth to each party and where that comes from; the model's own measures and checks.
#pragma once
#include <vector>

#include "study/answer.hpp"
#include "study/plan.hpp"

namespace cf::study {

class Values {
 public:
  explicit Values(Plan& plan);
  void answer(Answer& answer) const;

 private:
  struct OfPart {
    std::size_t index;
    MeanOf* mean;
    MeanOf* change;
  };
  struct OfParty {
    int party;
    DistributionOf* value;
    DistributionOf* gain;                   // null in the baseline
    std::vector<OfPart> parts;
    MeanOf *promised, *paper_gain;
  };
  struct OfMeasure {
    int measure;
    DistributionOf* distribution;
  };
  struct OfStructure {
    std::vector<OfParty> parties;
    std::vector<OfMeasure> measures;
    std::vector<MeanOf*> checks;
  };
  void ask_parts(Plan& plan, int structure, OfParty& of) const;

  const Variants* variants_;
  std::vector<OfStructure> structures_;
};

}  // namespace cf::study
