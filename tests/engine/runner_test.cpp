// What must not matter: tile size, batches, workers, and (to rounding) the instruction set.
#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <cmath>
#include <memory>
#include <mutex>
#include <set>

#include "../program/build_model.hpp"
#include "engine/schedule/pool.hpp"
#include "run_program.hpp"

namespace cf::testing {
namespace {

// Something of everything.
program::Program everything() {
  BuildModel m(9);
  const PartyId lab = m.party("lab", 15.0), cloud = m.party("cloud", 5.0), w = m.world();
  const Formula i = m.input("i", Distribution::pert, {0.1, 0.2, 0.6});
  const Formula x = m.geometric_brownian("x", m.constant(10), i, m.constant(0.6));
  const Formula y = m.mean_reverting("y", m.constant(0), m.constant(0), m.constant(1), m.constant(0.5));
  const Formula e = m.event("e", i * 0.5);
  m.correlate_drivers({{1}, {0.5, std::sqrt(0.75)}});
  const DispatchId d =
      m.dispatch("d", x, {{"a", m.constant(5), exp(y)}, {"b", m.constant(4), m.constant(1)}, {"c", x / 3, m.constant(0.8)}}, lab);
  const FlowId bill = m.flow("bill", lab, cloud, m.read(Quantity::dispatch_cost, d.value));
  m.flow("back", cloud, lab, x * 0.3);
  m.flow("sales", w, lab, x * 0.6 * (1 - e));
  const std::vector<Formula> columns = {m.reduce(Reduction::total, m.paid(bill)), m.reduce(Reduction::final, m.cash(lab)),
                                        m.reduce(Reduction::ever, m.defaulted(lab)), i};
  program::Wanted wanted;
  for (Formula f : columns) wanted.path_values.push_back(f.id);
  for (Formula f : {x, y, e, m.cash(cloud), m.served_by(d, 1)}) wanted.step_values.push_back(f.id);
  const program::Variant variant{&m.model, wanted};
  return program::lower({&variant, 1});
}

bool same_bits(const Run& a, const Run& b) {
  const auto same = [](const std::vector<double>& x, const std::vector<double>& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](double p, double q) { return std::bit_cast<std::uint64_t>(p) == std::bit_cast<std::uint64_t>(q); });
  };
  for (std::size_t c = 0; c < a.columns.size(); ++c)
    if (!same(a.columns[c], b.columns[c])) return false;
  for (std::size_t o = 0; o < a.step_values.size(); ++o)
    for (std::size_t t = 0; t < a.step_values[o].size(); ++t)
      if (!same(a.step_values[o][t], b.step_values[o][t])) return false;
  return true;
}

TEST(Runner, tile_size_does_not_matter) {
  const program::Program p = everything();
  const auto whole = run(p, {.count = 1000, .tile = 1000});
  double defaults = 0;
  for (double v : whole.columns[2]) defaults += v;
  EXPECT_GT(defaults, 50);       // or the test says nothing of clearing
  EXPECT_LT(defaults, 950);
  for (const int tile : {8, 24, 64, 256, 512}) EXPECT_TRUE(same_bits(whole, run(p, {.count = 1000, .tile = tile}))) << tile;
}

TEST(Runner, compiled_or_not_does_not_matter) {
  const program::Program p = everything();
  EXPECT_TRUE(same_bits(run(p, {.count = 1000, .native = true}), run(p, {.count = 1000, .native = false})));
  EXPECT_EQ(engine::Runner(p, 1).is_native(), engine::best_instruction_set() == engine::InstructionSet::avx512);
}

TEST(Runner, paths_are_what_they_are_wherever_a_run_begins) {
  const program::Program p = everything();
  const auto whole = run(p, {.count = 200});
  const auto later = run(p, {.first = 104, .count = 96});
  for (std::size_t c = 0; c < whole.columns.size(); ++c)
    for (std::size_t i = 0; i < 96; ++i) ASSERT_EQ(whole.columns[c][104 + i], later.columns[c][i]);
  EXPECT_NE(whole.columns[0], run(p, {.seed = 2, .count = 200}).columns[0]);
}

