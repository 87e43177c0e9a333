// The words of a verdict: the same in JSON, CSV and on the terminal.
#pragma once
#include <string_view>

#include "study/answer.hpp"

namespace cf::report {

inline constexpr study::Verdict kVerdicts[] = {study::Verdict::hedge, study::Verdict::double_bet, study::Verdict::side_bet,
                                               study::Verdict::neither, study::Verdict::no_verdict};

inline std::string_view verdict_word(study::Verdict verdict) {
  switch (verdict) {
    case study::Verdict::hedge: return "hedge";
    case study::Verdict::double_bet: return "double bet";
    case study::Verdict::side_bet: return "side bet";
    case study::Verdict::neither: return "neither";
    case study::Verdict::no_verdict: return "no verdict";
  }
  return "no verdict";
}

}  // namespace cf::report
