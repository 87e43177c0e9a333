// Draws that are not plain vector kernels: distributions that are read from a table, or are too rare to be worth one.
#pragma once
#include <cstddef>

#include "program/program.hpp"

namespace cf::engine {

// out[i] = the table's function at z[i], by the polynomial of degree 5 that has its values and two derivatives.
void table_quantiles(double* out, const double* z, const program::QuantileTable& table, std::size_t n);

// Quantiles of beta(a, b) at u; NaN where a or b is not above 0. `step_a` and `step_b`: 0 where all paths have the same, else 1.
void beta_quantiles(double* out, const double* u, const double* a, std::size_t step_a, const double* b, std::size_t step_b, std::size_t n);

// Quantiles of the Poisson distribution, by inversion; `step`: 0 where all paths have the same mean, else 1.
void poisson_quantiles(double* out, const double* u, const double* mean, std::size_t step, std::size_t n);

}  // namespace cf::engine
