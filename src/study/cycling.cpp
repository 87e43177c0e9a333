#include "study/cycling.hpp"

#include <Eigen/Dense>

namespace cf::study {

Cycling finn_cycling_index(const std::vector<std::vector<double>>& flows, const std::vector<double>& inflow) {
  const auto size = static_cast<Eigen::Index>(inflow.size());
  Cycling cycling;
  cycling.throughflow = inflow;
  for (const auto& from : flows)
    for (std::size_t to = 0; to < from.size(); ++to) cycling.throughflow[to] += from[to];
  double all = 0, outside = 0;
  for (std::size_t i = 0; i < inflow.size(); ++i) all += cycling.throughflow[i], outside += inflow[i];
  if (!(all > 0)) return cycling;

  Eigen::MatrixXd system = Eigen::MatrixXd::Identity(size, size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const double through = cycling.throughflow[static_cast<std::size_t>(i)];
    if (!(through > 0)) continue;
    for (Eigen::Index j = 0; j < size; ++j) system(i, j) -= flows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] / through;
  }
  const Eigen::FullPivLU<Eigen::MatrixXd> solver(system);
  if (!solver.isInvertible()) {       // a closed ring that nothing enters or leaves
    cycling.index = 1;
    return cycling;
  }
  const Eigen::MatrixXd visits = solver.inverse();
  double round = 0;
  for (Eigen::Index i = 0; i < size; ++i) round += cycling.throughflow[static_cast<std::size_t>(i)] * (visits(i, i) - 1) / visits(i, i);
  cycling.index = round / all;
  cycling.mean_path_length = outside > 0 ? all / outside : 0;
  return cycling;
}

}  // namespace cf::study
