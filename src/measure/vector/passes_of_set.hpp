// The passes for one instruction set. A file that defines CF_SET, the set's name, and CF_WIDTH, how many doubles a vector of it holds,
// includes this once. Vectors are those of the compilers (GCC's vector extensions), whose width is the set's own; nothing here may be
// inline code of a header, which the linker could take for all machines.
#include "measure/passes.hpp"

namespace cf::measure::CF_SET {
namespace {

typedef double V __attribute__((vector_size(CF_WIDTH * 8)));
typedef std::int32_t I __attribute__((vector_size(CF_WIDTH * 4)));
constexpr std::size_t kWidth = CF_WIDTH, kVectors = kLanes / kWidth;   // of the lanes

#define CF_LOAD(v, from) \
  V v;                   \
  __builtin_memcpy(&v, from, sizeof v)
#define CF_STORE(to, v) __builtin_memcpy(to, &v, sizeof v)

// Lanes in vectors, for as long as a pass takes.
#define CF_LOAD_LANES(v, lanes) \
  V v[kVectors];                \
  __builtin_memcpy(v, &lanes, sizeof v)
#define CF_STORE_LANES(lanes, v) __builtin_memcpy(&lanes, v, sizeof v)

void add_moments(const double* x, std::size_t n, double shift, Lanes& to_sums, Lanes& to_squares) {
  const V from = shift - V{};
  CF_LOAD_LANES(sums, to_sums);
  CF_LOAD_LANES(squares, to_squares);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kVectors; ++k) {
      CF_LOAD(v, x + i + k * kWidth);
      v -= from;
      sums[k] += v;
      squares[k] += v * v;
    }
  CF_STORE_LANES(to_sums, sums);
  CF_STORE_LANES(to_squares, squares);
  double* sum = reinterpret_cast<double*>(&to_sums);
  double* square = reinterpret_cast<double*>(&to_squares);
  for (; i < n; ++i) {
    const double v = x[i] - shift;
    *sum++ += v;
    *square++ += v * v;
  }
}

void add_sums(const double* x, std::size_t n, double shift, Lanes& to) {
  const V from = shift - V{};
  CF_LOAD_LANES(sums, to);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kVectors; ++k) {
      CF_LOAD(v, x + i + k * kWidth);
      sums[k] += v - from;
    }
  CF_STORE_LANES(to, sums);
  double* sum = reinterpret_cast<double*>(&to);
  for (; i < n; ++i) *sum++ += x[i] - shift;
}

void add_shortfalls(const double* x, std::size_t n, double threshold, Lanes& to_sums, Lanes& to_squares) {
  const V from = threshold - V{};
  CF_LOAD_LANES(sums, to_sums);
  CF_LOAD_LANES(squares, to_squares);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kVectors; ++k) {
      CF_LOAD(v, x + i + k * kWidth);
      v = from - v;
      v = v > V{} ? v : V{};
      sums[k] += v;
      squares[k] += v * v;
    }
  CF_STORE_LANES(to_sums, sums);
  CF_STORE_LANES(to_squares, squares);
  double* sum = reinterpret_cast<double*>(&to_sums);
  double* square = reinterpret_cast<double*>(&to_squares);
  for (; i < n; ++i) {
    const double short_by = threshold - x[i], v = short_by > 0 ? short_by : 0;
    *sum++ += v;
    *square++ += v * v;
  }
}

void add_products(const double* x, const double* y, std::size_t n, Lanes& to) {
  CF_LOAD_LANES(sums, to);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kVectors; ++k) {
      CF_LOAD(v, x + i + k * kWidth);
      CF_LOAD(w, y + i + k * kWidth);
      sums[k] += v * w;
    }
  CF_STORE_LANES(to, sums);
  double* sum = reinterpret_cast<double*>(&to);
  for (; i < n; ++i) *sum++ += x[i] * y[i];
}

