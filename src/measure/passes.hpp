// The passes over columns in which statistics spend their time, compiled for each instruction set and chosen when the program starts.
//
// 1. Every set gives the same bits: each operation is rounded on its own, and element i of a column is summed in lane i % kLanes,
//    however many elements a vector of the set holds.
// 2. A pass writes nothing but what it is given to write; columns need no alignment.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace cf::measure {

inline constexpr std::size_t kLanes = 8;

// A sum in lanes. A column may come in pieces, each but the last a multiple of kLanes long: the sum is the same.
struct Lanes {
  std::array<double, kLanes> x{};
  double total() const { return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7])); }
};

// The cells of a fan: below the window, its bins, above it, and then a cell for the atom in each lane, so that many equal values
// do not wait for each other.
struct FanWindow {
  double low = 0, inverse_width = 0;
  double atom = 0;
};
inline constexpr int kFanBins = 254;
inline constexpr std::size_t kFanAtom = kFanBins + 2, kFanCells = kFanAtom + kLanes;

// The cells of a histogram: 0 below the window, then its bins, then above it.
struct HistogramWindow {
  double low = 0, high = 0, inverse_width = 0;
  int num_bins = 1;
};
inline constexpr double kPartsOfBin = 16777216.0;   // in which a place within a bin is counted

struct Range {
  double low, high;
};

struct Passes {
  const char* name;

  // sums += x - shift, squares += (x - shift)^2.
  void (*add_moments)(const double* x, std::size_t n, double shift, Lanes& sums, Lanes& squares);
  void (*add_sums)(const double* x, std::size_t n, double shift, Lanes& sums);
  // The same of max(0, threshold - x).
  void (*add_shortfalls)(const double* x, std::size_t n, double threshold, Lanes& sums, Lanes& squares);
  void (*add_products)(const double* x, const double* y, std::size_t n, Lanes& sums);
  // Of u = (2 y - m) m and v = y^2, y = x - shift and m = expected - shift: u, v, u^2, u v, v^2.
  void (*add_explained)(const double* x, const double* expected, std::size_t n, double shift, std::array<Lanes, 5>& sums);

  std::size_t (*count_at_most)(const double* x, std::size_t n, double limit);          // how many x <= limit

  void (*subtract)(double* out, const double* x, const double* y, std::size_t n);      // x - y
  void (*scale)(double* out, const double* x, double weight, std::size_t n);           // x weight
  void (*add_scaled)(double* to, const double* x, double weight, std::size_t n);       // to + x weight

  // The cell of each value; the lowest and highest value and those given.
  Range (*fan_cells)(const double* x, std::size_t n, const FanWindow& window, std::uint16_t* cells, Range range);
  // The cell of each value, and its place within that in kPartsOfBin; sums of what lies below and above the window.
  void (*histogram_cells)(const double* x, std::size_t n, const HistogramWindow& window, std::int32_t* cells, std::uint32_t* parts,
                          Lanes& below, Lanes& above);
};

const Passes& passes();                            // the best that this machine can run
std::span<const Passes* const> supported_passes(); // all that it can run, for tests

}  // namespace cf::measure
