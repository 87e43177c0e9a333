// Where a verdict turns: for each hedge under each structure, the uncertain inputs at whose other values it would be judged otherwise.
#pragma once
#include <vector>

#include "study/answer.hpp"
#include "study/plan.hpp"

namespace cf::study {

class Turns {
 public:
  explicit Turns(Plan& plan);
  void answer(Answer& answer) const;   // after Hedges: a turn is one from the verdict that was found

 private:
  struct OfInput {
    int structure;
    std::size_t input;
    Column column;
  };   // the structure whose model names it
  struct OfHedge {
    Column exposure, before, with;
  };
  const Variants* variants_;
  std::vector<std::vector<OfInput>> inputs_;       // [structure]
  std::vector<std::vector<OfHedge>> hedges_;       // [structure][hedge]
  KeptPaths* kept_ = nullptr;                      // null: nothing to hedge, or one structure only
};

}  // namespace cf::study
