// Inputs and drivers: the quantile of a draw, and one exact step of a process.
#include <cmath>

#include <boost/math/special_functions/beta.hpp>

#include "base/check.hpp"
#include "base/random.hpp"
#include "program/variant.hpp"

namespace cf::program {

using namespace model;

namespace {

std::int32_t stream(const std::string& name) { return static_cast<std::int32_t>(stream_of(name)); }

}  // namespace

// ---- inputs --------------------------------------------------------------------------------------------------------

NodeId VariantLowering::require(NodeId good, When when) {
  check(CheckKind::is_true, g_.negation(good), when);
  return good;
}

NodeId VariantLowering::input(std::size_t index) {
  if (inputs_[index] >= 0) return inputs_[index];
  const Input& input = m_.inputs[index];
  std::vector<NodeId> parameters;
  for (ExprId id : input.parameters) parameters.push_back(value(id, When::first));
  NodeId result = parameters.empty() ? -1 : parameters[0];
  if (input.distribution != Distribution::fixed) {
    NodeId z = -1, u = -1;
    if (const int row = input_row_[index]; row >= 0) {
      const auto& correlation = m_.input_correlation;
      z = g_.constant(0);
      const auto& lower = correlation.lower[static_cast<std::size_t>(row)];
      for (std::size_t j = 0; j < lower.size(); ++j) {
        const NodeId other = g_.leaf(Kind::normal, static_cast<std::int32_t>(correlation.streams[j]));
        z = g_.add(z, g_.multiply(g_.constant(lower[j]), other));
      }
      u = g_.compound(Kind::normal_distribution, std::span(&z, 1));
    } else {
      z = g_.leaf(Kind::normal, stream(input.named.name));
      u = g_.leaf(Kind::uniform, stream(input.named.name));
    }
    result = drawn(input, parameters, z, u);
  }
  return inputs_[index] = result;
}

NodeId VariantLowering::drawn(const Input& input, std::span<const NodeId> p, NodeId z, NodeId u) {
  const auto number = [&](double v) { return g_.constant(v); };
  const auto log = [&](NodeId x) { return g_.make(Operation::logarithm, {x}); };
  const auto root = [&](NodeId x) { return g_.make(Operation::square_root, {x}); };
  const auto ordered = [&](NodeId a, NodeId b) { return require(g_.make(Operation::less_equal, {a, b}), When::first); };
  const auto is_equal = [&](NodeId a, NodeId b) { return g_.make(Operation::equal, {a, b}); };
  static const double z95 = normal_quantile(0.95);
  switch (input.distribution) {
    case Distribution::fixed: return p[0];
    case Distribution::normal: ordered(number(0), p[1]); return g_.add(p[0], g_.multiply(p[1], z));
    case Distribution::lognormal: {
      require(g_.less(number(0), p[0]), When::first);
      ordered(number(0), p[1]);
      const NodeId ratio = g_.divide(p[1], p[0]);
      const NodeId variance = log(g_.add(number(1), g_.multiply(ratio, ratio)));
      const NodeId middle = g_.subtract(log(p[0]), g_.multiply(number(0.5), variance));
      return g_.exponential(g_.add(middle, g_.multiply(root(variance), z)));
    }
    case Distribution::interval: {
      ordered(p[0], p[1]);
      const NodeId positive = g_.less(number(0), p[0]);
      const NodeId half = number(0.5), part = number(1 / (2 * z95));
      const NodeId plain = g_.add(g_.multiply(half, g_.add(p[0], p[1])), g_.multiply(g_.multiply(part, g_.subtract(p[1], p[0])), z));
      if (g_.is_constant(positive, 0)) return plain;
      const NodeId low = log(p[0]), high = log(p[1]);
      const NodeId spread = g_.multiply(g_.multiply(part, g_.subtract(high, low)), z);
      return g_.select(positive, g_.exponential(g_.add(g_.multiply(half, g_.add(low, high)), spread)), plain);
    }
    case Distribution::uniform: ordered(p[0], p[1]); return g_.add(p[0], g_.multiply(g_.subtract(p[1], p[0]), u));
    case Distribution::triangular: {
      ordered(p[0], p[1]);
      ordered(p[1], p[2]);
      const NodeId point = is_equal(p[0], p[2]);
      if (g_.is_constant(point, 1)) return p[0];
      const NodeId width = g_.subtract(p[2], p[0]), rise = g_.subtract(p[1], p[0]), fall = g_.subtract(p[2], p[1]);
      const NodeId below = g_.add(p[0], root(g_.multiply(u, g_.multiply(width, rise))));
      const NodeId above = g_.subtract(p[2], root(g_.multiply(g_.subtract(number(1), u), g_.multiply(width, fall))));
      return g_.select(point, p[0], g_.select(g_.less(u, g_.divide(rise, width)), below, above));
    }
    case Distribution::pert: {
      ordered(p[0], p[1]);
      ordered(p[1], p[2]);
      const NodeId point = is_equal(p[0], p[2]);
      if (g_.is_constant(point, 1)) return p[0];
      const NodeId width = g_.subtract(p[2], p[0]), four = number(4), one = number(1);
      const NodeId a = g_.add(one, g_.divide(g_.multiply(four, g_.subtract(p[1], p[0])), width));
      const NodeId b = g_.add(one, g_.divide(g_.multiply(four, g_.subtract(p[2], p[1])), width));
      return g_.select(point, p[0], g_.add(p[0], g_.multiply(width, beta(a, b, z, u))));
    }
    case Distribution::beta:
      require(g_.less(number(0), p[0]), When::first);
      require(g_.less(number(0), p[1]), When::first);
      return beta(p[0], p[1], z, u);
    case Distribution::bernoulli:
      ordered(number(0), p[0]);
      ordered(p[0], number(1));
      return g_.less(g_.subtract(number(1), p[0]), u);
    case Distribution::choice: {
      NodeId result = p[p.size() - 2];
      NodeId reached = number(0);
      std::vector<NodeId> limit;
      for (std::size_t i = 0; i + 2 < p.size(); i += 2) limit.push_back(reached = g_.add(reached, p[i + 1]));
      for (std::size_t i = limit.size(); i-- > 0;) result = g_.select(g_.less(u, limit[i]), p[2 * i], result);
      return result;
    }
  }
  CF_CHECK(false, "an unknown distribution");
  return -1;
}

NodeId VariantLowering::beta(NodeId a, NodeId b, NodeId z, NodeId u) {
  if (g_.is_constant(a) && g_.is_constant(b) && g_[a].value > 0 && g_[b].value > 0)
    return g_.compound(Kind::quantile_table, std::span(&z, 1), shapes_.beta_table(g_[a].value, g_[b].value));
  const std::array<NodeId, 3> x = {u, a, b};
  return g_.compound(Kind::beta_quantile, x);
}

// The logit l of a beta quantile x as a function of the normal z with the same probability is smooth, and its derivatives are
// known: l' = n(z) / (f(x) x (1 - x)), l'' = -l' (z + l' (a (1 - x) - b x)), with n and f the two densities. Between the points
// a polynomial of degree 5 matches all three.
std::int32_t Shapes::beta_table(double a, double b) {
  const auto [it, added] = table_of_.try_emplace({a, b}, static_cast<std::int32_t>(tables.size()));
  if (!added) return it->second;
  QuantileTable table;
  constexpr double kReach = 8.3;      // beyond it no draw of 52 bits lies
  constexpr int kPoints = 333;
  table.first = -kReach;
  table.step = 2 * kReach / (kPoints - 1);
  const double log_beta = std::log(boost::math::beta(a, b));
  for (int i = 0; i < kPoints; ++i) {
    const double z = table.first + i * table.step;
    double rest = 0;                  // 1 - x, exact where x is near 1
    const double x =
        z < 0 ? boost::math::ibeta_inv(a, b, normal_distribution(z), &rest) : boost::math::ibetac_inv(a, b, normal_distribution(-z), &rest);
    const double log_density = -z * z / 2 - 0.91893853320467274178 - (a * std::log(x) + b * std::log(rest) - log_beta);
    const double slope = std::exp(log_density);
    table.value.push_back(std::log(x) - std::log(rest));
    table.slope.push_back(slope);
    table.curvature.push_back(-slope * (z + slope * (a * rest - b * x)));
  }
  tables.push_back(std::move(table));
  return it->second;
}

// ---- drivers -------------------------------------------------------------------------------------------------------

NodeId VariantLowering::normal_of(std::size_t driver) {
  NodeId& known = driver_normals_[driver];
  if (known >= 0) return known;
  NodeId z = g_.constant(0);
  if (const int row = driver_row_[driver]; row >= 0) {
    const auto& correlation = m_.driver_correlation;
    const auto& lower = correlation.lower[static_cast<std::size_t>(row)];
    for (std::size_t j = 0; j < lower.size(); ++j) {
      const NodeId other = g_.leaf(Kind::step_normal, static_cast<std::int32_t>(correlation.streams[j]));
      z = g_.add(z, g_.multiply(g_.constant(lower[j]), other));
    }
  } else {
    z = g_.leaf(Kind::step_normal, stream(m_.drivers[driver].named.name));
  }
  return known = z;
}

// The state of a mean-reverting process with `log` is the logarithm; that of an event is the sum of its hazard so far.
NodeId VariantLowering::driver_start(std::size_t index) {
  const Driver& driver = m_.drivers[index];
  if (driver.process == Process::event) return g_.constant(0);
  const NodeId start = value(driver.start, When::first);
  check(CheckKind::nonfinite, start, When::first);
  if (!driver.log || driver.process != Process::mean_reverting) return start;
  return g_.make(Operation::logarithm, {start});
}

NodeId VariantLowering::driver_value(std::size_t index, When when) {
  const Driver& driver = m_.drivers[index];
  if (when == When::first) return driver.process == Process::event ? g_.constant(0) : value(driver.start, When::first);
  const NodeId state = carried(Carried::driver, index, when);
  if (driver.process == Process::event) {
    const NodeId u = g_.leaf(Kind::uniform, stream(driver.named.name));
    const NodeId threshold = g_.make(Operation::negate, {g_.make(Operation::logarithm, {u})});
    return g_.make(Operation::less_equal, {threshold, state});
  }
  if (driver.process != Process::mean_reverting || !driver.log) return state;
  const NodeId level = g_.exponential(state);
  check(CheckKind::nonfinite, level, when);
  return level;
}

NodeId VariantLowering::driver_next(std::size_t index) {
  const Driver& driver = m_.drivers[index];
  const auto number = [&](double v) { return g_.constant(v); };
  const double dt = 1 / m_.time.steps_per_year();
  const auto parameter = [&](ExprId id) {
    if (!id) return number(0);
    const NodeId p = value(id, When::body);
    check(CheckKind::nonfinite, p, When::body);
    return p;
  };
  if (driver.process == Process::event) {
    const NodeId hazard = parameter(driver.hazard);
    check(CheckKind::below_zero, hazard, When::body);
    return g_.add(carried(Carried::driver, index, When::body), g_.multiply(hazard, number(dt)));
  }
  const NodeId x = carried(Carried::driver, index, When::body);
  const NodeId volatility = parameter(driver.volatility);
  const NodeId z = normal_of(index);
  NodeId next = -1;
  if (driver.process == Process::mean_reverting) {
    NodeId mean = parameter(driver.mean);
    if (driver.log) mean = g_.make(Operation::logarithm, {mean});
    const NodeId speed = parameter(driver.speed);
    const NodeId kept = g_.exponential(g_.multiply(speed, number(-dt)));
    const NodeId still = g_.make(Operation::equal, {speed, number(0)});
    NodeId scale = number(std::sqrt(dt));    // of the increment, for a volatility of 1
    if (const double s = g_[speed].value; g_.is_constant(speed) && s != 0) {
      const double variance = -std::expm1(-2 * s * dt) / (2 * s);
      scale = number(std::sqrt(variance));
    } else if (!g_.is_constant(speed)) {
      const NodeId lost = g_.subtract(number(1), g_.multiply(kept, kept));
      const NodeId variance = g_.divide(lost, g_.multiply(number(2), speed));
      scale = g_.select(still, scale, g_.make(Operation::square_root, {variance}));
    }
    const NodeId pulled = g_.add(mean, g_.multiply(g_.subtract(x, mean), kept));
    next = g_.add(g_.select(still, x, pulled), g_.multiply(g_.multiply(volatility, scale), z));
  } else {
    NodeId drift = parameter(driver.drift);
    NodeId rate = -1, jump_mean = -1, jump_sd = -1;
    if (driver.process == Process::jump) {
      rate = parameter(driver.rate);
      jump_mean = parameter(driver.jump_mean);
      jump_sd = parameter(driver.jump_sd);
      check(CheckKind::below_zero, rate, When::body);
      const NodeId half = g_.multiply(number(0.5), g_.multiply(jump_sd, jump_sd));
      drift = g_.subtract(drift, g_.multiply(rate, g_.subtract(g_.exponential(g_.add(jump_mean, half)), number(1))));
    }
    const NodeId trend = g_.multiply(g_.subtract(drift, g_.multiply(number(0.5), g_.multiply(volatility, volatility))), number(dt));
    NodeId growth = g_.add(trend, g_.multiply(g_.multiply(volatility, number(std::sqrt(dt))), z));
    if (driver.process == Process::jump) {
      const NodeId mean_count = g_.multiply(rate, number(dt));
      check(CheckKind::is_true, g_.less(number(700), mean_count), When::body);
      const std::array<NodeId, 2> draw = {g_.leaf(Kind::step_uniform, stream(driver.named.name + "#count")), mean_count};
      const NodeId count = g_.compound(Kind::poisson, draw);
      const NodeId z2 = g_.leaf(Kind::step_normal, stream(driver.named.name + "#size"));
      const NodeId spread = g_.multiply(g_.multiply(g_.make(Operation::square_root, {count}), jump_sd), z2);
      growth = g_.add(growth, g_.add(g_.multiply(count, jump_mean), spread));
    }
    next = g_.multiply(x, g_.exponential(growth));
  }
  return next;
}

}  // namespace cf::program
