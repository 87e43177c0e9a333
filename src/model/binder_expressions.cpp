// Expressions of the model: added once, and what is known of them.
#include <algorithm>
#include <cmath>

#include "model/binder.hpp"

namespace cf::model {

ExprId Binder::add(Expr expr) {
  std::uint8_t mask = kConstant;
  for (const ExprId operand : expr.operands) mask |= varies(operand);
  if (expr.kind == ExprKind::reduction) mask = kWithPath;
  if (expr.kind == ExprKind::cross_held) mask |= kWithState | kWithPath;
  if (expr.kind == ExprKind::read) {
    switch (expr.quantity) {
      case Quantity::input: mask = kWithPath; break;
      case Quantity::year:
      case Quantity::date: mask = kWithTime; break;
      case Quantity::series: {
        const ExprId value = out_.series[static_cast<std::size_t>(expr.index)].value;
        mask = value ? varies(value) : static_cast<std::uint8_t>(kWithPath | kWithTime | kWithState);
        break;
      }
      default: mask = kWithPath | kWithTime | kWithState;
    }
  }
  out_.exprs.push_back(std::move(expr));
  varies_.push_back(mask);
  return ExprId{static_cast<std::int32_t>(out_.exprs.size()) - 1};
}

ExprId Binder::constant(double value) {
  const auto key = std::signbit(value) && value == 0 ? 0.0 : value;
  const auto it = constants_.find(key);
  if (it != constants_.end()) return it->second;
  Expr e;
  e.value = key;
  return constants_[key] = add(std::move(e));
}

ExprId Binder::read(Quantity quantity, std::int32_t index) {
  const auto key = std::make_pair(static_cast<int>(quantity), index);
  if (const auto it = reads_.find(key); it != reads_.end()) return it->second;
  Expr e;
  e.kind = ExprKind::read;
  e.quantity = quantity;
  e.index = index;
  return reads_[key] = add(std::move(e));
}

ExprId Binder::make(Operation operation, const Operands& operands, Place place) {
  Expr e;
  e.kind = ExprKind::operation;
  e.operation = operation;
  e.operands = operands;
  e.place = place;
  return add(std::move(e));
}

ExprId Binder::reduce(Reduction reduction, ExprId operand, Place place, bool rate, ExprId rate_operand) {
  Expr e;
  e.kind = ExprKind::reduction;
  e.reduction = reduction;
  e.operands = {operand};
  if (rate_operand) e.operands.push_back(rate_operand);
  e.place = place;
  e.rate = rate;
  return add(std::move(e));
}

// The value of an expression that is the same on every path and step; fixed inputs count as constants.
std::optional<double> Binder::constant_value(ExprId id) const {
  if (!id) return std::nullopt;
  const Expr& e = out_[id];
  switch (e.kind) {
    case ExprKind::constant: return e.value;
    case ExprKind::read: {
      if (e.quantity == Quantity::series) return constant_value(out_.series[static_cast<std::size_t>(e.index)].value);
      if (e.quantity != Quantity::input) return std::nullopt;
      const Input& input = out_.inputs[static_cast<std::size_t>(e.index)];
      if (input.distribution != Distribution::fixed || input.parameters.empty()) return std::nullopt;
      return constant_value(input.parameters[0]);
    }
    case ExprKind::operation: {
      std::vector<double> x;
      for (const ExprId operand : e.operands) {
        const auto v = constant_value(operand);
        if (!v) return std::nullopt;
        x.push_back(*v);
      }
      return evaluate(e.operation, x);
    }
    default: return std::nullopt;
  }
}

ExprId Binder::at_start(ExprId id) {
  if (!(varies(id) & kWithTime)) return id;
  const Expr e = out_[id];
  if (e.kind == ExprKind::read && e.quantity == Quantity::year) return constant(0);
  if (e.kind == ExprKind::read && e.quantity == Quantity::date) return constant(out_.time.date(0));
  if (e.kind == ExprKind::read && e.quantity == Quantity::series) return at_start(out_.series[static_cast<std::size_t>(e.index)].value);
  Expr copy = e;
  for (ExprId& operand : copy.operands) operand = at_start(operand);
  return add(std::move(copy));
}

}  // namespace cf::model
