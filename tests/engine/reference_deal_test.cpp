// The reference deal has the values that independent programs agree on.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "../reference/deals.hpp"
#include "run_program.hpp"

namespace cf::testing {
namespace {

TEST(ReferenceDeal, has_the_agreed_values) {
  const auto read = read_deal(CF_ROOT, "models/r1.yaml");
  ASSERT_TRUE(read->deal) << read->errors();
  std::vector<model::Model> models;
  const auto structures = read->deal->structures();
  for (std::size_t s = 0; s < structures.size(); ++s)
    models.push_back(read->deal->bind(read->deal->terms(static_cast<int>(s)), read->diagnostics));
  std::ifstream in(std::string(CF_ROOT) + "/tests/data/r1-reference.txt");
  std::string line;
  std::vector<program::Variant> variants(models.size());
  struct Expected {
    std::string structure, name;
    double mean, error;
  };
  std::vector<Expected> all;
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string kind;
    Expected e;
    words >> kind >> e.structure >> e.name >> e.mean >> e.error;
    if (kind == "measure") all.push_back(e);
  }
  ASSERT_GE(all.size(), 21U);
  std::vector<std::size_t> column;
  for (std::size_t s = 0; s < models.size(); ++s) {
    variants[s].model = &models[s];
    for (const auto& e : all)
      if (e.structure == structures[s])
        variants[s].wanted.path_values.push_back(models[s].measures[static_cast<std::size_t>(models[s].measure(e.name).value)].value);
  }
  constexpr int kPaths = 65536;
  const auto result = run(variants, {.seed = 5, .count = kPaths});
  EXPECT_FALSE(result.stop.has_value());
  std::size_t c = 0;
  for (const auto& structure : structures)
    for (const auto& e : all) {
      if (e.structure != structure) continue;
      const auto& x = result.columns[c++];
      double sum = 0, squares = 0;
      for (double v : x) sum += v;
      const double mean = sum / kPaths;
      for (double v : x) squares += (v - mean) * (v - mean);
      const double error = std::sqrt(squares / kPaths / kPaths);
      EXPECT_NEAR(mean, e.mean, 4 * std::hypot(error, e.error) + 1e-9 * std::fabs(e.mean)) << e.structure << " " << e.name;
    }
}

}  // namespace
}  // namespace cf::testing
