// SPDX-License-Identifier: Apache-2.0
//
// Walks of the AArch32 Short-descriptor format, with descriptors typed by hand.
#include "model/testing/bench_device.hpp"
#include "model/walk.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

constexpr std::uint32_t TF = 1u << 1;
constexpr std::uint32_t AFF = 1u << 2;
constexpr std::uint32_t PF = 1u << 3;

class WalkShort : public BenchDevice {
 protected:
  explicit WalkShort(const Configuration& configuration = bench_configuration())
      : BenchDevice(configuration) {
    enable();
    route(0, 1, bank0);
    set<gr1::CBAR>(1u << 16, 0);
    set<gr1::CBA2R>(0, 0);
    set<cb::TTBR0>(bank0, root);
    set<cb::CONTEXTIDR>(bank0, 5);
    set<cb::SCTLR>(bank0, M | CFRE | CFIE | HUPCF);
    memory().write32(root + 4 * 1, second | 1);
  }
  void first_level(std::uint32_t index, std::uint32_t word) {
    memory().write32(root + 4 * index, word);
  }
  // In the second-level table that serves the second megabyte.
  void second_level(std::uint32_t index, std::uint32_t word) {
    memory().write32(second + 4 * index, word);
  }
  std::string rights(std::uint64_t va) {
    std::string text;
    for (const bool privileged : {false, true}) {
      const auto may = [&](Access access) {
        access.privileged = privileged;
        const bool passed =
            smmu.translate(StreamId(1), Iova(va), access).verdict == Verdict::passed;
        set<cb::FSR>(bank0, ~0u);
        return passed;
      };
      text += may({}) ? 'r' : '-';
      text += may({.write = true}) ? 'w' : '-';
      text += may({.instruction = true}) ? 'x' : '-';
      if (!privileged) text += ' ';
    }
    return text;
  }
  static constexpr std::uint32_t root = 0x10'4000;
  static constexpr std::uint32_t second = 0x20'0400;
  static constexpr std::uint32_t full = 3u << 10;      // AP of a section: everybody
  static constexpr std::uint32_t full_page = 3u << 4;  // the same of a page
};

