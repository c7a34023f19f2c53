// SPDX-License-Identifier: Apache-2.0
//
// Each driver with a mistake in scenarios/wrong is convicted of what its scenario says, by a
// counterexample that somebody can read; and the same scenario without the mistake, which it names,
// is clean in so many executions. docs/hazards.md has the figures of long searches.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "explore/sample.hpp"
#include "explore/shrink.hpp"
#include "explored.hpp"

namespace faultline::explore {
namespace {

const std::filesystem::path scenarios = std::string(FAULTLINE_SOURCE_DIR) + "/scenarios";
constexpr std::uint64_t executions_to_find = 6000;  // by each way of looking
constexpr std::uint64_t runs_to_shrink = 800;
constexpr std::size_t readable = 60;  // switches from one process to another

// Of each twin, by each way of looking. FAULTLINE_HAZARD_EXECUTIONS says another number, for builds
// that are slow or for those who have time.
std::uint64_t executions_of_twin() {
  const char* said = std::getenv("FAULTLINE_HAZARD_EXECUTIONS");
  return said ? std::strtoull(said, nullptr, 10) : 400;
}

// "h01_unguarded"; without those that `faultline run` is for, and that are not explored.
std::vector<std::string> hazards() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(scenarios / "wrong")) {
    if (entry.path().extension() != ".toml" || entry.path().stem() == "unguarded") continue;
    names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The file under scenarios/ that a comment names; empty: none does.
std::string twin_of(const std::string& hazard) {
  const std::string words = "# Without the mistake: ";
  std::ifstream file(scenarios / "wrong" / (hazard + ".toml"));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(words)) return line.substr(words.size());
  }
  return "";
}

std::vector<std::string> twins() {
  std::set<std::string> names;
  for (const std::string& hazard : hazards()) {
    const std::string twin = twin_of(hazard);
    if (!twin.empty()) names.insert(std::filesystem::path(twin).stem().string());
  }
  return {names.begin(), names.end()};
}

TEST(Hazards, HaveATwinEachThatIsThere) {
  EXPECT_GE(hazards().size(), 31u);
  for (const std::string& hazard : hazards()) {
    const std::string twin = twin_of(hazard);
    EXPECT_THAT(twin, ::testing::StartsWith("correct/")) << hazard;
    EXPECT_TRUE(std::filesystem::is_regular_file(scenarios / twin)) << hazard << ": " << twin;
  }
}

// The first execution that violates it.
std::optional<Schedule> look_for(const std::string& property, Explored& explored, unsigned depth,
                                 std::uint64_t executions) {
  Sample sample(explored.system(), {.sampling = Sampling::pct, .depth = depth}, false);
  std::optional<Schedule> found;
  Limits limits{.executions = executions};
  limits.go_on = [&](const Counts&) {
    if (explored.found(property)) found = of(sample.execution(), explored.system());
    return !found;
  };
  static_cast<void>(sample.run(limits));
  return found;
}

class Hazard : public ::testing::TestWithParam<std::string> {};

TEST_P(Hazard, IsFoundAndItsCounterexampleCanBeRead) {
  Explored explored("wrong/" + GetParam() + ".toml", "gate");
  const auto expected = explored.plan().expectation.violations;
  ASSERT_EQ(expected.size(), 1u);
  std::optional<Schedule> found;
  for (const unsigned depth : {3u, 6u, 12u}) {
    if (!found) found = look_for(expected.front(), explored, depth, executions_to_find);
  }
  ASSERT_TRUE(found) << expected.front() << " is not seen violated";
  const Shows shows = [&](System&, const Outcome& outcome) {
    return outcome.end == End::unfinished ? explored.scene().violates(expected.front())
                                          : explored.found(expected.front());
  };
  const auto shrunk = shrink(explored.system(), *found, shows, runs_to_shrink);
  ASSERT_TRUE(shrunk) << "it does not show again";
  EXPECT_LE(shrunk->after.switches, readable);
}

INSTANTIATE_TEST_SUITE_P(Wrong, Hazard, ::testing::ValuesIn(hazards()),
                         [](const auto& one) { return one.param; });

class Twin : public ::testing::TestWithParam<std::string> {};

TEST_P(Twin, IsClean) {
  Explored explored("correct/" + GetParam() + ".toml", "gate");
  for (const unsigned depth : {3u, 6u}) {
    Sample sample(explored.system(), {.sampling = Sampling::pct, .depth = depth}, false);
    Limits limits{.executions = executions_of_twin()};
    limits.go_on = [](const Counts& counts) { return counts.deadlocked == 0; };
    static_cast<void>(sample.run(limits));
    ASSERT_EQ(sample.counts().deadlocked, 0u) << explored.scene().findings().front().message;
    EXPECT_EQ(sample.counts().complete, executions_of_twin());
  }
}

INSTANTIATE_TEST_SUITE_P(Correct, Twin, ::testing::ValuesIn(twins()),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace faultline::explore
