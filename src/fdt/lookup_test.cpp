// SPDX-License-Identifier: Apache-2.0
//
// From stream IDs to masters and from requesters to streams.
#include "fdt/lookup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fdt/smmus.hpp"
#include "fdt/test_trees.hpp"

namespace faultline::fdt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> names(const Description& description, std::size_t smmu, std::uint16_t id) {
  std::vector<std::string> found;
  for (const Master* master : masters_of(description, smmu, StreamId(id)))
    found.push_back(master->path);
  return found;
}

TEST(Lookup, FindsTheMasterOfAStream) {
  const auto description = read_smmus(test_tree("boards/snapdragon"));
  ASSERT_TRUE(description.has_value());
  EXPECT_THAT(names(*description, 0, 0), ElementsAre("/soc@0/gpu@3d00000"));
  EXPECT_THAT(names(*description, 0, 5), ElementsAre("/soc@0/gmu@3d6a000"));
  EXPECT_THAT(names(*description, 0, 0x10), ElementsAre("/soc@0/display@ae90000"));
  EXPECT_THAT(names(*description, 0, 2), IsEmpty());
}

TEST(Lookup, GoesByTheMask) {
  const auto description = read_smmus(test_tree("boards/snapdragon"));
  ASSERT_TRUE(description.has_value());
  const std::string display = "/soc@0/display-controller@ae00000";  // 0x820, mask 0x402
  EXPECT_THAT(names(*description, 1, 0x820), ElementsAre(display));
  EXPECT_THAT(names(*description, 1, 0x822), ElementsAre(display));
  EXPECT_THAT(names(*description, 1, 0xc22), ElementsAre(display));
  EXPECT_THAT(names(*description, 1, 0x821), IsEmpty());
  EXPECT_THAT(names(*description, 0, 0x820), IsEmpty());
}

TEST(Lookup, FindsTheBridgeOfAStream) {
  const auto description = read_smmus(test_tree("src/fdt/testdata/sound"));
  ASSERT_TRUE(description.has_value());
  EXPECT_THAT(names(*description, 2, 0x57), ElementsAre("/pcie@14100000"));
  EXPECT_THAT(names(*description, 2, 0x200), ElementsAre("/pcie@14100000", "/dma@14200000"));
  EXPECT_THAT(names(*description, 3, 0x1010), ElementsAre("/bridge@9000000"));
  EXPECT_THAT(names(*description, 3, 0x101f), ElementsAre("/bridge@9000000"));
  EXPECT_THAT(names(*description, 3, 0x1020), IsEmpty());
}

TEST(Lookup, GivesARequesterItsStream) {
  const auto description = read_smmus(test_tree("src/fdt/testdata/sound"));
  ASSERT_TRUE(description.has_value());
  const Master& bridge = description->masters[2];
  ASSERT_EQ(bridge.path, "/pcie@14100000");
  EXPECT_EQ(stream_of_requester(bridge, 0x10), (Stream{2, StreamId(0x67), 0x7f80}));
  EXPECT_EQ(stream_of_requester(bridge, 0x5010), (Stream{2, StreamId(0x67), 0x7f80}));  // masked
  EXPECT_EQ(stream_of_requester(bridge, 0x100), (Stream{2, StreamId(0x200), 0x7f80}));
  EXPECT_EQ(stream_of_requester(bridge, 0x101), std::nullopt);
}

}  // namespace
}  // namespace faultline::fdt
