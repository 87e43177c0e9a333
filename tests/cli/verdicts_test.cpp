// The worked deal's verdicts are found, not put in: they differ between the forms of the deal and its pieces, and they turn when the
// two inputs are turned on which they hang: how much Trainium is built for the deal, and how close others' demand moves with OpenAI's.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.hpp"

namespace cf::tests {
namespace {

const std::string kModel = std::string(CF_ROOT) + "/models/amazon-openai-2025-12.yaml";
const std::string kAmazon = "Amazon's idle chips";

struct Turned {
  std::string built_for_it;   // the value written in the model instead of its range
  std::string correlation;    // of the two demands
};

void replace(std::string& text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

nlohmann::json hedge_of(const nlohmann::json& results, const std::string& structure) {
  return results["structures"][structure]["hedges"][kAmazon];
}

nlohmann::json run(const Turned& turned) {
  auto text = read_text(kModel);
  replace(text, "\"uniform(0%, 100%)\"", turned.built_for_it);
  replace(text, "[demand, others, 0.5]", "[demand, others, " + turned.correlation + "]");
  const Folder folder;
  folder.write("deal.yaml", text);
  const auto outcome = counterflow({"run", folder / "deal.yaml", "--paths", "32768", "--json", "-"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return nlohmann::json::parse(outcome.out);
}

TEST(Verdicts, DifferBetweenPiecesAndTurnWithWhatIsBuiltForTheDeal) {
  const auto filled = hedge_of(run({"0%", "0.5"}), "bundle"), built = hedge_of(run({"100%", "0.5"}), "bundle");
  EXPECT_EQ(filled["pieces"]["stake"]["verdict"], "double bet");
  EXPECT_EQ(filled["pieces"]["commitment"]["verdict"], "hedge");
  EXPECT_NE(filled["verdict"], filled["pieces"]["commitment"]["verdict"]);
  EXPECT_EQ(built["pieces"]["commitment"]["verdict"], "double bet");
}

TEST(Verdicts, TurnWithTheCorrelationOfDemands) {
  const auto apart = hedge_of(run({"0%", "0.15"}), "cash"), together = hedge_of(run({"0%", "0.85"}), "cash");
  EXPECT_EQ(apart["verdict"], "side bet");
  EXPECT_EQ(together["verdict"], "double bet");
}

}  // namespace
}  // namespace cf::tests
