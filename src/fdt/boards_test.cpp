// SPDX-License-Identifier: Apache-2.0
//
// The boards that are shipped say what their comments say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "fdt/smmus.hpp"
#include "fdt/test_trees.hpp"

namespace faultline::fdt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Description board(const std::string& name) {
  auto description = read_smmus(test_tree("boards/" + name));
  if (!description) throw std::runtime_error(description.error().text());
  return *std::move(description);
}

std::vector<std::string> masters_on(const Description& description, std::size_t smmu) {
  std::vector<std::string> lines;
  for (const Master& master : description.masters) {
    std::string line = master.path.substr(master.path.rfind('/') + 1);
    const std::size_t bare = line.size();
    for (const Stream& stream : master.streams) {
      if (stream.smmu == smmu) line += " " + hex(stream.id.value) + "/" + hex(stream.mask);
    }
    if (line.size() != bare) lines.push_back(line);
  }
  return lines;
}

bool all_level(const std::vector<Interrupt>& interrupts) {
  return std::ranges::all_of(interrupts, &Interrupt::is_level);
}

TEST(Boards, SnapdragonHasAnAdrenoSmmuThatCanLoseItsPower) {
  const Description description = board("snapdragon");
  EXPECT_THAT(description.findings, IsEmpty());
  ASSERT_THAT(description.smmus, SizeIs(2));
  const SmmuNode& smmu = description.smmus[0];
  EXPECT_EQ(smmu.kind, SmmuKind::adreno_smmu_500);
  EXPECT_TRUE(smmu.enabled && smmu.usable && smmu.dma_coherent);
  EXPECT_THAT(smmu.global_interrupts, SizeIs(2));
  EXPECT_THAT(smmu.context_interrupts, SizeIs(8));
  EXPECT_TRUE(all_level(smmu.context_interrupts));
  ASSERT_THAT(smmu.power_domains, SizeIs(1));
  EXPECT_EQ(smmu.power_domains[0].provider, "/soc@0/power-controller@3d90000");
  EXPECT_THAT(smmu.clocks, SizeIs(2));
  EXPECT_THAT(masters_on(description, 0),
              ElementsAre("gpu@3d00000 0x0/0x0 0x1/0x0", "gmu@3d6a000 0x5/0x0",
                          "display@ae90000 0x10/0x0"));
}

TEST(Boards, SnapdragonHasAMultimediaSmmuThatIsAlwaysOn) {
  const Description description = board("snapdragon");
  ASSERT_THAT(description.smmus, SizeIs(2));
  const SmmuNode& smmu = description.smmus[1];
  EXPECT_EQ(smmu.kind, SmmuKind::qcom_smmu_500);
  EXPECT_THAT(smmu.power_domains, IsEmpty());
  EXPECT_THAT(smmu.global_interrupts, SizeIs(1));
  EXPECT_THAT(smmu.context_interrupts, SizeIs(16));
  EXPECT_THAT(masters_on(description, 1), ElementsAre("display-controller@ae00000 0x820/0x402",
                                                      "video-codec@aa00000 0x2100/0x400",
                                                      "camera@ac6a000 0x2000/0x0 0x2040/0x0"));
}

TEST(Boards, SnapdragonPowersTheDirectPortFromElsewhere) {
  const Description description = board("snapdragon");
  const auto domains_of = [&](std::string_view path) {
    std::vector<std::string> all;
    for (const PowerDomain& each :
         std::ranges::find(description.masters, path, &Master::path)->power_domains) {
      all.push_back(each.provider + " " + std::to_string(each.arguments.at(0)));
    }
    return all;
  };
  EXPECT_THAT(domains_of("/soc@0/display@ae90000"),
              ElementsAre("/soc@0/power-controller@af00000 0"));
  EXPECT_THAT(domains_of("/soc@0/gpu@3d00000"), ElementsAre("/soc@0/power-controller@3d90000 1"));
  EXPECT_THAT(domains_of("/soc@0/gmu@3d6a000"), ElementsAre("/soc@0/power-controller@3d90000 0",
                                                            "/soc@0/power-controller@3d90000 1"));
}

TEST(Boards, MinimalHasOneSmmuAndOneMaster) {
  const Description description = board("minimal");
  EXPECT_THAT(description.findings, IsEmpty());
  ASSERT_THAT(description.smmus, SizeIs(1));
  EXPECT_EQ(description.smmus[0].kind, SmmuKind::smmu_v2);
  EXPECT_THAT(description.smmus[0].context_interrupts, SizeIs(4));
  EXPECT_TRUE(all_level(description.smmus[0].context_interrupts));
  EXPECT_THAT(masters_on(description, 0), ElementsAre("dma-controller@b100000 0x10/0x0"));
}

}  // namespace
}  // namespace faultline::fdt
