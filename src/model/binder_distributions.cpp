// Values: a formula, or a distribution, judged as far as it can be before the run.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "model/binder.hpp"
#include "model/functions.hpp"

namespace cf::model {
namespace {

using syntax::Formula;
using syntax::FormulaKind;
using syntax::FormulaNode;

// A number as a user wrote it, near enough for a message.
std::string as_written(const FormulaNode& node, double value) {
  if (node.kind != FormulaKind::number) return fmt::format("{:.6g}", value);
  return node.percent ? fmt::format("{:.6g}%", node.value * 100) : fmt::format("{}{:.6g}", node.currency, node.value);
}

double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

constexpr double kNormal95 = 1.6448536269514722;    // 95% of a standard normal lies below

}  // namespace

bool Binder::is_distribution(const Formula& formula) const {
  if (formula.root < 0) return false;
  const FormulaNode& root = formula[formula.root];
  return root.kind == FormulaKind::interval || (root.kind == FormulaKind::call && distribution_named(root.text));
}

// A value: a formula, or a distribution, which becomes an input of its own by the value's name.
Bound Binder::bind_value(ValueIndex value, const std::string& name, const Scope& scope, Reading reading) {
  if (value == kNoValue) return failed();
  const ValueDecl& decl = in_[value];
  if (decl.formula.root < 0) return failed();
  if (!is_distribution(decl.formula)) return bind_node(decl.formula, decl.formula.root, scope, reading);
  Input input;
  input.named.name = name;
  input.named.contract = scope.id;
  const Bound bound = bind_distribution(decl.formula, decl.formula.root, input, scope);
  const auto index = static_cast<std::int32_t>(out_.inputs.size());
  finish_named(input.named, bound, &decl);
  out_.inputs.push_back(std::move(input));
  input_slots_.push_back({&scope, value, State::bound, bound});
  input_decls_.push_back(nullptr);
  Bound out = bound;
  out.expr = read(Quantity::input, index);
  out_.inputs[static_cast<std::size_t>(index)].named.unit = bound.unit;
  input_slots_[static_cast<std::size_t>(index)].bound = out;
  return out;
}

Bound Binder::bind_distribution(const Formula& formula, std::int32_t node, Input& input, const Scope& scope) {
  const FormulaNode& n = formula[node];
  std::vector<Bound> x;
  std::vector<const FormulaNode*> at;
  const auto argument = [&](std::int32_t child) {
    x.push_back(bind_node(formula, child, scope, Reading::path));
    at.push_back(&formula[child]);
  };
  if (n.kind == FormulaKind::interval) {
    input.distribution = Distribution::interval;
    argument(n.children[0]);
    argument(n.children[1]);
    // `5 to 10 gw`: the unit behind the second end is that of both.
    const FormulaNode& low = *at[0];
    if (low.kind == FormulaKind::number && low.unit.empty() && low.currency.empty() && x[0].ok && x[1].ok && is_plain(x[0].unit) &&
        !is_plain(x[1].unit) && at[1]->kind == FormulaKind::number && at[1]->currency.empty()) {
      if (const auto scaled = units_of(scope).read("", 1, at[1]->unit, at[1]->place, diagnostics_))
        x[0] = {constant(low.value * scaled->factor), x[1].unit, x[1].time, true};
    }
  } else {
    const DistributionRow& row = *distribution_named(n.text);
    input.distribution = row.kind;
    const bool keyed = std::any_of(n.keys.begin(), n.keys.end(), [](std::int32_t k) { return k >= 0; });
    if (row.kind == Distribution::choice) {
      if (n.children.empty() || std::any_of(n.keys.begin(), n.keys.end(), [](std::int32_t k) { return k < 0; })) {
        diagnostics_.error("E0351", n.place, "choice needs values with their weights", "write choice(1 = 30%, 2 = 70%)");
        return failed();
      }
      for (std::size_t i = 0; i < n.children.size(); ++i) {
        argument(n.keys[i]);
        argument(n.children[i]);
      }
    } else {
      if (static_cast<int>(n.children.size()) != row.arity || keyed) {
        diagnostics_.error(
            "E0351", n.place,
            keyed ? fmt::format("the values of {} have no names", row.name)
                  : fmt::format("{} needs {} value{}, found {}", row.name, row.arity, row.arity == 1 ? "" : "s", n.children.size()),
            fmt::format("write {}({})", row.name, row.parameters));
        return failed();
      }
      for (const std::int32_t child : n.children) argument(child);
    }
    if (!row.has_unit)
      for (std::size_t i = 0; i < x.size(); ++i)
        if (x[i].ok && !is_plain(x[i].unit) && x[i].unit.kind != UnitKind::any) {
          diagnostics_.error("E0330", at[i]->place, fmt::format("{} takes plain numbers, found {}", row.name, units_.text(x[i].unit)));
          return failed();
        }
  }
  Bound out{{}, any_unit(), 0, true};
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!x[i].ok) return failed();
    input.parameters.push_back(x[i].expr);
    const bool weight = input.distribution == Distribution::choice && i % 2 == 1;
    if (weight) continue;
    if (!same_unit(out, x[i], out.unit)) {
      diagnostics_.error("E0330", at[i]->place, fmt::format("{} beside {}", units_.text(x[i].unit), units_.text(out.unit)),
                         "both must have the same unit");
      return failed();
    }
    if (out.time == 0) out.time = x[i].time;
  }
  const bool plain_kind = input.distribution == Distribution::beta || input.distribution == Distribution::bernoulli;
  if (plain_kind || out.unit.kind == UnitKind::any) out.unit = plain_unit();
  // What can be known before the run is checked now.
  std::vector<std::optional<double>> v;
  for (const ExprId p : input.parameters) v.push_back(constant_value(p));
  const auto known = [&](std::size_t i) { return i < v.size() && v[i].has_value(); };
  const auto number = [&](std::size_t i) { return as_written(*at[i], *v[i]); };
  const auto wrong = [&](std::size_t i, std::string message, std::string label = {}) {
    diagnostics_.error("E0352", at[i]->place, std::move(message), std::move(label));
    out.ok = false;
  };
  switch (input.distribution) {
    case Distribution::normal:
      if (known(1) && *v[1] <= 0)
        wrong(1, fmt::format("the standard deviation must be above 0, found {}", number(1)),
              "for a fixed value leave the distribution out");
      break;
    case Distribution::lognormal:
      if (known(0) && *v[0] <= 0) wrong(0, fmt::format("the mean of a lognormal must be above 0, found {}", number(0)));
      if (known(1) && *v[1] <= 0) wrong(1, fmt::format("the standard deviation must be above 0, found {}", number(1)));
      break;
    case Distribution::interval:
    case Distribution::uniform:
      if (known(0) && known(1) && *v[0] >= *v[1])
        wrong(0, fmt::format("the range is upside down: {} is not below {}", number(0), number(1)), "the smaller end comes first");
      break;
    case Distribution::triangular:
    case Distribution::pert:
      if (known(0) && known(1) && *v[1] < *v[0]) wrong(1, fmt::format("the mode {} is below the low end {}", number(1), number(0)));
      if (known(1) && known(2) && *v[1] > *v[2])
        wrong(1, fmt::format("the mode {} is above the high end {}", number(1), number(2)), "the order is low, mode, high");
      if (known(0) && known(2) && *v[0] >= *v[2])
        wrong(0, fmt::format("the range is upside down: {} is not below {}", number(0), number(2)));
      break;
    case Distribution::beta:
      for (std::size_t i = 0; i < 2; ++i)
        if (known(i) && *v[i] <= 0) wrong(i, fmt::format("the parameters of beta must be above 0, found {}", number(i)));
      break;
    case Distribution::bernoulli:
      if (known(0) && (*v[0] < 0 || *v[0] > 1)) wrong(0, fmt::format("a chance lies between 0 and 1, found {}", number(0)));
      break;
    case Distribution::choice: {
      double sum = 0;
      bool all = true;
      for (std::size_t i = 1; i < v.size(); i += 2) {
        if (!known(i)) {
          all = false;
          continue;
        }
        if (*v[i] < 0) wrong(i, fmt::format("a weight cannot be negative, found {}", number(i)));
        sum += *v[i];
      }
      if (all && std::fabs(sum - 1) > 1e-9)
        diagnostics_.error("E0352", n.place, fmt::format("the weights add up to {:.6g}, not 1", sum)), out.ok = false;
      break;
    }
    case Distribution::fixed: break;
  }
  return out;
}

