// What each vector kernel costs: nanoseconds an element on tiles of 256 paths, for every instruction set of this machine.
//   bench_kernels [words]   only kernels whose name holds one of the words
// The least of many short runs, so that other programs on the machine disturb little.
#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "engine/kernels.hpp"

namespace {

using namespace cf::engine;
using cf::Operation;

constexpr std::size_t kTile = 256;
constexpr int kColumns = 5;

struct Tiles {
  alignas(64) double x[kColumns][kTile];
  alignas(64) double out[4][kTile];
};

// Numbers between 0 and 2, the same on every machine.
void fill(Tiles& tiles) {
  std::uint64_t state = 1;
  for (auto& column : tiles.x)
    for (double& x : column) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      x = static_cast<double>(state >> 11) * 0x1p-52;
    }
}

double nanoseconds_an_element(const std::function<void()>& work, int results) {
  using Clock = std::chrono::steady_clock;
  double least = 1e9;
  for (int run = 0; run < 3000; ++run) {
    const auto start = Clock::now();
    for (int i = 0; i < 16; ++i) work();
    least = std::min(least, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return least * 1e9 / (16.0 * kTile * results);
}

using Timed = std::pair<std::string, double>;

std::vector<Timed> time_all(const Kernels& k, const std::vector<std::string>& words) {
  static Tiles tiles;
  fill(tiles);
  const double* x[kColumns];
  for (int c = 0; c < kColumns; ++c) x[c] = tiles.x[c];
  double* const out = tiles.out[0];
  std::vector<Timed> times;
  const auto time = [&](const std::string& name, const std::function<void()>& work, int results = 1) {
    const bool asked = words.empty() || std::any_of(words.begin(), words.end(), [&](const auto& w) { return name.find(w) != name.npos; });
    if (asked) times.emplace_back(name, nanoseconds_an_element(work, results));
  };

  for (const cf::OperationRow& row : cf::kOperations)
    time(fmt::format("{}{}", row.name, row.id == Operation::negate ? " (sign)" : ""), [&] { k.of(row.id, 0)(out, x, kTile); });
  for (const FusedRow& row : kFused) time(std::string(row.formula), [&] { k.of(row.id, 0)(out, x, kTile); });

  const DrawSource source{1, 0, 3, 12345};
  time("uniform, a draw", [&] { k.uniforms(tiles.out[0], tiles.out[1], source, kTile); }, 2);
  time("normal, a draw", [&] { k.normals(tiles.out[0], tiles.out[1], source, kTile); }, 2);

  volatile double kept = 0;
  time("check not finite", [&] { kept = k.any_nonfinite(x[0], nullptr, kTile); });

  double* const supplied[] = {tiles.out[0], tiles.out[1], tiles.out[2], nullptr};
  for (std::size_t supplies = 2; supplies <= 4; ++supplies) {
    DispatchTiles d;
    d.num_supplies = supplies;
    d.demand = x[4];
    d.capacity = x;
    d.price = x + 1;
    d.supplied = supplied;
    d.served = tiles.out[3];
    time(fmt::format("dispatch of {}", supplies), [&] { k.dispatch(d, kTile); });
  }
  return times;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  std::vector<std::vector<Timed>> columns;
  std::string head = fmt::format("{:48}", "ns an element");
  for (const InstructionSet set : {InstructionSet::sse2, InstructionSet::avx2, InstructionSet::avx512}) {
    if (!supported(set)) continue;
    head += fmt::format("{:>9}", name_of(set));
    columns.push_back(time_all(kernels(set), words));
  }
  fmt::print("{}\n", head);
  for (std::size_t row = 0; row < columns[0].size(); ++row) {
    fmt::print("{:48}", columns[0][row].first);
    for (const auto& column : columns) fmt::print("{:9.3f}", column[row].second);
    fmt::print("\n");
  }
}
