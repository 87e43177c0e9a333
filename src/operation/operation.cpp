#include "operation/operation.hpp"

#include <cmath>

namespace cf {

double evaluate(Operation operation, std::span<const double> x) {
  switch (operation) {
    case Operation::add: return x[0] + x[1];
    case Operation::subtract: return x[0] - x[1];
    case Operation::multiply: return x[0] * x[1];
    case Operation::divide: return x[0] / x[1];
    case Operation::power: return std::pow(x[0], x[1]);
    case Operation::negate: return -x[0];
    case Operation::less: return x[0] < x[1];
    case Operation::less_equal: return x[0] <= x[1];
    case Operation::greater: return x[0] > x[1];
    case Operation::greater_equal: return x[0] >= x[1];
    case Operation::equal: return x[0] == x[1];
    case Operation::not_equal: return x[0] != x[1];
    case Operation::logical_and: return x[0] != 0 && x[1] != 0;
    case Operation::logical_or: return x[0] != 0 || x[1] != 0;
    case Operation::logical_not: return 1 - x[0];
    case Operation::select: return x[0] != 0 ? x[1] : x[2];
    case Operation::minimum: return x[0] < x[1] ? x[0] : x[1];
    case Operation::maximum: return x[0] > x[1] ? x[0] : x[1];
    case Operation::absolute: return std::fabs(x[0]);
    case Operation::exponential: return std::exp(x[0]);
    case Operation::logarithm: return std::log(x[0]);
    case Operation::square_root: return std::sqrt(x[0]);
    case Operation::floor_of: return std::floor(x[0]);
  }
  return std::nan("");
}

bool in_domain(Operation operation, std::span<const double> x) {
  switch (row(operation).domain) {
    case Domain::always: return true;
    case Domain::nonzero_divisor: return x[1] != 0;
    case Domain::positive: return x[0] > 0;
    case Domain::not_negative: return x[0] >= 0;
    case Domain::real_power:
      if (x[0] < 0) return x[1] == std::floor(x[1]);
      return !(x[0] == 0 && x[1] < 0);
  }
  return false;
}

}  // namespace cf
