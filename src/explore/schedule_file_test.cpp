// SPDX-License-Identifier: Apache-2.0
//
// What is written is read again, and each mistake is answered with its line and what to do.
#include "explore/schedule_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace faultline::explore {
namespace {

using testing::HasSubstr;

constexpr std::string_view whole = R"(faultline-schedule 1
build 00ff
scenario "litmus hungry 2"
finding "deadlock"
steps 2
0 "thread 0" "lock"
1 "thread 1" "lock"
)";

SavedSchedule sample() {
  return {
      "00ff", "litmus hungry 2", "deadlock", {{0, "thread 0", "lock"}, {1, "thread 1", "lock"}}};
}

// The message to the whole with another text instead of one that it has.
std::string answer(std::string_view what, std::string_view instead) {
  std::string text(whole);
  const std::size_t at = text.find(what);
  if (at == std::string::npos) return "not found: " + std::string(what);
  text.replace(at, what.size(), instead);
  const auto read = parse_schedule(text, "x");
  return read ? "taken" : read.error().text();
}

TEST(ScheduleFile, IsThis) {
  EXPECT_EQ(text(sample()), whole);
  EXPECT_EQ(parse_schedule(whole, "x"), sample());
}

TEST(ScheduleFile, KeepsEveryByte) {
  SavedSchedule odd{{}, "a \"b\" \\x", {}, {{31, "", ""}}};
  for (int byte = 0; byte < 256; ++byte) odd.finding += static_cast<char>(byte);
  EXPECT_EQ(parse_schedule(text(odd), "x"), odd);
  EXPECT_THAT(text(odd), HasSubstr("build none\nscenario \"a \\\"b\\\" \\\\x\"\nfinding \"\\x00"));
}

TEST(ScheduleFile, IsSavedAndLoaded) {
  const auto path = std::filesystem::path(testing::TempDir()) / "faultline-save.schedule";
  ASSERT_TRUE(save(sample(), path));
  EXPECT_EQ(load_schedule(path), sample());
  std::filesystem::remove(path);
}

TEST(ScheduleFile, ThatCannotBeReadOrWrittenIsAnError) {
  EXPECT_EQ(load_schedule("no/such").error().text(),
            "no/such: cannot be read: No such file or directory; name a file that 'explore "
            "--save' wrote");
  EXPECT_EQ(save(sample(), "no/such").error().text(),
            "no/such: cannot be written: No such file or directory; name a file in a folder that "
            "is there");
  SavedSchedule large = sample();
  large.schedule.resize(saved_steps_at_most + 1, large.schedule[0]);
  EXPECT_EQ(save(large, "no/such").error().text(),
            "no/such:5: error: 'steps' is '65536'; it must be 65535 at most");
}

TEST(ScheduleMistake, InTheFirstLine) {
  EXPECT_EQ(parse_schedule("", "x").error().text(),
            "x:1: error: the file ends where 'faultline-schedule 1' should be; it was cut off, "
            "save the schedule again");
  EXPECT_EQ(answer("faultline-schedule 1", "\x1b[2Jhello"),
            "x:1: error: the first line is '\\x1b[2Jhello' and not 'faultline-schedule 1'; name a "
            "file that 'faultline explore --save' wrote");
  EXPECT_EQ(answer("schedule 1", "schedule 2"),
            "x:1: error: format '2' is not known, only '1' is; read it with the program that wrote "
            "it");
}

TEST(ScheduleMistake, InTheHeader) {
  EXPECT_EQ(answer("build 00ff\n", ""),
            "x:2: error: expected a line that begins with 'build ', found 'scenario \"litmus "
            "hungry 2\"'");
  for (const char* wrong : {"00f", "00FF", "", "00 ff"}) {
    EXPECT_EQ(answer("00ff", wrong), "x:2: error: 'build' is '" + std::string(wrong) +
                                         "'; it must be pairs of the digits 0-9 and a-f, 128 at "
                                         "most, or 'none'");
  }
  EXPECT_THAT(answer("00ff", std::string(130, 'a')), HasSubstr("x:2: error: 'build' is 'aaaa"));
  EXPECT_EQ(answer("\"litmus", "litmus"),
            "x:3: error: the scenario must be a text in double quotes, found 'litmus hungry 2\"'");
  EXPECT_EQ(answer("deadlock\"", "deadlock"),
            "x:4: error: the finding does not end; add a double quote");
  EXPECT_EQ(answer("deadlock\"", "deadlock\" or so"),
            "x:4: error: expected the end of the line, found ' or so'; take it away");
}

TEST(ScheduleMistake, InTheNumberOfSteps) {
  EXPECT_EQ(answer("steps 2", "steps two"),
            "x:5: error: 'steps' must be a whole number, found 'two'");
  EXPECT_EQ(answer("steps 2", "steps -1"),
            "x:5: error: 'steps' must be a whole number, found '-1'");
  EXPECT_EQ(answer("steps 2", "steps 99999999999999999999"),
            "x:5: error: 'steps' is '99999999999999999999'; it must be 65535 at most");
  EXPECT_EQ(answer("steps 2", "steps 2 "),
            "x:5: error: expected the end of the line, found ' '; take it away");
  EXPECT_EQ(answer("steps 2", "steps 3"),
            "x:8: error: the file ends where step 3 of 3 should be; it was cut off, save the "
            "schedule again");
  EXPECT_EQ(answer("steps 2", "steps 1"),
            "x:7: error: there is more after the last of 1 steps; take it away, or say in 'steps' "
            "how many there are");
}

TEST(ScheduleMistake, InAStep) {
  EXPECT_EQ(answer("1 \"thread 1\"", "32 \"thread 1\""),
            "x:7: error: the process is '32'; it must be 31 at most");
  EXPECT_EQ(answer("1 \"thread 1\"", "\"thread 1\""),
            "x:7: error: the process must be a whole number, found '\"thread 1\" \"lock\"'");
  EXPECT_EQ(answer("1 \"thread 1\" \"lock\"", "1"),
            "x:7: error: expected a space and the name of the process, found ''");
  EXPECT_EQ(answer("1 \"thread 1\" \"lock\"", "1 \"thread 1\""),
            "x:7: error: expected a space and the operation, found ''");
  EXPECT_EQ(answer("thread 1", "thread\t1"),
            "x:7: error: a byte of the name of the process is no printable ASCII; write \\x09");
  EXPECT_EQ(answer("thread 1", "thread\\n1"),
            "x:7: error: unknown escape '\\n1\"' in the name of the process; there are \\\", \\\\ "
            "and \\x with two of 0-9 and a-f");
  EXPECT_EQ(answer("thread 1", "thread \\xA0"),
            "x:7: error: unknown escape '\\xA0' in the name of the process; there are \\\", \\\\ "
            "and \\x with two of 0-9 and a-f");
}

}  // namespace
}  // namespace faultline::explore
