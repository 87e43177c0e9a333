// A run that several machines share, as users start it: parts and their merging, and ranks of mpirun. The answer is byte for byte that
// of one machine; what is lost, damaged or of another run is named.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "process.hpp"

namespace cf::tests {
namespace {

using Words = std::vector<std::string>;

const std::string kDeal = std::string(CF_ROOT) + "/models/first-deal.yaml";
const std::string kWorkedDeal = std::string(CF_ROOT) + "/models/amazon-openai-2025-12.yaml";

// Stops on one path in a hundred thousand.
constexpr const char* kStops = R"yaml(counterflow: 1
time: {start: 2026-01, steps: 2, step: year}
inputs: {x: "uniform(0, 1)"}
parties: {a: {}, b: {}}
flows: {pay: {from: a, to: b, amount: "$1/year * (0.99999 - x)", kind: fee}}
)yaml";

class Shared : public testing::Test {
 protected:
  void SetUp() override { there.folder = folder.path(); }
  Outcome run(const Words& words) { return counterflow(words, there); }
  Outcome run_alone(const Words& words) const {
    Circumstances here;
    here.folder = folder.path();
    return counterflow(words, here);
  }
  // Runs the model in parts and merges them; what `run` would have been given goes to the parts and to merge.
  Outcome in_parts(const std::string& model, int of, const Words& of_run, const Words& of_answer) {
    Words merge{"merge"};
    for (int number = 1; number <= of; ++number) {
      Words words{"run", model, "--part", std::to_string(number) + "/" + std::to_string(of), "--output", "p" + std::to_string(number)};
      words.insert(words.end(), of_run.begin(), of_run.end());
      const auto outcome = run(words);
      EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
      EXPECT_EQ(outcome.out, "");
      merge.push_back(words[5]);
    }
    std::reverse(merge.begin() + 1, merge.end());
    merge.insert(merge.end(), of_answer.begin(), of_answer.end());
    return run(merge);
  }
  void expect_said(const Outcome& outcome, int exit_code, const Words& words) {
    EXPECT_EQ(outcome.exit_code, exit_code) << outcome.err << outcome.out;
    for (const auto& word : words) EXPECT_NE(outcome.err.find(word), std::string::npos) << "not said: " << word << "\n" << outcome.err;
  }