void add_explained(const double* x, const double* expected, std::size_t n, double shift, std::array<Lanes, 5>& to) {
  const V from = shift - V{};
  V sums[5][kVectors];
  __builtin_memcpy(sums, &to, sizeof sums);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kVectors; ++k) {
      CF_LOAD(y, x + i + k * kWidth);
      CF_LOAD(m, expected + i + k * kWidth);
      y -= from;
      m -= from;
      const V u = (y + y - m) * m, v = y * y;
      sums[0][k] += u;
      sums[1][k] += v;
      sums[2][k] += u * u;
      sums[3][k] += u * v;
      sums[4][k] += v * v;
    }
  __builtin_memcpy(&to, sums, sizeof sums);
  for (std::size_t lane = 0; i < n; ++i, ++lane) {
    const double y = x[i] - shift, m = expected[i] - shift, u = (y + y - m) * m, v = y * y;
    const double added[5] = {u, v, u * u, u * v, v * v};
    for (std::size_t k = 0; k < 5; ++k) to[k].x[lane] += added[k];
  }
}

std::size_t count_at_most(const double* x, std::size_t n, double limit) {
  const V most = limit - V{};
  typedef std::int64_t Count __attribute__((vector_size(CF_WIDTH * 8)));
  Count counts[kVectors] = {};
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kVectors; ++k) {
      CF_LOAD(v, x + i + k * kWidth);
      counts[k] -= v <= most;            // true is all ones, -1
    }
  std::int64_t total = 0;
  for (std::size_t k = 0; k < kVectors; ++k)
    for (std::size_t lane = 0; lane < kWidth; ++lane) total += counts[k][lane];
  for (; i < n; ++i) total += x[i] <= limit;
  return static_cast<std::size_t>(total);
}

void subtract(double* out, const double* x, const double* y, std::size_t n) {
  std::size_t i = 0;
  for (; i + kWidth <= n; i += kWidth) {
    CF_LOAD(v, x + i);
    CF_LOAD(w, y + i);
    v -= w;
    CF_STORE(out + i, v);
  }
  for (; i < n; ++i) out[i] = x[i] - y[i];
}

void scale(double* out, const double* x, double weight, std::size_t n) {
  const V w = weight - V{};
  std::size_t i = 0;
  for (; i + kWidth <= n; i += kWidth) {
    CF_LOAD(v, x + i);
    v *= w;
    CF_STORE(out + i, v);
  }
  for (; i < n; ++i) out[i] = x[i] * weight;
}

void add_scaled(double* to, const double* x, double weight, std::size_t n) {
  const V w = weight - V{};
  std::size_t i = 0;
  for (; i + kWidth <= n; i += kWidth) {
    CF_LOAD(v, x + i);
    CF_LOAD(sum, to + i);
    sum += v * w;
    CF_STORE(to + i, sum);
  }
  for (; i < n; ++i) to[i] += x[i] * weight;
}

