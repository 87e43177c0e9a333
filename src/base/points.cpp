#include "base/points.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/random/detail/sobol_table.hpp>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "base/random.hpp"

namespace cf {
namespace {

using Table = boost::random::detail::qrng_tables::sobol;   // new-joe-kuo-6
static_assert(Table::max_dimension == kSobolDimensions);

constexpr std::uint64_t kScrambling = std::uint64_t{1} << 63;   // no path has so high a number: its draws are scramblings

// The scrambling of a dimension in a set: column j of the matrix, what digit j adds, and the shift behind them.
std::array<std::uint32_t, Points::kDigits + 4> scrambling(std::uint64_t seed, int set, int dimension) {
  std::array<std::uint32_t, Points::kDigits + 4> words;
  for (std::uint32_t block = 0; block < words.size() / 4; ++block) {
    const auto four = philox(seed, kScrambling | static_cast<std::uint64_t>(set), block, static_cast<std::uint32_t>(dimension));
    std::copy(four.begin(), four.end(), words.begin() + block * 4);
  }
  for (std::uint32_t digit = 0; digit < Points::kDigits; ++digit) {
    const std::uint32_t one = 0x80000000u >> digit;
    words[digit] = one | (words[digit] & (one - 1));
  }
  return words;
}

}  // namespace

std::string_view name_of(RandomNumbers random) { return random == RandomNumbers::sobol ? "sobol" : "philox"; }

// Bratley and Fox 1988, "Algorithm 659", section 2: the recurrence of the initial numbers m, whose k-th direction is m 2^(31 - k).
std::vector<std::uint32_t> sobol_directions(int dimension, int count) {
  CF_CHECK(dimension >= 0 && dimension < kSobolDimensions && count <= 32, "a dimension that has directions");
  std::vector<std::uint32_t> directions;
  if (dimension == 0) {
    for (int k = 0; k < count; ++k) directions.push_back(0x80000000u >> k);
    return directions;
  }
  const auto row = static_cast<std::size_t>(dimension) - 1;
  const std::uint32_t polynomial = Table::polynomial(row);
  const int degree = std::bit_width(polynomial) - 1;
  std::vector<std::uint32_t> m;
  for (int k = 0; k < count; ++k) {
    if (k < degree) {
      m.push_back(Table::minit(row, static_cast<std::size_t>(k)));
      continue;
    }
    std::uint32_t next = m[static_cast<std::size_t>(k - degree)];
    for (int back = 1; back <= degree; ++back)
      if (polynomial >> (degree - back) & 1) next ^= m[static_cast<std::size_t>(k - back)] << back;
    m.push_back(next);
  }
  for (int k = 0; k < count; ++k) directions.push_back(m[static_cast<std::size_t>(k)] << (31 - k));
  return directions;
}

std::vector<BridgeNode> bridge_nodes(int num_steps) {
  std::vector<BridgeNode> nodes;
  if (num_steps == 0) return nodes;
  nodes.push_back({num_steps, 0, 0, 0, 0, std::sqrt(num_steps)});
  std::vector<std::pair<int, int>> gaps = {{0, num_steps}};
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const auto [left, right] = gaps[i];
    if (right - left < 2) continue;
    const int at = (left + right) / 2;
    const double width = right - left, to_left = at - left, to_right = right - at;
    nodes.push_back({at, left, right, to_right / width, to_left / width, std::sqrt(to_left * to_right / width)});
    gaps.emplace_back(left, at);
    gaps.emplace_back(at, right);
  }
  return nodes;
}

PointSets::PointSets(std::uint64_t paths, std::uint64_t batch) {
  CF_CHECK(batch > 0 && batch % 8 == 0 && batch <= 1024, "a stretch is made of whole batches");
  const std::uint64_t part = batch * kRandomisations, wanted = (paths + part - 1) / part;
  stretch_ = batch * std::clamp<std::uint64_t>(wanted, 1, 1024 / batch);
}

