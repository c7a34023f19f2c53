// SPDX-License-Identifier: Apache-2.0
//
// Children and trials from inside, and `faultline mutants` from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/check.hpp"
#include "cli/child.hpp"
#include "cli/files.hpp"
#include "cli/subject.hpp"
#include "cli/trial.hpp"
#include "scenario/language.hpp"
#include "scenario/mutants.hpp"

namespace faultline::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

void wait_for(Child& child) {
  while (child.read()) {
  }
}

TEST(Child, SaysTheLastOfItsAnswers) {
  Child child(
      [](const Child::Say& say) {
        say("one");
        std::fprintf(stderr, "in between\n");
        say("two\nlines");
      },
      10);
  wait_for(child);
  EXPECT_EQ(child.answer(), "two\nlines");
  EXPECT_FALSE(child.out_of_time());
}

TEST(Child, ThatFailsACheckHasNoAnswerAndLastWords) {
  Child child([](const Child::Say&) { FL_CHECK(2 + 2 == 5); }, 10);
  wait_for(child);
  EXPECT_FALSE(child.answer());
  EXPECT_FALSE(child.out_of_time());
  EXPECT_THAT(child.last_words(), HasSubstr("check failed: 2 + 2 == 5"));
}

TEST(Child, ThatGoesRoundInCirclesIsKilledAndWhatItSaidCounts) {
  Child child(
      [](const Child::Say& say) {
        say("so far");
        volatile unsigned i = 0;
        for (;;) {
          i = i + 1;
        }
      },
      1);
  wait_for(child);
  EXPECT_TRUE(child.out_of_time());
  EXPECT_EQ(child.answer(), "so far");
}

// Of the smallest scenarios there are.
Court court_of(const std::vector<std::string>& explored, const std::vector<std::string>& run) {
  Court court;
  court.board = *read_board("snapdragon");
  const auto load = [](const std::string& name) {
    return Exhibit{name, *scenario::load(scenario_file(name))};
  };
  for (const std::string& name : explored) court.explored.push_back(load(name));
  for (const std::string& name : run) court.run.push_back(load(name));
  court.seconds = 20;
  court.samples = 20;
  return court;
}

Trial tried(const Court& court, std::optional<scenario::Alteration> mutant) {
  std::vector<Trial> trials;
  trials.emplace_back(court, std::move(mutant));
  try_all(trials, 1);
  return std::move(trials.front());
}

scenario::Alteration without(const std::string& step) {
  return {.kind = scenario::Alteration::Kind::remove, .text = step};
}

TEST(Trial, AcquitsTheShippedDriverAndSaysWhatWasExhausted) {
  const Court court = court_of({"correct/one_stall.toml"}, {"correct/refused_interrupt.toml"});
  const Trial trial = tried(court, std::nullopt);
  EXPECT_FALSE(trial.conviction());
  EXPECT_EQ(trial.exhausted(), 1u);
  EXPECT_EQ(trial.bounded(), 0u);
}

TEST(Trial, ConvictsByASearchAndShrinks) {
  const Court court = court_of({"correct/one_stall.toml"}, {});
  const Trial trial = tried(court, without("resume: unmask sources"));
  ASSERT_TRUE(trial.conviction());
  EXPECT_EQ(trial.conviction()->scenario, "correct/one_stall.toml");
  EXPECT_THAT(trial.conviction()->property, StartsWith("P"));
  EXPECT_GT(trial.conviction()->switches, 0u);
  EXPECT_GT(trial.conviction()->executions, 0u);
}

TEST(Trial, ConvictsByARun) {
  const Court court = court_of({}, {"correct/refused_interrupt.toml"});
  const Trial clocks = tried(court, without("suspend: cut clocks"));
  ASSERT_TRUE(clocks.conviction());
  EXPECT_EQ(clocks.conviction()->property, "P5");
  EXPECT_EQ(clocks.conviction()->how, "run");
  EXPECT_THAT(clocks.conviction()->message, HasSubstr("the clocks"));
}

TEST(Trial, ConvictsByTheDriversOwnChecks) {
  const Court court = court_of({}, {"correct/one_stall.toml"});
  const Trial trial = tried(court, without("quiesce: free interrupt"));
  ASSERT_TRUE(trial.conviction());
  EXPECT_EQ(trial.conviction()->property, "check");
  EXPECT_THAT(trial.conviction()->message, HasSubstr("check failed"));
}

TEST(Trial, ConvictsWhoDoesNotComeUp) {
  const Court court = court_of({}, {"correct/one_stall.toml"});
  const Trial trial = tried(court, without("probe: identify"));
  ASSERT_TRUE(trial.conviction());
  EXPECT_EQ(trial.conviction()->property, "bring-up");
}

