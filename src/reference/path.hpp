// One path of one model: every step it has been through, and the value of any formula in any of them.
//
//  1. A formula's value is a function of the step alone (of its state and what flows moved in it), so it is kept once found.
//  2. What reads `paid` is evaluated only when the flows of the step have moved.
//  3. A step is never changed once the next has begun.
// Room-private. Whatever ends the path is thrown as Stopped and caught in evaluator.cpp.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/model.hpp"
#include "reference/merit_order.hpp"
#include "reference/sampling.hpp"
#include "reference/stop.hpp"

namespace cf::reference {

struct Stopped {
  Stop stop;
};
struct NotReached {};  // a formula reads what the path has not come to: a step, or what moves in the step where it stopped

class Path {
 public:
  Path(const model::Model& model, Draws draws, std::uint64_t path);

  // path.cpp: the value of a formula.
  double value(model::ExprId id, int step);
  // The same where the path has no use for infinity: stops at the smallest formula that is infinite or not a number.
  // `name` is that of the quantity whose formula it is.
  double finite_value(model::ExprId id, int step, const std::string& name = {});

  // step.cpp. Step by step: begin(0), move(0), begin(1), …, move(n - 1), begin(n); then the path is complete.
  void begin(int step);   // the state at the start of the step: from the starts, or from the step before
  void move(int step);    // asset flows, clearing, late flows

 private:
  enum class Known : std::uint8_t { no, in_progress, yes };
  struct Step {
    std::vector<double> drivers, stocks, cash, balances;   // at the start; of step 0 not used: read from the starts
    std::vector<bool> defaulted;
    std::vector<double> hazard;                            // of events: the sum so far
    std::vector<double> paid;                              // of flows
    std::vector<bool> has_moved;                           // of flows
    std::vector<double> cash_after, balances_after;
    std::vector<bool> defaulted_after;
    std::vector<double> memo;                              // of expressions
    std::vector<Known> known;
    std::vector<std::optional<Allotment>> allotments;      // of dispatches
    std::vector<std::vector<double>> equities;             // of equity groups
  };
  class Owner;

  // path.cpp
  double compute(const model::Expr& expr, model::ExprId id, int step);
  double read(const model::Expr& expr, int step);
  double apply(const model::Expr& expr, model::ExprId id, int step);
  double reduce(const model::Expr& expr, int step);
  double input(std::size_t index);
  const Allotment& allotment(std::size_t dispatch, int step);
  double joint_equity(std::size_t group, std::size_t member, int step);
  double value_as(const std::string& name, model::ExprId id, int step);
  bool is_after_last(int step) const { return step == model_.time.num_steps; }
  Step& at(int step);

  // step.cpp
  void start();
  void settle_assets(int step, const std::vector<model::FlowId>& flows, std::vector<double>& left);
  double asked(std::size_t flow, int step);
  void clear_cash(int step, const std::vector<double>& due);
  void check_cash(const Step& step, int number, const std::vector<double>& destroyed);
  void check_balances(const std::vector<double>& balances, int step);
  double next_driver(std::size_t driver, int step);
  double normal_of(std::size_t driver, int step) const;
  std::size_t balance_of(model::PartyId party, model::AssetId asset) const;

  // blame.cpp
  struct Culprit {
    model::ExprId id;
    int step;
    std::string name;
  };
  std::optional<Culprit> culprit(model::ExprId id, int step, const std::string& name);
  std::vector<std::pair<model::ExprId, std::string>> sources(const model::Expr& expr, int step) const;
  std::string name_of(const model::Expr& read) const;
  model::Display display_of(const model::Expr& read) const;
  void collect(model::ExprId id, int step, std::vector<Reading>& readings);
  std::vector<Reading> readings(model::ExprId id, int step);
  [[noreturn]] void stop_not_finite(model::ExprId id, int step, const std::string& name);
  [[noreturn]] void stop_outside_domain(const model::Expr& expr, model::ExprId id, int step, std::span<const double> operands);
  [[noreturn]] void stop(int step, std::string name, std::string what, Place place, model::ExprId formula);
  [[noreturn]] void stop_broken(int step, std::string what);

  const model::Model& model_;
  Draws draws_;
  std::uint64_t path_;
  std::vector<Step> steps_;                                  // those begun
  std::vector<std::optional<double>> inputs_;
  std::vector<int> driver_row_, input_row_;                  // in its correlation; -1: none
  bool stopped_ = false;                                     // what of the last step is not known never will be
  const std::string nobody_;
  const std::string* owner_ = &nobody_;                      // the quantity whose formula is being evaluated
};

}  // namespace cf::reference
