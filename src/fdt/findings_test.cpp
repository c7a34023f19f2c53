// SPDX-License-Identifier: Apache-2.0
//
// A tree with a flaw in nearly every node: each flaw is found and named, and costs nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libfdt.h>

#include <algorithm>

#include "fdt/smmus.hpp"
#include "fdt/test_trees.hpp"

namespace faultline::fdt {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::SizeIs;

Description malformed() {
  auto description = read_smmus(test_tree("src/fdt/testdata/malformed"));
  if (!description) throw std::runtime_error(description.error().text());
  return *std::move(description);
}

std::vector<std::string> texts(const Description& description, Severity severity) {
  std::vector<std::string> all;
  for (const Problem& finding : description.findings) {
    if (finding.severity == severity) all.push_back(finding.text());
  }
  return all;
}

// In document order: what SMMUs lack, then what masters lack, then what several have in common.
const std::vector<std::string> expected_defects = {
    "/iommu@1010000: reg: is missing; it holds the address and the size of the registers",
    "/iommu@1020000: reg: has 2 cells; its entries have 4 each on /",
    "/iommu@1030000: reg: entry 0 is 0x1030000 of 0x0 bytes; a region is not empty and ends "
    "before 2^64",
    "/iommu@ffff000: reg: entry 0 is 0xfffffffffffff000 of 0x2000 bytes; a region is not empty "
    "and ends before 2^64",
    "/iommu@1040000: interrupts: has 5 cells; /interrupt-controller@8000000 asks for 3 per "
    "interrupt (#interrupt-cells)",
    "/iommu@1050000: #global-interrupts: is 3, but interrupts lists 2; it counts the global "
    "interrupts at the head of that list",
    "/iommu@1060000: #global-interrupts: is missing; it counts the global interrupts at the head "
    "of interrupts",
    "/iommu@1070000: interrupts: is missing; it lists the global interrupts, then one for each "
    "context bank",
    "/iommu@1080000: interrupts: lists no interrupt behind the 2 global; each context bank has "
    "one there",
    "/iommu@1090000: interrupt-parent: goes round in a circle through /iommu@1090000; the chain "
    "ends at a node with #interrupt-cells",
    "/iommu@10a0000: interrupt-parent: is phandle 0xdead, which no node has; it names the "
    "interrupt controller",
    "/no-interrupt-cells: #interrupt-cells: is 0; it is 1 to 16",
    "/iommu@10c0000: interrupts-extended: entry 1 ends after 2 cells behind its phandle; "
    "/interrupt-controller@8000000 asks for 3 (#interrupt-cells)",
    "/iommu@10d0000: #iommu-cells: is 3; it is 1 (a stream ID) or 2 (and a mask)",
    "/iommu@10e0000: stream-match-mask: is 0x10000; it is a mask of 16 bits",
    "/iommu@10f0000: clocks: entry 0 refers to /plain, which has no #clock-cells; give that node "
    "#clock-cells or refer to another",
    "/greedy: #clock-cells: is 99; it is at most 16",
    "/iommu@1110000: power-domains: entry 0 ends after 0 cells behind its phandle; "
    "/power-controller asks for 1 (#power-domain-cells)",
    "/iommu@1120000: nvidia,memory-controller: is phandle 0xdead, which no node has; it names "
    "the memory controller",
    "/bus@1: ranges: has no entry that covers 0x10000 of 0x10000 bytes of /bus@1/iommu@10000; "
    "add one, or mend that node's reg",
    "/bus@2: ranges: entry 0 maps 0x0 to 0xffffffffffff0000 for 0x20000 bytes and wraps around "
    "the address space; an entry ends before 2^64",
    "/bus@3: ranges: is missing, so nothing outside can reach /bus@3/iommu@0; an empty one hands "
    "addresses on unchanged",
    "/bus@4: ranges: has 3 cells; its entries have 4 each",
    "/bus@5: #address-cells: is 3; addresses of 1 or 2 cells are translated",
    "/bus@6: ranges: entry 0 maps 0xffffffffffff0000 to 0x2000000 for 0x20000 bytes and wraps "
    "around the address space; an entry ends before 2^64",
    "/master@11: iommus: entry 1 refers to /plain, which has no #iommu-cells; give that node "
    "#iommu-cells or refer to another",
    "/master@12: iommus: entry 1 refers to phandle 0xdead, which no node has; each entry starts "
    "with the phandle of a node with #iommu-cells",
    "/master@13: iommus: entry 0 ends after 1 cell behind its phandle; /iommu@3000000 asks for 2 "
    "(#iommu-cells)",
    "/master@14: iommus: stream ID 0x10014 of entry 0 does not fit in 16 bits; an SMMUv2 has at "
    "most 16 bits of stream ID",
    "/master@15: iommus: mask 0x10000 of entry 0 does not fit in 16 bits; an SMMUv2 has at most "
    "16 bits of stream ID",
    "/master@16: iommus: is 5 bytes long; a list of 32-bit cells has a multiple of 4",
    "/master@17: iommus: entry 0 refers to /iommu@3010000, which has no #iommu-cells; give that "
    "node #iommu-cells or refer to another",
    "/bridge@20: iommu-map: has 6 cells; its entries have 4 each: requester ID, SMMU, stream ID, "
    "count",
    "/bridge@21: iommu-map: entry 0 refers to phandle 0xdead, which no node has; its second cell "
    "is the phandle of an SMMU",
    "/bridge@22: iommu-map: entry 0 refers to /plain, which has no #iommu-cells; its second cell "
    "is the phandle of an SMMU",
    "/bridge@23: iommu-map: stream ID 0x10000 of entry 0 does not fit in 16 bits; an SMMUv2 has "
    "at most 16 bits of stream ID",
    "/bridge@24: iommu-map-mask: is 8 bytes long; it holds one 32-bit cell",
    "/iommu@3020000: mmu-masters: entry 0 refers to /plain, which has no #stream-id-cells; give "
    "that node #stream-id-cells or refer to another",
    "/master@19: compatible: ends inside a string; each string is followed by a zero byte",
    "/master@31: iommus: stream 0x30 (mask 0x5) overlaps 0x30 (mask 0x3) of /master@30; make one "
    "contain the other, or keep them apart",
};

TEST(Findings, NameEachDefectOnce) {
  EXPECT_EQ(texts(malformed(), Severity::defect), expected_defects);
}

TEST(Findings, RemarkOnWhatStillWorks) {
  const std::vector<std::string> expected = {
      "/iommu@1120000: reg: has 3 regions; an SMMU of this kind has at most 2",
      "/iommu@3000000: clock-names: has 1 name for 0 clocks; each entry of clocks has one",
      "/iommu@3010000: #iommu-cells: is missing, so no master can refer to it; it is 1 (a stream "
      "ID) or 2 (and a mask)",
      "/bridge@25: iommu-map: entry 0 maps nothing; a boot loader may fill it in; its last cell is "
      "a count",
  };
  EXPECT_EQ(texts(malformed(), Severity::remark), expected);
}

TEST(Findings, LeaveOtherSmmusUsable) {
  const Description description = malformed();
  EXPECT_THAT(description.smmus, SizeIs(30));
  std::vector<std::string> usable;
  for (const SmmuNode& node : description.smmus) {
    if (node.usable) usable.push_back(node.path);
  }
  EXPECT_THAT(usable,
              ElementsAre("/iommu@1000000", "/iommu@3000000", "/iommu@3010000", "/iommu@3020000"));
}

TEST(Findings, LeaveOtherPropertiesOfTheNode) {
  const Description description = malformed();
  const auto node = std::ranges::find(description.smmus, "/iommu@1040000", &SmmuNode::path);
  EXPECT_EQ(node->regions[0].address, PhysAddr(0x1040000));
  EXPECT_EQ(node->iommu_cells, 1u);
  EXPECT_TRUE(node->context_interrupts.empty());
}

TEST(Findings, LeaveOtherMastersAndOtherEntries) {
  std::vector<std::string> found;
  for (const Master& master : malformed().masters) {
    for (const Stream& stream : master.streams)
      found.push_back(master.path + " " + hex(stream.id.value));
    for (const auto& range : master.requester_ranges) {
      found.push_back(master.path + " from " + hex(range.first_stream.value));
    }
  }
  EXPECT_THAT(found, ElementsAre("/master@10 0x10", "/master@11 0x11", "/master@12 0x12",
                                 "/master@14 0x14", "/master@19 0x19", "/bridge@21 from 0x22",
                                 "/master@30 0x30", "/master@31 0x30", "/master@32 0x31",
                                 "/master@33 0x34", "/master@34 0x38", "/master@35 0x38"));
}

TEST(Findings, IncludeRepeatedPhandles) {
  auto blob = test_blob("src/fdt/testdata/malformed");
  const int twin = fdt_path_offset(blob.data(), "/twin@2");
  ASSERT_EQ(fdt_setprop_inplace_u32(blob.data(), twin, "phandle", 0x1000), 0);
  const auto description = read_smmus(*Tree::load(blob));
  ASSERT_TRUE(description.has_value());
  EXPECT_THAT(texts(*description, Severity::defect),
              Contains("/twin@2: phandle: is that of another node too; give each node a phandle of "
                       "its own"));
}

}  // namespace
}  // namespace faultline::fdt
