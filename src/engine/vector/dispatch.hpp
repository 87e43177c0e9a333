// Merit order without sorting: for each pair of supplies, whichever comes second has the other's capacity ahead of it. So a supply
// serves what demand leaves after all that is ahead, at most its capacity. Pairs whose prices are the same on all paths are settled
// once a call.
namespace cf::engine::CF_SET {

// An operand that is a tile, or one double spread over a block of 8: element i is at data[i & mask].
struct Spread {
  const double* data;
  std::size_t mask;
  V at(std::size_t i) const { return load(data + (i & mask)); }
};

inline Spread spread(const double* x, bool scalar, double* block) {
  if (!scalar) return {x, ~std::size_t{0}};
  for (std::size_t k = 0; k < 8; ++k) block[k] = *x;
  return {block, 7};
}

// kCount: the number of supplies if it is small, so that everything stays in registers; 0: as many as there are. kPriced: whether
// the cost or the last price is asked for.
template <std::size_t kCount, bool kPriced>
void dispatch_of(const DispatchTiles& t, std::size_t n) {
  constexpr std::size_t kRoom = kCount ? kCount : 64;
  const std::size_t count = kCount ? kCount : t.num_supplies;
  const V zero = broadcast(0);
  alignas(64) double capacity_block[kRoom][8], price_block[kRoom][8];
  Spread capacity_of[kRoom], price_of[kRoom];
  for (std::size_t s = 0; s < count; ++s) {
    capacity_of[s] = spread(t.capacity[s], t.scalar_capacity >> s & 1, capacity_block[s]);
    price_of[s] = spread(t.price[s], t.scalar_price >> s & 1, price_block[s]);
  }
  // Who comes first, where no path decides it.
  enum Order : std::uint8_t { by_path, earlier, later };
  Order order[kRoom][kRoom];
  for (std::size_t s = 1; s < count; ++s)
    for (std::size_t r = 0; r < s; ++r) {
      const bool fixed = t.scalar_price >> s & 1 && t.scalar_price >> r & 1;
      order[s][r] = !fixed ? by_path : *t.price[s] < *t.price[r] ? later : earlier;
    }
  // Copies, because a store of a vector might change what `t` points to, as far as the compiler knows.
  const double* const demand_tile = t.demand;
  double* const served = t.served;
  double* const unserved = t.unserved;
  double* supplied_tile[kRoom];
  for (std::size_t s = 0; s < count; ++s) supplied_tile[s] = t.supplied[s];
  for (std::size_t i = 0; i < n; i += kWidth) {
    V capacity[kRoom], price[kRoom], ahead[kRoom];
    V total = zero;
#pragma GCC unroll 8
    for (std::size_t s = 0; s < count; ++s) {
      capacity[s] = maximum(capacity_of[s].at(i), zero);
      price[s] = price_of[s].at(i);
      ahead[s] = zero;
      total = total + capacity[s];
    }
#pragma GCC unroll 8
    for (std::size_t s = 1; s < count; ++s)
#pragma GCC unroll 8
      for (std::size_t r = 0; r < s; ++r) {
        if (order[s][r] == earlier) {
          ahead[s] = ahead[s] + capacity[r];
          continue;
        }
        if (order[s][r] == later) {
          ahead[r] = ahead[r] + capacity[s];
          continue;
        }
        const Mask overtakes = less(price[s], price[r]);
        ahead[r] = ahead[r] + keep(overtakes, capacity[s]);
        ahead[s] = ahead[s] + drop(overtakes, capacity[r]);
      }
    const V demand = maximum(load(demand_tile + i), zero);
    V cost = zero, last = broadcast(-__builtin_inf());
#pragma GCC unroll 8
    for (std::size_t s = 0; s < count; ++s) {
      const V supplied = minimum(capacity[s], maximum(demand - ahead[s], zero));
      if (supplied_tile[s]) store(supplied_tile[s] + i, supplied);
      if constexpr (kPriced) {
        const Mask serves = less(zero, supplied);
        cost = cost + keep(serves, supplied * price[s]);
        last = maximum(choose(serves, price[s], last), last);
      }
    }
    if (served) store(served + i, minimum(demand, total));
    if (unserved) store(unserved + i, maximum(demand - total, zero));
    if constexpr (kPriced) {
      if (t.cost) store(t.cost + i, cost);
      if (t.last_price) store(t.last_price + i, choose(less(zero, minimum(demand, total)), last, zero));
    }
  }
}

template <std::size_t kCount>
void dispatch_of(const DispatchTiles& t, std::size_t n) {
  if (t.cost || t.last_price)
    dispatch_of<kCount, true>(t, n);
  else
    dispatch_of<kCount, false>(t, n);
}

void dispatch(const DispatchTiles& tiles, std::size_t n) {
  switch (tiles.num_supplies) {
    case 1: return dispatch_of<1>(tiles, n);
    case 2: return dispatch_of<2>(tiles, n);
    case 3: return dispatch_of<3>(tiles, n);
    case 4: return dispatch_of<4>(tiles, n);
    case 5: return dispatch_of<5>(tiles, n);
    case 6: return dispatch_of<6>(tiles, n);
    default: return dispatch_of<0>(tiles, n);
  }
}

}  // namespace cf::engine::CF_SET
