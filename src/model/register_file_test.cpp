// SPDX-License-Identifier: Apache-2.0
//
// The register map as software meets it: access kinds of every register, halves of wide ones, what
// is not there.
#include "model/register_file.hpp"

#include "model/testing/bench_device.hpp"
#include "spec/table.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

class RegisterFile : public BenchDevice {};

// Registers whose reads or bits depend on more than their declaration; they have tests of their
// own.
bool is_special(std::string_view name) {
  for (const std::string_view other : {"sCR0", "sCR2", "SMR", "S2CR", "CBAR", "CBA2R", "TCR2",
                                       "IDR0", "IDR1", "IDR2", "IDR7", "IPAFAR"})
    if (name == other) return true;
  return false;
}

TEST_F(RegisterFile, EveryPlainRegisterKeepsWhatItsDeclarationLetsItKeep) {
  set<gr1::CBAR>(1u << 16, 0);  // a stage 1 bank has most registers
  std::size_t checked = 0;
  std::size_t rows = 0;
  for (const Space space : {Space::gr0, Space::gr1, Space::cb}) {
    const std::uint32_t base = space == Space::gr0   ? 0
                               : space == Space::gr1 ? 0x1000
                                                     : smmu.bank_offset(bank0);
    rows += table(space).size();
    for (const RegisterInfo& info : table(space)) {
      if (is_special(info.name)) continue;
      ASSERT_TRUE(smmu.write(base + info.offset, ~0ull, info.size_bytes()).has_value());
      const auto ones = smmu.read(base + info.offset, info.size_bytes());
      ASSERT_TRUE(smmu.write(base + info.offset, 0, info.size_bytes()).has_value());
      const auto zeros = smmu.read(base + info.offset, info.size_bytes());
      const std::uint64_t kept = info.access == reg::RegisterAccess::read_write ? info.rules.rw : 0;
      EXPECT_EQ(*ones, kept) << info.name;
      EXPECT_EQ(*zeros, 0u) << info.name;
      ++checked;
    }
  }
  EXPECT_EQ(checked, rows - 12);
}

