// The larger of a party's sum and zero is a choice, so the fixed point is found by policy iteration (Howard 1960): solve the
// linear system for the parties above zero, choose again, until the choice stands. As fractions are not negative, each round
// is at least as high as the one before, so no choice comes back and the last is the solution.
#include "reference/cross_holdings.hpp"

#include <Eigen/LU>
#include <cstddef>
#include <limits>

namespace cf::reference {

std::vector<double> joint_equity(const CrossHoldings& holdings) {
  const std::size_t n = holdings.base.size();
  std::vector<bool> at_zero(n, false);
  std::vector<double> value(n, 0.0);
  for (std::size_t round = 0; round < 4 * n + 4; ++round) {  // a value of zero but for rounding could otherwise go on for ever
    const auto size = static_cast<Eigen::Index>(n);
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(size, size);
    Eigen::VectorXd base = Eigen::VectorXd::Zero(size);
    for (std::size_t i = 0; i < n; ++i) {
      if (at_zero[i]) continue;
      const auto row = static_cast<Eigen::Index>(i);
      base(row) = holdings.base[i];
      for (std::size_t j = 0; j < n; ++j) matrix(row, static_cast<Eigen::Index>(j)) -= holdings.fraction[i][j];
    }
    const auto factors = matrix.fullPivLu();
    if (!factors.isInvertible()) return std::vector<double>(n, std::numeric_limits<double>::quiet_NaN());
    const Eigen::VectorXd solution = factors.solve(base);
    for (std::size_t i = 0; i < n; ++i) value[i] = solution(static_cast<Eigen::Index>(i));

    bool stands = true;
    for (std::size_t i = 0; i < n; ++i) {
      if (!holdings.limited[i]) continue;
      double sum = holdings.base[i];
      for (std::size_t j = 0; j < n; ++j) sum += holdings.fraction[i][j] * value[j];
      const bool zero = sum < 0;
      if (zero != at_zero[i]) stands = false;
      at_zero[i] = zero;
    }
    if (stands) break;
  }
  for (std::size_t i = 0; i < n; ++i)
    if (holdings.limited[i] && value[i] < 0) value[i] = 0;
  return value;
}

}  // namespace cf::reference