TEST_F(WalkShort, SectionsAreOneMegabyte) {
  first_level(0x123, 0xabc0'0000 | full | 2);
  const Outcome outcome = read_at(0x1234'5678);
  EXPECT_EQ(outcome.pa, PhysAddr(0xabc4'5678));
  EXPECT_EQ(outcome.size_bytes, 1u << 20);
}

class WithoutShort : public WalkShort {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.features.aarch32_short = false;
    return made;
  }
  WithoutShort() : WalkShort(configuration()) {}
};

TEST_F(WithoutShort, AFormatThatIsNotAnnouncedDoesNotWork) {
  EXPECT_EQ(get<gr0::IDR0>() >> 24 & 3, 1u);
  first_level(0x123, 0xabc0'0000 | full | 2);
  EXPECT_EQ(read_at(0x1234'5678).verdict, Verdict::faulted);
  EXPECT_EQ(environment.reads, 0u);
}

TEST_F(WalkShort, SupersectionsAreSixteenMegabytesWithFortyBitAddresses) {
  first_level(0x120, 0xab00'0000 | 5u << 20 | 3u << 5 | 1u << 18 | full | 2);
  const Outcome outcome = read_at(0x1201'2345);
  EXPECT_EQ(outcome.pa, PhysAddr(0x35'ab01'2345));
  EXPECT_EQ(outcome.size_bytes, 1u << 24);
}

TEST_F(WalkShort, SmallPagesAreFourKilobytes) {
  second_level(3, 0x8000'7000 | full_page | 2);
  EXPECT_EQ(read_at(0x10'3abc).pa, PhysAddr(0x8000'7abc));
  EXPECT_EQ(read_at(0x10'3abc).size_bytes, 4096u);
}

TEST_F(WalkShort, LargePagesAreSixtyFourKilobytes) {
  for (unsigned i = 0x10; i < 0x20; ++i) second_level(i, 0x8001'0000 | full_page | 1);
  EXPECT_EQ(read_at(0x11'5abc).pa, PhysAddr(0x8001'5abc));
  EXPECT_EQ(read_at(0x11'5abc).size_bytes, 65536u);
}

TEST_F(WalkShort, AFaultNamesItsLevelAndFormat) {
  (void)read_at(0x7000'0000);
  EXPECT_EQ(get<cb::FSR>(bank0), TF);
  EXPECT_EQ(get<cb::FSYNR0>(bank0) & 3, 1u);
  set<cb::FSR>(bank0, TF);
  (void)read_at(0x10'9000);
  EXPECT_EQ(get<cb::FSYNR0>(bank0) & 3, 2u);
}

TEST_F(WalkShort, AddressesBeyondThirtyTwoBitsFault) {
  first_level(0, full | 2);
  EXPECT_EQ(read_at(0x1'0000'0000).verdict, Verdict::faulted);
}

TEST_F(WalkShort, PermissionsWithoutAccessFlag) {
  const auto page = [&](std::uint32_t ap2, std::uint32_t ap, std::uint32_t xn = 0) {
    set<cb::TLBIALL>(bank0, 0);
    second_level(0, 0x8000'0000 | ap2 << 9 | ap << 4 | 2 | xn);
    return rights(0x10'0000);
  };
  EXPECT_EQ(page(0, 0), "--- ---");
  EXPECT_EQ(page(0, 1), "--- rwx");
  EXPECT_EQ(page(0, 2), "r-x rwx");
  EXPECT_EQ(page(0, 3), "rwx rwx");
  EXPECT_EQ(page(1, 1), "--- r-x");
  EXPECT_EQ(page(1, 2), "r-x r-x");
  EXPECT_EQ(page(1, 3), "r-x r-x");
  EXPECT_EQ(page(0, 3, 1), "rw- rw-");
}

TEST_F(WalkShort, WithAFETheLowBitOfAPIsTheAccessFlag) {
  set<cb::SCTLR>(bank0, M | CFRE | CFIE | HUPCF | 1u << 2);
  second_level(0, 0x8000'0000 | 2u << 4 | 2);
  (void)read_at(0x10'0000);
  EXPECT_EQ(get<cb::FSR>(bank0), AFF);
  set<cb::FSR>(bank0, AFF);
  second_level(0, 0x8000'0000 | 3u << 4 | 2);
  EXPECT_EQ(rights(0x10'0000), "rwx rwx");
  set<cb::TLBIALL>(bank0, 0);
  second_level(0, 0x8000'0000 | 1u << 9 | 1u << 4 | 2);
  EXPECT_EQ(rights(0x10'0000), "--- r-x");
}

TEST_F(WalkShort, PXNOfASectionAndOfATableForbidThePrivileged) {
  first_level(0x123, 0xabc0'0000 | full | 3);
  EXPECT_EQ(rights(0x1230'0000), "rwx rw-");
  memory().write32(root + 4, second | 1 | 1u << 2);
  second_level(0, 0x8000'0000 | full_page | 2);
  EXPECT_EQ(rights(0x10'0000), "rwx rw-");
}

TEST_F(WalkShort, TTBR1ServesWhatNLeavesOver) {
  constexpr std::uint32_t other = 0x30'4000;
  memory().write32(other + 4 * 0x800, 0x9000'0000 | full | 2);
  first_level(0x7f, 0x8000'0000 | full | 2);
  set<cb::TTBR1>(bank0, other);
  set<cb::TCR>(bank0, 1);
  EXPECT_EQ(read_at(0x8000'0010).pa, PhysAddr(0x9000'0010));
  EXPECT_EQ(read_at(0x07f0'0010).pa, PhysAddr(0x8000'0010));
  set<cb::TCR>(bank0, 1 | 1u << 5);
  set<cb::TLBIALL>(bank0, 0);
  EXPECT_EQ(read_at(0x8000'0010).verdict, Verdict::faulted) << "PD1";
  EXPECT_EQ(read_at(0x07f0'0010).verdict, Verdict::passed);
  set<cb::TCR>(bank0, 1 | 1u << 4);
  set<cb::TLBIALL>(bank0, 0);
  EXPECT_EQ(read_at(0x07f0'0010).verdict, Verdict::faulted) << "PD0";
}

TEST_F(WalkShort, TheASIDIsInCONTEXTIDR) {
  second_level(0, 0x8000'0000 | full_page | 1u << 11 | 2);
  ASSERT_EQ(read_at(0x10'0000).verdict, Verdict::passed);
  second_level(0, 0x9000'0000 | full_page | 1u << 11 | 2);
  set<cb::TLBIASID>(bank0, 4);
  EXPECT_EQ(read_at(0x10'0000).pa, PhysAddr(0x8000'0000));
  set<cb::TLBIASID>(bank0, 5);
  EXPECT_EQ(read_at(0x10'0000).pa, PhysAddr(0x9000'0000));
}

TEST_F(WalkShort, MemoryTypesComeFromTEXCAndB) {
  const auto memory_of = [&](std::uint32_t tex, std::uint32_t cb_bits) {
    set<cb::TLBIALL>(bank0, 0);
    second_level(0, 0x8000'0000 | full_page | tex << 6 | cb_bits << 2 | 2);
    return read_at(0x10'0000).attributes.memory;
  };
  EXPECT_EQ(memory_of(0, 0), 0x00);
  EXPECT_EQ(memory_of(0, 1), 0x04);
  EXPECT_EQ(memory_of(0, 2), 0xaa);
  EXPECT_EQ(memory_of(0, 3), 0xee);
  EXPECT_EQ(memory_of(1, 0), 0x44);
  EXPECT_EQ(memory_of(1, 3), 0xff);
  EXPECT_EQ(memory_of(5, 2), 0xfa) << "outer write-back, inner write-through";
}

TEST_F(WalkShort, WithTREMemoryTypesComeFromPRRRAndNMRR) {
  set<cb::SCTLR>(bank0, M | CFRE | CFIE | HUPCF | 2);
  set<cb::MAIR0>(bank0,
                 0u | 1u << 2 | 2u << 4);  // type of 0: strongly ordered, 1: device, 2: normal
  set<cb::MAIR1>(bank0, 2u << 4 | 3u << (16 + 4));  // of 2: inner write-through, outer write-back
  const auto memory_of = [&](std::uint32_t cb_bits) {
    set<cb::TLBIALL>(bank0, 0);
    second_level(0, 0x8000'0000 | full_page | cb_bits << 2 | 2);
    return read_at(0x10'0000).attributes.memory;
  };
  EXPECT_EQ(memory_of(0), 0x00);
  EXPECT_EQ(memory_of(1), 0x04);
  EXPECT_EQ(memory_of(2), 0xea);
}

TEST_F(WalkShort, BigEndianWordsAreReadAsSuch) {
  second_level(0, __builtin_bswap32(0x8000'0000 | full_page | 2));
  memory().write32(root + 4, __builtin_bswap32(second | 1));
  set<cb::SCTLR>(bank0, M | CFRE | CFIE | HUPCF | 1u << 4);
  EXPECT_EQ(read_at(0x10'0010).pa, PhysAddr(0x8000'0010));
}

TEST_F(WalkShort, AWriteToAReadOnlyPageIsAPermissionFault) {
  second_level(0, 0x8000'0000 | 1u << 9 | full_page | 2);
  (void)write_at(0x10'0000);
  EXPECT_EQ(get<cb::FSR>(bank0), PF);
  EXPECT_EQ(get<cb::FSYNR0>(bank0) & 3, 2u);
}

}  // namespace
}  // namespace faultline::model::testing
