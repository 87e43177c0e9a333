#include "measure/fans.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/check.hpp"

namespace cf::measure {

void Fans::set_window(int index, std::span<const double> pilot) {
  Cell& cell = cells_[static_cast<std::size_t>(index)];
  if (pilot.empty()) return;
  std::vector<double> sorted(pilot.begin(), pilot.end());
  std::sort(sorted.begin(), sorted.end());
  double atom = sorted[sorted.size() / 2];
  std::size_t most = 1;
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin + 1;
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    if (end - begin > most) most = end - begin, atom = sorted[begin];
    begin = end;
  }
  const auto at = [&](double p) { return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size() - 1))]; };
  const double from = at(0.01), to = at(0.99), margin = (to - from) / 4, width = (to - from + 2 * margin) / kFanBins;
  // Where the pilot knew one value only there is no scale: what is not it lies below or above.
  cell.width = width > 0 ? width : 0;
  cell.window = width > 0 ? FanWindow{from - margin, 1 / width, atom} : FanWindow{atom, 1e300, atom};
}

void Fans::add(int index, std::span<const double> values) {
  if (values.empty()) return;
  std::uint16_t* bins = this->bins(index);
  constexpr std::size_t kLine = 64 / sizeof(std::uint16_t);
  for (std::size_t at = 0; at < kFanCells; at += kLine) __builtin_prefetch(bins + at, 1);   // they are there when places are known
  Cell& cell = cells_[static_cast<std::size_t>(index)];
  if (cell.count == 0) cell.lowest = cell.highest = values[0];
  cell.count += static_cast<std::uint32_t>(values.size());
  std::array<std::uint16_t, 256> places;
  for (std::size_t begin = 0; begin < values.size(); begin += places.size()) {
    const double* block = values.data() + begin;
    const std::size_t size = std::min(places.size(), values.size() - begin);
    const Range range = passes().fan_cells(block, size, cell.window, places.data(), {block[0], block[0]});
    cell.lowest = std::min(cell.lowest, range.low);
    cell.highest = std::max(cell.highest, range.high);
    if (range.low == range.high) {
      bins[places[0]] = static_cast<std::uint16_t>(bins[places[0]] + size);
      continue;
    }
    std::size_t i = 0;
    for (; i + 4 <= size; i += 4) {                // one load for four
      std::uint64_t four;
      std::memcpy(&four, &places[i], sizeof four);
      ++bins[four & 0xffff];
      ++bins[four >> 16 & 0xffff];
      ++bins[four >> 32 & 0xffff];
      ++bins[four >> 48];
    }
    for (; i < size; ++i) ++bins[places[i]];
  }
}

void Fans::merge(const Fans& other) {
  CF_CHECK(cells_.size() == other.cells_.size() && bins_.size() == other.bins_.size(), "fans are merged of the same rows");
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cell& cell = cells_[i];
    const Cell& more = other.cells_[i];
    CF_CHECK(cell.window.low == more.window.low && cell.width == more.width && cell.window.atom == more.window.atom,
             "fans are merged with one window");
    if (more.count == 0) continue;
    cell.lowest = cell.count == 0 ? more.lowest : std::min(cell.lowest, more.lowest);
    cell.highest = cell.count == 0 ? more.highest : std::max(cell.highest, more.highest);
    cell.count += more.count;
  }
  for (std::size_t i = 0; i < bins_.size(); ++i) bins_[i] = static_cast<std::uint16_t>(bins_[i] + other.bins_[i]);
}

void Fans::quantiles(int index, std::span<const double> parts, std::span<double> out) const {
  const Cell& cell = cells_[static_cast<std::size_t>(index)];
  std::fill(out.begin(), out.end(), cell.count == 0 ? 0 : cell.highest);
  if (cell.count == 0 || cell.lowest == cell.highest) return;
  const auto begin = bins_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(index) * kFanCells);
  const std::span bins(begin, kFanAtom), atoms(begin + kFanAtom, kLanes);
  const double atom = cell.window.atom, at_atom = std::accumulate(atoms.begin(), atoms.end(), 0);
  const double atom_place = std::clamp((atom - cell.window.low) * cell.window.inverse_width + 1, 0.0, kFanBins + 1.0);
  const auto atom_bin = static_cast<std::size_t>(atom_place);
  const double n = cell.count;
  std::size_t next = 0;                            // of the quantiles
  double before = 0;
  const auto next_rank = [&] { return std::clamp(std::ceil(parts[next] * n), 1.0, n) - 0.5; };
  // The next values in order: `count` of them, spread evenly between two edges.
  const auto pass = [&](double low, double high, double count) {
    if (!(count > 0)) return;
    low = std::max(low, cell.lowest);
    high = std::min(high, cell.highest);
    for (; next < parts.size(); ++next) {
      const double rank = next_rank();
      if (rank > before + count) break;
      out[next] = low + std::max(0.0, high - low) * ((rank - before) / count);
    }
    before += count;
  };
  constexpr std::size_t kBlock = 16;
  static_assert(kFanAtom % kBlock == 0);
  for (std::size_t bin = 0; bin < bins.size() && next < parts.size(); ++bin) {
    if (bin % kBlock == 0 && bin / kBlock != atom_bin / kBlock) {
      // Most blocks of bins have no quantile in them.
      int in_block = 0;
      for (std::size_t i = 0; i < kBlock; ++i) in_block += bins[bin + i];
      if (next_rank() > before + in_block) {
        before += in_block;
        bin += kBlock - 1;
        continue;
      }
    }
    const double count = bins[bin];
    if (count == 0 && bin != atom_bin) continue;
    const double low = bin == 0 ? cell.lowest : cell.window.low + cell.width * (static_cast<double>(bin) - 1);
    const double high = bin + 1 == bins.size() ? cell.highest : cell.window.low + cell.width * static_cast<double>(bin);
    if (bin != atom_bin) {
      pass(low, high, count);
      continue;
    }
    // The bin with the atom: what is below it, the atom, what is above, the rest shared out by room; at an end all on the inner side.
    const double room = high - low;
    double share = room > 0 ? std::clamp((atom - low) / room, 0.0, 1.0) : 0;
    if (atom <= cell.lowest) share = 0;
    if (atom >= cell.highest) share = 1;
    pass(low, atom, count * share);
    pass(atom, atom, at_atom);
    pass(atom, high, count - count * share);
  }
}

double Fans::quantile(int cell, double part) const {
  double found = 0;
  quantiles(cell, {&part, 1}, {&found, 1});
  return found;
}

}  // namespace cf::measure
