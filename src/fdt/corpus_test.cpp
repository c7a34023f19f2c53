// SPDX-License-Identifier: Apache-2.0
//
// The fuzzer's entry point over its seeds and over every word of a board changed, in each ordinary
// build.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>

#include "fdt/test_trees.hpp"
#include "fdt/tree_fuzz.cpp"

namespace faultline::fdt {
namespace {

TEST(Corpus, IsTakenOrRefusedButNeverFatal) {
  std::size_t count = 0;
  const std::filesystem::path folder = FAULTLINE_SOURCE_DIR "/tests/corpus/fdt";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<std::uint8_t> bytes(std::istreambuf_iterator<char>(file), {});
    SCOPED_TRACE(entry.path().string());
    EXPECT_EQ(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()), 0);
    ++count;
  }
  EXPECT_GE(count, 10u);
}

TEST(Corpus, SurvivesEachWordOfABoardChanged) {
  const auto board = test_blob("boards/minimal");
  constexpr std::array<std::uint8_t, 5> bytes = {0x00, 0x01, 0x04, 0x7f, 0xff};
  for (std::size_t at = 0; at + 4 <= board.size(); at += 4) {
    for (const std::uint8_t byte : bytes) {
      auto changed = board;
      for (std::size_t i = 0; i < 4; ++i) changed[at + i] = i == 3 || byte >= 0x7f ? byte : 0;
      EXPECT_EQ(LLVMFuzzerTestOneInput(changed.data(), changed.size()), 0);
    }
  }
}

}  // namespace
}  // namespace faultline::fdt
