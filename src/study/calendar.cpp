#include "study/calendar.hpp"

#include <fmt/format.h>

namespace cf::study {

Calendar::Calendar(const model::TimeGrid& time) : num_steps(time.num_steps), first_year(time.start_month / 12) {
  for (int step = 0; step <= num_steps; ++step) {
    const int month = time.start_month + step * time.step_months;
    dates.push_back(fmt::format("{:04}-{:02}", month / 12, month % 12 + 1));
    if (step == num_steps) break;
    const int year = month / 12 - first_year;
    year_of_step.push_back(year);
    while (static_cast<int>(years.size()) <= year) years.push_back(first_year + static_cast<int>(years.size()));
  }
  part_before_start = time.start_month % 12 / 12.0;
}

}  // namespace cf::study
