// SPDX-License-Identifier: Apache-2.0
//
// What a scenario says arrives, and each mistake is answered with its place and what would have
// been right.
#include "scenario/language.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace faultline::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

constexpr std::string_view whole = R"(title = "two masters"
cpus = 3
time_limit_ms = 1500

[smmu]
node = "iommu@3da0000"
banks = 4
stream_groups = 16
autosuspend_ms = 5
runtime_pm = false
power_loss = "zero"

[[master]]
name = "gpu"
node = "gpu@3d00000"
kind = "gpu"

[[master]]
name = "gmu"
node = "gmu@3d6a000"
stall = true
verdict = "retry"

[[thread]]
name = "work"
master = "gpu"
cpu = 2
steps = [
  { do = "map", iova = 0x1000, page = 0x200000, pages = 3, writable = false },
  { do = "repeat", count = 7, stride = 0x100, steps = [
    { do = "fault", iova = 0x2000, count = 5, stride = 64, write = true, stream = 1 },
    { do = "read", privileged = true },
    { do = "wait", us = 30 },
  ] },
]

[[thread]]
master = "gmu"
steps = [ { do = "system_sleep", ms = 20 } ]

[expect]
transactions = 10
faults = 35
suspends = 0
lost = 1
violations = ["P1", "P12"]
)";

constexpr std::string_view smallest = R"([[master]]
name = "a"
node = "n"
[[thread]]
master = "a"
steps = [ { do = "read" } ]
)";

Scenario good(std::string_view source) {
  auto scenario = parse(source, "x.toml");
  if (!scenario) throw std::runtime_error(scenario.error().text());
  return *std::move(scenario);
}

// The message to a scenario that is wrong somewhere.
std::string answer(std::string_view source) {
  const auto scenario = parse(source, "x.toml");
  return scenario ? std::string("taken") : scenario.error().text();
}

// The same to a scenario whose only step, on line 6, is this.
std::string answer_to_step(const std::string& step) {
  return answer("[[master]]\nname = \"a\"\nnode = \"n\"\n[[thread]]\nmaster = \"a\"\nsteps = [ " +
                step + " ]\n");
}

// The same to the smallest scenario with more lines after it, of which the first is line 7.
std::string answer_to_more(const std::string& lines) {
  return answer(std::string(smallest) + lines);
}

