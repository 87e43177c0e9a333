// Who depends on whom: shares of a buyer's supply by seller and by tag, of receipts by payer and of spending by payee, over time.
// Shares are of means.
#pragma once
#include <string>
#include <vector>

#include "study/answer.hpp"
#include "study/calendar.hpp"
#include "study/plan.hpp"
#include "study/recorder.hpp"

namespace cf::study {

class Dependences {
 public:
  Dependences(Plan& plan, const Calendar& calendar);
  void answer(const Recorder& recorder, Answer& answer) const;

 private:
  struct Part {
    std::string of;
    std::vector<Row> rows;
  };
  struct Whole {
    std::string what, party, dispatch, kind;
    std::vector<Part> parts;
  };
  const Calendar* calendar_;
  std::vector<std::vector<Whole>> structures_;
};

// Of amounts [part][year]: shares of 1 [part][year] (0 in a year in which there is nothing), and the sum of their squares by year.
struct Shares {
  std::vector<std::vector<double>> parts;
  std::vector<double> herfindahl;
};
Shares shares_of(const std::vector<std::vector<double>>& amounts);

}  // namespace cf::study
