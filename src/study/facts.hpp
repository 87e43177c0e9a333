// What the model says: parties, numbers with their sources and reasons, contracts, sources, hedges, limits.
#pragma once
#include "study/answer.hpp"
#include "study/calendar.hpp"
#include "study/plan.hpp"
#include "study/variant.hpp"

namespace cf::study {

class Facts {
 public:
  Facts(Plan& plan, const Calendar& calendar);
  void answer(Answer& answer) const;

 private:
  const Variants* variants_;
  const Calendar* calendar_;
  std::vector<MeanOf*> discounts_;      // an uncertain discount is shown by its mean
};

}  // namespace cf::study
