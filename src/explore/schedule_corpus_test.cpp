// SPDX-License-Identifier: Apache-2.0
//
// The fuzzer's entry point over its seeds, and over each beginning of one of them, in each ordinary
// build.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "explore/schedule_file_fuzz.cpp"

namespace faultline::explore {
namespace {

const std::filesystem::path folder = FAULTLINE_SOURCE_DIR "/tests/corpus/explore";

std::vector<std::uint8_t> bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ScheduleCorpus, IsTakenOrRefusedButNeverFatal) {
  std::size_t taken = 0;
  std::size_t refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().string());
    const auto bytes = bytes_of(entry.path());
    EXPECT_EQ(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()), 0);
    ++(load_schedule(entry.path()) ? taken : refused);
  }
  EXPECT_GE(taken, 3u);
  EXPECT_GE(refused, 1u);
}

TEST(ScheduleCorpus, SurvivesEachBeginning) {
  const auto bytes = bytes_of(folder / "escapes.schedule");
  ASSERT_FALSE(bytes.empty());
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    EXPECT_EQ(LLVMFuzzerTestOneInput(bytes.data(), size), 0);
  }
}

}  // namespace
}  // namespace faultline::explore