std::optional<double> Binder::chance_outside(const Input& input, double low, double high) const {
  std::vector<double> v;
  for (const ExprId parameter : input.parameters) {
    const auto known = constant_value(parameter);
    if (!known) return std::nullopt;
    v.push_back(*known);
  }
  const auto outside = [&](const auto& below) { return below(low) + (1 - below(high)); };
  const auto normal = [&](double mean, double sd) { return outside([=](double x) { return normal_below((x - mean) / sd); }); };
  const auto lognormal = [&](double mean_of_log, double sd_of_log) {
    return outside([=](double x) { return x <= 0 ? 0.0 : normal_below((std::log(x) - mean_of_log) / sd_of_log); });
  };
  switch (input.distribution) {
    case Distribution::normal: return normal(v[0], v[1]);
    case Distribution::lognormal: {
      const double variance_of_log = std::log1p(v[1] * v[1] / (v[0] * v[0]));
      return lognormal(std::log(v[0]) - variance_of_log / 2, std::sqrt(variance_of_log));
    }
    case Distribution::interval:
      if (v[0] > 0) return lognormal((std::log(v[0]) + std::log(v[1])) / 2, (std::log(v[1]) - std::log(v[0])) / (2 * kNormal95));
      return normal((v[0] + v[1]) / 2, (v[1] - v[0]) / (2 * kNormal95));
    case Distribution::uniform: return outside([&](double x) { return std::clamp((x - v[0]) / (v[1] - v[0]), 0.0, 1.0); });
    case Distribution::triangular:
      return outside([&](double x) {
        if (x <= v[0]) return 0.0;
        if (x >= v[2]) return 1.0;
        if (x < v[1]) return (x - v[0]) * (x - v[0]) / ((v[2] - v[0]) * (v[1] - v[0]));
        return 1 - (v[2] - x) * (v[2] - x) / ((v[2] - v[0]) * (v[2] - v[1]));
      });
    case Distribution::choice: {
      double sum = 0;
      for (std::size_t i = 0; i + 1 < v.size(); i += 2)
        if (v[i] < low || v[i] > high) sum += v[i + 1];
      return sum;
    }
    case Distribution::pert:    // inside its ends; between them nobody has asked yet
    case Distribution::beta:
    case Distribution::bernoulli:
    case Distribution::fixed: break;
  }
  return std::nullopt;
}

}  // namespace cf::model
