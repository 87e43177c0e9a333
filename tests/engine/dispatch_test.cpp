// Merit-order dispatch against the plain way: sort the supplies by price and go through them.
#include <algorithm>
#include <numeric>

#include "tiles.hpp"

namespace cf::engine {
namespace {

struct Allotment {
  std::vector<double> supplied;
  double served = 0, unserved = 0, cost = 0, last_price = 0;
};

Allotment by_sorting(double demand, const std::vector<double>& capacity, const std::vector<double>& price) {
  Allotment result;
  result.supplied.resize(capacity.size());
  std::vector<std::size_t> order(capacity.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return price[a] < price[b]; });
  double left = std::max(demand, 0.0);
  for (const std::size_t s : order) {
    const double supplied = std::min(left, std::max(capacity[s], 0.0));
    result.supplied[s] = supplied;
    result.served += supplied;
    left -= supplied;
    if (supplied > 0) {
      result.cost += supplied * price[s];
      result.last_price = price[s];
    }
  }
  result.unserved = left;
  return result;
}

using Dispatch = EachSet;

// Runs the kernel on paths whose numbers are columns of demand, capacity[s], price[s]; bits: which of those are single.
struct Case {
  Tile demand;
  std::vector<Tile> capacity, price;
  std::uint64_t scalar_capacity = 0, scalar_price = 0;
};

void expect_as_sorted(const Kernels& k, const Case& c) {
  const std::size_t n = c.demand.size(), count = c.capacity.size();
  std::vector<Tile> supplied(count, Tile(n));
  Tile served(n), unserved(n), cost(n), last_price(n);
  std::vector<const double*> capacity, price;
  std::vector<double*> out;
  for (std::size_t s = 0; s < count; ++s) {
    capacity.push_back(c.capacity[s].data());
    price.push_back(c.price[s].data());
    out.push_back(supplied[s].data());
  }
  DispatchTiles tiles;
  tiles.num_supplies = count;
  tiles.demand = c.demand.data();
  tiles.capacity = capacity.data();
  tiles.price = price.data();
  tiles.scalar_capacity = c.scalar_capacity;
  tiles.scalar_price = c.scalar_price;
  tiles.supplied = out.data();
  tiles.served = served.data();
  tiles.unserved = unserved.data();
  tiles.cost = cost.data();
  tiles.last_price = last_price.data();
  k.dispatch(tiles, n);
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> capacities, prices;
    for (std::size_t s = 0; s < count; ++s) {
      capacities.push_back(c.capacity[s][c.scalar_capacity >> s & 1 ? 0 : i]);
      prices.push_back(c.price[s][c.scalar_price >> s & 1 ? 0 : i]);
    }
    const Allotment want = by_sorting(c.demand[i], capacities, prices);
    const double scale = std::max(1.0, std::fabs(c.demand[i])) * 1e-13;
    double total = 0;
    for (std::size_t s = 0; s < count; ++s) {
      ASSERT_NEAR(supplied[s][i], want.supplied[s], scale) << "path " << i << " supply " << s << " of " << count;
      total += supplied[s][i];
    }
    ASSERT_NEAR(served[i], want.served, scale) << i;
    ASSERT_NEAR(served[i], total, scale) << i;
    ASSERT_NEAR(unserved[i], want.unserved, scale) << i;
    ASSERT_GE(unserved[i], 0);
    ASSERT_NEAR(cost[i], want.cost, scale * 100) << i;
    ASSERT_EQ(last_price[i], want.last_price) << i;
  }
}

TEST_P(Dispatch, AsSorted) {
  std::mt19937_64 random(11);
  for (const std::size_t count : {1, 2, 3, 4, 5, 6, 7, 9, 64})
    for (int round = 0; round < 6; ++round) {
      constexpr std::size_t n = 504;
      std::uniform_real_distribution<double> size(-1, 5);
      Case c{Tile(n), {}, {}};
      for (std::size_t s = 0; s < count; ++s) c.capacity.emplace_back(n), c.price.emplace_back(n);
      for (std::size_t i = 0; i < n; ++i) {
        c.demand[i] = size(random) * 3;
        for (std::size_t s = 0; s < count; ++s) {
          c.capacity[s][i] = size(random);
          c.price[s][i] = round % 2 ? size(random) : static_cast<double>(random() % 3);  // every other round has many equal prices
        }
      }
      if (round >= 2) c.scalar_price = random();
      if (round >= 4) c.scalar_capacity = random();
      expect_as_sorted(k_, c);
    }
}

TEST_P(Dispatch, NoLimitNoDemandNoSupply) {
  Case c{Tile(std::vector<double>{0, -3, 10, 5, 7, 1e12, 2, 2}), {}, {}};
  c.capacity.emplace_back(std::vector<double>{1, 1, kInf, 5, 0, kInf, -1, kInf});
  c.capacity.emplace_back(std::vector<double>{1, 1, 1, 5, 0, 3, -1, kInf});
  c.price.emplace_back(std::vector<double>{2, 2, 2, 1, 1, 9, 1, 0});
  c.price.emplace_back(std::vector<double>{1, 1, 1, 2, 2, 1, 1, 0});
  expect_as_sorted(k_, c);
}

// An unlimited supply at an unlimited price costs nothing as long as it is not called.
TEST_P(Dispatch, AnEndlessPriceThatIsNotPaid) {
  const Tile demand(std::vector<double>(8, 2.0)), capacity(std::vector<double>(8, 5.0)), price(std::vector<double>(8, 3.0));
  const double* const capacities[] = {&kInf, capacity.data()};
  const double* const prices[] = {&kInf, price.data()};
  double* const supplied[] = {nullptr, nullptr};
  Tile cost(8), last(8);
  DispatchTiles tiles;
  tiles.num_supplies = 2;
  tiles.demand = demand.data();
  tiles.capacity = capacities;
  tiles.price = prices;
  tiles.scalar_capacity = tiles.scalar_price = 1;
  tiles.supplied = supplied;
  tiles.cost = cost.data();
  tiles.last_price = last.data();
  k_.dispatch(tiles, 8);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(cost[i], 6);
    EXPECT_EQ(last[i], 3);
  }
}

CF_FOR_EACH_SET(Dispatch);

}  // namespace
}  // namespace cf::engine
