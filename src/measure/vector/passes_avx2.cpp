#define CF_SET avx2
#define CF_WIDTH 4
#include "measure/vector/passes_of_set.hpp"

namespace cf::measure {

extern const Passes kPassesAvx2;
constinit const Passes kPassesAvx2 = {"avx2",
                                      avx2::add_moments,
                                      avx2::add_sums,
                                      avx2::add_shortfalls,
                                      avx2::add_products,
                                      avx2::add_explained,
                                      avx2::count_at_most,
                                      avx2::subtract,
                                      avx2::scale,
                                      avx2::add_scaled,
                                      avx2::fan_cells,
                                      avx2::histogram_cells};

}  // namespace cf::measure