  Folder folder;
  Circumstances there;
};

using Parts = Shared;

TEST_F(Parts, GiveTheBytesOfOneMachine) {
  const Words of_run{"--paths", "20000", "--seed", "7"};
  const auto whole =
      run({"run", kDeal, "--paths", "20000", "--seed", "7", "--json", "whole.json", "--csv", "whole", "--report", "whole.html"});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  for (const int of : {1, 2, 5}) {
    const auto merged = in_parts(kDeal, of, of_run, {"--json", "merged.json", "--csv", "merged", "--report", "merged.html"});
    ASSERT_EQ(merged.exit_code, 0) << merged.err;
    EXPECT_EQ(merged.out, whole.out) << of;
    EXPECT_TRUE(folder.read("merged.json") == folder.read("whole.json")) << of;
    EXPECT_TRUE(folder.read("merged.html") == folder.read("whole.html")) << of;
    EXPECT_EQ(folder.read("merged/values.csv"), folder.read("whole/values.csv")) << of;
  }
}

TEST_F(Parts, OfTheWorkedDealToo) {
  const auto whole = run({"run", kWorkedDeal, "--paths", "17500", "--json", "whole.json"});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  EXPECT_EQ(in_parts(kWorkedDeal, 3, {"--paths", "17500"}, {"--json", "merged.json"}).exit_code, 0);
  EXPECT_TRUE(folder.read("merged.json") == folder.read("whole.json"));
}

TEST_F(Parts, AreNamedAfterTheModelAndTakenFromTheEnvironment) {
  there.environment = {"COUNTERFLOW_PART=2/3", "COUNTERFLOW_PATHS=100"};
  expect_said(run({"run", kDeal}), 0, {"part 2 of 3 is in first-deal.2-of-3.cfp", "counterflow merge first-deal.*-of-3.cfp"});
  EXPECT_EQ(folder.names(), Words{"first-deal.2-of-3.cfp"});
  EXPECT_EQ(run({"run", kDeal, "--quiet"}).err, "");
  EXPECT_TRUE(run({"run", kDeal, "--output", "-"}).out == folder.read("first-deal.2-of-3.cfp"));
}

TEST_F(Parts, MergeNeedsNoModel) {
  folder.write("deal.yaml", "counterflow: 1\ninclude: [parts/more.yaml]\n");
  folder.write("parts/more.yaml", read_text(kDeal).substr(read_text(kDeal).find("title:")));
  const auto whole = run({"run", "deal.yaml", "--paths", "100", "--json", "-"});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  for (const char* part : {"1/2", "2/2"}) EXPECT_EQ(run({"run", "deal.yaml", "--paths", "100", "--part", part}).exit_code, 0);
  folder.write("deal.yaml", "gone");
  folder.write("parts/more.yaml", "gone");
  EXPECT_EQ(run({"merge", "deal.1-of-2.cfp", "deal.2-of-2.cfp", "--json", "-"}).out, whole.out);
}

TEST_F(Parts, ALostOneIsNamed) {
  ASSERT_EQ(in_parts(kDeal, 4, {"--paths", "100"}, {}).exit_code, 0);
  const auto outcome = run({"merge", "p1", "p4", "--json", "x.json"});
  expect_said(outcome, 2, {"E0446", "parts 2 and 3 of 4 are missing", "counterflow run " + kDeal + " --paths 100 --seed 1", "--part N/4"});
  EXPECT_EQ(outcome.out, "");
  expect_said(run({"merge", "p1", "p2", "p3", "p5"}), 2, {"p5: no such file"});
  const auto names = folder.names();
  EXPECT_EQ(std::count(names.begin(), names.end(), "x.json"), 0);
  const auto document = nlohmann::json::parse(run({"merge", "p1", "p4", "--json", "-"}).out);
  EXPECT_EQ(document["errors"][0]["code"], "E0446");
}

TEST_F(Parts, WhatDoesNotBelongIsRefused) {
  ASSERT_EQ(in_parts(kDeal, 2, {"--paths", "100"}, {}).exit_code, 0);
  const auto part = [&](const Words& words) {
    Words all{"run", kDeal, "--output", "other"};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_EQ(run(all).exit_code, 0);
    return run({"merge", "p1", "other"});
  };
  expect_said(part({"--paths", "100", "--part", "2/2", "--seed", "5"}), 2,
              {"E0444", "other is a part of another run: --seed 5, and not 1"});
  expect_said(part({"--paths", "101", "--part", "2/2"}), 2, {"other is a part of another run: --paths 101, and not 100 as in p1"});
  expect_said(part({"--paths", "100", "--part", "2/2", "--instruction-set", "sse2"}), 2, {"E0444", "--instruction-set sse2"});
  expect_said(part({"--paths", "100", "--part", "1/2"}), 2,
              {"E0445", "part 1 of 2 is there twice: p1 and other", "part 2 of 2 is missing"});
  const auto bytes = folder.read("p2");
  folder.write("other", bytes.substr(0, bytes.size() / 2));
  expect_said(run({"merge", "p1", "other"}), 2, {"E0442", "other: damaged", "bytes are missing"});
  auto changed = bytes;
  changed[changed.size() / 2] ^= 1;
  folder.write("other", changed);
  expect_said(run({"merge", "p1", "other"}), 2, {"E0442", "other: damaged: its checksum is wrong"});
  expect_said(run({"merge", "p1", kDeal}), 2, {"E0441", "not a part of a run"});
}

TEST_F(Parts, OptionsThatMakeNoSense) {
  for (const char* bad : {"0/3", "4/3", "3", "1/", "/2", "a/b", "1/2/3", "1/1000000"})
    expect_said(run({"run", kDeal, "--part", bad}), 2, {"E0403", "--part: expected I/N", "found '" + std::string(bad) + "'"});
  expect_said(run({"run", kDeal, "--part", "1/2", "--json", "x.json"}), 2, {"E0406", "--json: a part alone has no answer", "merge"});
  expect_said(run({"run", kDeal, "--output", "x.cfp"}), 2, {"E0406", "--part"});
  expect_said(run({"run", kDeal, "--part", "1/2", "--output", "no/x.cfp"}), 5, {"E0415", "no folder no"});
  EXPECT_TRUE(folder.names().empty());
}

TEST_F(Parts, AStopAndAFailedCheckEndAsOneMachineEndsThem) {
  folder.write("stops.yaml", kStops);
  const auto whole = run({"run", "stops.yaml", "--paths", "400000", "--quiet"});
  EXPECT_EQ(whole.exit_code, 3);
  Words merge{"merge"};
  int stopped = 0;
  for (int number = 1; number <= 3; ++number) {
    const auto path = "p" + std::to_string(number);
    const auto outcome = run({"run", "stops.yaml", "--paths", "400000", "--part", std::to_string(number) + "/3", "--output", path});
    EXPECT_TRUE(outcome.exit_code == 0 || outcome.exit_code == 3) << outcome.err;
    stopped += outcome.exit_code == 3;
    merge.push_back(path);
  }
  EXPECT_GT(stopped, 0);
  const auto merged = run(merge);
  EXPECT_EQ(merged.exit_code, 3);
  EXPECT_EQ(merged.err, whole.err);

  const auto text = read_text(kDeal), checks = std::string("\nchecks:");
  folder.write("fails.yaml", text.substr(0, text.find(checks)) + checks + " {never: 1 > 2}\n");
  const auto failed = run({"run", "fails.yaml", "--paths", "64"});
  EXPECT_EQ(failed.exit_code, 4) << failed.err;
  for (const char* part : {"1/2", "2/2"}) EXPECT_EQ(run({"run", "fails.yaml", "--paths", "64", "--part", part}).exit_code, 0);
  const auto also = run({"merge", "fails.1-of-2.cfp", "fails.2-of-2.cfp"});
  EXPECT_EQ(also.exit_code, 4);
  EXPECT_EQ(also.err, failed.err);
  EXPECT_EQ(also.out, failed.out);
}

TEST_F(Parts, AnInterruptedOneLeavesNothing) {
  there.interrupt_after = 0.5;
  expect_said(run({"run", kDeal, "--paths", "1000000000", "--part", "1/2"}), 130, {"E0503", "part 1 of 2 has to be run again"});
  EXPECT_TRUE(folder.names().empty());
}

// ---- mpirun ----

TEST_F(Parts, ABuildWithoutMpiSaysSoWhenSeveralAreStarted) {
#if defined(CF_MPI_BINARY)
  if (std::string(CF_MPI_BINARY) == CF_BINARY) GTEST_SKIP() << "this build has MPI";
#endif
  there.environment = {"OMPI_COMM_WORLD_RANK=0", "OMPI_COMM_WORLD_SIZE=4"};
  expect_said(run({"run", kDeal, "--json", "x.json"}), 2, {"E0407", "started 4 times by mpirun, and built without MPI", "CF_MPI=ON"});
  there.environment = {"OMPI_COMM_WORLD_RANK=1", "OMPI_COMM_WORLD_SIZE=4"};
  const auto second = run({"check", kDeal});   // the first does it
  EXPECT_EQ(second.out + second.err, "");
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_EQ(run({"run", kDeal, "--paths", "64", "--part", "2/4"}).exit_code, 0);
}

class Ranks : public Shared {
 protected:
  void SetUp() override {
    Shared::SetUp();
#if defined(CF_MPI_BINARY)
    there.program = CF_MPI_BINARY;
    // Two that start at the same time would both make the folder of their sessions: each gets a place of its own.
    there.environment = {"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1", "HOME=" + folder.path(), "TMPDIR=" + folder.path(),
                         "TERM=xterm"};
#else
    GTEST_SKIP() << "Open MPI is not installed";
#endif
  }
  Outcome mpirun(int ranks, const Words& words) {
#if defined(CF_MPI_BINARY)
    there.started_by = {CF_MPIRUN, "--oversubscribe", "-n", std::to_string(ranks)};
#else
    (void)ranks;
#endif
    return run(words);
  }
};

TEST_F(Ranks, GiveTheBytesOfOneMachine) {
  const auto whole = run_alone({"run", kDeal, "--paths", "20000", "--json", "whole.json"});
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  for (const int ranks : {1, 2, 5}) {
    const auto shared = mpirun(ranks, {"run", kDeal, "--paths", "20000", "--json", "shared.json"});
    EXPECT_EQ(shared.exit_code, 0) << shared.err;
    std::string out = shared.out;
    out.erase(std::remove(out.begin(), out.end(), '\r'), out.end());   // mpirun's terminals
    EXPECT_EQ(out, whole.out) << ranks;
    EXPECT_TRUE(folder.read("shared.json") == folder.read("whole.json")) << ranks;
  }
}

TEST_F(Ranks, OneOfThemSpeaks) {
  folder.write("bad.yaml", "counterflow: 1\nprties: {}\n");
  const auto bad = mpirun(3, {"run", "bad.yaml"});
  expect_said(bad, 2, {"E0307", "did you mean 'parties'?"});
  EXPECT_EQ(bad.err.find("E0307"), bad.err.rfind("E0307"));
  expect_said(mpirun(3, {"run", kDeal, "--pahts", "3"}), 2, {"did you mean --paths?"});
  expect_said(mpirun(3, {"run", kDeal, "--json", "no/x.json"}), 5, {"E0415", "no folder no"});
  EXPECT_EQ(folder.names(), Words{"bad.yaml"});
}

TEST_F(Ranks, AStopEndsAllOfThem) {
  folder.write("stops.yaml", kStops);
  const auto whole = run_alone({"run", "stops.yaml", "--paths", "100000000", "--quiet"});
  EXPECT_EQ(whole.exit_code, 3);
  const auto shared = mpirun(3, {"run", "stops.yaml", "--paths", "100000000", "--json", "x.json"});
  expect_said(shared, 3, {whole.err.substr(0, whole.err.find('\n'))});   // the same path
  EXPECT_LT(shared.wall_seconds, 20);
  EXPECT_EQ(folder.names(), Words{"stops.yaml"});
}

TEST_F(Ranks, AnInterruptEndsAllOfThem) {
  there.interrupt_after = 2;
  const auto outcome = mpirun(3, {"run", kDeal, "--paths", "1000000000", "--json", "x.json"});
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_NE(outcome.err.find("E0503"), std::string::npos) << outcome.err;
  EXPECT_LT(outcome.wall_seconds, 15);
}

// Those on one machine share what may be used there; one that does not fit ends all, at once and in one voice.
TEST_F(Ranks, ThatDoNotFitIntoMemoryAreRefused) {
  const auto both = mpirun(2, {"run", kDeal, "--paths", "1000000000", "--memory", "12", "--json", "x.json"});
  expect_said(both, 2, {"E0504", "6 MB may be used"});
  EXPECT_EQ(both.err.find("E0504"), both.err.rfind("E0504"));
#if defined(CF_MPI_BINARY)
  there.started_by = {CF_MPIRUN, "--oversubscribe", "-n", "1", CF_MPI_BINARY, "run", kDeal, "--paths", "1000000000", ":", "-n", "1"};
  const auto second = run({"run", kDeal, "--paths", "1000000000", "--memory", "8"});
  expect_said(second, 2, {"rank 1 on ", "E0504", "4 MB may be used"});
  EXPECT_LT(second.wall_seconds, 20);
#endif
  EXPECT_TRUE(folder.names().empty());
}

TEST_F(Ranks, ThatDifferAreNamedBeforeAnythingIsRun) {
#if defined(CF_MPI_BINARY)
  there.started_by = {CF_MPIRUN, "--oversubscribe", "-n", "1", CF_MPI_BINARY, "run", kDeal, "--paths", "100000000", ":", "-n", "1"};
  expect_said(run({"run", kDeal, "--paths", "100000000", "--seed", "2"}), 2,
              {"E0444", "rank 1 on ", "--seed 2, and not 1 as in rank 0 on "});
#endif
}

}  // namespace
}  // namespace cf::tests
