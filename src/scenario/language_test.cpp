// SPDX-License-Identifier: Apache-2.0
//
// What a scenario says arrives. What is wrong in one: language_mistake_test.cpp.
#include "scenario/language.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace faultline::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

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
probe_refused = "clocks"

[[master]]
name = "gpu"
node = "gpu@3d00000"
kind = "gpu"
split = true

[[master]]
name = "gmu"
node = "gmu@3d6a000"
domain = "identity"
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
    { do = "read", privileged = true, upper = true },
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
  EXPECT_EQ(scenario.probe_refused, "clocks");
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
  EXPECT_EQ(gmu.domain, DomainKind::identity);
  EXPECT_TRUE(gpu.split && !gmu.split);
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
  EXPECT_EQ(map.line, 32u);
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
  EXPECT_TRUE(repeat.steps[1].privileged && repeat.steps[1].upper);
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
  EXPECT_EQ(scenario.probe_refused, "never");
  EXPECT_FALSE(scenario.expectation.lost);
  EXPECT_THAT(scenario.expectation.violations, IsEmpty());
  const Step& step = scenario.threads.at(0).steps.at(0);
  EXPECT_EQ(step.page_bytes, 4096u);
  EXPECT_EQ(step.pages, 1u);
  EXPECT_EQ(step.count, 1u);
  EXPECT_EQ(step.stride, 8u);
  EXPECT_TRUE(step.writable);
}

TEST(Language, AddsMillisecondsAndMicroseconds) {
  const auto duration = [](const std::string& keys) {
    return good(
               "[[master]]\nname = \"a\"\nnode = \"n\"\n[[thread]]\nmaster = \"a\"\nsteps = [ { "
               "do = \"wait\", " +
               keys + " } ]\n")
        .threads[0]
        .steps[0]
        .duration_ns;
  };
  EXPECT_EQ(duration("ms = 3"), 3'000'000u);
  EXPECT_EQ(duration("us = 7"), 7'000u);
  EXPECT_EQ(duration("ms = 3, us = 7"), 3'007'000u);
}

TEST(Language, TakesEachOperationByItsWord) {
  constexpr std::string_view words[] = {"map",
                                        "unmap",
                                        "read",
                                        "write",
                                        "check",
                                        "fault",
                                        "submit",
                                        "start",
                                        "drain",
                                        "get",
                                        "put",
                                        "wait",
                                        "wait_asleep",
                                        "wait_awake",
                                        "system_sleep",
                                        "attach",
                                        "detach",
                                        "lookup",
                                        "remove",
                                        "unbind",
                                        "change_process",
                                        "take_crash_state",
                                        "shutdown"};
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

}  // namespace
}  // namespace faultline::scenario