TEST(Runner, instruction_sets_agree) {
  const program::Program p = everything();
  const auto plain = run(p, {.count = 512, .set = engine::InstructionSet::sse2});
  for (const auto set : {engine::InstructionSet::avx2, engine::InstructionSet::avx512}) {
    if (!engine::supported(set)) continue;
    const auto other = run(p, {.count = 512, .set = set});
    for (std::size_t c = 0; c < plain.columns.size(); ++c)
      for (std::size_t i = 0; i < 512; ++i)
        ASSERT_NEAR(plain.columns[c][i], other.columns[c][i], 1e-9 * (1 + std::fabs(plain.columns[c][i]))) << engine::name_of(set);
  }
}

TEST(Runner, paths_that_only_fill_a_tile_stop_nothing) {
  BuildModel m(1);
  const Formula x = m.input("x", Distribution::normal, {0, 1});
  program::Wanted wanted{{sqrt(x + 1.5).id}, {}};
  const program::Variant variant{&m.model, wanted};
  const program::Program p = program::lower({&variant, 1});
  const auto all = run(p, {.count = 64});
  ASSERT_TRUE(all.stop.has_value());
  const int good = static_cast<int>(all.stop->path);
  ASSERT_GT(good, 0);
  EXPECT_FALSE(run(p, {.count = good}).stop.has_value());
  EXPECT_EQ(run(p, {.count = good + 1}).stop, all.stop);
}

TEST(Runner, the_first_variant_concerned_is_named) {
  std::vector<std::unique_ptr<BuildModel>> models;
  std::vector<program::Variant> variants;
  for (const double limit : {-100.0, 0.0, -0.5}) {   // the first never stops, the second sooner than the third
    models.push_back(std::make_unique<BuildModel>(1));
    BuildModel& m = *models.back();
    const Formula x = m.input("x", Distribution::normal, {0, 1});
    variants.push_back({&m.model, {{sqrt(x - limit).id}, {}}});
  }
  const auto all = run(variants, {.count = 64});
  ASSERT_TRUE(all.stop.has_value());
  EXPECT_EQ(all.stop->variant, 1);
  std::swap(variants[1], variants[2]);
  const auto swapped = run(variants, {.count = 64});
  EXPECT_EQ(swapped.stop->path, all.stop->path);
}

TEST(Pool, every_index_once_in_order_of_beginning) {
  for (const int workers : {1, 2, 5}) {
    engine::Pool pool(workers);
    EXPECT_EQ(pool.num_workers(), workers);
    for (int round = 0; round < 20; ++round) {
      std::mutex mutex;
      std::vector<int> begun;
      std::set<int> who;
      const int done = pool.parallel_for(37, [&](int worker, int index) {
        const std::lock_guard lock(mutex);
        begun.push_back(index);
        who.insert(worker);
      });
      EXPECT_EQ(done, 37);
      std::sort(begun.begin(), begun.end());
      for (int i = 0; i < 37; ++i) ASSERT_EQ(begun[static_cast<std::size_t>(i)], i);
      EXPECT_LT(*who.rbegin(), workers);
    }
  }
}

TEST(Pool, a_stop_leaves_a_beginning_that_is_whole) {
  engine::Pool pool(3);
  std::atomic<bool> stop{false};
  std::vector<std::atomic<int>> ran(1000);
  const int done = pool.parallel_for(
      1000,
      [&](int, int index) {
        ++ran[static_cast<std::size_t>(index)];
        if (index == 20) stop = true;
      },
      &stop);
  EXPECT_GT(done, 20);
  EXPECT_LT(done, 1000);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(ran[static_cast<std::size_t>(i)], i < done ? 1 : 0);
}

TEST(Pool, workers_do_not_matter) {
  const program::Program p = everything();
  const auto with = [&](int workers) {
    engine::Pool pool(workers);
    const engine::Runner runner(p, pool.num_workers());
    constexpr int kBatches = 6, kPaths = 256;
    std::vector<std::vector<double>> columns(static_cast<std::size_t>(p.num_columns), std::vector<double>(kBatches * kPaths));
    pool.parallel_for(kBatches, [&](int worker, int batch) {
      std::vector<double*> here;
      for (auto& c : columns) here.push_back(c.data() + batch * kPaths);
      runner.run(worker, 3, static_cast<std::uint64_t>(batch) * kPaths, kPaths, here, nullptr);
    });
    return columns;
  };
  const auto one = with(1);
  EXPECT_EQ(one, with(2));
  EXPECT_EQ(one, with(4));
}

}  // namespace
}  // namespace cf::testing
