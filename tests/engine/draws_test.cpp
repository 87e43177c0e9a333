// The draws of a tile are those of base/random.hpp, path by path.
#include <algorithm>

#include "base/random.hpp"
#include "tiles.hpp"

namespace cf::engine {
namespace {

using Draws = EachSet;

const DrawSource kSources[] = {
    {1, 0, 0, 1},
    {0, 0, 0, 0},
    {0xFEDCBA9876543210, 8192, 47, stream_of("demand")},
    {~std::uint64_t{0}, 0xFFFFFF00, 0x7FFFFFFF, ~std::uint32_t{0}},  // the path's lower half runs over inside the tile
    {42, 0x123456789ABCDE8, 5, stream_of("scarcity#size")},
};

TEST_P(Draws, UniformsExactly) {
  for (const DrawSource& source : kSources)
    for (const std::size_t n : {std::size_t{8}, std::size_t{24}, std::size_t{512}}) {
      Tile even(n), odd(n), alone(n);
      k_.uniforms(even.data(), odd.data(), source, n);
      k_.uniforms(alone.data(), nullptr, source, n);
      for (std::size_t i = 0; i < n; ++i) {
        const std::uint64_t path = source.first_path + i;
        ASSERT_EQ(even[i], uniform(source.seed, path, source.block * 2, source.stream)) << path;
        ASSERT_EQ(odd[i], uniform(source.seed, path, source.block * 2 + 1, source.stream)) << path;
        ASSERT_EQ(alone[i], even[i]);
      }
    }
}

TEST_P(Draws, NormalsAreQuantilesOfTheUniforms) {
  for (const DrawSource& source : kSources) {
    constexpr std::size_t n = 4096;
    Tile even(n), odd(n), alone(n);
    k_.normals(even.data(), odd.data(), source, n);
    k_.normals(alone.data(), nullptr, source, n);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint64_t path = source.first_path + i;
      const double want0 = normal_quantile(uniform(source.seed, path, source.block * 2, source.stream));
      const double want1 = normal_quantile(uniform(source.seed, path, source.block * 2 + 1, source.stream));
      ASSERT_LE(std::fabs(even[i] - want0), 4e-15 * std::fabs(want0)) << path;
      ASSERT_LE(std::fabs(odd[i] - want1), 4e-15 * std::fabs(want1)) << path;
      ASSERT_EQ(alone[i], even[i]);
    }
  }
}

// A path's draws do not depend on where its tile begins or how long it is.
TEST_P(Draws, TheSameInAnyTile) {
  constexpr std::size_t n = 1024;
  Tile whole(n), odd(n), part(n);
  k_.normals(whole.data(), odd.data(), {3, 0, 2, 9}, n);
  for (std::size_t first = 0; first < n; first += 40) {
    const std::size_t count = std::min<std::size_t>(40, n - first);
    k_.normals(part.data(), odd.data(), {3, first, 2, 9}, count);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(part[i], whole[first + i]);
  }
}

CF_FOR_EACH_SET(Draws);

}  // namespace
}  // namespace cf::engine
