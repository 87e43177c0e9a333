// Coordinates of Sobol points for a tile, and the Brownian bridge that its steps' normals come from.
namespace cf::engine::CF_SET {

// Eight points whose numbers follow on a multiple of 8 differ in three directions only: those are added in all lanes at once, what the
// others add is the same for all eight. From one eight to the next the directions 3 … 3 + t change, t as many as ones end the number.
void sobol(double* out, const SobolSource& source, std::size_t n) {
  constexpr std::size_t kEight = 8, kVectors = kEight / kWidth;
  constexpr std::uint64_t kOne = 0x3FF0000000000000, kHalf = std::uint64_t{1} << 19;   // the digits become a mantissa, from bit 51 down
  const std::uint32_t* directions = source.directions;
  alignas(64) std::uint64_t pattern[kEight];
  for (std::uint32_t lane = 0; lane < kEight; ++lane) {
    const std::uint32_t digits = (lane & 1 ? directions[0] : 0) ^ (lane & 2 ? directions[1] : 0) ^ (lane & 4 ? directions[2] : 0);
    pattern[lane] = std::uint64_t{digits} << 20 | kHalf | kOne;
  }
  I patterns[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) patterns[v] = bits_of(load(reinterpret_cast<const double*>(pattern + v * kWidth)));

  std::uint64_t eight = source.point / kEight;
  std::uint32_t digits = source.shift;
  for (std::uint64_t left = eight; left != 0; left &= left - 1) digits ^= directions[3 + __builtin_ctzll(left)];
  const V less = broadcast(1);
  for (std::size_t i = 0; i < n; i += kEight) {
    const I shared = whole(std::uint64_t{digits} << 20);
    for (std::size_t v = 0; v < kVectors; ++v) store(out + i + v * kWidth, from_bits(differing_bits(patterns[v], shared)) - less);
    for (int k = 0;; ++k) {
      digits ^= directions[3 + k];
      if (!(eight >> k & 1)) break;
    }
    ++eight;
  }
}

// A block of lanes at a time, so that all its rows stay in the first cache.
void bridge(double* rows, std::size_t stride, const BridgeNode* nodes, std::size_t num_nodes, std::size_t n) {
  constexpr std::size_t kBlock = 32;
  for (std::size_t begin = 0; begin < n; begin += kBlock) {
    const std::size_t end = begin + kBlock < n ? begin + kBlock : n;
    const auto row = [&](int at) { return rows + static_cast<std::size_t>(at - 1) * stride; };
    for (std::size_t k = 0; k < num_nodes; ++k) {
      const BridgeNode& node = nodes[k];
      double* here = row(node.at);
      const V spread = broadcast(node.spread), of_left = broadcast(node.left_weight), of_right = broadcast(node.right_weight);
      if (k == 0) {
        for (std::size_t i = begin; i < end; i += kWidth) store(here + i, spread * load(here + i));
        continue;
      }
      const double* right = row(node.right);
      if (node.left == 0) {
        for (std::size_t i = begin; i < end; i += kWidth) store(here + i, of_right * load(right + i) + spread * load(here + i));
        continue;
      }
      const double* left = row(node.left);
      for (std::size_t i = begin; i < end; i += kWidth)
        store(here + i, (of_left * load(left + i) + of_right * load(right + i)) + spread * load(here + i));
    }
    for (int at = static_cast<int>(num_nodes); at > 1; --at) {
      double* here = row(at);
      const double* before = row(at - 1);
      for (std::size_t i = begin; i < end; i += kWidth) store(here + i, load(here + i) - load(before + i));
    }
  }
}

}  // namespace cf::engine::CF_SET
