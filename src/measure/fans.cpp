#include "measure/fans.hpp"

#include <algorithm>
#include <cmath>

namespace cf::measure {

void Fans::set_window(int index, std::span<const double> pilot) {
  Cell& cell = cells_[static_cast<std::size_t>(index)];
  if (pilot.empty()) return;
  std::vector<double> sorted(pilot.begin(), pilot.end());
  std::sort(sorted.begin(), sorted.end());
  cell.shift = cell.atom = sorted[sorted.size() / 2];
  std::size_t most = 1;
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin + 1;
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    if (end - begin > most) most = end - begin, cell.atom = sorted[begin];
    begin = end;
  }
  const auto at = [&](double p) { return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size() - 1))]; };
  cell.span(at(0.01), at(0.99));
}

void Fans::Cell::span(double from, double to) {
  const double margin = (to - from) / 4;
  low = from - margin;
  width = (to - from + 2 * margin) / kBins;
  inverse_width = width > 0 ? 1 / width : 0;
}

void Fans::add(int index, std::span<const double> values) {
  Cell& cell = cells_[static_cast<std::size_t>(index)];
  if (values.empty()) return;
  if (cell.count == 0) cell.lowest = cell.highest = values[0];
  cell.count += static_cast<std::uint32_t>(values.size());
  if (cell.constant) {
    const bool still = std::all_of(values.begin(), values.end(), [&](double x) { return x == cell.atom; });
    if (still) {
      cell.lowest = cell.highest = cell.atom;
      cell.at_atom += static_cast<std::uint32_t>(values.size());
      const double x = cell.atom - cell.shift;
      cell.sum += x * static_cast<double>(values.size());
      cell.squares += x * x * static_cast<double>(values.size());
      return;
    }
    cell.constant = false;
    cell.bins.assign(kBins + 2, 0);
    if (!(cell.width > 0)) {   // the pilot knew one value only
      const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
      cell.span(std::min(*lowest, cell.atom), std::max(*highest, cell.atom));
    }
  }
  double sum = 0, squares = 0, lowest = cell.lowest, highest = cell.highest;
  for (const double value : values) {
    const double x = value - cell.shift;
    sum += x;
    squares += x * x;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
    if (value == cell.atom) {
      ++cell.at_atom;
    } else {
      const double place = (value - cell.low) * cell.inverse_width + 1;
      ++cell.bins[static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(kBins + 1)))];
    }
  }
  cell.sum += sum;
  cell.squares += squares;
  cell.lowest = lowest;
  cell.highest = highest;
}

Estimate Fans::mean(int index) const {
  const Cell& cell = cells_[static_cast<std::size_t>(index)];
  if (cell.count == 0) return {};
  const double n = cell.count, mean = cell.sum / n;
  const double variance = n > 1 ? std::max(0.0, (cell.squares - n * mean * mean) / (n - 1)) : 0;
  return {cell.shift + mean, std::sqrt(variance / n)};
}

double Fans::quantile(int index, double p) const {
  const Cell& cell = cells_[static_cast<std::size_t>(index)];
  if (cell.count == 0) return 0;
  if (cell.constant) return cell.atom;
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
  for (std::size_t bin = 0; bin < cell.bins.size(); ++bin) {
    const double count = cell.bins[bin];
    const double low = bin == 0 ? cell.lowest : cell.low + cell.width * (static_cast<double>(bin) - 1);
    const double high = bin + 1 == cell.bins.size() ? cell.highest : cell.low + cell.width * static_cast<double>(bin);
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
