#include "reference/merit_order.hpp"

#include <algorithm>
#include <cstddef>

namespace cf::reference {

Allotment allot(double demand, const std::vector<Offer>& offers) {
  // Inserted one by one behind all that are not dearer: stable, and defined even for a price that is not a number.
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    std::size_t at = order.size();
    while (at > 0 && offers[i].price < offers[order[at - 1]].price) --at;
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(at), i);
  }

  Allotment allotment;
  allotment.of.assign(offers.size(), 0.0);
  double left = demand > 0 ? demand : 0.0;
  for (std::size_t i : order) {
    const double capacity = offers[i].capacity > 0 ? offers[i].capacity : 0.0;
    const double quantity = std::min(left, capacity);
    if (!(quantity > 0)) continue;
    left = quantity == left ? 0.0 : left - quantity;
    allotment.of[i] = quantity;
    allotment.served += quantity;
    allotment.cost += quantity * offers[i].price;
    allotment.price = offers[i].price;
  }
  allotment.unserved = left;
  return allotment;
}

}  // namespace cf::reference
