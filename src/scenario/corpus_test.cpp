// SPDX-License-Identifier: Apache-2.0
//
// The fuzzer's entry point over its seeds, and over each beginning of one of them, in each ordinary
// build.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "scenario/language_fuzz.cpp"

namespace faultline::scenario {
namespace {

const std::filesystem::path folder = FAULTLINE_SOURCE_DIR "/tests/corpus/scenario";

std::vector<std::uint8_t> bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ScenarioCorpus, IsTakenOrRefusedButNeverFatal) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto bytes = bytes_of(entry.path());
    SCOPED_TRACE(entry.path().string());
    EXPECT_EQ(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()), 0);
    ++count;
  }
  EXPECT_GE(count, 4u);
}

TEST(ScenarioCorpus, SurvivesEachBeginning) {
  const auto bytes = bytes_of(folder / "every-key.toml");
  ASSERT_FALSE(bytes.empty());
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    EXPECT_EQ(LLVMFuzzerTestOneInput(bytes.data(), size), 0);
  }
}

}  // namespace
}  // namespace faultline::scenario
