// Low-discrepancy points for the draws of a deal: scrambled Sobol points, with a Brownian bridge through the steps.
//
// The paths of a run fall into kRandomisations sets of points. Each set is the whole of a Sobol sequence (directions of Joe and Kuo
// 2008) under a scrambling of its own, so the sets are independent of each other and each is uniform: means over them differ by what
// their errors are.
//
//  1. Path p lies in stretch s = p / stretch. Its set is s % kRandomisations, its point in the set (s / kRandomisations) * stretch +
//     p % stretch, in natural order: bit k of the number adds (without carry) direction k.
//  2. Scrambling: in each set and dimension the 32 binary digits go through a random lower triangular matrix with ones on its diagonal,
//     then a random shift without carry (Matousek 1998, "On the L2-discrepancy for anchored boxes", the affine scrambling). So each
//     2^k points from a multiple of 2^k on still have one in each interval of length 2^-k. The random bits are Philox's, by seed,
//     set and dimension. A coordinate is (digits + 1/2) 2^-32, never 0 or 1.
//  3. A stream has one draw a path, or one in each step. The steps' normals are the increments of a Brownian bridge (Glasserman 2003,
//     section 3.1): node 0 is the last point, node 1 the one in the middle, and so on, level by level. They are independent standard
//     normals; the first few of the nodes decide most of the path. A step's uniform is the distribution function of its normal.
//  4. Dimensions go by importance: all streams' nodes 0 and all draws of one a path, then all nodes 1, and so on. What finds no
//     dimension any more, the finest nodes of very many streams, takes Philox's numbers, draw 2^31 + node of the stream.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace cf {

enum class RandomNumbers : std::uint8_t { philox, sobol };
std::string_view name_of(RandomNumbers random);

inline constexpr int kRandomisations = 8;

// The streams of a deal under all its terms, in a fixed order: their numbers as stream_of() gives them.
struct Streams {
  std::vector<std::uint32_t> once;        // one draw a path
  std::vector<std::uint32_t> by_step;     // one draw a step
  int num_steps = 0;
};

// How a Brownian bridge finds its points: W(at) = left_weight W(left) + right_weight W(right) + spread z, W(0) = 0. Node 0 has no right.
struct BridgeNode {
  int at = 0, left = 0, right = 0;
  double left_weight = 0, right_weight = 0, spread = 0;
};
std::vector<BridgeNode> bridge_nodes(int num_steps);

// Direction numbers of a dimension, bit 31 being the first digit: of Sobol points as Joe and Kuo 2008 chose them.
inline constexpr int kSobolDimensions = 3667;
std::vector<std::uint32_t> sobol_directions(int dimension, int count = 32);

// Which set a path is in, and which of its points it is.
class PointSets {
 public:
  // `paths`: those of which each set is to have its part; `batch`: a stretch is as many times as many, up to 1024 in all, a multiple
  // of 8.
  explicit PointSets(std::uint64_t paths, std::uint64_t batch = 1024);
  std::uint64_t stretch() const { return stretch_; }
  int set_of(std::uint64_t path) const { return static_cast<int>(path / stretch_ % kRandomisations); }
  std::uint64_t point_of(std::uint64_t path) const { return path / stretch_ / kRandomisations * stretch_ + path % stretch_; }

 private:
  std::uint64_t stretch_;
};

class Points : public PointSets {
 public:
  Points(std::uint64_t seed, Streams streams, std::uint64_t paths, const PointSets& sets);   // for so many paths
  Points(std::uint64_t seed, Streams streams, std::uint64_t paths, std::uint64_t batch = 1024)
      : Points(seed, std::move(streams), paths, PointSets(paths, batch)) {}

  std::uint64_t seed() const { return seed_; }

  // Draw 0 of a stream of one draw a path, in (0, 1); and a step's normal, and its uniform.
  double uniform(std::uint64_t path, std::uint32_t stream) const;
  double step_normal(std::uint64_t path, int step, std::uint32_t stream) const;
  double step_uniform(std::uint64_t path, int step, std::uint32_t stream) const;

  std::size_t bytes() const { return tables_.size() * sizeof(std::uint32_t); }   // of its tables

  // For evaluators that work on many paths at once.
  static constexpr int kNoDimension = -1;
  int num_steps() const { return streams_.num_steps; }
  bool is_by_step(std::uint32_t stream) const;
  int dimension(std::uint32_t stream, int node = 0) const;          // kNoDimension: Philox's
  static std::uint32_t philox_draw(int node) { return 0x80000000u + static_cast<std::uint32_t>(node); }
  struct Scrambled {
    const std::uint32_t* directions;                                // kDigits of them
    std::uint32_t shift;
  };
  static constexpr int kDigits = 32;
  Scrambled scrambled(int set, int dimension) const {
    const std::uint32_t* table = &tables_[(static_cast<std::size_t>(dimension) * kRandomisations + static_cast<std::size_t>(set)) * kRow];
    return {table, table[kDigits]};
  }
  std::span<const BridgeNode> nodes() const { return nodes_; }

 private:
  static constexpr std::size_t kRow = 40;                           // digits, the shift, and room to a whole number of cache lines
  double coordinate(std::uint64_t path, std::uint32_t stream, int node) const;
  std::size_t place(std::uint32_t stream) const;                    // once first, then by step

  std::uint64_t seed_;
  Streams streams_;
  std::vector<BridgeNode> nodes_;
  std::vector<int> node_at_;                                        // by point of the bridge
  std::vector<std::pair<std::uint32_t, std::size_t>> place_of_;     // sorted by stream
  std::vector<std::vector<int>> dimension_of_;                      // [place][node]
  std::vector<std::uint32_t> tables_;                               // [dimension][set]
};

}  // namespace cf