Points::Points(std::uint64_t seed, Streams streams, std::uint64_t paths, const PointSets& sets)
    : PointSets(sets), seed_(seed), streams_(std::move(streams)), nodes_(bridge_nodes(streams_.num_steps)) {
  node_at_.resize(static_cast<std::size_t>(streams_.num_steps) + 1, -1);
  for (std::size_t node = 0; node < nodes_.size(); ++node) node_at_[static_cast<std::size_t>(nodes_[node].at)] = static_cast<int>(node);

  const std::size_t num_once = streams_.once.size(), num_places = num_once + streams_.by_step.size();
  for (std::size_t i = 0; i < num_places; ++i) place_of_.emplace_back(i < num_once ? streams_.once[i] : streams_.by_step[i - num_once], i);
  std::sort(place_of_.begin(), place_of_.end());
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  place_of_.erase(std::unique(place_of_.begin(), place_of_.end(), same), place_of_.end());   // the one stream of two names

  int next = 0;
  dimension_of_.resize(num_places);
  const auto add = [&](std::size_t place) { dimension_of_[place].push_back(next < kSobolDimensions ? next++ : kNoDimension); };
  for (std::size_t place = 0; place < num_once; ++place) add(place);
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    for (std::size_t place = num_once; place < num_places; ++place) add(place);

  // No point has a higher number than all paths together.
  const int digits = std::clamp(static_cast<int>(std::bit_width(paths)), 10, kDigits);
  tables_.assign(static_cast<std::size_t>(next) * kRandomisations * kRow, 0);
  for (int dimension = 0; dimension < next; ++dimension) {
    const auto directions = sobol_directions(dimension, digits);
    for (int set = 0; set < kRandomisations; ++set) {
      const auto words = scrambling(seed_, set, dimension);
      std::uint32_t* row = &tables_[(static_cast<std::size_t>(dimension) * kRandomisations + static_cast<std::size_t>(set)) * kRow];
      for (std::size_t k = 0; k < directions.size(); ++k)
        for (std::uint32_t left = directions[k]; left != 0; left &= left - 1)
          row[k] ^= words[static_cast<std::size_t>(31 - std::countr_zero(left))];
      row[kDigits] = words[kDigits];
    }
  }
}

std::size_t Points::place(std::uint32_t stream) const {
  const auto found = std::lower_bound(place_of_.begin(), place_of_.end(), std::pair<std::uint32_t, std::size_t>{stream, 0});
  CF_CHECK(found != place_of_.end() && found->first == stream, "a stream that the deal has");
  return found->second;
}

bool Points::is_by_step(std::uint32_t stream) const { return place(stream) >= streams_.once.size(); }

int Points::dimension(std::uint32_t stream, int node) const { return dimension_of_[place(stream)][static_cast<std::size_t>(node)]; }

double Points::coordinate(std::uint64_t path, std::uint32_t stream, int node) const {
  const int d = dimension(stream, node);
  if (d == kNoDimension) return cf::uniform(seed_, path, philox_draw(node), stream);
  const Scrambled table = scrambled(set_of(path), d);
  std::uint32_t digits = table.shift;
  for (std::uint64_t left = point_of(path); left != 0; left &= left - 1) digits ^= table.directions[std::countr_zero(left)];
  return (static_cast<double>(digits) + 0.5) * 0x1p-32;
}

double Points::uniform(std::uint64_t path, std::uint32_t stream) const { return coordinate(path, stream, 0); }

double Points::step_normal(std::uint64_t path, int step, std::uint32_t stream) const {
  std::vector<double> known(node_at_.size(), std::numeric_limits<double>::quiet_NaN());
  known[0] = 0;
  const auto bridge = [&](const auto& self, int at) -> double {
    double& w = known[static_cast<std::size_t>(at)];
    if (!std::isnan(w)) return w;
    const int number = node_at_[static_cast<std::size_t>(at)];
    const BridgeNode& node = nodes_[static_cast<std::size_t>(number)];
    const double z = normal_quantile(coordinate(path, stream, number));
    if (number == 0) return w = node.spread * z;
    const double middle = node.left_weight * self(self, node.left) + node.right_weight * self(self, node.right);
    return w = middle + node.spread * z;
  };
  return bridge(bridge, step + 1) - bridge(bridge, step);
}

double Points::step_uniform(std::uint64_t path, int step, std::uint32_t stream) const {
  return normal_distribution(step_normal(path, step, stream));
}

}  // namespace cf
