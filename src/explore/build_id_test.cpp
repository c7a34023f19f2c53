// SPDX-License-Identifier: Apache-2.0
//
// The identifier is the one that is in the program's file.
#include "explore/build_id.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace faultline::explore {
namespace {

TEST(BuildId, IsTheOneInTheProgramsFile) {
  const std::string id = build_id();
  ASSERT_THAT(id, testing::MatchesRegex("[0-9a-f]+"));
  ASSERT_EQ(id.size(), 40u);
  std::string note("\4\0\0\0\x14\0\0\0\3\0\0\0GNU\0", 16);  // elf(5): sizes, type, name
  for (std::size_t i = 0; i < id.size(); i += 2) {
    note += static_cast<char>(std::stoi(id.substr(i, 2), nullptr, 16));
  }
  std::ifstream file("/proc/self/exe", std::ios::binary);
  const std::string program{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(program, testing::HasSubstr(note));
}

}  // namespace
}  // namespace faultline::explore
