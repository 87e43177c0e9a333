// Why a path stopped: the smallest formula to blame, and what it reads.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.hpp"
#include "reference/path.hpp"

namespace cf::reference {

using namespace model;

namespace {

std::string number(double x) { return std::isnan(x) ? "what is not a number" : fmt::format("{:.6g}", x); }

std::string outside_domain(Operation operation, std::span<const double> x) {
  switch (row(operation).domain) {
    case Domain::always: break;
    case Domain::nonzero_divisor: return "divides by 0";
    case Domain::positive: return "takes the logarithm of " + number(x[0]);
    case Domain::not_negative: return "takes the square root of " + number(x[0]);
    case Domain::real_power: return fmt::format("raises {} to the power {}", number(x[0]), number(x[1]));
  }
  CF_CHECK(false, "an operation that is always fine was refused");
  return {};
}

}  // namespace

void Path::stop(int step, std::string name, std::string what, Place place, ExprId formula) {
  stopped_ = true;
  Stop s;
  s.path = path_;
  s.step = step;
  s.name = std::move(name);
  s.what = std::move(what);
  s.place = place;
  if (formula) s.values = readings(formula, step);
  throw Stopped{std::move(s)};
}

void Path::stop_broken(int step, std::string what) {
  stopped_ = true;
  Stop s;
  s.path = path_;
  s.step = step;
  s.what = std::move(what);
  s.conservation = true;
  throw Stopped{std::move(s)};
}

void Path::stop_outside_domain(const Expr& expr, ExprId id, int step, std::span<const double> operands) {
  for (std::size_t i = 0; i < operands.size(); ++i)
    if (std::isnan(operands[i])) stop_not_finite(expr.operands[i], step, *owner_);
  stop(step, *owner_, outside_domain(expr.operation, operands), expr.place, id);
}

void Path::stop_not_finite(ExprId id, int step, const std::string& name) {
  const Culprit found = culprit(id, step, name).value_or(Culprit{id, step, name});
  const double v = value(found.id, found.step);
  stop(found.step, found.name, std::isnan(v) ? "is not a number" : "is infinite", model_[found.id].place, found.id);
}

// The deepest formula below `id` that is infinite or not a number though nothing it reads is. A literal `inf` is to no
// blame, nor is what merely passes it on.
std::optional<Path::Culprit> Path::culprit(ExprId id, int step, const std::string& name) {
  const auto index = static_cast<std::size_t>(id.value);
  if (at(step).known[index] != Known::yes) return std::nullopt;
  const double v = at(step).memo[index];
  const Expr& expr = model_[id];
  if (std::isfinite(v) || expr.kind == ExprKind::constant) return std::nullopt;

  bool reads_infinity = false;
  const auto look = [&](ExprId source, int at_step, const std::string& its_name) -> std::optional<Culprit> {
    const auto i = static_cast<std::size_t>(source.value);
    if (at(at_step).known[i] != Known::yes || std::isfinite(at(at_step).memo[i])) return std::nullopt;
    reads_infinity = true;
    return culprit(source, at_step, its_name);
  };
  if (expr.kind == ExprKind::reduction) {
    for (int t = 0; t <= model_.time.num_steps; ++t)
      if (auto found = look(expr.operands[0], t, name)) return found;
  } else {
    for (const auto& [source, its_name] : sources(expr, step))
      if (auto found = look(source, step, its_name.empty() ? name : its_name)) return found;
  }
  if (!std::isnan(v) && reads_infinity) return std::nullopt;
  return Culprit{id, step, name};
}

// The formulas that an expression's value is made from in the same step, and whose they are (empty: the reader's own).
std::vector<std::pair<ExprId, std::string>> Path::sources(const Expr& expr, int step) const {
  std::vector<std::pair<ExprId, std::string>> found;
  for (ExprId operand : expr.operands) found.emplace_back(operand, "");
  if (expr.kind == ExprKind::cross_held) {
    const EquityGroup& group = model_.equity_groups[static_cast<std::size_t>(expr.index)];
    for (ExprId base : group.base) found.emplace_back(base, "");
    for (const auto& fractions : group.fraction)
      for (ExprId fraction : fractions)
        if (fraction) found.emplace_back(fraction, "");
  }
  if (expr.kind != ExprKind::read) return found;

  const auto index = static_cast<std::size_t>(expr.index);
  const auto add_dispatch = [&](const Dispatch& dispatch) {
    found.emplace_back(dispatch.demand, dispatch.name);
    for (SupplyId id : dispatch.supplies) {
      const Supply& supply = model_.supplies[static_cast<std::size_t>(id.value)];
      found.emplace_back(supply.capacity, supply.named.name);
      found.emplace_back(supply.price, supply.named.name);
    }
  };
  switch (expr.quantity) {
    case Quantity::series: found.emplace_back(model_.series[index].value, model_.series[index].named.name); break;
    case Quantity::due: found.emplace_back(model_.flows[index].asked, model_.flows[index].name); break;
    case Quantity::stock:
      if (step == 0) found.emplace_back(model_.stocks[index].start, model_.stocks[index].named.name);
      break;
    case Quantity::input:
      for (ExprId parameter : model_.inputs[index].parameters) found.emplace_back(parameter, model_.inputs[index].named.name);
      break;
    case Quantity::supply: {
      const DispatchId dispatch = model_.supplies[index].dispatch;
      add_dispatch(model_.dispatches[static_cast<std::size_t>(dispatch.value)]);
      break;
    }
    case Quantity::served:
    case Quantity::unserved:
    case Quantity::dispatch_cost:
    case Quantity::dispatch_price: add_dispatch(model_.dispatches[index]); break;
    case Quantity::driver:
    case Quantity::cash:
    case Quantity::defaulted:
    case Quantity::balance:
    case Quantity::paid:
    case Quantity::year:
    case Quantity::date: break;  // finite: checked when they came about
  }
  return found;
}

std::string Path::name_of(const Expr& read) const {
  const auto i = static_cast<std::size_t>(read.index);
  switch (read.quantity) {
    case Quantity::input: return model_.inputs[i].named.name;
    case Quantity::driver: return model_.drivers[i].named.name;
    case Quantity::stock: return model_.stocks[i].named.name;
    case Quantity::series: return model_.series[i].named.name;
    case Quantity::supply: return model_.supplies[i].named.name;
    case Quantity::served: return model_.dispatches[i].name + ".served";
    case Quantity::unserved: return model_.dispatches[i].name + ".unserved";
    case Quantity::dispatch_cost: return model_.dispatches[i].name + ".cost";
    case Quantity::dispatch_price: return model_.dispatches[i].name + ".price";
    case Quantity::cash: return model_.parties[i].name + ".cash";
    case Quantity::defaulted: return model_.parties[i].name + ".defaulted";
    case Quantity::balance: {
      const Balance& balance = model_.balances[i];
      return fmt::format("balance({}, {})", model_.parties[static_cast<std::size_t>(balance.party.value)].name,
                         model_.assets[static_cast<std::size_t>(balance.asset.value)].name);
    }
    case Quantity::due: return model_.flows[i].name + ".due";
    case Quantity::paid: return model_.flows[i].name + ".paid";
    case Quantity::year: return "year";
    case Quantity::date: return "date";
  }
  return {};
}

Display Path::display_of(const Expr& read) const {
  const auto i = static_cast<std::size_t>(read.index);
  const Display money{model_.currency_sign, 1, model_.currency_sign, 1};
  switch (read.quantity) {
    case Quantity::input: return model_.inputs[i].named.display;
    case Quantity::driver: return model_.drivers[i].named.display;
    case Quantity::stock: return model_.stocks[i].named.display;
    case Quantity::series: return model_.series[i].named.display;
    case Quantity::supply: return model_.supplies[i].named.display;
    case Quantity::cash: return money;
    case Quantity::due:
    case Quantity::paid: return model_.flows[i].asset ? Display{} : money;
    case Quantity::served:
    case Quantity::unserved: {
      const std::vector<SupplyId>& supplies = model_.dispatches[i].supplies;
      return supplies.empty() ? Display{} : model_.supplies[static_cast<std::size_t>(supplies.front().value)].named.display;
    }
    case Quantity::dispatch_cost:
    case Quantity::dispatch_price:
    case Quantity::defaulted:
    case Quantity::balance:
    case Quantity::year:
    case Quantity::date: return {};
  }
  return {};
}

void Path::collect(ExprId id, int step, std::vector<Reading>& into) {
  const Expr& expr = model_[id];
  const auto index = static_cast<std::size_t>(id.value);
  if (expr.kind == ExprKind::read && at(step).known[index] == Known::yes) {
    const std::string name = name_of(expr);
    const bool is_there = std::any_of(into.begin(), into.end(), [&](const Reading& r) { return r.name == name; });
    if (!is_there) into.push_back({name, at(step).memo[index], display_of(expr)});
  }
  if (expr.kind == ExprKind::reduction) return;  // reads a whole path, not this step
  for (ExprId operand : expr.operands) collect(operand, step, into);
}

std::vector<Reading> Path::readings(ExprId id, int step) {
  std::vector<Reading> found;
  collect(id, step, found);
  const auto size = [](const Reading& r) { return std::isnan(r.value) ? HUGE_VAL : std::fabs(r.value); };
  std::stable_sort(found.begin(), found.end(), [&](const Reading& a, const Reading& b) { return size(a) > size(b); });
  return found;
}

}  // namespace cf::reference
