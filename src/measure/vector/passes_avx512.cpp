#define CF_SET avx512
#define CF_WIDTH 8
#include "measure/vector/passes_of_set.hpp"

namespace cf::measure {

extern const Passes kPassesAvx512;
constinit const Passes kPassesAvx512 = {"avx512",
                                        avx512::add_moments,
                                        avx512::add_sums,
                                        avx512::add_shortfalls,
                                        avx512::add_products,
                                        avx512::add_explained,
                                        avx512::count_at_most,
                                        avx512::subtract,
                                        avx512::scale,
                                        avx512::add_scaled,
                                        avx512::fan_cells,
                                        avx512::histogram_cells};

}  // namespace cf::measure
