// How much of what flows in a network goes round in a circle (Finn 1976).
#pragma once
#include <vector>

namespace cf::study {

struct Cycling {
  std::vector<double> throughflow;    // of each node, its inflow side: what comes from outside and from the others
  double index = 0;                   // part of all throughflow that goes round
  double mean_path_length = 0;        // nodes that a dollar from outside passes
};

// flows[i][j]: from i to j; inflow[i]: from outside to i. With T the throughflow and N the inverse of I - diag(1/T) flows, the index
// is sum_i T_i (N_ii - 1) / N_ii over sum_i T_i. Where stocks change, T is the inflow side. No node may pay out more than its T.
Cycling finn_cycling_index(const std::vector<std::vector<double>>& flows, const std::vector<double>& inflow);

}  // namespace cf::study