TEST(Language, ReadsTheMachine) {
  const Scenario scenario = good(whole);
  EXPECT_EQ(scenario.title, "two masters");
  EXPECT_EQ(scenario.cpus, 3u);
  EXPECT_EQ(scenario.time_limit_ns, 1'500'000'000u);
  EXPECT_EQ(scenario.smmu, "iommu@3da0000");
  EXPECT_EQ(scenario.banks, 4u);
  EXPECT_EQ(scenario.stream_groups, 16u);
  EXPECT_EQ(scenario.autosuspend_delay_ns, 5'000'000u);
  EXPECT_FALSE(scenario.runtime_pm);
  EXPECT_EQ(scenario.power_loss, "zero");
}

TEST(Language, ReadsTheMasters) {
  const Scenario scenario = good(whole);
  ASSERT_THAT(scenario.masters, SizeIs(2));
  const MasterPlan& gpu = scenario.masters[0];
  EXPECT_EQ(gpu.name, "gpu");
  EXPECT_EQ(gpu.node, "gpu@3d00000");
  EXPECT_EQ(gpu.kind, MasterKind::gpu);
  EXPECT_FALSE(gpu.stall);
  EXPECT_EQ(gpu.verdict, "terminate");
  const MasterPlan& gmu = scenario.masters[1];
  EXPECT_EQ(gmu.kind, MasterKind::dma);
  EXPECT_TRUE(gmu.stall);
  EXPECT_EQ(gmu.verdict, "retry");
}

TEST(Language, ReadsTheThreads) {
  const Scenario scenario = good(whole);
  ASSERT_THAT(scenario.threads, SizeIs(2));
  EXPECT_EQ(scenario.threads[0].name, "work");
  EXPECT_EQ(scenario.threads[0].master, "gpu");
  EXPECT_EQ(scenario.threads[0].cpu, 2u);
  EXPECT_EQ(scenario.threads[1].name, "gmu driver");
  EXPECT_EQ(scenario.threads[1].cpu, 1u);  // the second thread
  ASSERT_THAT(scenario.threads[1].steps, SizeIs(1));
  EXPECT_EQ(scenario.threads[1].steps[0].operation, Operation::system_sleep);
  EXPECT_EQ(scenario.threads[1].steps[0].duration_ns, 20'000'000u);
}

TEST(Language, ReadsTheSteps) {
  const Scenario scenario = good(whole);
  ASSERT_THAT(scenario.threads.at(0).steps, SizeIs(2));
  const Step& map = scenario.threads[0].steps[0];
  EXPECT_EQ(map.operation, Operation::map);
  EXPECT_EQ(map.iova, 0x1000u);
  EXPECT_EQ(map.page_bytes, 0x200000u);
  EXPECT_EQ(map.pages, 3u);
  EXPECT_FALSE(map.writable);
  EXPECT_EQ(map.line, 29u);
}

TEST(Language, ReadsTheStepsOfARepeat) {
  const Scenario scenario = good(whole);
  ASSERT_THAT(scenario.threads.at(0).steps, SizeIs(2));
  const Step& repeat = scenario.threads[0].steps[1];
  EXPECT_EQ(repeat.operation, Operation::repeat);
  EXPECT_EQ(repeat.count, 7u);
  EXPECT_EQ(repeat.stride, 0x100u);
  ASSERT_THAT(repeat.steps, SizeIs(3));
  const Step& fault = repeat.steps[0];
  EXPECT_EQ(fault.operation, Operation::fault);
  EXPECT_EQ(fault.iova, 0x2000u);
  EXPECT_EQ(fault.count, 5u);
  EXPECT_EQ(fault.stride, 64u);
  EXPECT_TRUE(fault.write && !fault.privileged);
  EXPECT_EQ(fault.stream, 1u);
  EXPECT_TRUE(repeat.steps[1].privileged);
  EXPECT_EQ(repeat.steps[2].duration_ns, 30'000u);
}

TEST(Language, ReadsWhatIsExpected) {
  const Expectation expectation = good(whole).expectation;
  EXPECT_EQ(expectation.transactions_at_least, 10u);
  EXPECT_EQ(expectation.faults_at_least, 35u);
  EXPECT_EQ(expectation.suspends_at_least, 0u);
  EXPECT_EQ(expectation.lost, 1u);
  EXPECT_THAT(expectation.violations, ElementsAre("P1", "P12"));
}

TEST(Language, HasDefaultsForWhatIsNotSaid) {
  const Scenario scenario = good(smallest);
  EXPECT_EQ(scenario.cpus, 2u);
  EXPECT_EQ(scenario.time_limit_ns, 60'000'000'000u);
  EXPECT_EQ(scenario.smmu, "");
  EXPECT_FALSE(scenario.banks || scenario.stream_groups || scenario.autosuspend_delay_ns);
  EXPECT_TRUE(scenario.runtime_pm);
  EXPECT_EQ(scenario.power_loss, "junk");
  EXPECT_FALSE(scenario.expectation.lost);
  EXPECT_THAT(scenario.expectation.violations, IsEmpty());
  const Step& step = scenario.threads.at(0).steps.at(0);
  EXPECT_EQ(step.page_bytes, 4096u);
  EXPECT_EQ(step.pages, 1u);
  EXPECT_EQ(step.count, 1u);
  EXPECT_EQ(step.stride, 8u);
  EXPECT_TRUE(step.writable);
}

TEST(Language, TakesEachOperationByItsWord) {
  constexpr std::string_view words[] = {
      "map",          "unmap",  "read",   "write",  "check",  "fault",           "submit",
      "start",        "drain",  "get",    "put",    "wait",   "wait_asleep",     "wait_awake",
      "system_sleep", "attach", "detach", "lookup", "unbind", "take_crash_state"};
  auto expected = Operation::map;
  for (const std::string_view word : words) {
    const Scenario scenario = good(
        "[[master]]\nname = \"a\"\nnode = \"n\"\n[[thread]]\nmaster = \"a\"\nsteps = [ { do = \"" +
        std::string(word) + "\", ms = 1 } ]\n");
    EXPECT_EQ(scenario.threads[0].steps[0].operation, expected) << word;
    expected = static_cast<Operation>(static_cast<int>(expected) + 1);
  }
  EXPECT_EQ(expected, Operation::repeat);
}

TEST(LanguageMistake, InTheSyntaxIsAnsweredWithItsPlace) {
  // The words are the TOML library's.
  EXPECT_THAT(answer("title = \"x\"\ncpus = = 2\n"),
              StartsWith("x.toml:2:8: error: Error while parsing value"));
}

TEST(LanguageMistake, InAKeyIsAnsweredWithTheKeyThatWasMeant) {
  EXPECT_EQ(answer_to_more("[smmu]\nautosuspend = 5\n"),
            "x.toml:8:1: error: unknown key 'autosuspend'; did you mean 'autosuspend_ms'?");
  EXPECT_EQ(answer_to_step("{ do = \"read\", iowa = 1 }"),
            "x.toml:6:26: error: unknown key 'iowa'; did you mean 'iova'?");
}

TEST(LanguageMistake, InAnOperationIsAnsweredWithTheOneThatWasMeant) {
  EXPECT_EQ(answer_to_step("{ do = \"mapp\" }"),
            "x.toml:6:18: error: unknown operation 'mapp'; did you mean 'map'?");
  EXPECT_EQ(answer_to_step("{ do = \"repaet\", count = 2 }"),
            "x.toml:6:18: error: unknown operation 'repaet'; did you mean 'repeat'?");
}

TEST(LanguageMistake, AStepWithoutDo) {
  EXPECT_EQ(answer_to_step("{ iova = 0x1000 }"),
            "x.toml:6:11: error: a step needs 'do', as { do = \"map\", iova = 0x1000 }");
}

TEST(LanguageMistake, AWaitWithoutDuration) {
  EXPECT_EQ(answer_to_step("{ do = \"wait\" }"),
            "x.toml:6:11: error: 'wait' needs a duration, as ms = 20");
}

TEST(LanguageMistake, AMasterWithoutNode) {
  EXPECT_EQ(answer("[[master]]\nname = \"a\"\n"),
            "x.toml:1:1: error: master 'a' needs a 'node', as \"gpu@3d00000\"");
}

TEST(LanguageMistake, TwoMastersOfOneName) {
  EXPECT_EQ(answer_to_more("[[master]]\nname = \"a\"\nnode = \"m\"\n"),
            "x.toml:7:1: error: there are two masters 'a'");
}

TEST(LanguageMistake, AThreadOfAMasterThatIsNotThere) {
  EXPECT_EQ(answer_to_more("[[thread]]\nmaster = \"b\"\nsteps = [ { do = \"read\" } ]\n"),
            "x.toml:8:10: error: there is no master 'b'");
  EXPECT_EQ(answer_to_more("[[thread]]\nsteps = [ { do = \"read\" } ]\n"),
            "x.toml:7:1: error: a thread needs a 'master'");
}

TEST(LanguageMistake, ANumberOutOfRange) {
  EXPECT_EQ(answer_to_more("[smmu]\nbanks = 129\n"),
            "x.toml:8:9: error: 'banks' is 129; it must be from 1 to 128");
  EXPECT_EQ(answer_to_step("{ do = \"read\", iova = -1 }"),
            "x.toml:6:33: error: 'iova' is -1; it must be from 0 to 9223372036854775807");
  EXPECT_EQ(answer_to_more("[[thread]]\nmaster = \"a\"\ncpu = 2\nsteps = [ { do = \"read\" } ]\n"),
            "x.toml:9:7: error: 'cpu' is 2; it must be from 0 to 1");
}

TEST(LanguageMistake, AValueOfTheWrongType) {
  EXPECT_EQ(answer("cpus = \"two\"\n"),
            "x.toml:1:8: error: 'cpus' must be a whole number, as 4096 or 0x1000");
  EXPECT_EQ(answer("title = 5\n"), "x.toml:1:9: error: 'title' must be a text in quotes");
  EXPECT_EQ(answer_to_more("[smmu]\nruntime_pm = 1\n"),
            "x.toml:8:14: error: 'runtime_pm' must be true or false");
  EXPECT_EQ(answer_to_step("5"), "x.toml:6:11: error: a step must be a table");
  EXPECT_EQ(answer("master = 1\n"), "x.toml:1:10: error: 'master' must be a list");
}

TEST(LanguageMistake, AVerdictThatIsNone) {
  EXPECT_EQ(answer("[[master]]\nname = \"a\"\nnode = \"n\"\nverdict = \"abort\"\n"),
            "x.toml:4:11: error: 'verdict' is 'abort'; it must be one of: terminate, retry, "
            "unhandled");
}

TEST(LanguageMistake, NoSteps) {
  EXPECT_EQ(
      answer("[[master]]\nname = \"a\"\nnode = \"n\"\n[[thread]]\nmaster = \"a\"\nsteps = []\n"),
      "x.toml:4:1: error: 'steps' must list at least one step");
  EXPECT_EQ(answer_to_step("{ do = \"repeat\", count = 2 }"),
            "x.toml:6:11: error: 'steps' must list at least one step");
}

TEST(LanguageMistake, StepsOfWhatIsNoRepeat) {
  EXPECT_EQ(answer_to_step("{ do = \"read\", steps = [ { do = \"read\" } ] }"),
            "x.toml:6:34: error: only 'repeat' has steps of its own");
}

TEST(LanguageMistake, RepeatsThatAreTooDeep) {
  std::string step = "{ do = \"read\" }";
  for (int i = 0; i < 8; ++i) step = "{ do = \"repeat\", steps = [ " + step + " ] }";
  EXPECT_EQ(answer_to_step(step), "taken");
  EXPECT_EQ(answer_to_step("{ do = \"repeat\", steps = [ " + step + " ] }"),
            "x.toml:6:227: error: repeats are nested more than 8 deep");
}

TEST(LanguageMistake, APropertyThatIsNone) {
  for (const char* word : {"\"P13\"", "\"P0\"", "\"P01\"", "\"P1x\"", "\"p1\"", "1"}) {
    EXPECT_EQ(answer_to_more("[expect]\nviolations = [" + std::string(word) + "]\n"),
              "x.toml:8:15: error: a violation is a property from \"P1\" to \"P12\"");
  }
}

TEST(LanguageMistake, NobodyThere) {
  EXPECT_EQ(answer(""), "x.toml:1:1: error: a scenario needs at least one [[master]]");
  EXPECT_EQ(answer("[[master]]\nname = \"a\"\nnode = \"n\"\n"),
            "x.toml:1:1: error: a scenario needs at least one [[thread]]");
}

TEST(LanguageMistake, AFileThatIsNotThere) {
  const auto scenario = load("no/such.toml");
  ASSERT_FALSE(scenario);
  EXPECT_EQ(scenario.error().text(), "no/such.toml:0:0: error: the file cannot be read");
}

}  // namespace
}  // namespace faultline::scenario
