// The command line itself: what it takes, what it says of what it does not take, where its output goes, and how it ends.
#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "process.hpp"

namespace cf::tests {
namespace {

using Words = std::vector<std::string>;

constexpr const char* kModel = R"(counterflow: 1
time: {start: 2026-01, steps: 12}
parties:
  lab: {discount: 9%}
drivers:
  demand: {process: geometric_brownian, start: 1, drift: 3%, volatility: 40%}
flows:
  sale: {from: world, to: lab, amount: demand * $5/month}
measures:
  sales: total(demand * $5/month)
)";

void expect_quick(const Outcome& outcome) {
  EXPECT_EQ(outcome.signal, 0);
  if (kSanitized) return;
  EXPECT_LE(outcome.cpu_seconds, 1.0);
  EXPECT_LE(outcome.max_rss_kib, 200 * 1024);
}

void expect_said(const Outcome& outcome, int exit_code, const Words& words) {
  SCOPED_TRACE(outcome.err + outcome.out);
  expect_quick(outcome);
  EXPECT_EQ(outcome.exit_code, exit_code);
  EXPECT_EQ(outcome.out, "");
  for (const auto& word : words) EXPECT_NE(outcome.err.find(word), std::string::npos) << "not said: " << word;
}

class CommandLine : public testing::Test {
 protected:
  void SetUp() override { there.folder = folder.path(); }
  Outcome run(const Words& words) { return counterflow(words, there); }
  Folder folder;
  Circumstances there;
};

// f01
TEST_F(CommandLine, MissingFileSuggestsTheNearest) {
  folder.write("deal.yaml", kModel);
  expect_said(run({"check", "deal.yml"}), 2, {"deal.yml: no such file", "did you mean deal.yaml?"});
  expect_said(run({"run", "deals/deal.yml"}), 2, {"deals/deal.yml: no such file", "no folder deals"});
}

// f02
TEST_F(CommandLine, DirectoryIsNoModel) {
  folder.write("models/deal.yaml", kModel);
  expect_said(run({"check", "models"}), 2, {"models: is a directory", "models/deal.yaml"});
}

// f08
TEST_F(CommandLine, HugeFilesAreRefusedAtOnce) {
  expect_said(run({"check", "/dev/zero"}), 2, {"/dev/zero: larger than 16 MiB, the limit"});
  folder.write("huge.yaml", "counterflow: 1\n");
  ASSERT_EQ(::truncate((folder / "huge.yaml").c_str(), 1L << 31), 0);
  expect_said(run({"check", "huge.yaml"}), 2, {"huge.yaml: larger than 16 MiB, the limit"});
}

TEST_F(CommandLine, UnreadableFileIsNotTheModelsFault) {
  if (::geteuid() == 0) {
    // Root may read everything; a folder in the place of a path's last folder but one is what it cannot pass.
    expect_said(run({"check", "/proc/self/mem"}), 5, {"/proc/self/mem: cannot read"});
    return;
  }
  folder.write("secret.yaml", kModel);
  ASSERT_EQ(::chmod((folder / "secret.yaml").c_str(), 0), 0);
  expect_said(run({"check", "secret.yaml"}), 5, {"secret.yaml: cannot read: permission denied"});
}

// f12: a loop through several files, and a good include
TEST_F(CommandLine, IncludedFilesAreRead) {
  folder.write("deal.yaml", std::string(kModel) + "include: [parts/more.yaml]\n");
  folder.write("parts/more.yaml", "inputs:\n  rate: 3%\n");
  const auto outcome = run({"check", "deal.yaml"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("parts/more.yaml:2:3"), std::string::npos) << outcome.err;  // nothing uses it

  folder.write("a.yaml", std::string(kModel) + "include: [b.yaml]\n");
  folder.write("b.yaml", "include: [a.yaml]\n");
  expect_said(run({"check", "a.yaml"}), 2, {"include", "b.yaml:1:11"});
}

// k01
TEST_F(CommandLine, PathsIsAWholeNumber) {
  folder.write("deal.yaml", kModel);
  for (const char* bad : {"0", "-5", "abc", "1e6", "1.5", "", "99999999999999999999999"}) {
    expect_said(run({"run", "deal.yaml", "--paths", bad}), 2,
                {"--paths: expected a whole number from 1 to", "found '" + std::string(bad) + "'"});
  }
}

// k02: memory does not grow with the number of paths, so what is refused is a run that no one would wait for
TEST_F(CommandLine, TooManyPathsAreRefusedAtOnce) {
  folder.write("deal.yaml", kModel);
  for (const char* bad : {"1e12", "2000000000000"})
    expect_said(run({"run", "deal.yaml", "--paths", bad}), 2, {"--paths", "memory", "time"});
}

// k03
TEST_F(CommandLine, SeedIsAWholeNumberOf64Bits) {
  folder.write("deal.yaml", kModel);
  for (const char* bad : {"-1", "1.5", "18446744073709551616"}) {
    expect_said(run({"run", "deal.yaml", "--seed", bad}), 2, {"--seed: expected a whole number from 0 to 18446744073709551615"});
  }
}

// k04
TEST_F(CommandLine, ThreadsAreWithinReason) {
  folder.write("deal.yaml", kModel);
  for (const char* bad : {"0", "10000"})
    expect_said(run({"run", "deal.yaml", "--threads", bad}), 2, {"--threads", "leave it out to use all cores"});
}

// k05
TEST_F(CommandLine, MisspeltOptionSuggestsTheNearest) {
  folder.write("deal.yaml", kModel);
  expect_said(run({"run", "deal.yaml", "--pahts", "100"}), 2, {"unknown option --pahts", "did you mean --paths?"});
  expect_said(run({"run", "deal.yaml", "--sed=4"}), 2, {"unknown option --sed", "did you mean --seed?"});
  expect_said(run({"check", "deal.yaml", "--frobnicate"}), 2, {"unknown option --frobnicate", "--json"});
}

TEST_F(CommandLine, WrongCommandsAreExplained) {
  folder.write("deal.yaml", kModel);
  expect_said(run({}), 2, {"a command is missing", "counterflow --help"});
  expect_said(run({"rnu", "deal.yaml"}), 2, {"unknown command 'rnu'", "did you mean 'run'?"});
  expect_said(run({"deal.yaml"}), 2, {"counterflow run deal.yaml"});
  expect_said(run({"run"}), 2, {"run needs MODEL"});
  expect_said(run({"run", "deal.yaml", "other.yaml"}), 2, {"'other.yaml' is one too many"});
  expect_said(run({"run", "deal.yaml", "--paths"}), 2, {"a value is missing behind --paths"});
  expect_said(run({"dump", "deal.yaml"}), 2, {"--stage", "program"});
  expect_said(run({"dump", "deal.yaml", "--stage=modle"}), 2, {"did you mean 'model'?"});
  expect_said(run({"library", "take_or_pya"}), 2, {"did you mean 'take_or_pay'?"});
}

TEST_F(CommandLine, HelpHasExamples) {
  for (const char* command : {"run", "check", "explain", "diff", "library", "schema", "new", "dump", "report", "chart"}) {
    const auto outcome = run({command, "--help"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_NE(outcome.out.find("Examples:\n  counterflow " + std::string(command)), std::string::npos) << outcome.out;
    EXPECT_EQ(outcome.err, "");
  }
  const auto all = run({"--help"});
  EXPECT_EQ(all.exit_code, 0);
  EXPECT_NE(all.out.find("counterflow run"), std::string::npos);
  EXPECT_EQ(run({"--version"}).out, "counterflow " CF_VERSION "\n");
}

// k06
TEST_F(CommandLine, OutputIsWrittenWholeOrNotAtAll) {
  folder.write("deal.yaml", kModel);
  expect_said(run({"run", "deal.yaml", "--json", "results/x.json"}), 5, {"cannot write the output results/x.json", "no folder results"});
  expect_said(run({"run", "deal.yaml", "--csv", "results/tables"}), 5, {"output folder results/tables"});
  there.max_file_bytes = 2000;  // as on a full disk
  const auto full = run({"run", "deal.yaml", "--paths", "64", "--json", "x.json"});
  EXPECT_EQ(full.exit_code, 5);
  EXPECT_NE(full.err.find("cannot write the output x.json: file too large; nothing was left behind"), std::string::npos) << full.err;
  EXPECT_EQ(folder.names(), (Words{"deal.yaml"}));
}

TEST_F(CommandLine, OutputReplacesAnOlderOne) {
  folder.write("deal.yaml", kModel);
  folder.write("x.json", "older");
  EXPECT_EQ(run({"run", "deal.yaml", "--paths", "64", "--json", "x.json"}).exit_code, 0);
  EXPECT_EQ(nlohmann::json::parse(folder.read("x.json"))["paths"], 64);
  EXPECT_EQ(folder.names(), (Words{"deal.yaml", "x.json"}));
}

// k08
TEST_F(CommandLine, InterruptKeepsWhatIsThere) {
  folder.write("deal.yaml", kModel);
  there.interrupt_after = 0.5;
  const auto outcome = run({"run", "deal.yaml", "--paths", "1000000000", "--json", "x.json"});
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  EXPECT_NE(outcome.err.find("interrupted"), std::string::npos) << outcome.err;
  EXPECT_LT(outcome.wall_seconds, 5);
  const auto results = nlohmann::json::parse(folder.read("x.json"));
  EXPECT_GT(results["paths"].get<double>(), 0);
  EXPECT_LT(results["paths"].get<double>(), 1e9);
  EXPECT_EQ(results["paths_asked"], 1000000000);
}

TEST_F(CommandLine, JsonIsOneDocumentAlsoForErrors) {
  folder.write("deal.yaml", kModel);
  folder.write("bad.yaml", std::string(kModel) + "series:\n  a: demnad\n  b: 3 +\n");
  const auto good = run({"run", "deal.yaml", "--paths", "64", "--json", "-"});
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_EQ(nlohmann::json::parse(good.out)["format"], 1);

  const auto bad = run({"run", "bad.yaml", "--json", "-"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_EQ(bad.err, "");
  const auto document = nlohmann::json::parse(bad.out);
  EXPECT_EQ(document["format"], 1);
  ASSERT_GE(document["errors"].size(), 1u);
  const auto& error = document["errors"][document["errors"].size() - 1];
  EXPECT_EQ(error["file"], "bad.yaml");
  EXPECT_EQ(error["line"], 13);
  EXPECT_TRUE(error["code"].get<std::string>().starts_with("E0"));
  EXPECT_FALSE(error["message"].get<std::string>().empty());

  for (const Words& words : {Words{"run", "--json", "-", "deal.yaml", "--pahts", "3"}, Words{"run", "none.yaml", "--json=-"}}) {
    const auto outcome = run(words);
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(nlohmann::json::parse(outcome.out)["errors"].size(), 1u) << outcome.out;
  }
}

TEST_F(CommandLine, OptionsThenEnvironmentThenDefaults) {
  folder.write("deal.yaml", kModel);
  there.environment = {"COUNTERFLOW_PATHS=128"};
  EXPECT_EQ(nlohmann::json::parse(run({"run", "deal.yaml", "--json", "-"}).out)["paths"], 128);
  EXPECT_EQ(nlohmann::json::parse(run({"run", "deal.yaml", "--json", "-", "--paths", "64"}).out)["paths"], 64);
  there.environment = {"COUNTERFLOW_PATHS=many"};
  expect_said(run({"run", "deal.yaml"}), 2, {"COUNTERFLOW_PATHS: expected a whole number"});
}

TEST_F(CommandLine, SameSeedSameBytes) {
  folder.write("deal.yaml", kModel);
  const Words base{"run", "deal.yaml", "--paths", "20000", "--json", "-"};
  const auto with = [&](const Words& more) {
    auto words = base;
    words.insert(words.end(), more.begin(), more.end());
    return run(words).out;
  };
  const auto one = with({"--threads", "1"});
  ASSERT_FALSE(one.empty());
  EXPECT_EQ(with({"--threads", "2"}), one);
  EXPECT_EQ(with({"--threads", "5", "--tile", "64"}), one);
  EXPECT_NE(with({"--seed", "2"}), one);
}

// k07
TEST_F(CommandLine, SobolPointsComeBestInPowersOfTwo) {
  folder.write("deal.yaml", kModel);
  EXPECT_NE(run({"run", "deal.yaml", "--paths", "1000"}).err.find("1024"), std::string::npos);
  EXPECT_EQ(run({"run", "deal.yaml", "--paths", "1024"}).err, "");
  EXPECT_EQ(run({"run", "deal.yaml", "--paths", "1000", "--random", "philox"}).err, "");
  EXPECT_EQ(run({"run", "deal.yaml", "--paths", "1000", "--quiet"}).err, "");
}

TEST_F(CommandLine, PhiloxAndSobolAreDifferentFutures) {
  folder.write("deal.yaml", kModel);
  const auto found = [&](const char* random) {
    return nlohmann::json::parse(run({"run", "deal.yaml", "--random", random, "--json", "-"}).out);
  };
  const auto sobol = found("sobol"), philox = found("philox");
  EXPECT_EQ(sobol["random"], "sobol");
  EXPECT_EQ(philox["random"], "philox");
  const auto sales = [](const nlohmann::json& r) { return r["structures"]["as written"]["measures"]["sales"]; };
  EXPECT_LT(sales(sobol)["se"].get<double>(), sales(philox)["se"].get<double>() / 10);
  EXPECT_NEAR(sales(sobol)["mean"].get<double>(), sales(philox)["mean"].get<double>(), 5 * sales(philox)["se"].get<double>());
  expect_said(run({"run", "deal.yaml", "--random", "sobel"}), 2, {"did you mean 'sobol'?"});
}

TEST_F(CommandLine, NoColoursButOnATerminal) {
  folder.write("bad.yaml", "counterflow: 1\nprties: {}\n");
  there.environment = {"TERM=xterm-256color"};
  EXPECT_EQ(run({"check", "bad.yaml"}).err.find('\x1b'), std::string::npos);
}

TEST_F(CommandLine, NewWritesAModelThatRuns) {
  EXPECT_EQ(run({"new", "mine.yaml"}).exit_code, 0);
  const auto checked = run({"check", "mine.yaml"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_EQ(checked.err.find("warning"), std::string::npos) << checked.err;
  const auto ran = run({"run", "mine.yaml", "--paths", "512"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_FALSE(ran.out.empty());
  expect_said(run({"new", "mine.yaml"}), 2, {"mine.yaml: is there already"});
}

// Without a structure of his own who asks means one that has the name.
TEST_F(CommandLine, ExplainFindsTheStructureAndSaysWhatThereIs) {
  const std::string deal = std::string(CF_ROOT) + "/models/first-deal.yaml";
  std::string text = read_text(deal);
  const auto at = text.find("deal: {}}");
  ASSERT_NE(at, std::string::npos);
  folder.write("deal.yaml", text.replace(at, 9, "deal: {}, half: {without: [commitment]}}"));
  const auto found = run({"explain", "deal.yaml", "commitment.payment"});
  EXPECT_EQ(found.exit_code, 0) << found.err;
  EXPECT_NE(found.err.find("structure: deal\n"), std::string::npos) << found.err;
  EXPECT_NE(run({"explain", "deal.yaml", "stake.closing"}).err.find("structure: half\n"), std::string::npos);
  const auto none = run({"explain", "deal.yaml", "commitment.payment", "--structure", "half"});
  expect_said(none, 2, {"the model has no 'commitment.payment' under the terms of 'half'", "it is there in 'deal'"});
  EXPECT_EQ(none.err.find("did you mean"), std::string::npos) << none.err;
  const auto contract = run({"explain", "deal.yaml", "commitment"});
  expect_said(contract, 2, {"'commitment' is not one value, but has several", "commitment.left, "});
  const auto party = run({"explain", "deal.yaml", "lab"});
  expect_said(party, 2, {"lab.cash", "lab.value"});
  EXPECT_EQ(party.err.find("value part"), std::string::npos) << party.err;
  expect_said(run({"explain", "deal.yaml", "comitment.left"}), 2, {"did you mean 'commitment.left'?"});
  expect_said(run({"explain", "deal.yaml", "no.such_thing_at_all"}), 2, {"the model has no 'no.such_thing_at_all'"});
}

TEST_F(CommandLine, LibraryListsAndPrintsItself) {
  const auto list = run({"library"});
  EXPECT_EQ(list.exit_code, 0);
  for (const char* type : {"credits", "equity", "funding_round", "preferential_right", "purchase", "revenue_share", "take_or_pay"}) {
    EXPECT_NE(list.out.find(type), std::string::npos) << type;
    EXPECT_EQ(run({"library", type}).out, read_text(std::string(CF_ROOT) + "/library/" + type + ".yaml"));
  }
}

TEST_F(CommandLine, CheckWritesItsDocumentIntoAFile) {
  folder.write("bad.yaml", "counterflow: 1\nprties: {}\n");
  EXPECT_EQ(run({"check", "bad.yaml", "--json", "said.json"}).exit_code, 2);
  const auto said = nlohmann::json::parse(folder.read("said.json"));
  ASSERT_FALSE(said["errors"].empty());
  EXPECT_EQ(said["errors"][0]["line"], 2);
  folder.write("deal.yaml", kModel);
  EXPECT_EQ(run({"check", "deal.yaml", "--json", "said.json"}).exit_code, 0);
  EXPECT_TRUE(nlohmann::json::parse(folder.read("said.json"))["errors"].empty());
  EXPECT_EQ(run({"check", "deal.yaml", "--json", "nowhere/said.json"}).exit_code, 5);
}

// Each change by itself, and both together; the same model is no change.
TEST_F(CommandLine, DiffSaysWhatChangedAndWhatItDid) {
  folder.write("old.yaml", kModel);
  std::string changed = kModel;
  changed.replace(changed.find("start: 1,"), 9, "start: 2,");
  folder.write("new.yaml", changed);
  changed.replace(changed.find("drift: 3%"), 9, "drift: 0%");
  folder.write("newer.yaml", changed);
  EXPECT_EQ(run({"diff", "old.yaml", "old.yaml"}).out, "nothing changed\n");

  const auto text = run({"diff", "old.yaml", "new.yaml", "--paths", "2048"});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_NE(text.out.find("demand.start: 1 → 2"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find(" ± "), std::string::npos) << text.out;

  const auto one = nlohmann::json::parse(run({"diff", "old.yaml", "new.yaml", "--paths", "2048", "--json", "-"}).out);
  ASSERT_EQ(one["changes"].size(), 1u);
  EXPECT_TRUE(one["effects"].empty());
  bool seen = false;
  for (const auto& result : one["results"])
    if (result["name"] == "sales") {
      seen = true;
      const double before = result["before"], after = result["after"], change = result["change"];
      EXPECT_NEAR(after, 2 * before, 1e-9 * after);
      EXPECT_NEAR(change, before, 1e-9 * after);
      // Twice as much on every path: the change is what was there before, and so is its error.
      EXPECT_GT(result["change_se"], 0);
      EXPECT_NEAR(result["change_se"].get<double>(), result["before_se"].get<double>(), 1e-9 * after);
    }
  EXPECT_TRUE(seen);
  const auto two = nlohmann::json::parse(run({"diff", "old.yaml", "newer.yaml", "--paths", "2048", "--json", "-"}).out);
  EXPECT_EQ(two["changes"].size(), 2u);
  ASSERT_EQ(two["effects"].size(), 2u);
  for (const auto& effect : two["effects"]) EXPECT_TRUE(effect["alone"]) << effect["name"];
}

TEST_F(CommandLine, DumpPrintsEachStage) {
  folder.write("deal.yaml", kModel);
  const auto stage = [&](const std::string& name) { return run({"dump", "deal.yaml", "--stage=" + name}).out; };
  EXPECT_NE(stage("syntax").find("geometric_brownian"), std::string::npos);
  EXPECT_NE(stage("model").find("demand"), std::string::npos);
  EXPECT_NE(stage("program").find("step_normal"), std::string::npos);
  const auto samples = stage("samples");
  EXPECT_EQ(stage("samples"), samples);
  EXPECT_EQ(std::count(samples.begin(), samples.end(), '\n') > 3 * 12, true) << samples;   // three paths of twelve steps and a head
}

TEST_F(CommandLine, SchemaIsJson) {
  const auto schema = nlohmann::json::parse(run({"schema"}).out);
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
  EXPECT_TRUE(schema["properties"].contains("contracts"));
}

}  // namespace
}  // namespace cf::tests
