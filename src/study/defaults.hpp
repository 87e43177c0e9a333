// Who cannot pay: chance and time of each default, what the deal saves and sinks, and what each counterparty loses by it.
#pragma once
#include <vector>

#include "study/answer.hpp"
#include "study/calendar.hpp"
#include "study/plan.hpp"
#include "study/recorder.hpp"

namespace cf::study {

class Defaults {
 public:
  Defaults(Plan& plan, const Calendar& calendar);
  void answer(const Recorder& recorder, Answer& answer) const;

 private:
  struct Loss {
    int counterparty;
    RowSum unpaid;
    MeanOf *promised, *holdings;
  };
  struct OfParty {
    int party;
    DefaultsOf* defaults;
    std::vector<Loss> losses;
  };
  std::vector<Loss> ask_losses(Plan& plan, const Calendar& calendar, int structure, int party) const;

  const Variants* variants_;
  std::vector<std::vector<OfParty>> structures_;
};

}  // namespace cf::study
