// The calendar of a run: which year each step lies in, and what the dates are called.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "model/model.hpp"

namespace cf::study {

struct Calendar {
  explicit Calendar(const model::TimeGrid& time);
  int num_steps = 0;
  int first_year = 0;
  std::vector<int> years;            // calendar years the run touches
  std::vector<int> year_of_step;     // position in `years`
  std::vector<std::string> dates;    // "2026-01": first day of each step, and of the day after the last
  double part_before_start = 0;      // of the first year, the part that lies before the run
  // The steps of a year: first_step … end_step - 1.
  int first_step(int year) const { return static_cast<int>(std::ranges::lower_bound(year_of_step, year) - year_of_step.begin()); }
  int end_step(int year) const { return static_cast<int>(std::ranges::upper_bound(year_of_step, year) - year_of_step.begin()); }
  int num_years() const { return static_cast<int>(years.size()); }
};

}  // namespace cf::study
