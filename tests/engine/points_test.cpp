// Sobol points and bridges of a tile are those of base/points.hpp, path by path.
#include <algorithm>
#include <bit>

#include "base/points.hpp"
#include "tiles.hpp"

namespace cf::engine {
namespace {

using PointKernels = EachSet;

TEST_P(PointKernels, CoordinatesExactly) {
  const Points points(9, {{1, 2, 3}, {}, 0}, std::uint64_t{1} << 24);
  for (const std::uint64_t path :
       {std::uint64_t{0}, std::uint64_t{1024}, std::uint64_t{8 * 1024 - 512}, (std::uint64_t{1} << 23) + 3 * 1024 + 8})
    for (const std::size_t n : {std::size_t{8}, std::size_t{24}, std::size_t{512}})
      for (const std::uint32_t stream : {1u, 2u, 3u}) {
        const auto [directions, shift] = points.scrambled(points.set_of(path), points.dimension(stream));
        Tile out(n);
        k_.sobol(out.data(), {directions, shift, points.point_of(path)}, n);
        for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(out[i], points.uniform(path + i, stream)) << "path " << path + i;
      }
}

TEST_P(PointKernels, BridgesExactly) {
  constexpr std::size_t n = 72, stride = 80;
  for (const int num_steps : {1, 2, 5, 96}) {
    const auto nodes = bridge_nodes(num_steps);
    Tile rows(stride * nodes.size());
    std::vector<std::vector<double>> w(static_cast<std::size_t>(num_steps) + 1, std::vector<double>(n));
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      const auto& node = nodes[k];
      double* row = rows.data() + static_cast<std::size_t>(node.at - 1) * stride;
      for (std::size_t i = 0; i < n; ++i) {
        row[i] = std::sin(static_cast<double>(17 * k + i));
        const auto of = [&](int at) { return w[static_cast<std::size_t>(at)][i]; };
        const double middle = k == 0 ? 0 : node.left_weight * of(node.left) + node.right_weight * of(node.right);
        w[static_cast<std::size_t>(node.at)][i] = middle + node.spread * row[i];
      }
    }
    k_.bridge(rows.data(), stride, nodes.data(), nodes.size(), n);
    for (std::size_t t = 0; t < nodes.size(); ++t)
      for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(rows[t * stride + i], w[t + 1][i] - w[t][i]) << num_steps << " steps, step " << t;
  }
}

CF_FOR_EACH_SET(PointKernels);

}  // namespace
}  // namespace cf::engine