struct Output {
  int status = -1;
  std::string out, error;
};

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct MutantsCommand : ::testing::Test {
  MutantsCommand() {
    std::string name = std::filesystem::temp_directory_path() / "faultline-XXXXXX";
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    folder = name;
  }
  ~MutantsCommand() override { std::filesystem::remove_all(folder); }
  Output faultline(const std::string& arguments) {
    const std::string line = "cd " + folder.string() +
                             " && " FAULTLINE_BINARY_DIR "/faultline mutants " + arguments +
                             " >out 2>error </dev/null";
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(folder / "out"),
            content(folder / "error")};
  }
  // A list of equivalents, as the file x.
  void list(const std::string& mutant) {
    std::ofstream(folder / "x") << "explored = []\n[[equivalent]]\nreason = \"so\"\nmutants = [\""
                                << mutant << "\"]\n";
  }
  std::filesystem::path folder;
};

constexpr const char* small = " --scenario correct/one_stall.toml --samples 20 --equivalent x ";

TEST_F(MutantsCommand, ListsThemAll) {
  const Output output = faultline("--list");
  EXPECT_EQ(output.status, 0);
  EXPECT_THAT(output.out, StartsWith("remove probe: turn clocks on\n"));
  const auto lines = std::count(output.out.begin(), output.out.end(), '\n');
  EXPECT_EQ(static_cast<std::size_t>(lines), scenario::all_mutants().size());
}

TEST_F(MutantsCommand, Ends0WhenEachIsCaughtOrListed) {
  list("remove suspend: begin");
  const Output output = faultline(
      std::string(small) + "--mutant 'remove suspend: begin' --mutant 'remove suspend: cut'");
  EXPECT_EQ(output.status, 0) << output.error;
  EXPECT_THAT(output.out, HasSubstr("2 mutants: 1 caught, 1 equivalent, 0 survived;"));
}

TEST_F(MutantsCommand, Ends2WhenOneSurvives) {
  list("remove suspend: invalidate all");
  const Output output = faultline(std::string(small) + "--json --mutant 'remove suspend: begin'");
  EXPECT_EQ(output.status, 2) << output.error;
  EXPECT_EQ(nlohmann::json::parse(output.out)["survived"], 1);
}

TEST_F(MutantsCommand, Ends2WhenAListedOneIsCaught) {
  list("remove suspend: cut clocks");
  const Output output = faultline(std::string(small) + "--mutant 'remove suspend: cut clocks'");
  EXPECT_EQ(output.status, 2) << output.error;
  EXPECT_THAT(output.out, StartsWith("stale       remove suspend: cut clocks\n"));
}

TEST_F(MutantsCommand, AnswersMistakes) {
  list("remove suspend: begin");
  EXPECT_EQ(faultline("--mutant nonsense").error,
            "faultline: there is no such mutant; --list says which there are\n");
  const Output wrong = faultline("--equivalent x --scenario wrong/h30_junk.toml");
  EXPECT_EQ(wrong.status, 1);
  EXPECT_EQ(wrong.error,
            "faultline: wrong/h30_junk.toml is about a driver of its own, in [driver]\n");
  std::ofstream(folder / "x")
      << "explored = []\n[[equivalent]]\nmutants = [\"no\"]\nreason = \"\"\n";
  const Output unknown = faultline("--equivalent x");
  EXPECT_EQ(unknown.status, 1);
  EXPECT_EQ(unknown.error, "faultline: x:3:12: error: there is no mutant 'no'\n");
}

// A share of what `./test --full` does.
TEST_F(MutantsCommand, CatchesEveryStepThatIsMissingInSuspendOrResume) {
  const auto listed = scenario::load_mutant_list(scenario_file("mutants.toml"));
  ASSERT_TRUE(listed) << listed.error();
  std::string arguments = "--seconds-per-scenario 1 --json";
  int wanted = 0;
  for (const scenario::Alteration& mutant : scenario::all_mutants()) {
    const std::string name = scenario::name_of(mutant);
    const bool ours = name.starts_with("remove suspend:") || name.starts_with("remove resume:");
    if (!ours || listed->find(name)) continue;
    arguments += " --mutant '" + name + "'";
    ++wanted;
  }
  EXPECT_GE(wanted, 15);
  const Output output = faultline(arguments);
  EXPECT_EQ(output.status, 0) << output.out << output.error;
  EXPECT_EQ(nlohmann::json::parse(output.out)["caught"], wanted);
}

}  // namespace
}  // namespace faultline::cli
