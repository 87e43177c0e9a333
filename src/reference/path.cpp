// The meaning of formulas. Each kind of expression, each quantity, each reduction in turn; nothing is evaluated that is not read.
#include "reference/path.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "base/check.hpp"
#include "base/random.hpp"
#include "reference/cross_holdings.hpp"

namespace cf::reference {

using namespace model;

namespace {

template <class Member>
std::vector<int> rows_of(const Correlation<Member>& correlation, std::size_t count) {
  std::vector<int> rows(count, -1);
  for (std::size_t row = 0; row < correlation.members.size(); ++row)
    if (correlation.members[row]) rows[static_cast<std::size_t>(correlation.members[row].value)] = static_cast<int>(row);
  return rows;
}

}  // namespace

// Names the quantity whose formula is evaluated, for as long as that takes.
class Path::Owner {
 public:
  Owner(Path& path, const std::string& name) : path_(path), before_(path.owner_) { path_.owner_ = &name; }
  ~Owner() { path_.owner_ = before_; }

 private:
  Path& path_;
  const std::string* before_;
};

Path::Path(const Model& model, Draws draws, std::uint64_t path)
    : model_(model),
      draws_(draws),
      path_(path),
      inputs_(model.inputs.size()),
      driver_row_(rows_of(model.driver_correlation, model.drivers.size())),
      input_row_(rows_of(model.input_correlation, model.inputs.size())) {
  steps_.reserve(static_cast<std::size_t>(model.time.num_steps) + 1);  // a Step stays where it is
}

Path::Step& Path::at(int step) {
  if (step < 0 || static_cast<std::size_t>(step) >= steps_.size()) throw NotReached{};
  return steps_[static_cast<std::size_t>(step)];
}

double Path::value(ExprId id, int step) {
  CF_CHECK(id && static_cast<std::size_t>(id.value) < model_.exprs.size(), "a formula is missing");
  Step& s = at(step);
  const auto index = static_cast<std::size_t>(id.value);
  if (s.known[index] == Known::yes) return s.memo[index];
  CF_CHECK(s.known[index] == Known::no, "a formula depends on itself within a step");
  struct InProgress {  // taken back when the evaluation stops, so that the middle path can be read again
    Known& known;
    ~InProgress() {
      if (known == Known::in_progress) known = Known::no;
    }
  } in_progress{s.known[index]};
  s.known[index] = Known::in_progress;
  s.memo[index] = compute(model_[id], id, step);
  s.known[index] = Known::yes;
  return s.memo[index];
}

double Path::value_as(const std::string& name, ExprId id, int step) {
  Owner owner(*this, name);
  return value(id, step);
}

double Path::finite_value(ExprId id, int step, const std::string& name) {
  const double v = value_as(name, id, step);
  if (!std::isfinite(v)) stop_not_finite(id, step, name);
  return v;
}

double Path::compute(const Expr& expr, ExprId id, int step) {
  switch (expr.kind) {
    case ExprKind::constant: return expr.value;
    case ExprKind::read: return read(expr, step);
    case ExprKind::operation: return apply(expr, id, step);
    case ExprKind::reduction: return reduce(expr, step);
    case ExprKind::cross_held: return joint_equity(static_cast<std::size_t>(expr.index), static_cast<std::size_t>(expr.index2), step);
  }
  CF_CHECK(false, "an unknown kind of expression");
  return 0;
}

double Path::apply(const Expr& expr, ExprId id, int step) {
  const auto operand = [&](std::size_t i) { return value(expr.operands[i], step); };
  if (expr.operation == Operation::select) return operand(0) != 0 ? operand(1) : operand(2);
  if (expr.operation == Operation::logical_and) return operand(0) != 0 && operand(1) != 0;
  if (expr.operation == Operation::logical_or) return operand(0) != 0 || operand(1) != 0;

  CF_CHECK(expr.operands.size() <= 3, "an operation has at most three operands");
  std::array<double, 3> all{};
  for (std::size_t i = 0; i < expr.operands.size(); ++i) all[i] = operand(i);
  const std::span<const double> operands(all.data(), expr.operands.size());
  if (!in_domain(expr.operation, operands)) stop_outside_domain(expr, id, step, operands);
  return evaluate(expr.operation, operands);
}

double Path::read(const Expr& expr, int step) {
  const auto index = static_cast<std::size_t>(expr.index);
  const auto started = [&](ExprId start, const std::vector<double>& later) {
    return step == 0 ? value_as(name_of(expr), start, 0) : later[index];
  };
  Step& s = at(step);
  switch (expr.quantity) {
    case Quantity::input: return input(index);
    case Quantity::driver:
      if (model_.drivers[index].process == Process::event && step == 0) return 0;
      return started(model_.drivers[index].start, s.drivers);
    case Quantity::stock: return started(model_.stocks[index].start, s.stocks);
    case Quantity::cash: return started(model_.parties[index].cash_start, s.cash);
    case Quantity::balance: return started(model_.balances[index].start, s.balances);
    case Quantity::defaulted: return step > 0 && s.defaulted[index] ? 1 : 0;
    case Quantity::series: return value_as(model_.series[index].named.name, model_.series[index].value, step);
    case Quantity::supply: {
      const Supply& supply = model_.supplies[index];
      const std::vector<SupplyId>& all = model_.dispatches[static_cast<std::size_t>(supply.dispatch.value)].supplies;
      const auto position = std::find(all.begin(), all.end(), SupplyId{expr.index}) - all.begin();
      return allotment(static_cast<std::size_t>(supply.dispatch.value), step).of[static_cast<std::size_t>(position)];
    }
    case Quantity::served: return allotment(index, step).served;
    case Quantity::unserved: return allotment(index, step).unserved;
    case Quantity::dispatch_cost: return allotment(index, step).cost;
    case Quantity::dispatch_price: return allotment(index, step).price;
    case Quantity::due: return is_after_last(step) ? 0 : value_as(model_.flows[index].name, model_.flows[index].asked, step);
    case Quantity::paid:
      if (is_after_last(step)) return 0;
      if (!s.has_moved[index] && stopped_) throw NotReached{};
      CF_CHECK(s.has_moved[index], "a formula reads what was paid before it is known");
      return s.paid[index];
    case Quantity::year: return model_.time.year(step);
    case Quantity::date: return model_.time.date(step);
  }
  CF_CHECK(false, "an unknown quantity");
  return 0;
}

double Path::input(std::size_t index) {
  if (inputs_[index]) return *inputs_[index];
  const Input& input = model_.inputs[index];
  Owner owner(*this, input.named.name);
  std::vector<double> parameters;
  for (ExprId parameter : input.parameters) parameters.push_back(value(parameter, 0));

  double u = 0, z = 0;      // a fixed input takes no draw
  if (const int row = input_row_[index]; row >= 0) {
    const auto& correlation = model_.input_correlation;
    z = draws_.normal(0, correlation.streams, correlation.lower[static_cast<std::size_t>(row)]);
    u = normal_distribution(z);
  } else if (input.distribution != Distribution::fixed) {
    const std::uint32_t stream = stream_of(input.named.name);
    u = draws_.uniform(0, stream);
    z = draws_.normal(0, stream);
  }
  const double drawn = quantile(input.distribution, parameters, u, z);
  if (std::isnan(drawn))
    stop(0, input.named.name, "has parameters that no such distribution has", input.named.provenance.place,
         input.parameters.empty() ? ExprId{} : input.parameters.front());
  inputs_[index] = drawn;
  return drawn;
}

// The sums of a reduction run from the first step to the last.
double Path::reduce(const Expr& expr, int step) {
  const TimeGrid& time = model_.time;
  const int n = time.num_steps;
  const auto x = [&](int t) { return value(expr.operands[0], t); };
  at(n);  // reached, or there is nothing to reduce
  double sum = 0;
  switch (expr.reduction) {
    case Reduction::total:
      for (int t = 0; t < n; ++t) sum += x(t) * (expr.rate ? time.step_months : 1.0);
      return sum;
    case Reduction::present_value: {
      const double rate = value(expr.operands[1], step);
      if (!(1 + rate > 0)) stop(step, *owner_, "discounts at -100% a year or less", expr.place, expr.operands[1]);
      for (int t = 0; t < n; ++t) sum += x(t) * (expr.rate ? time.step_months : 1.0) * std::pow(1 + rate, -time.settle_year(t));
      return sum;
    }
    case Reduction::mean:
      for (int t = 0; t < n; ++t) sum += x(t);
      return sum / n;
    case Reduction::peak: {
      double best = x(0);
      for (int t = 1; t < n; ++t) best = evaluate(Operation::maximum, std::array{best, x(t)});
      return best;
    }
    case Reduction::low: {
      double best = x(0);
      for (int t = 1; t < n; ++t) best = evaluate(Operation::minimum, std::array{best, x(t)});
      return best;
    }
    case Reduction::last: return x(n - 1);
    case Reduction::final: return x(n);
    case Reduction::ever:
      for (int t = 0; t < n; ++t)
        if (x(t) != 0) return 1;
      return 0;
    case Reduction::first_year:
      for (int t = 0; t < n; ++t)
        if (x(t) != 0) return time.year(t);
      return time.years();
  }
  CF_CHECK(false, "an unknown reduction");
  return 0;
}

const Allotment& Path::allotment(std::size_t index, int step) {
  std::optional<Allotment>& known = at(step).allotments[index];
  if (known) return *known;
  const Dispatch& dispatch = model_.dispatches[index];
  const bool gone = dispatch.buyer && step > 0 && at(step).defaulted[static_cast<std::size_t>(dispatch.buyer.value)];
  const double demand = gone ? 0 : value_as(dispatch.name, dispatch.demand, step);
  std::vector<Offer> offers;
  for (SupplyId id : dispatch.supplies) {
    const Supply& supply = model_.supplies[static_cast<std::size_t>(id.value)];
    Owner owner(*this, supply.named.name);
    const double capacity = value(supply.capacity, step);
    offers.push_back({capacity, value(supply.price, step)});
  }
  known = allot(demand, offers);
  return *known;
}

double Path::joint_equity(std::size_t index, std::size_t member, int step) {
  std::vector<double>& known = at(step).equities[index];
  if (!known.empty()) return known[member];
  const EquityGroup& group = model_.equity_groups[index];
  CrossHoldings holdings;
  for (ExprId base : group.base) holdings.base.push_back(value(base, step));
  for (const std::vector<ExprId>& row : group.fraction) {
    holdings.fraction.emplace_back();
    for (ExprId fraction : row) holdings.fraction.back().push_back(fraction ? value(fraction, step) : 0.0);
  }
  holdings.limited = group.limited;
  known = reference::joint_equity(holdings);
  return known[member];
}

}  // namespace cf::reference
