// Small models of each part of the language: the engine and the reference evaluator give the same paths.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "../program/build_model.hpp"
#include "model/streams.hpp"
#include "run_program.hpp"

namespace cf::testing {
namespace {

void agree(const BuildModel& m, const std::vector<Formula>& path_values, const std::vector<Formula>& step_values, int count = 64,
           double tolerance = 1e-9) {
  program::Wanted wanted;
  for (Formula f : path_values) wanted.path_values.push_back(f.id);
  for (Formula f : step_values) wanted.step_values.push_back(f.id);
  RunOptions options;
  options.count = count;
  EXPECT_EQ(disagreement(m.model, wanted, options, tolerance), "");
  options.first = 1000;
  options.seed = 7;
  options.tile = 16;
  EXPECT_EQ(disagreement(m.model, wanted, options, tolerance), "");

  // Sobol points, across the end of a stretch of paths.
  const model::Model* const one[] = {&m.model};
  const Points points(options.seed, model::streams_of(one), 4096, 128);
  options.points = &points;
  EXPECT_EQ(disagreement(m.model, wanted, options, tolerance), "");
  options.tile = 0;
  options.native = false;
  EXPECT_EQ(disagreement(m.model, wanted, options, tolerance), "");
}

// So many streams that most nodes of their bridges find no dimension.
TEST(Agreement, more_streams_than_dimensions) {
  BuildModel m(150);
  std::vector<Formula> drivers;
  for (int i = 0; i < 40; ++i)
    drivers.push_back(m.geometric_brownian("g" + std::to_string(i), m.constant(100), m.constant(0.1), m.constant(0.3)));
  agree(m, {m.reduce(Reduction::mean, drivers.back())}, {drivers.front(), drivers.back()}, 16);
}

TEST(Agreement, constants_and_time) {
  BuildModel m(5, 3);
  const Formula x = m.series("x", m.year() * 2 + 1), d = m.series("d", m.date());
  agree(m, {m.reduce(Reduction::total, x), m.reduce(Reduction::final, x), m.constant(7)}, {x, d});
}

TEST(Agreement, drivers_of_each_process) {
  BuildModel m(13);
  const Formula g = m.geometric_brownian("g", m.constant(100), m.constant(0.1), m.constant(0.3));
  const Formula r = m.mean_reverting("r", m.constant(0.5), m.constant(0), m.constant(1.5), m.constant(0.2));
  const Formula s = m.mean_reverting("s", m.constant(5), m.constant(4), m.constant(0.7), m.constant(0.4), true);
  const Formula w = m.mean_reverting("w", m.constant(5), m.constant(4), m.constant(0), m.constant(0.4));
  const Formula j = m.driver("j", Process::jump);
  {
    Driver& d = m.model.drivers.back();
    d.start = m.constant(10), d.drift = m.constant(0.05), d.volatility = m.constant(0.2), d.rate = m.constant(6);
    d.jump_mean = m.constant(-0.1), d.jump_sd = m.constant(0.15);
  }
  const Formula e = m.event("e", g / 300 + 0.2);
  agree(m, {m.reduce(Reduction::final, g), m.reduce(Reduction::mean, j), m.reduce(Reduction::first_year, e)}, {g, r, s, w, j, e}, 200);
}

TEST(Agreement, correlated_drivers_and_parameters_of_inputs) {
  BuildModel m(7);
  const Formula drift = m.input("drift", Distribution::normal, {0.1, 0.05});
  const Formula a = m.geometric_brownian("a", m.constant(100), drift, m.constant(0.3));
  const Formula b = m.mean_reverting("b", drift, m.year() / 10, m.input("speed", Distribution::uniform, {0.0, 2.0}), m.constant(0.2));
  m.correlate_drivers({{1}, {0.6, 0.8}});
  agree(m, {m.reduce(Reduction::last, a)}, {a, b});
}

TEST(Agreement, inputs_of_each_distribution) {
  BuildModel m(1);
  std::vector<Formula> all = {
      m.input("a", Distribution::normal, {1, 2}),        m.input("b", Distribution::lognormal, {3, 1}),
      m.input("c", Distribution::interval, {5, 10}),     m.input("d", Distribution::interval, {-5, 10}),
      m.input("e", Distribution::uniform, {2, 4}),       m.input("f", Distribution::triangular, {1, 2, 6}),
      m.input("g", Distribution::pert, {1, 2, 6}),       m.input("h", Distribution::beta, {2, 5}),
      m.input("i", Distribution::bernoulli, {0.3}),      m.input("j", Distribution::choice, {1, 0.2, 5, 0.5, 9, 0.3}),
      m.input("k", Distribution::beta, {0.4, 0.7}),      m.input("l", Distribution::fixed, {5}),
      m.input("m", Distribution::pert, {0, 1000, 1000}),
  };
  all.push_back(m.input("n", Distribution::beta, {all[4], all[4] * 2}));
  all.push_back(m.input("o", Distribution::interval, {all[4], all[4] + all[8]}));
  all.push_back(m.input("p", Distribution::triangular, {all[4], all[4] + 1, all[4] + 1 + all[8]}));
  agree(m, all, {}, 600);
}

TEST(Agreement, correlated_inputs) {
  BuildModel m(1);
  const Formula a = m.input("a", Distribution::normal, {1, 2}), b = m.input("b", Distribution::pert, {1, 2, 6}),
                c = m.input("c", Distribution::uniform, {1, 2});
  m.correlate_inputs({{1}, {0.6, 0.8}, {-0.3, 0.1, std::sqrt(0.9)}});
  agree(m, {a, b, c}, {}, 300);
}

TEST(Agreement, reductions) {
  BuildModel m(12);
  const Formula g = m.geometric_brownian("g", m.constant(1), m.constant(0), m.constant(0.5));
  const Formula i = m.input("i", Distribution::uniform, {0.0, 0.2});
  std::vector<Formula> all;
  for (Formula x : {g, i, m.year(), m.constant(2), g > 1.05, m.year() > 0.5, i > 0.1}) {
    all.push_back(m.reduce(Reduction::total, x));
    all.push_back(m.reduce(Reduction::total, x, {}, true));
    all.push_back(m.reduce(Reduction::present_value, x, i));
    all.push_back(m.reduce(Reduction::present_value, x, m.constant(0.1), true));
    for (Reduction r : {Reduction::mean, Reduction::peak, Reduction::low, Reduction::last, Reduction::final}) all.push_back(m.reduce(r, x));
  }
  for (Formula c : {g > 1.05, m.year() > 0.5, i > 0.1, m.year() < 0})
    for (Reduction r : {Reduction::ever, Reduction::first_year}) all.push_back(m.reduce(r, c));
  agree(m, all, {});
}

TEST(Agreement, stocks_that_swap_and_follow_each_other) {
  BuildModel m(9);
  const Formula g = m.geometric_brownian("g", m.constant(1), m.constant(0), m.constant(0.5));
  const Formula a = m.stock("a", m.constant(1)), b = m.stock("b", g * 2), c = m.stock("c", m.constant(0)), d = m.stock("d", m.constant(5)),
                e = m.stock("e", m.constant(3));
  m.next(a, b);
  m.next(b, a);
  m.next(c, c + g);
  m.next(d, c);
  m.next(e, e * 2 + 1);        // the same on all paths
  const Formula f = m.stock("f", m.constant(4));
  m.next(f, f);
  const Formula h = m.stock("h", m.constant(4));
  m.next(h, g + 0 * c);
  agree(m, {m.reduce(Reduction::final, a)}, {a, b, c, d, e, f, h});
}

TEST(Agreement, dispatch_in_merit_order) {
  BuildModel m(6);
  const Formula demand = m.geometric_brownian("demand", m.constant(100), m.constant(0), m.constant(0.8));
  const Formula p = m.geometric_brownian("p", m.constant(2), m.constant(0), m.constant(0.5));
  const DispatchId d = m.dispatch("d", demand - 20,
                                  {{"free", m.constant(30), m.constant(0)},
                                   {"x", m.constant(40), p},
                                   {"none", m.constant(-1), p},
                                   {"y", demand / 4, m.constant(2)},
                                   {"same", m.constant(5), m.constant(2)}});
  std::vector<Formula> all;
  for (std::size_t i = 0; i < 5; ++i) all.push_back(m.served_by(d, i));
  for (Quantity q : {Quantity::served, Quantity::unserved, Quantity::dispatch_cost, Quantity::dispatch_price})
    all.push_back(m.read(q, d.value));
  agree(m, {}, all);
}

TEST(Agreement, parties_that_default) {
  BuildModel m(10);
  const PartyId a = m.party("a", 10.0, 0.5, 0.9), b = m.party("b", 10.0), c = m.party("c", 10.0), d = m.party("d"), w = m.world();
  const Formula x = m.geometric_brownian("x", m.constant(20), m.constant(0), m.constant(1.5));
  const FlowId ab = m.flow("ab", a, b, x), ac = m.flow("ac", a, c, m.constant(10), {.rank = 3}), ba = m.flow("ba", b, a, m.constant(5)),
               bc = m.flow("bc", b, c, m.constant(24) - x / 10, {.rank = 2}), ca = m.flow("ca", c, a, m.constant(10)),
               wa = m.flow("wa", w, a, x * 1.2), ad = m.flow("ad", a, d, m.constant(0.5)), cb = m.flow("cb", c, b, x / 2, {.rank = 2});
  std::vector<Formula> all = {m.cash(a), m.cash(b), m.cash(c), m.defaulted(a), m.defaulted(b), m.defaulted(c)};
  for (FlowId f : {ab, ac, ba, bc, ca, wa, ad, cb}) {
    all.push_back(m.paid(f));
    all.push_back(m.due(f));
  }
  agree(m, {m.reduce(Reduction::total, m.paid(ab)), m.reduce(Reduction::ever, m.defaulted(a))}, all, 400);
}

TEST(Agreement, credits_settle_a_bill) {
  BuildModel m(8);
  const PartyId lab = m.party("lab", 100.0), cloud = m.party("cloud");
  const Formula x = m.geometric_brownian("x", m.constant(10), m.constant(0), m.constant(0.8));
  const AssetId credit = m.asset("credit", cloud, m.constant(2));
  const AssetId junk = m.asset("junk", cloud, m.year() - 0.2, {{lab, 3}});
  const FlowId grant = m.flow("grant", cloud, lab, m.choose(m.year() < 0.05, m.constant(40), m.constant(0)), {.asset = credit});
  const FlowId bill = m.flow("bill", lab, cloud, x);
  const FlowId use = m.flow("use", lab, cloud, min(m.balance(lab, credit), x / 3), {.asset = credit, .settles = bill});
  const FlowId more = m.flow("more", lab, cloud, min(m.balance(lab, junk), m.constant(0.5)), {.asset = junk, .settles = bill});
  const FlowId back = m.flow("back", cloud, lab, m.paid(bill) / 100, {.asset = credit, .late = true});
  std::vector<Formula> all = {m.cash(lab), m.balance(lab, credit), m.balance(cloud, credit), m.balance(lab, junk)};
  for (FlowId f : {grant, bill, use, more, back}) {
    all.push_back(m.paid(f));
    all.push_back(m.due(f));
  }
  agree(m, {m.reduce(Reduction::total, m.paid(bill))}, all);
}

TEST(Agreement, parties_that_hold_each_other) {
  BuildModel m(4);
  const PartyId a = m.party("a"), b = m.party("b"), c = m.party("c");
  const Formula x = m.mean_reverting("x", m.constant(0), m.constant(0), m.constant(1), m.constant(20));
  const auto e =
      m.cross_held({a, b, c}, {x, m.constant(3) - x, x * x - 20}, {{0, 0.3, 0.2}, {0.5, 0, 0}, {0.1, 0.4, 0}}, {true, true, false});
  agree(m, {}, e, 200);
}

TEST(Agreement, what_is_not_looked_at_cannot_stop) {
  BuildModel m(6);
  const Formula x = m.mean_reverting("x", m.constant(1), m.constant(0), m.constant(1), m.constant(3));
  const Formula root = m.series("root", sqrt(x)), inverse = m.series("inverse", 1 / (x - m.constant(1)));
  agree(m, {},
        {m.choose(x > 0, root, m.constant(0)), x > 0 && log(x) < 0.5, x <= 0 || pow(x, m.constant(-0.5)) < 1,
         m.choose(m.year() > 0, inverse, m.constant(0))},
        200);
}

TEST(Agreement, the_earliest_path_stops) {
  for (int which = 0; which < 6; ++which) {
    BuildModel m(6);
    const PartyId a = m.party("a"), b = m.party("b");
    const Formula x = m.mean_reverting("x", m.constant(3), m.constant(0), m.constant(1), m.constant(2));
    const Formula bad = which == 0   ? log(x + 1)
                        : which == 1 ? sqrt(x + 1)
                        : which == 2 ? 1 / (m.choose(x < -1, m.constant(0), x))
                        : which == 3 ? pow(x + 1, m.constant(1.5))
                        : which == 4 ? m.paid(m.flow("f", a, b, x + 1))
                                     : exp(1000 * m.choose(x < -1, m.constant(1), x * 0));
    agree(m, {m.reduce(Reduction::total, bad)}, {x}, 400);
  }
}

TEST(Agreement, balances_that_do_not_add_up_are_our_own_mistake) {
  BuildModel m(6);
  const PartyId a = m.party("a"), b = m.party("b");
  const Formula x = m.input("x", Distribution::uniform, {0.0, 1.0});
  const AssetId asset = m.asset("asset", a, m.constant(1), {{b, 2}});
  for (Balance& balance : m.model.balances)
    if (balance.party == b) balance.start = m.constant(2) + x;
  program::Wanted wanted;
  for (const PartyId p : {a, b, m.world()}) wanted.path_values.push_back(m.reduce(Reduction::final, m.balance(p, asset)).id);
  const auto result = run({{&m.model, wanted}});
  ASSERT_TRUE(result.stop.has_value());
  EXPECT_TRUE(result.stop->conservation);
}

TEST(Agreement, payments_without_limit_stop) {
  for (int which = 0; which < 4; ++which) {
    BuildModel m(6);
    const PartyId a = m.party("a", 1e6), b = m.party("b"), c = m.party("c", 5.0);
    const Formula x = m.mean_reverting("x", m.constant(3), m.constant(0), m.constant(1), m.constant(2));
    const Formula limit = m.choose(x < -1, m.constant(std::numeric_limits<double>::infinity()), x * x);
    const Formula amount = which == 3 ? limit - limit : limit;   // infinite, or not a number
    const FlowId f = which == 0 ? m.flow("f", a, b, amount) : which == 1 ? m.flow("f", b, a, amount) : m.flow("f", a, c, amount);
    const FlowId g = m.flow("g", c, b, m.due(f) / 2);
    agree(m, {m.reduce(Reduction::total, m.paid(g))}, {m.cash(a), x}, 400);
  }
}

TEST(Agreement, an_asset_that_is_not_held_stops) {
  BuildModel m(6);
  const PartyId a = m.party("a"), b = m.party("b");
  const Formula x = m.mean_reverting("x", m.constant(0), m.constant(0), m.constant(1), m.constant(2));
  const AssetId asset = m.asset("asset", a, m.constant(1), {{b, 2}});
  const FlowId f = m.flow("f", b, a, max(x, m.constant(0)) / 3, {.asset = asset});
  agree(m, {m.reduce(Reduction::total, m.paid(f))}, {m.balance(b, asset)}, 400);
}

}  // namespace
}  // namespace cf::testing
