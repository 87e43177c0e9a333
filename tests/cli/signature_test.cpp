// One number for the results of all worked deals: a change says "the same", or why not. tests/data/signature.txt holds it, with
// one number for each model, so that it is seen which one moved. `make signature` writes it anew.
// Runs on the instruction set that every machine has, so that the bits are the same everywhere.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "process.hpp"

namespace cf::tests {
namespace {

// FNV-1a, 64 bits.
struct Hash {
  std::uint64_t value = 14695981039346656037ull;
  void add(const std::string& text) {
    for (const unsigned char c : text) value = (value ^ c) * 1099511628211ull;
    value = (value ^ 0xFF) * 1099511628211ull;
  }
  std::string text() const {
    char out[17];
    std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(value));
    return out;
  }
};

// The mean to nine digits, so that the order of a sum may change.
void add_mean(Hash& hash, const std::string& name, const nlohmann::json& summary) {
  char digits[40];
  std::snprintf(digits, sizeof digits, "%.8e", summary["mean"].get<double>());
  hash.add(name);
  hash.add(digits);
}

std::string signature_of(const std::string& path) {
  const auto outcome = counterflow({"run", path, "--paths", "2048", "--seed", "1", "--instruction-set", "sse2", "--json", "-"});
  EXPECT_EQ(outcome.exit_code, 0) << path << "\n" << outcome.err;
  if (outcome.out.empty()) return "none";
  const auto results = nlohmann::ordered_json::parse(outcome.out);
  Hash hash;
  for (const auto& [name, structure] : results["structures"].items()) {
    hash.add(name);
    for (const auto& [party, value] : structure["values"].items()) add_mean(hash, party, value);
    for (const auto& [measure, summary] : structure["measures"].items()) add_mean(hash, measure, summary);
  }
  return hash.text();
}

TEST(Signature, WorkedDealsGiveWhatTheyGave) {
  std::vector<std::filesystem::path> models;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(CF_ROOT) + "/models")) {
    if (entry.path().extension() == ".yaml") models.push_back(entry.path());
  }
  std::sort(models.begin(), models.end());
  std::string found;
  Hash all;
  for (const auto& model : models) {
    const auto one = signature_of(model.string());
    all.add(one);
    found += model.stem().string() + " " + one + "\n";
  }
  found += "all " + all.text() + "\n";
  const std::string file = std::string(CF_ROOT) + "/tests/data/signature.txt";
  if (std::getenv("COUNTERFLOW_PROMOTE_SIGNATURE") != nullptr) std::ofstream(file) << found;
  EXPECT_EQ(found, read_text(file)) << "if the results were to change: make signature, and say why in the commit";
}

}  // namespace
}  // namespace cf::tests
