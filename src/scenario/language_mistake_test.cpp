// SPDX-License-Identifier: Apache-2.0
//
// Each mistake in a scenario is answered with its place and what would have been right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/language.hpp"

namespace faultline::scenario {
namespace {

using testing::EndsWith;
using testing::StartsWith;

constexpr std::string_view smallest = R"([[master]]
name = "a"
node = "n"
[[thread]]
master = "a"
steps = [ { do = "read" } ]
)";

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

TEST(LanguageMistake, IsEchoedWithoutControlCharacters) {
  EXPECT_EQ(answer_to_more("[smmu]\n\"b\\u001b[2Janks\" = 5\n"),
            "x.toml:8:1: error: unknown key 'b\\u001b[2Janks'; did you mean 'banks'?");
  EXPECT_EQ(answer_to_more("[smmu]\n\"\\u009bnode\\n\" = 5\n"),
            "x.toml:8:1: error: unknown key '\\u009bnode\\u000a'; did you mean 'node'?");
  EXPECT_EQ(answer("[[master]]\nname = \"a\\u0007\"\nnode = \"n\"\n"),
            "x.toml:2:8: error: 'name' is \"a\\u0007\", which has characters that cannot be "
            "printed");
  EXPECT_EQ(answer("[[master]]\nname = \"\u00e4\u00a0\"\n"),
            "x.toml:1:1: error: master '\u00e4\u00a0' needs a 'node', as \"gpu@3d00000\"");
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

TEST(LanguageMistake, TwoThreadsOfOneName) {
  EXPECT_EQ(answer_to_more("[[thread]]\nmaster = \"a\"\nsteps = [ { do = \"read\" } ]\n"),
            "x.toml:7:1: error: there are two threads 'a driver'; give each a 'name' of its own");
  EXPECT_EQ(answer_to_more("[[thread]]\nmaster = \"a\"\nname = \"a driver\"\n"),
            "x.toml:9:8: error: there are two threads 'a driver'; give each a 'name' of its own");
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
  EXPECT_EQ(answer_to_more("[[thread]]\nmaster = \"a\"\ncpu = 2\nname = \"b\"\n"),
            "x.toml:9:7: error: 'cpu' is 2; it must be from 0 to 1");
}

TEST(LanguageMistake, AStrideThatIsTooLong) {
  EXPECT_EQ(answer_to_step("{ do = \"read\", stride = 0x1000000000001 }"),
            "x.toml:6:35: error: 'stride' is 281474976710657; it must be from 0 to "
            "281474976710656");
}

TEST(LanguageMistake, APageThatNoTableHas) {
  for (const char* page : {"4095", "8192", "0", "0x400000"}) {
    EXPECT_THAT(answer_to_step("{ do = \"map\", page = " + std::string(page) + " }"),
                EndsWith("; it must be one of: 4096, 16384, 65536, 2097152, 33554432, 536870912, "
                         "1073741824"));
  }
  EXPECT_THAT(answer_to_step("{ do = \"map\", page = 8192 }"),
              StartsWith("x.toml:6:32: error: 'page' is 8192; "));
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

TEST(LanguageMistake, WhatOnlyAGpuHas) {
  EXPECT_EQ(answer("[[master]]\nname = \"a\"\nnode = \"n\"\nsplit = true\n"),
            "x.toml:4:9: error: only a GPU has split tables: kind = \"gpu\"");
  EXPECT_EQ(answer("[[master]]\nname = \"a\"\nnode = \"n\"\nkind = \"gpu\"\n"
                   "domain = \"identity\"\n"),
            "x.toml:5:10: error: a GPU has a paging domain");
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
