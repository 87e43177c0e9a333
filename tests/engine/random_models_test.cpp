// Random models: the engine and the reference evaluator give the same paths and stop on the same ones, for models alone and for
// several lowered together.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "random_model.hpp"
#include "reference/evaluator.hpp"
#include "run_program.hpp"

namespace cf::testing {
namespace {

constexpr std::uint64_t kModels = 120;

program::Wanted wanted_of(const WantedFormulas& formulas) { return {formulas.path_values, formulas.step_values}; }

TEST(RandomModels, EngineAndReferenceAgree) {
  for (std::uint64_t seed = 1; seed <= kModels; ++seed) {
    BuildModel m(random_num_steps(seed), random_step_months(seed),
                 seed % 3 == 0   ? Settle::start
                 : seed % 3 == 1 ? Settle::middle
                                 : Settle::end);
    const auto wanted = random_model(m, {.seed = seed});
    RunOptions options;
    options.seed = seed;
    options.count = 40;
    options.tile = seed % 2 == 0 ? 8 : 0;
    options.native = seed % 5 != 0;
    SCOPED_TRACE(seed);
    ASSERT_EQ(disagreement(m.model, wanted_of(wanted), options), "") << "model " << seed;
  }
}

TEST(RandomModels, TheyStopOnTheSamePaths) {
  int num_stopped = 0;
  for (std::uint64_t seed = 1001; seed <= 1000 + kModels; ++seed) {
    BuildModel m(random_num_steps(seed), random_step_months(seed));
    const auto wanted = random_model(m, {.seed = seed, .risky = true});
    for (std::uint64_t first = 0; first < 40; first += 8) {   // a run ends at its first stop, so few paths at a time
      RunOptions options;
      options.seed = seed;
      options.first = first;
      options.count = 8;
      ASSERT_EQ(disagreement(m.model, wanted_of(wanted), options), "") << "model " << seed;
      for (std::uint64_t path = first; path < first + 8; ++path)
        num_stopped += reference::run_path(m.model, seed, path, wanted.path_values, wanted.step_values).stop ? 1 : 0;
    }
  }
  EXPECT_GT(num_stopped, 240) << "the test is worth little if little stops";
  EXPECT_LT(num_stopped, 4000);
}

TEST(RandomModels, TwoSetsOfTermsInOneProgram) {
  for (std::uint64_t seed = 2001; seed <= 2000 + kModels / 2; ++seed) {
    std::vector<std::unique_ptr<BuildModel>> models;
    std::vector<program::Variant> variants;
    std::vector<WantedFormulas> wanted;
    for (int variant = 0; variant < 2; ++variant) {
      models.push_back(std::make_unique<BuildModel>(random_num_steps(seed), random_step_months(seed)));
      wanted.push_back(random_model(*models.back(), {.seed = seed, .variant = variant}));
      variants.push_back({&models.back()->model, wanted_of(wanted.back())});
    }
    RunOptions options;
    options.seed = seed;
    options.count = 16;
    const cf::testing::Run together = run(variants, options);
    ASSERT_FALSE(together.stop) << "model " << seed;
    std::size_t column = 0, output = 0;
    for (std::size_t variant = 0; variant < 2; ++variant) {
      const std::size_t first_column = column, first_output = output;
      column += wanted[variant].path_values.size();
      output += wanted[variant].step_values.size();
      for (std::size_t path = 0; path < 16; ++path) {
        const auto slow = reference::run_path(models[variant]->model, seed, path, wanted[variant].path_values, wanted[variant].step_values);
        ASSERT_FALSE(slow.stop) << "model " << seed << ": " << slow.stop->name << " " << slow.stop->what;
        const auto near = [&](double fast, double reference) {
          return std::fabs(fast - reference) <= 1e-9 * std::max({1.0, std::fabs(fast), std::fabs(reference)});
        };
        for (std::size_t k = 0; k < slow.path_values.size(); ++k)
          ASSERT_TRUE(near(together.columns[first_column + k][path], slow.path_values[k]))
              << fmt::format("model {}, variant {}, path {}, value {}: {:.17g} against {:.17g}", seed, variant, path, k,
                             together.columns[first_column + k][path], slow.path_values[k]);
        for (std::size_t k = 0; k < slow.step_values.size(); ++k)
          for (std::size_t t = 0; t < slow.step_values[k].size(); ++t)
            ASSERT_TRUE(near(together.step_values[first_output + k][t][path], slow.step_values[k][t]))
                << fmt::format("model {}, variant {}, path {}, value {}, step {}: {:.17g} against {:.17g}", seed, variant, path, k, t,
                               together.step_values[first_output + k][t][path], slow.step_values[k][t]);
      }
    }
  }
}

// Whoever reads these results should know what they cover: over all models, each of these happens many times.
TEST(RandomModels, CoverWhatTheyShould) {
  int defaults = 0, partly_paid = 0, unserved = 0, paths = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    BuildModel m(random_num_steps(seed), random_step_months(seed));
    random_model(m, {.seed = seed});
    std::vector<ExprId> values;
    for (std::size_t p = 0; p + 1 < m.model.parties.size(); ++p)
      if (m.model.parties[p].has_cash) values.push_back(m.reduce(Reduction::final, m.defaulted(PartyId{static_cast<std::int32_t>(p)})).id);
    const std::size_t num_parties = values.size();
    for (std::size_t f = 0; f < m.model.flows.size(); ++f) {
      const FlowId flow{static_cast<std::int32_t>(f)};
      if (m.model.flows[f].asset) continue;
      values.push_back(m.reduce(Reduction::ever, m.paid(flow) > 1e-6 && m.paid(flow) < m.due(flow) - 1e-6).id);
    }
    const std::size_t num_flows = values.size();
    for (std::size_t d = 0; d < m.model.dispatches.size(); ++d)
      values.push_back(m.reduce(Reduction::ever, m.read(Quantity::unserved, static_cast<std::int32_t>(d)) > 1e-6).id);
    for (std::uint64_t path = 0; path < 10; ++path) {
      const auto r = reference::run_path(m.model, seed, path, values, {});
      ASSERT_FALSE(r.stop) << r.stop->name << " " << r.stop->what;
      ++paths;
      for (std::size_t i = 0; i < values.size(); ++i)
        (i < num_parties ? defaults : i < num_flows ? partly_paid : unserved) += r.path_values[i] != 0;
    }
  }
  EXPECT_GT(defaults, paths / 10);
  EXPECT_GT(partly_paid, paths / 10);
  EXPECT_GT(unserved, paths / 10);
}

}  // namespace
}  // namespace cf::testing
