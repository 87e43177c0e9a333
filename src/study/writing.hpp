// From what was measured to what is reported: units as shown, and nothing that is not a number.
#pragma once
#include <cmath>
#include <string>

#include "measure/summary.hpp"
#include "model/model.hpp"
#include "study/answer.hpp"

namespace cf::study {

inline double finite(double x) { return std::isfinite(x) ? x : 0; }

inline Estimate written(const measure::Estimate& estimate, double factor = 1) {
  return {finite(estimate.value * factor), finite(estimate.se * std::abs(factor))};
}

// Base units to the unit that stands beside a number: "$/year" for what is shown in "$bn/year".
inline double factor_of(const model::Display& display) { return display.scale != 0 ? display.magnitude / display.scale : 1; }

inline Summary written(const measure::Summary& summary, const std::string& unit, double factor) {
  Summary out;
  out.unit = unit;
  out.mean = written(summary.mean, factor);
  out.q05 = written(summary.quantiles[0], factor);
  out.q25 = written(summary.quantiles[1], factor);
  out.q50 = written(summary.quantiles[2], factor);
  out.q75 = written(summary.quantiles[3], factor);
  out.q95 = written(summary.quantiles[4], factor);
  out.es05 = written(summary.shortfall, factor);
  out.sd = finite(summary.sd * factor);
  for (const double mean : summary.set_means) out.set_means.push_back(finite(mean * factor));
  return out;
}

inline const std::string& title_of(const model::Party& party) { return party.title.empty() ? party.name : party.title; }

}  // namespace cf::study
