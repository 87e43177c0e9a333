// Model files: the engine and the reference evaluator give the same paths of every deal, in each structure and scenario, all
// structures lowered together.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "../reference/deals.hpp"
#include "reference/evaluator.hpp"
#include "run_program.hpp"

namespace cf::testing {
namespace {

constexpr int kPaths = 8;

struct WantedOfDeal {
  program::Wanted wanted;
  std::vector<std::string> path_names, step_names;
};

// Everything that has a name.
WantedOfDeal everything(const model::Model& m) {
  WantedOfDeal all;
  const auto step = [&](model::ExprId id, const std::string& name) {
    if (!id) return;
    all.wanted.step_values.push_back(id);
    all.step_names.push_back(name);
  };
  for (const auto& x : m.measures) {
    all.wanted.path_values.push_back(x.value);
    all.path_names.push_back(x.named.name);
  }
  for (const auto& x : m.checks) {
    all.wanted.path_values.push_back(x.holds);
    all.path_names.push_back(x.title);
  }
  for (const auto& x : m.drivers) step(x.read, x.named.name);
  for (const auto& x : m.stocks) step(x.read, x.named.name);
  for (const auto& x : m.series)
    if (!x.hidden && !x.parameter) step(x.read, x.named.name);
  for (const auto& x : m.supplies) step(x.served_read, x.named.name);
  for (const auto& x : m.parties) {
    step(x.cash_read, x.name + ".cash");
    step(x.defaulted_read, x.name + ".defaulted");
  }
  for (const auto& x : m.flows) {
    step(x.paid_read, x.name + ".paid");
    step(x.due_read, x.name + ".due");
    step(x.unpaid_read, x.name + ".unpaid");
    step(x.face_read, x.name + ".face");
  }
  for (const auto& x : m.balances) step(x.worth_read, "worth");
  return all;
}

// A difference of large amounts is right to a part of them, not of what is left. So a value is compared with the largest that the
// quantity has on the path, or with nothing if that is nothing beside the largest of all; and a measure, which may be a difference of
// sums, also with a little of the largest of the path.
constexpr double kNothing = 1e-19;

bool near(double fast, double slow, double tolerance) { return fast == slow || std::fabs(fast - slow) <= tolerance; }

double largest_of(const std::vector<double>& values) {
  double largest = 0;
  for (double x : values) largest = std::max(largest, std::fabs(x));
  return largest;
}

class Deals : public ::testing::TestWithParam<std::string> {};

TEST_P(Deals, EngineAndReferenceAgree) {
  const auto read = read_deal(CF_ROOT, GetParam());
  ASSERT_TRUE(read->deal && !read->diagnostics.has_errors()) << read->errors();
  std::vector<std::unique_ptr<model::Model>> models;
  std::vector<WantedOfDeal> wanted;
  std::vector<std::string> titles;
  const auto structures = read->deal->structures(), scenarios = read->deal->scenarios();
  for (std::size_t s = 0; s < structures.size(); ++s)
    for (int scenario = -1; scenario < static_cast<int>(scenarios.size()); ++scenario) {
      models.push_back(
          std::make_unique<model::Model>(read->deal->bind(read->deal->terms(static_cast<int>(s), scenario), read->diagnostics)));
      titles.push_back(structures[s] + (scenario < 0 ? "" : " / " + scenarios[static_cast<std::size_t>(scenario)]));
      wanted.push_back(everything(*models.back()));
    }
  ASSERT_FALSE(read->diagnostics.has_errors()) << read->errors();
  std::vector<program::Variant> variants;
  for (std::size_t v = 0; v < models.size(); ++v) variants.push_back({models[v].get(), wanted[v].wanted});
  RunOptions options;
  options.count = kPaths;
  options.first = 4096;
  const cf::testing::Run fast = run(variants, options);
  ASSERT_FALSE(fast.stop) << "path " << fast.stop->path << " of " << titles[static_cast<std::size_t>(fast.stop->variant)];

  options.native = false;
  const cf::testing::Run plain = run(variants, options);
  EXPECT_EQ(fast.columns, plain.columns) << "compiled, they are others";
  EXPECT_EQ(fast.step_values, plain.step_values) << "compiled, they are others";

  std::size_t column = 0, output = 0;
  for (std::size_t v = 0; v < models.size(); ++v) {
    SCOPED_TRACE(titles[v]);
    for (std::size_t path = 0; path < kPaths; ++path) {
      const auto slow =
          reference::run_path(*models[v], options.seed, options.first + path, wanted[v].wanted.path_values, wanted[v].wanted.step_values);
      ASSERT_FALSE(slow.stop) << slow.stop->name << " " << slow.stop->what << " in step " << slow.stop->step;
      double largest = 0;
      for (const auto& values : slow.step_values) largest = std::max(largest, largest_of(values));
      for (std::size_t k = 0; k < slow.step_values.size(); ++k) {
        const double own = largest_of(slow.step_values[k]);
        const double tolerance = std::max(1e-9 * own, own <= kNothing * largest ? kNothing * largest : 0.0);
        for (std::size_t t = 0; t < slow.step_values[k].size(); ++t) {
          const double x = fast.step_values[output + k][t][path];
          ASSERT_TRUE(near(x, slow.step_values[k][t], tolerance)) << fmt::format(
              "{} in step {} of path {}: {:.17g}, by the reference {:.17g}", wanted[v].step_names[k], t, path, x, slow.step_values[k][t]);
        }
      }
      for (std::size_t k = 0; k < slow.path_values.size(); ++k) {
        const double x = fast.columns[column + k][path];
        ASSERT_TRUE(near(x, slow.path_values[k], 1e-9 * std::fabs(slow.path_values[k]) + 1e-14 * largest))
            << fmt::format("{} of path {}: {:.17g}, by the reference {:.17g}", wanted[v].path_names[k], path, x, slow.path_values[k]);
      }
    }
    column += wanted[v].wanted.path_values.size();
    output += wanted[v].wanted.step_values.size();
  }
}

// Sums over paths, to 1e-9 of the sum of their sizes, and to a little of the largest of the deal where they cancel: a condition that
// hangs on the last digit of one path would show.
TEST_P(Deals, InstructionSetsAgree) {
  const auto read = read_deal(CF_ROOT, GetParam());
  ASSERT_TRUE(read->deal && !read->diagnostics.has_errors()) << read->errors();
  std::vector<std::unique_ptr<model::Model>> models;
  std::vector<program::Variant> variants;
  for (std::size_t s = 0; s < read->deal->structures().size(); ++s) {
    models.push_back(std::make_unique<model::Model>(read->deal->bind(read->deal->terms(static_cast<int>(s)), read->diagnostics)));
    variants.push_back({models.back().get(), {}});
    for (const auto& measure : models.back()->measures) variants.back().wanted.path_values.push_back(measure.value);
  }
  const program::Program p = program::lower(variants);
  struct Mean {
    double sum = 0, size = 0;
  };
  const auto means = [&](const RunOptions& options) {
    std::vector<Mean> result;
    const cf::testing::Run r = run(p, options);
    EXPECT_FALSE(r.stop);
    for (const auto& column : r.columns) {
      Mean& m = result.emplace_back();
      for (const double x : column) {
        m.sum += x;
        m.size += std::fabs(x);
      }
    }
    return result;
  };
  RunOptions options;
  options.count = 512;
  options.set = engine::InstructionSet::sse2;
  const auto want = means(options);
  double largest = 0;
  for (const Mean& m : want) largest = std::max(largest, m.size);
  for (const auto set : {engine::InstructionSet::avx2, engine::InstructionSet::avx512})
    for (const bool native : {false, true}) {
      if (!engine::supported(set)) continue;
      options.set = set;
      options.native = native;
      const auto got = means(options);
      for (std::size_t c = 0; c < want.size(); ++c)
        EXPECT_NEAR(got[c].sum, want[c].sum, 1e-9 * want[c].size + 1e-14 * largest) << engine::name_of(set) << ", column " << c;
    }
}

std::vector<std::string> deals() {
  std::vector<std::string> files;
  for (const char* folder : {"models", "tests/models"})
    for (const auto& file : yaml_files(std::filesystem::path(CF_ROOT) / folder))
      files.push_back(std::string(folder) + "/" + file.filename().string());
  return files;
}

INSTANTIATE_TEST_SUITE_P(Files, Deals, ::testing::ValuesIn(deals()), [](const auto& info) {
  std::string name = std::filesystem::path(info.param).stem().string();
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name + (info.param.starts_with("tests") ? "" : "_deal");
});

}  // namespace
}  // namespace cf::testing
