// The passes: what each means, in plain loops; every instruction set that this machine can run gives the same bits, for columns of
// any length and in any pieces.
#include "measure/passes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "normals.hpp"

namespace cf::measure {
namespace {

constexpr std::size_t kLengths[] = {0, 1, 7, 8, 9, 63, 256, 1000};
constexpr double kShift = 0.3;
constexpr FanWindow kFan{-2, kFanBins / 4.0, 0};
constexpr HistogramWindow kHistogram{-1, 1, 500, 1000};

std::vector<double> column(std::uint32_t stream, std::size_t size) {
  auto values = normals(3, stream, size);
  for (std::size_t i = 0; i < size; i += 5) values[i] = std::max(0.0, values[i]);   // an atom at 0
  for (std::size_t i = 2; i < size; i += 37) values[i] *= 1e6;
  for (std::size_t i = 3; i < size; i += 41) values[i] = i % 2 == 0 ? kHistogram.low : kHistogram.high;
  return values;
}

struct Found {
  Lanes sums, squares, plain, short_sums, short_squares, products, below, above;
  std::vector<double> difference, scaled, added;
  std::vector<std::uint16_t> fan;
  std::vector<std::int32_t> cells;
  std::vector<std::uint32_t> parts;
  Range range{0, 0};
  std::array<Lanes, 5> explained{};
  std::size_t at_most = 0;
};

// One of the values, so that it matters whether that one counts.
double limit_of(const std::vector<double>& x) { return x.empty() ? 0 : x[x.size() / 2]; }

Found found_by(const Passes& pass, const std::vector<double>& x, const std::vector<double>& y) {
  const std::size_t n = x.size();
  Found f;
  f.difference.resize(n), f.scaled.resize(n), f.added = y, f.fan.resize(n), f.cells.resize(n), f.parts.resize(n);
  pass.add_moments(x.data(), n, kShift, f.sums, f.squares);
  pass.add_sums(x.data(), n, kShift, f.plain);
  pass.add_shortfalls(x.data(), n, kShift, f.short_sums, f.short_squares);
  pass.add_products(x.data(), y.data(), n, f.products);
  pass.add_explained(x.data(), y.data(), n, kShift, f.explained);
  f.at_most = pass.count_at_most(x.data(), n, limit_of(x));
  pass.subtract(f.difference.data(), x.data(), y.data(), n);
  pass.scale(f.scaled.data(), x.data(), kShift, n);
  pass.add_scaled(f.added.data(), x.data(), kShift, n);
  f.range = pass.fan_cells(x.data(), n, kFan, f.fan.data(), {0, 0});
  pass.histogram_cells(x.data(), n, kHistogram, f.cells.data(), f.parts.data(), f.below, f.above);
  return f;
}

TEST(Passes, EachInstructionSetDoesWhatPlainLoopsDo) {
  for (const Passes* pass : supported_passes())
    for (const std::size_t n : kLengths) {
      const auto x = column(1, n), y = column(2, n);
      const Found f = found_by(*pass, x, y);
      Lanes sums, squares, short_sums, short_squares, products, below, above;
      std::array<Lanes, 5> explained{};
      std::size_t at_most = 0;
      Range range{0, 0};
      for (std::size_t i = 0; i < n; ++i) {
        const std::size_t lane = i % kLanes;
        const double distance = x[i] - kShift, shortfall = std::max(0.0, kShift - x[i]);
        sums.x[lane] += distance, squares.x[lane] += distance * distance;
        short_sums.x[lane] += shortfall, short_squares.x[lane] += shortfall * shortfall;
        products.x[lane] += x[i] * y[i];
        const double m = y[i] - kShift, u = (2 * distance - m) * m, v = distance * distance;
        const double pieces[] = {u, v, u * u, u * v, v * v};
        for (std::size_t k = 0; k < 5; ++k) explained[k].x[lane] += pieces[k];
        at_most += x[i] <= limit_of(x);
        below.x[lane] += x[i] < kHistogram.low ? x[i] : 0;
        above.x[lane] += x[i] > kHistogram.high ? x[i] : 0;
        range = {std::min(range.low, x[i]), std::max(range.high, x[i])};
        EXPECT_EQ(f.difference[i], x[i] - y[i]);
        EXPECT_EQ(f.scaled[i], x[i] * kShift);
        EXPECT_EQ(f.added[i], y[i] + x[i] * kShift);
        if (x[i] == kFan.atom) {
          EXPECT_EQ(f.fan[i], kFanAtom + lane);
        } else {
          EXPECT_NEAR(f.fan[i], std::clamp((x[i] - kFan.low) * kFan.inverse_width + 0.5, 0.0, kFanBins + 1.0), 0.5 + 1e-9) << x[i];
        }
        const double place = (x[i] - kHistogram.low) * kHistogram.inverse_width;
        const int bin = std::min(static_cast<int>(std::max(place, 0.0)), kHistogram.num_bins - 1);
        const bool inside = x[i] >= kHistogram.low && x[i] <= kHistogram.high;
        EXPECT_EQ(f.cells[i], inside ? bin + 1 : x[i] < kHistogram.low ? 0 : kHistogram.num_bins + 1) << x[i];
        if (inside) {
          EXPECT_NEAR(f.parts[i], (place - bin) * kPartsOfBin, 1);
        }
      }
      EXPECT_EQ(f.sums.x, sums.x) << pass->name << ' ' << n;
      EXPECT_EQ(f.squares.x, squares.x);
      EXPECT_EQ(f.plain.x, sums.x);
      EXPECT_EQ(f.short_sums.x, short_sums.x);
      EXPECT_EQ(f.short_squares.x, short_squares.x);
      EXPECT_EQ(f.products.x, products.x);
      for (std::size_t k = 0; k < 5; ++k) EXPECT_EQ(f.explained[k].x, explained[k].x) << k;
      EXPECT_EQ(f.at_most, at_most);
      EXPECT_EQ(f.below.x, below.x);
      EXPECT_EQ(f.above.x, above.x);
      EXPECT_EQ(f.range.low, range.low);
      EXPECT_EQ(f.range.high, range.high);
    }
}

TEST(Passes, EveryInstructionSetGivesTheSameBits) {
  const auto x = column(1, 1003), y = column(2, 1003);
  const Found plain = found_by(*supported_passes().front(), x, y);
  for (const Passes* pass : supported_passes()) {
    const Found f = found_by(*pass, x, y);
    EXPECT_EQ(f.fan, plain.fan) << pass->name;
    EXPECT_EQ(f.cells, plain.cells) << pass->name;
    EXPECT_EQ(f.parts, plain.parts) << pass->name;
    EXPECT_EQ(f.products.x, plain.products.x) << pass->name;
  }
}

TEST(Passes, SumsDoNotDependOnThePiecesOfAColumn) {
  const auto x = column(1, 1000);
  for (const Passes* pass : supported_passes()) {
    Lanes whole, squares, pieces, squares_of_pieces;
    pass->add_moments(x.data(), x.size(), kShift, whole, squares);
    for (std::size_t begin = 0; begin < x.size();) {
      const std::size_t size = std::min<std::size_t>(begin % 3 == 0 ? 8 : 200, x.size() - begin);
      pass->add_moments(x.data() + begin, size, kShift, pieces, squares_of_pieces);
      begin += size;
    }
    EXPECT_EQ(whole.total(), pieces.total()) << pass->name;
    EXPECT_EQ(squares.total(), squares_of_pieces.total()) << pass->name;
  }
}

}  // namespace
}  // namespace cf::measure
