#define CF_SET sse2
#define CF_WIDTH 2
#include "measure/vector/passes_of_set.hpp"

namespace cf::measure {

extern const Passes kPassesSse2;
constinit const Passes kPassesSse2 = {"sse2",
                                      sse2::add_moments,
                                      sse2::add_sums,
                                      sse2::add_shortfalls,
                                      sse2::add_products,
                                      sse2::add_explained,
                                      sse2::count_at_most,
                                      sse2::subtract,
                                      sse2::scale,
                                      sse2::add_scaled,
                                      sse2::fan_cells,
                                      sse2::histogram_cells};

}  // namespace cf::measure
