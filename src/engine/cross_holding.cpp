// From below: those with limited liability count as 0; solve; whoever is then above 0 counts; and again. Fractions are not
// negative, so values only rise, nobody who counts drops out, and there are at most as many rounds as parties.
#include "engine/cross_holding.hpp"

#include <algorithm>
#include <cmath>

namespace cf::engine {

CrossHolding::CrossHolding(std::size_t n) : base(n), fraction(n * n), equity(n), matrix_(n * (n + 1)), counts_(n) {}

void CrossHolding::run(std::size_t n, const unsigned char* limited) {
  for (std::size_t i = 0; i < n; ++i) counts_[i] = !limited[i];
  const std::size_t width = n + 1;
  for (std::size_t round = 0; round <= n; ++round) {
    // e_i = base_i + the fractions of those who count; those who do not are worked out beside it.
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) matrix_[i * width + j] = (i == j ? 1.0 : 0.0) - (counts_[j] ? fraction[i * n + j] : 0.0);
      matrix_[i * width + n] = base[i];
    }
    for (std::size_t k = 0; k < n; ++k) {
      std::size_t best = k;
      for (std::size_t r = k + 1; r < n; ++r)
        if (std::fabs(matrix_[r * width + k]) > std::fabs(matrix_[best * width + k])) best = r;
      if (best != k) std::swap_ranges(&matrix_[k * width], &matrix_[k * width] + width, &matrix_[best * width]);
      for (std::size_t r = k + 1; r < n; ++r) {
        const double factor = matrix_[r * width + k] / matrix_[k * width + k];
        for (std::size_t c = k; c < width; ++c) matrix_[r * width + c] -= factor * matrix_[k * width + c];
      }
    }
    for (std::size_t k = n; k-- > 0;) {
      double sum = matrix_[k * width + n];
      for (std::size_t c = k + 1; c < n; ++c) sum -= matrix_[k * width + c] * equity[c];
      equity[k] = sum / matrix_[k * width + k];
    }
    bool more = false;
    for (std::size_t i = 0; i < n; ++i) {
      if (counts_[i] || !(equity[i] > 0)) continue;
      counts_[i] = 1;
      more = true;
    }
    if (!more) break;
  }
  for (std::size_t i = 0; i < n; ++i)
    if (!counts_[i]) equity[i] = 0;
}

}  // namespace cf::engine
