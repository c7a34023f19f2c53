// SPDX-License-Identifier: Apache-2.0
//
// The built program from outside: samples, what they save, and what becomes of it when it is run
// again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/litmus_scenario.hpp"

namespace faultline::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Replay : ::testing::Test {
  Replay() {
    std::string name = std::filesystem::temp_directory_path() / "faultline-XXXXXX";
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    folder = name;
  }
  ~Replay() override { std::filesystem::remove_all(folder); }

  // In the folder; the exit status. `out` and `error` are what it printed.
  int faultline(const std::string& arguments) {
    const std::string line = "cd " + folder.string() + " && " FAULTLINE_BINARY_DIR "/faultline " +
                             arguments + " >out 2>error </dev/null";
    const int status = std::system(line.c_str());
    out = content(folder / "out");
    error = content(folder / "error");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  // Saves a deadlock as x and puts something else into it.
  void save_with(const std::string& what, const std::string& instead) {
    ASSERT_EQ(faultline("explore --litmus hungry --n 3 --save x"), 2);
    std::string text = content(folder / "x");
    const std::size_t at = text.find(what);
    ASSERT_NE(at, std::string::npos) << text;
    std::ofstream(folder / "x") << text.replace(at, what.size(), instead);
  }
  std::filesystem::path folder;
  std::string out, error;
};

TEST_F(Replay, ReproducesWhatEachStrategySaved) {
  for (const char* strategy : {"naive", "optimal", "random", "pct", "bounded"}) {
    SCOPED_TRACE(strategy);
    EXPECT_EQ(faultline(std::string("explore --litmus hungry --n 3 --twice --save x --strategy ") +
                        strategy),
              2);
    EXPECT_THAT(error, StartsWith("x: 3 steps, 1 preemptions; found with 3 steps, "));
    EXPECT_EQ(faultline("replay x"), 2);
    EXPECT_THAT(error, IsEmpty());
    EXPECT_THAT(out, AllOf(StartsWith("\n        thread 0  thread 1  thread 2\n     1  "),
                           HasSubstr("\nlitmus hungry 3, 3 steps: deadlock\n"
                                     "  deadlock  reproduced\n")));
  }
  EXPECT_EQ(faultline("replay x --json"), 2);
  const auto all = nlohmann::json::parse(out);
  EXPECT_EQ(all["reproduced"], true);
  EXPECT_EQ(all["steps"].size(), 3u);
}

TEST_F(Replay, Is0WhenTheFindingDoesNotShow) {
  save_with("steps 3", "steps 2");
  std::string text = content(folder / "x");
  text.pop_back();
  std::ofstream(folder / "x") << text.substr(0, text.rfind('\n') + 1);
  EXPECT_EQ(faultline("replay x"), 0);
  EXPECT_THAT(out, HasSubstr(", 2 steps: unfinished\n  deadlock  not reproduced\n"));
}

TEST_F(Replay, Is1WhenAStepIsAnother) {
  save_with("\"lock\"", "\"store\"");
  EXPECT_EQ(faultline("replay x"), 1);
  EXPECT_THAT(out, IsEmpty());
  EXPECT_THAT(error, AllOf(StartsWith("faultline: x: diverges at step 1: expected process "),
                           HasSubstr("to take 'store'; found that it took 'lock'")));
}

TEST_F(Replay, Is1ForAnotherBuildUnlessItMayBeAny) {
  ASSERT_NO_FATAL_FAILURE(save_with("build ", "build 00"));
  const std::string text = content(folder / "x");
  const std::size_t at = text.find("build 00") + 8;
  const std::string own = text.substr(at, text.find('\n', at) - at);
  EXPECT_EQ(faultline("replay x"), 1);
  EXPECT_EQ(error, "faultline: x: was written by build 00" + own + ", and this is build " + own +
                       "; replay it with that one, or say --any-build to try all the same\n");
  EXPECT_EQ(faultline("replay x --any-build"), 2);
}

TEST_F(Replay, Is1ForAFileThatIsWrong) {
  EXPECT_EQ(faultline("replay no"), 1);
  EXPECT_THAT(error, StartsWith("faultline: no: cannot be read: No such file"));
  save_with("steps 3", "steps three");
  EXPECT_EQ(faultline("replay x"), 1);
  EXPECT_EQ(error, "faultline: x:5: error: 'steps' must be a whole number, found 'three'\n");
  save_with("litmus hungry 3", "litmus hungy 3");
  EXPECT_EQ(faultline("replay x"), 1);
  EXPECT_THAT(error, StartsWith("faultline: x: there is no program 'hungy'; these there are:"));
  for (const char* scenario : {"litmus hungry 32", "hungry 3", "scenario board minimal"}) {
    save_with("litmus hungry 3", scenario);
    EXPECT_EQ(faultline("replay x"), 1);
    EXPECT_THAT(error, StartsWith("faultline: x: names a scenario that is not known; it must be "));
  }
  save_with("finding \"deadlock\"", "finding \"dread\"");
  EXPECT_EQ(faultline("replay x"), 1);
  EXPECT_EQ(error, "faultline: x: names a finding that is not known; it must be 'deadlock'\n");
}

TEST_F(Replay, HasNothingToSaveWhereNothingWasFound) {
  EXPECT_EQ(faultline("explore --litmus philosophers --n 3 --save x"), 0);
  EXPECT_EQ(error, "x is not written: nothing was found\n");
  EXPECT_FALSE(std::filesystem::exists(folder / "x"));
  EXPECT_EQ(faultline("explore --litmus hungry --n 3 --save no/x"), 1);
  EXPECT_THAT(error, StartsWith("faultline: no/x: cannot be written: "));
}

using Samples = Replay;

TEST_F(Samples, NeverClaimToBeAll) {
  EXPECT_EQ(faultline("explore --litmus mutex --strategy random --seed 7"), 3);
  EXPECT_THAT(out, HasSubstr("\nmutex(3), random: not exhaustive, 1000 executions from seed 7\n"));
  EXPECT_EQ(faultline("explore --litmus mutex --strategy pct --depth 2 --executions 20"), 3);
  EXPECT_THAT(out, HasSubstr("\nmutex(3), pct: not exhaustive, 20 executions from seed 1\n"));
  EXPECT_EQ(faultline("explore --litmus binc --n 2 --strategy bounded --preemptions 1"), 3);
  EXPECT_THAT(out, HasSubstr("not exhaustive, every execution of at most 1 preemptions\n"));
  EXPECT_EQ(
      faultline("explore --litmus binc --n 2 --strategy bounded --preemptions 1 --executions 3"),
      3);
  EXPECT_THAT(out, HasSubstr("some executions of at most 1 preemptions, a limit was reached\n"));
}

TEST_F(Samples, AreAllWhereTheBoundLeftNothingOut) {
  EXPECT_EQ(faultline("explore --litmus binc --n 2 --strategy bounded --json"), 0);
  const auto all = nlohmann::json::parse(out);
  EXPECT_EQ(all["exhaustive"], true);
  EXPECT_EQ(all["bounded"], 0);
  EXPECT_EQ(all["executions"]["complete"], 6);
}

TEST_F(Samples, TakeOnlyTheirOwnOptions) {
  EXPECT_EQ(faultline("explore --litmus mutex --seed 1"), 1);
  EXPECT_EQ(error, "faultline: --seed is for the strategies random and pct\n");
  EXPECT_EQ(faultline("explore --litmus mutex --strategy random --depth 1"), 1);
  EXPECT_EQ(error, "faultline: --depth is for the strategy pct\n");
  EXPECT_EQ(faultline("explore --litmus mutex --strategy pct --preemptions 1"), 1);
  EXPECT_EQ(error, "faultline: --preemptions is for the strategy bounded\n");
}

TEST(LitmusScenario, IsItsText) {
  const auto scenario = LitmusScenario::from("litmus hungry 31");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(scenario->name, "hungry");
  EXPECT_EQ(scenario->text(), "litmus hungry 31");
  for (const char* text :
       {"", "litmus", "litmus hungry", "litmus hungry ", "litmus hungry 0", "litmus hungry 32",
        "litmus hungry 3 ", "litmus hungry 3x", "hungry 3"}) {
    EXPECT_FALSE(LitmusScenario::from(text)) << text;
  }
}

}  // namespace
}  // namespace faultline::cli
