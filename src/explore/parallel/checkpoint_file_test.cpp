// SPDX-License-Identifier: Apache-2.0
//
// What is written is read again, and each mistake is answered with its line and what to do.
#include "explore/parallel/checkpoint_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "explore/parallel/checkpoint_check.hpp"

namespace faultline::explore {
namespace {

const std::filesystem::path seed = FAULTLINE_SOURCE_DIR "/tests/corpus/explore/shared.checkpoint";

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The message to the seed with another text instead of one that it has.
std::string answer(std::string_view what, std::string_view instead) {
  std::string text = content(seed);
  const std::size_t at = text.find(what);
  if (at == std::string::npos) return "not found: " + std::string(what);
  text.replace(at, what.size(), instead);
  const auto read = parse_checkpoint(text, "x");
  return read ? "taken" : read.error().text();
}

TEST(CheckpointFile, IsWhatItSays) {
  const auto read = parse_checkpoint(content(seed), "x");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(text(*read), content(seed));
  EXPECT_EQ(read->scenario, "litmus lastzero 3");
  EXPECT_EQ(read->method, Method::optimal);
  EXPECT_EQ(read->counts.complete, 2u);
  EXPECT_EQ(read->classes.size(), 2u);
  ASSERT_EQ(read->arms.size(), 4u);
  EXPECT_TRUE(read->arms[0].place);
  EXPECT_TRUE(read->arms[1].strand);
  EXPECT_FALSE(read->arms[2].closed);
  EXPECT_TRUE(read->arms[3].finished);
}

TEST(CheckpointFile, IsReplacedAsAWhole) {
  const auto path = std::filesystem::path(testing::TempDir()) / "faultline-save.checkpoint";
  const auto read = parse_checkpoint(content(seed), "x");
  ASSERT_TRUE(read);
  ASSERT_TRUE(save(*read, path));
  ASSERT_TRUE(save(*read, path));
  EXPECT_EQ(content(path), content(seed));
  EXPECT_FALSE(std::filesystem::exists(path.string() + ".new"));
  EXPECT_TRUE(load_checkpoint(path));
  std::filesystem::remove(path);
  EXPECT_EQ(save(*read, "no/such").error().text(),
            "no/such.new: cannot be written: No such file or directory; name a file in a folder "
            "that is there");
}

TEST(CheckpointFile, ThatIsCutOffOrDamagedIsNeverFatal) {
  const std::string whole = content(seed);
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    check_checkpoint(whole.substr(0, size));
    for (const char c : {'0', ' ', '\n', 'w', '9'}) {
      std::string damaged = whole;
      if (size < damaged.size()) damaged[size] = c;
      check_checkpoint(damaged);
    }
  }
}

TEST(CheckpointMistake, InTheHeader) {
  EXPECT_EQ(
      answer("faultline-checkpoint 1", "faultline-schedule 1"),
      "x:1: error: the first line is 'faultline-schedule 1' and not 'faultline-checkpoint 1'; "
      "name a file that 'faultline explore --checkpoint' wrote");
  EXPECT_EQ(answer("method optimal", "method best"),
            "x:4: error: 'method' is 'best'; it must be naive, sleep, source or optimal");
  EXPECT_EQ(answer("counts 2", "counts -2"),
            "x:5: error: the number of complete executions must be a whole number, found '-2 0 0 "
            "20 12'");
  EXPECT_EQ(answer("classes 2", "classes 3"),
            "x:10: error: expected a space and its other half, found 'rms 4'");
}

TEST(CheckpointMistake, InAnArm) {
  EXPECT_EQ(answer("arms 4", "arms 0"), "x:10: error: there is one arm at least");
  EXPECT_EQ(answer("arms 4", "arms 3"),
            "x:25: error: there is more after the last arm; take it away, or say in 'arms' how "
            "many there are");
  EXPECT_EQ(answer("arms 4", "arms 5"),
            "x:27: error: the file ends where 'arm' should be; it was cut off, begin the search "
            "anew");
  EXPECT_EQ(answer("arm 0 closed", "arm 0 open"), "x:11: error: the first arm must be closed");
  EXPECT_EQ(answer("arm 1 closed", "arm 0 closed"), "x:16: error: only the first arm has level 0");
  EXPECT_EQ(answer("arm 1 closed", "arm 2 closed"),
            "x:16: error: the level is '2'; it must be 1 at most");
  EXPECT_EQ(answer("arm 1 open", "arm 1 ajar"),
            "x:20: error: expected 'open' or 'closed', found 'ajar 1:w1'");
}

TEST(CheckpointMistake, InAStepOrAPlace) {
  EXPECT_EQ(answer("asleep 0:r1", "asleep 0:x1"),
            "x:14: error: expected 'r' or 'w' and the number of a word, found 'x1'");
  EXPECT_EQ(answer("asleep 0:r1", "asleep 32:r1"),
            "x:14: error: the process is '32'; it must be 31 at most");
  EXPECT_EQ(answer("branch 0 2:w1", "branch 1 2:w1"),
            "x:15: error: the depth is '1'; it must be 0 at most");
  EXPECT_EQ(answer("strand 1 1", "strand 2 1"),
            "x:19: error: more steps are seen than the strand has");
  EXPECT_EQ(answer("strand 1 1", "strand 1 0"), "x:17: error: a strand has one place at least");
}

}  // namespace
}  // namespace faultline::explore
