// What flows between the parties: each flow's totals; quantities over time.
#pragma once
#include <string>
#include <vector>

#include "study/answer.hpp"
#include "study/calendar.hpp"
#include "study/plan.hpp"
#include "study/recorder.hpp"

namespace cf::study {

class Flows {
 public:
  Flows(Plan& plan, const Calendar& calendar);
  void answer(const Recorder& recorder, Answer& answer) const;

 private:
  struct OfFlow {
    int flow;
    RowSum total, unpaid;
  };   // unpaid: empty where it cannot be
  const Variants* variants_;
  int num_years_;
  std::vector<std::vector<OfFlow>> structures_;
};

// Fans: drivers, the model's own series and stocks, supplies, and the parties' cash.
class OverTime {
 public:
  explicit OverTime(Plan& plan);
  void answer(const Recorder& recorder, Answer& answer) const;

 private:
  struct OfRow {
    Row row;
    std::string name, label, display, unit, role;
    double factor;
  };
  std::vector<std::vector<OfRow>> structures_;
};

// A row in all years.
void add_years(Plan& plan, const Calendar& calendar, Row row, double weight, RowSum& to);
// What of a sum lies in a year.
RowSum in_year(const RowSum& sum, int year);

}  // namespace cf::study
