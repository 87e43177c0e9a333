// Equity of parties that hold each other's shares: e = base + fraction e, where a party with limited liability counts as 0 when
// its sum is below 0.
#pragma once
#include <cstddef>
#include <vector>

namespace cf::engine {

class CrossHolding {
 public:
  explicit CrossHolding(std::size_t most_members);

  std::vector<double> base, fraction;         // fraction: row by row, [i * n + j] is the part of j's shares that i holds
  std::vector<double> equity;
  void run(std::size_t n, const unsigned char* limited);

 private:
  std::vector<double> matrix_;
  std::vector<char> counts_;
};

}  // namespace cf::engine
