// How much of the money goes round: what each party puts into another, what comes back, how much of that are the same dollars
// (traced) and how much the deal brought (caused); where each party's receipts come from; the cycling of the whole network.
//
// Credits count at face: a grant puts in, a draw that settles a bill comes back; a lapse does neither. All rests on means of the flows
// in each step: of all the first paths for the value, of groups of them for its error.
#pragma once
#include <string>
#include <vector>

#include "study/answer.hpp"
#include "study/calendar.hpp"
#include "study/plan.hpp"
#include "study/recorder.hpp"
#include "study/tracing.hpp"

namespace cf::study {

class RoundTrips {
 public:
  RoundTrips(Plan& plan, const Calendar& calendar);
  void answer(const Recorder& recorder, Answer& answer) const;

 private:
  struct MoneyFlow {
    int flow;
    Row face;
    bool credits, lapse;
  };
  struct Pair {
    int from, to;
    RowSum put_in, put_in_credits, came_back, caused;   // caused: empty in the baseline
  };
  struct OfStructure {
    std::vector<MoneyFlow> flows;
    Payments payments;                   // without amounts
    std::vector<Row> opening;            // by account
    std::vector<Pair> pairs;
  };
  struct Network {
    std::vector<std::vector<double>> flows;
    std::vector<double> inflow;
  };

  std::vector<MoneyFlow> money_flows(Plan& plan, int structure) const;
  void ask_accounts(Plan& plan, int structure, OfStructure& of) const;
  void ask_pairs(Plan& plan, int structure, OfStructure& of, const OfStructure& baseline) const;
  Payments payments_of(const Recorder& recorder, const OfStructure& of, int group) const;   // group -1: all
  Network network_of(const model::Model& model, const OfStructure& of, const Payments& payments) const;

  const Variants* variants_;
  const Calendar* calendar_;
  std::vector<OfStructure> structures_;
};

}  // namespace cf::study
