// SPDX-License-Identifier: Apache-2.0
//
// Which streams reach which bank, and which reach nothing.
#include "model/stream_match.hpp"

#include "model/testing/bench_device.hpp"

namespace faultline::model::testing {
namespace {

using namespace spec;

constexpr std::uint32_t type_bypass = 1u << 16;
constexpr std::uint32_t type_fault = 2u << 16;
constexpr std::uint32_t type_reserved = 3u << 16;

class StreamMatch : public OneBank {
 protected:
  StreamMatch() { tables.map(0x4000, 0x8000'0000, user_page); }
};

TEST_F(StreamMatch, AStreamThatMatchesIsTranslatedByTheBankItNames) {
  EXPECT_EQ(read_at(0x4000, 1).pa, PhysAddr(0x8000'0000));
}

TEST_F(StreamMatch, MaskBitsAreNotCompared) {
  set<gr0::SMR>(1u << 31 | 0x00f0u << 16 | 0x100, 0);
  EXPECT_EQ(read_at(0x4000, 0x1a0).verdict, Verdict::passed);
  EXPECT_EQ(read_at(0x4000, 0x1a1).verdict, Verdict::faulted);
}

TEST_F(StreamMatch, AnEntryThatIsNotValidMatchesNothing) {
  set<gr0::SMR>(1, 0);
  EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::faulted);
  EXPECT_EQ(get<gr0::sGFSR>(), 2u);
}

TEST_F(StreamMatch, AnUnmatchedStreamFaultsWithUSFCFG) {
  EXPECT_EQ(read_at(0x4000, 9).verdict, Verdict::faulted);
  EXPECT_EQ(get<gr0::sGFSR>(), 2u);
  EXPECT_EQ(get<gr0::sGFSYNR1>(), 9u);
}

TEST_F(StreamMatch, AnUnmatchedStreamBypassesWithoutUSFCFG) {
  set<gr0::sCR0>(0x20'0006);
  EXPECT_EQ(read_at(0x4000, 9).verdict, Verdict::bypassed);
  EXPECT_EQ(get<gr0::sGFSR>(), 0u);
}

TEST_F(StreamMatch, TwoMatchesFaultWithSMCFCFG) {
  route(5, 1, bank1);
  EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::faulted);
  EXPECT_EQ(get<gr0::sGFSR>(), 4u);
}

TEST_F(StreamMatch, TwoMatchesBypassWithoutSMCFCFG) {
  route(5, 1, bank1);
  set<gr0::sCR0>(0x406);
  EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::bypassed);
}

TEST_F(StreamMatch, TypeBypassPassesUntranslated) {
  set<gr0::S2CR>(type_bypass, 0);
  const Outcome outcome = read_at(0x1234, 1);
  EXPECT_EQ(outcome.verdict, Verdict::bypassed);
  EXPECT_EQ(outcome.pa, PhysAddr(0x1234));
}

TEST_F(StreamMatch, TypesFaultAndReservedAreAnInvalidContext) {
  for (const std::uint32_t type : {type_fault, type_reserved}) {
    set<gr0::S2CR>(type, 0);
    EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::faulted);
    EXPECT_EQ(get<gr0::sGFSR>(), 1u);
    set<gr0::sGFSR>(1);
  }
}

TEST_F(StreamMatch, ABankThatIsNotThereIsAnUnimplementedContextBank) {
  set<gr0::S2CR>(8, 0);
  EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::faulted);
  EXPECT_EQ(get<gr0::sGFSR>(), 8u);
}

TEST_F(StreamMatch, AWriteTakesEffectForTheNextTransaction) {
  ASSERT_EQ(read_at(0x4000, 1).verdict, Verdict::passed);
  set<gr0::S2CR>(type_fault, 0);
  EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::faulted);
  set<gr0::S2CR>(0, 0);
  EXPECT_EQ(read_at(0x4000, 1).verdict, Verdict::passed);
}

TEST_F(StreamMatch, PRIVCFGOverridesThePrivilege) {
  tables.map(0x5000, 0x8000'1000, valid_leaf);  // privileged only
  EXPECT_EQ(read_at(0x5000, 1).verdict, Verdict::faulted);
  set<cb::FSR>(bank0, 1u << 3);
  set<gr0::S2CR>(3u << 24, 0);
  EXPECT_EQ(read_at(0x5000, 1).verdict, Verdict::passed);
  set<gr0::S2CR>(2u << 24, 0);
  EXPECT_EQ(smmu.translate(StreamId(1), Iova(0x5000), {.privileged = true}).verdict,
            Verdict::faulted);
}

TEST_F(StreamMatch, INSTCFGOverridesInstructionAndData) {
  tables.map(0x5000, 0x8000'1000, user_page | uxn);
  set<gr0::S2CR>(3u << 26, 0);
  EXPECT_EQ(read_at(0x5000, 1).verdict, Verdict::faulted);
  EXPECT_NE(get<cb::FSYNR0>(bank0) & 1u << 6, 0u);
  set<cb::FSR>(bank0, 1u << 3);
  set<gr0::S2CR>(2u << 26, 0);
  EXPECT_EQ(smmu.translate(StreamId(1), Iova(0x5000), {.instruction = true}).verdict,
            Verdict::passed);
}

TEST_F(StreamMatch, ProbingFindsTheImplementedStreamIdBits) {
  set<gr0::SMR>(0x7fff'7fff, 3);
  EXPECT_EQ(get<gr0::SMR>(3), 0x7fff'7fffu);
  Configuration narrow = bench_configuration();
  narrow.size.stream_id_bits = 10;
  FakeEnvironment other_environment;
  Storage<bench_capacity> other_storage;
  Smmu other(narrow, other_environment, other_storage.resources());
  other.set_supply(Supply::on);
  ASSERT_TRUE(other.write(0x800, 0xffff'ffff, 4).has_value());
  EXPECT_EQ(other.read(0x800, 4), 0x83ff'03ffu);
}

TEST_F(StreamMatch, AFirmwareThatRewritesBypassMakesItFault) {
  Configuration configuration = bench_configuration();
  configuration.errata.bypass_becomes_fault = true;
  FakeEnvironment other_environment;
  Storage<bench_capacity> other_storage;
  Smmu other(configuration, other_environment, other_storage.resources());
  other.set_supply(Supply::on);
  ASSERT_TRUE(other.write(0xc00, type_bypass, 4).has_value());
  EXPECT_EQ(other.read(0xc00, 4), type_fault);
}

class ExtendedIds : public OneBank {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.features.extended_stream_ids = true;
    return made;
  }
  ExtendedIds() : OneBank(configuration()) {
    tables.map(0x4000, 0x8000'0000, user_page);
    set<gr0::sCR0>(0x20'0406 | 1u << 3);
    set<gr0::SMR>(0xbeef, 0);
    set<gr0::S2CR>(1u << 10, 0);
  }
};

TEST_F(ExtendedIds, AreAnnouncedAndHaveSixteenBits) {
  EXPECT_EQ(get<gr0::IDR0>() >> 8 & 1, 1u);
  EXPECT_EQ(read_at(0x4000, 0xbeef).verdict, Verdict::passed);
  EXPECT_EQ(read_at(0x4000, 0x3eef).verdict, Verdict::faulted);
}

TEST_F(ExtendedIds, HaveTheirValidBitInS2CR) {
  set<gr0::S2CR>(0, 0);
  EXPECT_EQ(read_at(0x4000, 0xbeef).verdict, Verdict::faulted);
}

TEST_F(ExtendedIds, MaskSixteenBits) {
  set<gr0::SMR>(0xff00'00ef, 0);
  EXPECT_EQ(read_at(0x4000, 0xbeef).verdict, Verdict::passed);
}

class StreamIndexing : public OneBank {
 protected:
  static Configuration configuration() {
    Configuration made = bench_configuration();
    made.features.stream_matching = false;
    return made;
  }
  StreamIndexing() : OneBank(configuration()) { tables.map(0x4000, 0x8000'0000, user_page); }
};

TEST_F(StreamIndexing, IsAnnouncedAndTheStreamIdIsTheIndex) {
  EXPECT_EQ(get<gr0::IDR0>() >> 27 & 1, 0u);
  for (unsigned i = 0; i < 16; ++i) set<gr0::S2CR>(type_fault, i);
  set<gr0::S2CR>(0, 7);
  EXPECT_EQ(read_at(0x4000, 7).verdict, Verdict::passed);
  EXPECT_EQ(read_at(0x4000, 6).verdict, Verdict::faulted);
}

TEST_F(StreamIndexing, HasNoSMR) {
  set<gr0::SMR>(0xffff'ffff, 2);
  EXPECT_EQ(get<gr0::SMR>(2), 0u);
}

TEST_F(StreamIndexing, AStreamBeyondTheTableIsUnidentified) {
  EXPECT_EQ(read_at(0x4000, 16).verdict, Verdict::faulted);
  EXPECT_EQ(get<gr0::sGFSR>(), 2u);
}

}  // namespace
}  // namespace faultline::model::testing
