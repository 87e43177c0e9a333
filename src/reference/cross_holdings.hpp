// The equity of parties that hold each other's shares, valued together (Elliott, Golub and Jackson 2014, without default costs):
//   value_i = base_i + sum over j of fraction_ij value_j, and not below zero for a party with limited liability.
// Unique as long as no group of parties holds all of its own shares between them.
#pragma once
#include <vector>

namespace cf::reference {

struct CrossHoldings {
  std::vector<double> base;                   // $: equity but for shares of members
  std::vector<std::vector<double>> fraction;  // [i][j]: part of j's shares that i holds
  std::vector<bool> limited;                  // never below zero
};

// Not a number where there is no solution.
std::vector<double> joint_equity(const CrossHoldings& holdings);

}  // namespace cf::reference
