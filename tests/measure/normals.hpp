// Independent standard normals for the tests: draw `path` of a stream under a seed.
#pragma once
#include <cstdint>
#include <vector>

#include "base/random.hpp"

inline std::vector<double> normals(std::uint64_t seed, std::uint32_t stream, std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = cf::normal_quantile(cf::uniform(seed, i, 0, stream));
  return values;
}

inline std::vector<double> uniforms(std::uint64_t seed, std::uint32_t stream, std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = cf::uniform(seed, i, 0, stream);
  return values;
}
