#include "measure/fans.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.hpp"

namespace cf::measure {

void Fans::set_window(int index, std::span<const double> pilot) {
  Cell& cell = cells_[static_cast<std::size_t>(index)];
  if (pilot.empty()) return;
  std::vector<double> sorted(pilot.begin(), pilot.end());
  std::sort(sorted.begin(), sorted.end());
  cell.atom = sorted[sorted.size() / 2];
  std::size_t most = 1;
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin + 1;
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    if (end - begin > most) most = end - begin, cell.atom = sorted[begin];
    begin = end;
  }
  const auto at = [&](double p) { return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size() - 1))]; };
  const double from = at(0.01), to = at(0.99), margin = (to - from) / 4;
  cell.low = from - margin;
  cell.width = (to - from + 2 * margin) / kBins;
  cell.inverse_width = cell.width > 0 ? 1 / cell.width : 0;
}

void Fans::add(int index, std::span<const double> values) {
  Cell& cell = cells_[static_cast<std::size_t>(index)];
  if (values.empty()) return;
  if (cell.count == 0) cell.lowest = cell.highest = values[0];
  cell.count += static_cast<std::uint32_t>(values.size());
  const double atom = cell.atom;
  if (cell.only_atom) {
    std::size_t equal = 0;
    while (equal < values.size() && values[equal] == atom) ++equal;
    cell.at_atom += static_cast<std::uint32_t>(equal);
    if (equal > 0) {
      cell.lowest = std::min(cell.lowest, atom);
      cell.highest = std::max(cell.highest, atom);
    }
    values = values.subspan(equal);
    if (values.empty()) return;
    cell.only_atom = false;
  }
  std::uint16_t* bins = bins_.data() + static_cast<std::size_t>(index) * kRoom;
  // Where the pilot knew one value only there is no scale: what is not it lies below or above. Places first, in blocks that become
  // vector code; then they are counted.
  const double low = cell.width > 0 ? cell.low : atom, scale = cell.width > 0 ? cell.inverse_width : 1e300;
  double lowest = cell.lowest, highest = cell.highest;
  std::uint32_t at_atom = 0;
  std::array<std::int32_t, 64> places;
  for (std::size_t begin = 0; begin < values.size(); begin += places.size()) {
    const double* block = values.data() + begin;
    const std::size_t size = std::min(places.size(), values.size() - begin);
    for (std::size_t i = 0; i < size; ++i) {
      const double place = (block[i] - low) * scale + 1;
      const double not_below = place > 0 ? place : 0, inside = not_below < kBins + 1.0 ? not_below : kBins + 1.0;
      places[i] = static_cast<std::int32_t>(block[i] == atom ? kBins + 2.0 : inside);
      lowest = block[i] < lowest ? block[i] : lowest;
      highest = block[i] > highest ? block[i] : highest;
    }
    for (std::size_t i = 0; i < size; ++i) {
      if (places[i] == kBins + 2) {
        ++at_atom;
      } else {
        ++bins[places[i]];
      }
    }
  }
  cell.at_atom += at_atom;
  cell.lowest = lowest;
  cell.highest = highest;
}

void Fans::merge(const Fans& other) {
  CF_CHECK(cells_.size() == other.cells_.size() && bins_.size() == other.bins_.size(), "fans are merged of the same rows");
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cell& cell = cells_[i];
    const Cell& more = other.cells_[i];
    CF_CHECK(cell.low == more.low && cell.width == more.width && cell.atom == more.atom, "fans are merged with one window");
    if (more.count == 0) continue;
    cell.lowest = cell.count == 0 ? more.lowest : std::min(cell.lowest, more.lowest);
    cell.highest = cell.count == 0 ? more.highest : std::max(cell.highest, more.highest);
    cell.at_atom += more.at_atom;
    cell.count += more.count;
    cell.only_atom = cell.only_atom && more.only_atom;
  }
  for (std::size_t i = 0; i < bins_.size(); ++i) bins_[i] = static_cast<std::uint16_t>(bins_[i] + other.bins_[i]);
}

double Fans::quantile(int index, double p) const {
  const Cell& cell = cells_[static_cast<std::size_t>(index)];
  if (cell.count == 0) return 0;
  if (cell.only_atom) return cell.atom;
  const std::span bins(bins_.data() + static_cast<std::size_t>(index) * kRoom, kRoom);
  const double rank = std::clamp(std::ceil(p * cell.count), 1.0, static_cast<double>(cell.count)) - 0.5;
  const double atom_place = std::clamp((cell.atom - cell.low) * cell.inverse_width + 1, 0.0, static_cast<double>(kBins + 1));
  const auto atom_bin = static_cast<std::size_t>(atom_place);
  double before = 0;
  // Values of a part that has no atom are spread evenly between its edges.
  const auto within = [&](double low, double high, double count) {
    low = std::max(low, cell.lowest);
    high = std::min(high, cell.highest);
    return low + std::max(0.0, high - low) * ((rank - before) / count);
  };
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    const double count = bins[bin];
    const double low = bin == 0 ? cell.lowest : cell.low + cell.width * (static_cast<double>(bin) - 1);
    const double high = bin + 1 == bins.size() ? cell.highest : cell.low + cell.width * static_cast<double>(bin);
    if (bin != atom_bin) {
      if (count > 0 && rank <= before + count) return within(low, high, count);
      before += count;
      continue;
    }
    // The bin with the atom: what is below it, the atom, what is above, the rest shared out by room; at an end all on the inner side.
    const double room = high - low;
    double share = room > 0 ? std::clamp((cell.atom - low) / room, 0.0, 1.0) : 0;
    if (cell.atom <= cell.lowest) share = 0;
    if (cell.atom >= cell.highest) share = 1;
    const double under = count * share, over = count - under;
    if (under > 0 && rank <= before + under) return within(low, cell.atom, under);
    before += under;
    if (rank <= before + cell.at_atom) return cell.atom;
    before += cell.at_atom;
    if (over > 0 && rank <= before + over) return within(cell.atom, high, over);
    before += over;
  }
  return cell.highest;
}

}  // namespace cf::measure