// A cell's number is made in the low bits of a double: 2^52 + cell.
Range fan_cells(const double* x, std::size_t n, const FanWindow& window, std::uint16_t* cells, Range range) {
  constexpr double kNumber = 4503599627370496.0, kAbove = kFanBins + 1.0;
  const V low = window.low - V{}, scale = window.inverse_width - V{}, atom = window.atom - V{}, above = kAbove - V{};
  const V number = kNumber - V{}, half = 0.5 - V{};   // rounded to the nearest cell: half a cell up is the next one's beginning
  V lowest[kVectors], highest[kVectors], atoms[kVectors];
  for (std::size_t k = 0; k < kVectors; ++k) {
    lowest[k] = range.low - V{};
    highest[k] = range.high - V{};
    for (std::size_t lane = 0; lane < kWidth; ++lane) atoms[k][lane] = static_cast<double>(kFanAtom + k * kWidth + lane);
  }
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes) {
    std::uint64_t bits[kLanes];
    for (std::size_t k = 0; k < kVectors; ++k) {
      CF_LOAD(v, x + i + k * kWidth);
      lowest[k] = v < lowest[k] ? v : lowest[k];
      highest[k] = v > highest[k] ? v : highest[k];
      V place = (v - low) * scale + half;
      place = place > V{} ? place : V{};
      place = place < above ? place : above;
      place = v == atom ? atoms[k] : place;
      place += number;
      CF_STORE(bits + k * kWidth, place);
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) cells[i + lane] = static_cast<std::uint16_t>(bits[lane]);
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const double least = lowest[lane / kWidth][lane % kWidth], most = highest[lane / kWidth][lane % kWidth];
    range.low = least < range.low ? least : range.low;
    range.high = most > range.high ? most : range.high;
  }
  for (std::size_t lane = 0; i < n; ++i, ++lane) {
    range.low = x[i] < range.low ? x[i] : range.low;
    range.high = x[i] > range.high ? x[i] : range.high;
    const double place = (x[i] - window.low) * window.inverse_width + 0.5;
    const double not_below = place > 0 ? place : 0, inside = not_below < kAbove ? not_below : kAbove;
    const double cell = (x[i] == window.atom ? static_cast<double>(kFanAtom + lane) : inside) + kNumber;
    std::uint64_t bits;
    __builtin_memcpy(&bits, &cell, sizeof bits);
    cells[i] = static_cast<std::uint16_t>(bits);
  }
  return range;
}

void histogram_cells(const double* x, std::size_t n, const HistogramWindow& window, std::int32_t* cells, std::uint32_t* parts,
                     Lanes& to_below, Lanes& to_above) {
  const double num_bins = window.num_bins, last_bin = num_bins - 1;
  const V low = window.low - V{}, high = window.high - V{}, inverse_width = window.inverse_width - V{};
  const V all = num_bins - V{}, last = last_bin - V{}, one = 1.0 - V{}, units = kPartsOfBin - V{}, top = (num_bins + 1) - V{};
  CF_LOAD_LANES(below, to_below);
  CF_LOAD_LANES(above, to_above);
  std::size_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    for (std::size_t k = 0; k < kVectors; ++k) {
      CF_LOAD(v, x + i + k * kWidth);
      below[k] += v < low ? v : V{};
      above[k] += v > high ? v : V{};
      V place = (v - low) * inverse_width;
      place = place > V{} ? place : V{};
      place = place < all ? place : all;
      const I index = __builtin_convertvector(place < last ? place : last, I);
      const V bin = __builtin_convertvector(index, V);
      V cell = bin + one;
      cell = v < low ? V{} : cell;
      cell = v > high ? top : cell;
      const I number = __builtin_convertvector(cell, I), part = __builtin_convertvector((place - bin) * units, I);
      __builtin_memcpy(cells + i + k * kWidth, &number, sizeof number);
      __builtin_memcpy(parts + i + k * kWidth, &part, sizeof part);
    }
  CF_STORE_LANES(to_below, below);
  CF_STORE_LANES(to_above, above);
  double* under = reinterpret_cast<double*>(&to_below);
  double* over = reinterpret_cast<double*>(&to_above);
  for (; i < n; ++i, ++under, ++over) {
    const double v = x[i];
    *under += v < window.low ? v : 0;
    *over += v > window.high ? v : 0;
    double place = (v - window.low) * window.inverse_width;
    place = place > 0 ? place : 0;
    place = place < num_bins ? place : num_bins;
    const int index = static_cast<int>(place < last_bin ? place : last_bin);
    cells[i] = v < window.low ? 0 : v > window.high ? window.num_bins + 1 : index + 1;
    parts[i] = static_cast<std::uint32_t>((place - index) * kPartsOfBin);
  }
}

}  // namespace
}  // namespace cf::measure::CF_SET

#undef CF_LOAD
#undef CF_STORE
#undef CF_LOAD_LANES
#undef CF_STORE_LANES
