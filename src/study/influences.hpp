// What matters: of each uncertain input, its share of the variance of each party's value and gain.
#pragma once
#include <string>
#include <vector>

#include "study/answer.hpp"
#include "study/plan.hpp"

namespace cf::study {

class Influences {
 public:
  explicit Influences(Plan& plan);
  void answer(Answer& answer) const;

 private:
  struct OfStructure {
    std::vector<std::string> results;           // "amazon.value", "amazon.gain"
    std::vector<MeanOf*> means;                 // of the results: one that does not vary is left out
    std::vector<std::pair<std::size_t, InfluenceOf*>> inputs;
  };
  const Variants* variants_;
  std::vector<OfStructure> structures_;
};

}  // namespace cf::study
