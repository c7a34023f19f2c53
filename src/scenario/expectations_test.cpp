// SPDX-License-Identifier: Apache-2.0
//
// How a run ends, and what its scenario thinks of that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "scenario/test_run.hpp"

namespace faultline::scenario {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

const std::string one_fault = R"({ do = "get" },
    { do = "fault", iova = 0x1000 },
    { do = "put" },)";

RunResult expecting(const std::string& what) {
  return run_here(display(one_fault, "[expect]\n" + what + "\n"));
}

TEST(Expect, NumbersThatAreMetAreClean) {
  const RunResult result =
      expecting("transactions = 1\nfaults = 1\nsuspends = 1\nlost = 0\nviolations = []");
  EXPECT_THAT(result.unmet, IsEmpty());
  EXPECT_TRUE(result.clean() && result.finished && !result.died && !result.surprised());
}

TEST(Expect, NumbersThatAreNotMetAreNamed) {
  const RunResult result = expecting("transactions = 2\nfaults = 3\nsuspends = 99\nlost = 1");
  EXPECT_THAT(result.unmet, ElementsAre("transactions: 1 of at least 2", "faults: 1 of at least 3",
                                        StartsWith("suspends: "), "lost faults: 0 instead of 1"));
  EXPECT_FALSE(result.clean() || result.surprised());
}

// A put too many is P5.
RunResult unbalanced(const std::string& violations) {
  return run_here(display("{ do = \"put\" },", "[expect]\nviolations = " + violations + "\n"));
}

TEST(Expect, AViolationThatIsAskedForIsClean) {
  const RunResult result = unbalanced("[\"P5\"]");
  EXPECT_THAT(violated(result), ElementsAre("P5"));
  EXPECT_TRUE(result.clean() && !result.surprised());
}

TEST(Expect, AViolationThatIsNotAskedForIsNot) {
  for (const char* asked : {"[]", "[\"P1\"]"}) {
    const RunResult result = unbalanced(asked);
    EXPECT_TRUE(result.surprised()) << asked;
    EXPECT_FALSE(result.clean()) << asked;
  }
}

TEST(Expect, AViolationThatDoesNotComeIsNamed) {
  const RunResult result = unbalanced("[\"P5\", \"P9\"]");
  EXPECT_THAT(result.unmet, ElementsAre("violation of P9: it holds"));
  EXPECT_FALSE(result.clean() || result.surprised());
}

// Mainline's handlers: the machine dies of them.
RunResult unguarded(const std::string& violations) {
  auto plan = load(FAULTLINE_SOURCE_DIR "/scenarios/wrong/unguarded.toml");
  if (!plan) throw std::runtime_error(plan.error().text());
  plan->expectation.violations = {violations};
  auto result = run(shipped_board("snapdragon"), *plan, {.policy = "none"});
  if (!result) throw std::runtime_error(result.error());
  return *std::move(result);
}

TEST(Expect, DeathIsAnEndWhereItIsAskedFor) {
  const RunResult asked = unguarded("P1");
  EXPECT_TRUE(asked.died && !asked.finished && asked.clean());
  const RunResult other = unguarded("P2");
  EXPECT_TRUE(other.died && other.surprised() && !other.clean());
}

TEST(Expect, ARunThatIsGivenUpIsNeitherCleanNorADeadlock) {
  const RunResult result = run_here("time_limit_ms = 5\n" + display(R"({ do = "get" },
    { do = "wait", ms = 100 },
    { do = "put" },)",
                                                                    "[expect]\nfaults = 7\n"));
  EXPECT_EQ(result.gave_up, "the time limit of 5 ms of virtual time");
  EXPECT_THAT(violated(result), IsEmpty());
  EXPECT_THAT(result.unmet, IsEmpty());
  EXPECT_THAT(result.trouble, Contains("m driver was waiting for sleep"));
  EXPECT_FALSE(result.clean() || result.finished || result.died);
}

// The interrupts' threads sleep until they are wanted, and the workers too.
TEST(Expect, WhoIsIdleIsNotSaidToWait) {
  const RunResult result =
      run_here("time_limit_ms = 5\n" + display("{ do = \"wait\", ms = 100 },"));
  EXPECT_THAT(result.trouble,
              ElementsAre("scenario was waiting for m driver", "m driver was waiting for sleep"));
}

TEST(Expect, AThreadHasItsOwnCpu) {
  Collector runs(trace::Kind::context_switched);
  const RunResult result = run_here(R"(cpus = 4
[[master]]
name = "m"
node = "display@ae90000"
[[thread]]
master = "m"
name = "one"
cpu = 3
steps = [ { do = "wait", ms = 1 } ]
[[thread]]
master = "m"
name = "arm-smmu-context-fault"
cpu = 2
steps = [ { do = "get" }, { do = "fault", iova = 0x1000 }, { do = "wait", ms = 1 }, { do = "put" } ]
)",
                                    {.observers = {&runs}});
  EXPECT_TRUE(result.clean());
  std::set<std::pair<std::string, unsigned>> places;
  for (std::size_t i = 0; i < runs.events.size(); ++i) {
    places.insert({runs.texts[i], runs.events[i].cpu});
  }
  EXPECT_THAT(places, Contains(std::pair{"one", 3u}));
  EXPECT_THAT(places, Contains(std::pair{"arm-smmu-context-fault", 2u}));  // the scenario's
  EXPECT_THAT(places, Contains(std::pair{"arm-smmu-context-fault", 0u}));  // the interrupt's
}

}  // namespace
}  // namespace faultline::scenario
