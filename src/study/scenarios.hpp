// What each scenario costs each party, without the deal and with it.
#pragma once
#include <vector>

#include "study/answer.hpp"
#include "study/plan.hpp"

namespace cf::study {

class Scenarios {
 public:
  explicit Scenarios(Plan& plan);
  void answer(Answer& answer) const;

 private:
  struct Cost {
    int party;
    MeanOf *without, *with, *covered;
  };
  const Variants* variants_;
  std::vector<std::vector<std::vector<Cost>>> costs_;   // [structure][scenario]
};

}  // namespace cf::study