TEST_F(RegisterFile, HalvesOfAWideRegisterAreItsWords) {
  set<gr1::CBAR>(1u << 16, 0);
  const std::uint32_t at = offset<cb::TTBR0>(bank0);
  ASSERT_TRUE(smmu.write(at + 4, 0x1234'5678, 4).has_value());
  ASSERT_TRUE(smmu.write(at, 0x9abc'def0, 4).has_value());
  EXPECT_EQ(get<cb::TTBR0>(bank0), 0x1234'5678'9abc'def0u);
  EXPECT_EQ(smmu.read(at + 4, 4), 0x1234'5678u);
}

TEST_F(RegisterFile, AWideAccessOfTwoNarrowRegistersReachesBoth) {
  set<gr1::CBAR>(1u << 16, 0);
  ASSERT_TRUE(smmu.write(offset<cb::MAIR0>(bank0), 0x1111'2222'3333'4444, 8).has_value());
  EXPECT_EQ(get<cb::MAIR0>(bank0), 0x3333'4444u);
  EXPECT_EQ(get<cb::MAIR1>(bank0), 0x1111'2222u);
}

TEST_F(RegisterFile, BanksThatAreNotThereReadZeroAndIgnoreWrites) {
  Configuration configuration = bench_configuration();
  configuration.size.banks = 3;
  FakeEnvironment other_environment;
  Storage<bench_capacity> other_storage;
  Smmu small(configuration, other_environment, other_storage.resources());
  small.set_supply(Supply::on);
  const BankIndex absent{3};  // the page is there, the bank is not
  const std::uint32_t sctlr = small.bank_offset(absent);
  ASSERT_TRUE(small.write(sctlr, 0x41, 4).has_value());
  EXPECT_EQ(small.read(sctlr, 4), 0u);
  ASSERT_TRUE(small.write(0x1000 + 4 * 3, 0x10000, 4).has_value());
  EXPECT_EQ(small.read(0x1000 + 4 * 3, 4), 0u);
}

TEST_F(RegisterFile, StreamGroupsBeyondTheLastReadZeroAndIgnoreWrites) {
  set<gr0::SMR>(0x8000'0001, 15);
  set<gr0::S2CR>(0x1'0000, 15);
  EXPECT_EQ(get<gr0::SMR>(15), 0x8000'0001u);
  set<gr0::SMR>(0x8000'0001, 16);
  set<gr0::S2CR>(0x1'0000, 16);
  EXPECT_EQ(get<gr0::SMR>(16), 0u);
  EXPECT_EQ(get<gr0::S2CR>(16), 0u);
}

TEST_F(RegisterFile, HolesReadZeroAndIgnoreWrites) {
  for (const std::uint32_t hole : {0x004u, 0x0fcu, 0x3fcu, 0x1200u, 0x2000u, 0x3000u}) {
    ASSERT_TRUE(smmu.write(hole, 0xffff'ffff, 4).has_value());
    EXPECT_EQ(smmu.read(hole, 4), 0u) << std::hex << hole;
  }
  EXPECT_EQ(get<gr0::sGFSR>(), 0u);
}

TEST_F(RegisterFile, BeyondTheLastPageThereIsNothing) {
  EXPECT_EQ(smmu.read(smmu.size_bytes(), 4).error(), Refusal::unmapped);
  EXPECT_EQ(smmu.write(smmu.size_bytes(), 0, 4).error(), Refusal::unmapped);
}

TEST_F(RegisterFile, SixtyFourKilobytePagesMoveEveryBank) {
  Configuration configuration = bench_configuration();
  configuration.size.pages_64k = true;
  FakeEnvironment other_environment;
  Storage<bench_capacity> other_storage;
  Smmu big(configuration, other_environment, other_storage.resources());
  big.set_supply(Supply::on);
  EXPECT_EQ(big.read(0x24, 4).value() >> 31, 1u);
  ASSERT_TRUE(big.write(0x1'0000, 0x1'0000, 4).has_value());  // CBAR0
  EXPECT_EQ(big.bank_offset(bank0), 8u * 0x1'0000);
  ASSERT_TRUE(big.write(8 * 0x1'0000 + 0x30, 0x19, 4).has_value());  // TCR of bank 0
  EXPECT_EQ(big.read(8 * 0x1'0000 + 0x30, 4), 0x19u);
  EXPECT_EQ(big.read(8 * 0x1'0000 + 0x1030, 4), 0u) << "the rest of a page is empty";
}

TEST_F(RegisterFile, FixedBitsOfsCR0StayAsTheyAre) {
  Configuration configuration = bench_configuration();
  configuration.behaviour.sCR0_reset = 0x20'0001;
  configuration.behaviour.sCR0_read_only = 0x20'0330;
  FakeEnvironment other_environment;
  Storage<bench_capacity> other_storage;
  Smmu mmu500(configuration, other_environment, other_storage.resources());
  mmu500.set_supply(Supply::on);
  EXPECT_EQ(mmu500.read(0, 4), 0x20'0001u);
  ASSERT_TRUE(mmu500.write(0, 0x336, 4).has_value());
  EXPECT_EQ(mmu500.read(0, 4), 0x20'0006u);
}

TEST_F(RegisterFile, BitsOfsCR0ForAbsentFeaturesStayZero) {
  set<gr0::sCR0>(0xffff'ffff);
  EXPECT_EQ(get<gr0::sCR0>() & (1u << 3 | 1u << 30 | 1u << 31), 0u);
}

TEST_F(RegisterFile, ABusThatSplitsWideAccessesStartsOperationsWithoutTheirHighWord) {
  Configuration configuration = bench_configuration();
  configuration.errata.splits_64bit_accesses = true;
  FakeEnvironment other_environment;
  Storage<bench_capacity> other_storage;
  Smmu other(configuration, other_environment, other_storage.resources());
  other.set_supply(Supply::on);
  RecordingSink sink;
  other.set_sink(&sink);
  ASSERT_TRUE(other.write(0x1000, 1u << 16, 4).has_value());
  const std::uint32_t at = other.bank_offset(bank0) + cb::TLBIVA::offset();
  ASSERT_TRUE(other.write(at, 5ull << 48 | 4, 8).has_value());
  ASSERT_EQ(sink.of(trace::Kind::invalidated).size(), 1u);
  EXPECT_EQ(sink.of(trace::Kind::invalidated)[0].value, 4u);
  ASSERT_TRUE(other.write(other.bank_offset(bank0) + 0x20, 0x1234'5678'9abc'd000, 8).has_value());
  EXPECT_EQ(other.peek(other.bank_offset(bank0) + 0x20, 8), 0x1234'5678'9abc'd000u);
}

TEST_F(RegisterFile, PeekSeesWhatReadSeesAndChangesNothing) {
  set<gr1::CBAR>(1u << 16, 0);
  set<cb::TTBR0>(bank0, 0x1234'5678'9abc'd000);
  const std::uint64_t before = smmu.digest();
  EXPECT_EQ(smmu.peek(offset<cb::TTBR0>(bank0), 8), 0x1234'5678'9abc'd000u);
  EXPECT_EQ(smmu.peek(3, 2), 0u);
  EXPECT_EQ(smmu.peek(smmu.size_bytes(), 4), 0u);
  smmu.set_supply(Supply::gated);
  EXPECT_EQ(smmu.peek(offset<cb::TTBR0>(bank0), 8), 0x1234'5678'9abc'd000u);
  smmu.set_supply(Supply::on);
  EXPECT_EQ(smmu.digest(), before);
}

TEST_F(RegisterFile, ABankHasTheRegistersOfItsStage) {
  set<gr1::CBAR>(0, 0);  // stage 2
  set<cb::MAIR0>(bank0, 0xff);
  set<cb::TTBR1>(bank0, 0x1000);
  set<cb::TCR2>(bank0, 5);
  set<cb::CONTEXTIDR>(bank0, 5);
  EXPECT_EQ(get<cb::MAIR0>(bank0), 0u);
  EXPECT_EQ(get<cb::TTBR1>(bank0), 0u);
  EXPECT_EQ(get<cb::TCR2>(bank0), 0u);
  EXPECT_EQ(get<cb::CONTEXTIDR>(bank0), 0u);
  set<cb::IPAFAR>(bank0, 0x5000);
  EXPECT_EQ(get<cb::IPAFAR>(bank0), 0x5000u);
  set<gr1::CBAR>(1u << 16, 1);
  set<cb::IPAFAR>(bank1, 0x5000);
  EXPECT_EQ(get<cb::IPAFAR>(bank1), 0u);
}

TEST_F(RegisterFile, IPAFARSharesItsLowBitsWithFAR) {
  set<gr1::CBAR>(0, 0);
  set<cb::FAR>(bank0, 0x7777'7abc);
  set<cb::IPAFAR>(bank0, 0x1'2345'6fff);
  EXPECT_EQ(get<cb::IPAFAR>(bank0), 0x1'2345'6abcu);
}

TEST_F(RegisterFile, CBARHasTheLayoutOfItsType) {
  set<gr1::CBAR>(0xffff'ffff & ~(3u << 16), 0);
  EXPECT_EQ(get<gr1::CBAR>(0), 0xffu);
  set<gr1::CBAR>(0xffff'ffff, 0);
  EXPECT_EQ(get<gr1::CBAR>(0), 0x3'ffffu);
}

TEST_F(RegisterFile, StageTwoOnlyBanksCannotBeAnythingElse) {
  Configuration configuration = bench_configuration();
  configuration.size.stage2_only_banks = 1;
  FakeEnvironment other_environment;
  Storage<bench_capacity> other_storage;
  Smmu other(configuration, other_environment, other_storage.resources());
  other.set_supply(Supply::on);
  ASSERT_TRUE(other.write(0x1000, 0x1'0005, 4).has_value());
  ASSERT_TRUE(other.write(0x1004, 0x1'0005, 4).has_value());
  EXPECT_EQ(other.read(0x1000, 4), 5u);
  EXPECT_EQ(other.read(0x1004, 4), 0x1'0005u);
}

TEST_F(RegisterFile, CBA2RHasOnlyWhatTheDeviceHas) {
  set<gr1::CBA2R>(0xffff'ffff, 0);
  EXPECT_EQ(get<gr1::CBA2R>(0), 1u);
}

TEST_F(RegisterFile, TCR2LacksHardwareUpdateAndHierarchyBits) {
  set<gr1::CBAR>(1u << 16, 0);
  set<cb::TCR2>(bank0, 0xffff'ffff);
  EXPECT_EQ(get<cb::TCR2>(bank0) & 0xf00, 0u);
  EXPECT_EQ(get<cb::TCR2>(bank0) & 0x3'8077, 0x3'8077u);
}

TEST_F(RegisterFile, StatusRegistersIgnoreWrites) {
  set<cb::TLBSTATUS>(bank0, 1);
  set<gr0::sTLBGSTATUS>(1);
  EXPECT_EQ(get<cb::TLBSTATUS>(bank0), 0u);
  EXPECT_EQ(get<gr0::sTLBGSTATUS>(), 0u);
}

}  // namespace
}  // namespace faultline::model::testing
