// SPDX-License-Identifier: Apache-2.0
//
// Streams get a group, share one, or are refused; and the registers follow when they may.
#include "driver/stream_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "driver/testing/fake_bus.hpp"

namespace faultline::driver {
namespace {

using spec::gr0::S2CR;
using spec::gr0::SMR;
using spec::gr0::StreamType;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr StreamTarget to_bank(std::uint8_t bank) {
  return {StreamType::translate, BankIndex(bank)};
}
constexpr StreamMatch match(std::uint16_t id, std::uint16_t mask = 0) {
  return {StreamId(id), mask};
}

class Streams : public ::testing::Test {
 protected:
  static constexpr StreamTarget blocked{StreamType::fault, BankIndex(0)};
  static constexpr StreamTarget bypass{StreamType::bypass, BankIndex(0)};

  Streams() {
    capabilities.stream_matching = true;
    capabilities.stream_groups = 4;
    capabilities.stream_id_mask = 0x7fff;
    capabilities.stream_mask_mask = 0x7fff;
    registers.set_pages(bus.pages);
  }
  void open(StreamTarget when_free = blocked, StreamTarget instead = bypass) {
    map.open(capabilities, when_free, instead);
    map.block();
    map.restore();
    static_cast<void>(bus.take_writes());
  }
  Result<void, StreamError> add(StreamMatch stream, StreamTarget target) {
    return map.add({&stream, 1}, target);
  }
  Result<void, StreamError> remove(StreamMatch stream) { return map.remove({&stream, 1}); }
  StreamError refusal(StreamMatch stream, StreamTarget target) {
    const auto result = add(stream, target);
    EXPECT_FALSE(result.has_value());
    return result ? StreamError::not_mapped : result.error();
  }
  reg::Value<S2CR> action(std::uint32_t group) { return registers.read<S2CR>(group); }
  std::uint32_t matched(std::uint32_t group) { return registers.read<SMR>(group).bits(); }

  testing::FakeBus bus;
  testing::FakePolicy policy;
  Registers registers{bus};
  Capabilities capabilities;
  std::array<StreamEntry, 8> entries{};
  StreamMap map{entries, registers, policy};
};

TEST_F(Streams, ANewStreamGetsItsGroupAndTheMatchLast) {
  open();
  ASSERT_TRUE(add(match(0x800, 0x3), to_bank(2)).has_value());
  EXPECT_EQ(bus.take_writes().back(), "GR0.SMR0");
  EXPECT_EQ(matched(0), 0x8003'0800u);
  EXPECT_EQ(action(0).bits(), 2u);
}

TEST_F(Streams, AContainedStreamSharesTheGroup) {
  open();
  ASSERT_TRUE(add(match(0x800, 0xf), to_bank(2)).has_value());
  static_cast<void>(bus.take_writes());
  ASSERT_TRUE(add(match(0x804), to_bank(2)).has_value());
  EXPECT_THAT(bus.take_writes(), IsEmpty());
  EXPECT_EQ(map.in_use(), 1u);
  ASSERT_TRUE(remove(match(0x804)).has_value());
  EXPECT_EQ(matched(0), 0x800f'0800u);
  ASSERT_TRUE(remove(match(0x800, 0xf)).has_value());
  EXPECT_EQ(matched(0), 0u);
  EXPECT_EQ(map.in_use(), 0u);
}

TEST_F(Streams, AContainedStreamThatLeadsElsewhereIsAConflict) {
  open();
  ASSERT_TRUE(add(match(0x800, 0xf), to_bank(2)).has_value());
  EXPECT_EQ(refusal(match(0x804), to_bank(3)), StreamError::conflict);
}

TEST_F(Streams, APartialOverlapIsAConflict) {
  open();
  ASSERT_TRUE(add(match(0x800, 0x3), to_bank(2)).has_value());
  EXPECT_EQ(refusal(match(0x800, 0xf), to_bank(2)), StreamError::conflict);
  EXPECT_EQ(refusal(match(0x801, 0x10), to_bank(2)), StreamError::conflict);
}

TEST_F(Streams, WithoutAFreeGroupNothingIsAdded) {
  open();
  for (std::uint16_t id = 0; id < 3; ++id) ASSERT_TRUE(add(match(id), to_bank(1)).has_value());
  static_cast<void>(bus.take_writes());
  const std::array both = {match(0x10), match(0x11)};
  const auto result = map.add(both, to_bank(1));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error(), StreamError::exhausted);
  EXPECT_EQ(map.in_use(), 3u);
  EXPECT_FALSE(map.find(StreamId(0x10)).has_value());
  EXPECT_TRUE(add(match(0x12), to_bank(1)).has_value());
}

TEST_F(Streams, OutOfRangeIsRefused) {
  capabilities.stream_id_mask = 0xfff;
  capabilities.stream_mask_mask = 0xff;
  open();
  EXPECT_EQ(refusal(match(0x1000), to_bank(1)), StreamError::id_out_of_range);
  EXPECT_EQ(refusal(match(0, 0x100), to_bank(1)), StreamError::mask_out_of_range);
}

TEST_F(Streams, IndexingTakesTheEntryOfTheId) {
  capabilities.stream_matching = false;
  capabilities.stream_mask_mask = 0;
  capabilities.stream_groups = 8;
  open();
  ASSERT_TRUE(add(match(5), to_bank(2)).has_value());
  EXPECT_EQ(action(5).bits(), 2u);
  EXPECT_EQ(refusal(match(8), to_bank(2)), StreamError::id_out_of_range);
  EXPECT_EQ(refusal(match(5), to_bank(3)), StreamError::conflict);
  EXPECT_FALSE(map.find(StreamId(4)).has_value());
  EXPECT_FALSE(remove(match(4)).has_value());
  ASSERT_TRUE(remove(match(5)).has_value());
  EXPECT_EQ(action(5).get<S2CR::TYPE>(), StreamType::fault);
}

TEST_F(Streams, RemovingWhatIsNotThereChangesNothing) {
  open();
  ASSERT_TRUE(add(match(1), to_bank(1)).has_value());
  const std::array twice = {match(1), match(1)};
  EXPECT_FALSE(map.remove(twice).has_value());
  EXPECT_EQ(map.in_use(), 1u);
  EXPECT_FALSE(remove(match(2)).has_value());
}

TEST_F(Streams, AShutGateIsNotTouchedAndWakingWritesAll) {
  open();
  policy.open = false;
  ASSERT_TRUE(add(match(7), to_bank(3)).has_value());
  EXPECT_THAT(bus.take_writes(), IsEmpty());
  map.restore();
  EXPECT_EQ(matched(0), 0x8000'0007u);
  EXPECT_EQ(action(0).bits(), 3u);
}

TEST_F(Streams, WhateverIsWrittenHasLandedWhenTheCallReturns) {
  open();
  EXPECT_EQ(bus.writes_under_way, 0u);
  const StreamMatch one[] = {match(7)};
  ASSERT_TRUE(map.add(one, to_bank(3)).has_value());
  EXPECT_EQ(bus.writes_under_way, 0u);
  ASSERT_TRUE(map.retarget(one, to_bank(2)).has_value());
  EXPECT_EQ(bus.writes_under_way, 0u);
  ASSERT_TRUE(map.remove(one).has_value());
  EXPECT_EQ(bus.writes_under_way, 0u);
  map.block();
  EXPECT_EQ(bus.writes_under_way, 0u);
}

TEST_F(Streams, WhileBlockedAnAddedStreamFaults) {
  open();
  map.block();
  ASSERT_TRUE(add(match(7), to_bank(3)).has_value());
  EXPECT_EQ(matched(0), 0u);
  EXPECT_EQ(action(0).get<S2CR::TYPE>(), StreamType::fault);
  map.restore();
  EXPECT_EQ(matched(0), 0x8000'0007u);
}

TEST_F(Streams, AGroupThatIsUsedAgainNeverLeadsTheOldStreamToTheNewTarget) {
  open();
  ASSERT_TRUE(add(match(1), to_bank(1)).has_value());
  policy.open = false;  // neither change reaches the registers by itself
  ASSERT_TRUE(remove(match(1)).has_value());
  ASSERT_TRUE(add(match(2), to_bank(2)).has_value());
  policy.open = true;
  static_cast<void>(bus.take_writes());
  ASSERT_TRUE(add(match(3), to_bank(3)).has_value());  // brings the others along
  const auto writes = bus.take_writes();
  ASSERT_GE(writes.size(), 2u);
  EXPECT_EQ(writes.front(), "GR0.SMR0");  // invalid before anything else
  EXPECT_EQ(matched(0), 0x8000'0002u);
  EXPECT_EQ(action(0).bits(), 2u);
}

TEST_F(Streams, BlockingAndRestoringMakesAllGroupsFaultBeforeOneTranslates) {
  open();
  ASSERT_TRUE(add(match(1), to_bank(1)).has_value());
  for (std::uint32_t group = 0; group < 4; ++group) {  // junk that matches and leads to bank 1
    registers.write(group, reg::Value<SMR>(0x8000'0000 | group));
    registers.write(group, reg::Value<S2CR>(1));
  }
  static_cast<void>(bus.take_writes());
  map.block();
  map.restore();
  EXPECT_EQ(matched(0), 0x8000'0001u);
  for (std::uint32_t group = 1; group < 4; ++group) EXPECT_EQ(matched(group), 0u);
  EXPECT_THAT(bus.take_writes(),
              ElementsAre("GR0.SMR3", "GR0.S2CR3", "GR0.SMR2", "GR0.S2CR2", "GR0.SMR1", "GR0.S2CR1",
                          "GR0.SMR0", "GR0.S2CR0", "GR0.S2CR0", "GR0.SMR0"));
}

TEST_F(Streams, TheShieldIsAGroupThatEverybodyMeetsAndFaultsIn) {
  open();
  static_cast<void>(bus.take_writes());
  map.shield();
  EXPECT_THAT(bus.take_writes(), ElementsAre("GR0.S2CR0", "GR0.SMR0"));
  EXPECT_EQ(matched(0), 0x8000'0000u | std::uint32_t{capabilities.stream_mask_mask} << 16);
  EXPECT_EQ(action(0).get<S2CR::TYPE>(), StreamType::fault);
  map.block();  // takes it away last
  EXPECT_EQ(bus.take_writes().front(), "GR0.SMR3");
  EXPECT_EQ(matched(0), 0u);
}

TEST_F(Streams, TheShieldForExtendedIdsBecomesValidByItsAction) {
  capabilities.extended_stream_ids = true;
  capabilities.stream_id_mask = 0xffff;
  capabilities.stream_mask_mask = 0xffff;
  open();
  static_cast<void>(bus.take_writes());
  map.shield();
  EXPECT_THAT(bus.take_writes(), ElementsAre("GR0.SMR0", "GR0.S2CR0"));
  EXPECT_EQ(matched(0), 0xffff'0000u);
  EXPECT_EQ(action(0).get<S2CR::TYPE>(), StreamType::fault);
  EXPECT_TRUE(action(0).get<S2CR::EXIDVALID>());
}

TEST_F(Streams, ExtendedIdsKeepTheValidBitInTheAction) {
  capabilities.extended_stream_ids = true;
  capabilities.stream_id_mask = 0xffff;
  capabilities.stream_mask_mask = 0xffff;
  open();
  ASSERT_TRUE(add(match(0x8001, 0x4000), to_bank(1)).has_value());
  EXPECT_EQ(matched(0), 0x4000'8001u);
  EXPECT_TRUE(action(0).get<S2CR::EXIDVALID>());
  EXPECT_EQ(bus.take_writes().back(), "GR0.S2CR0");
  ASSERT_TRUE(remove(match(0x8001, 0x4000)).has_value());
  EXPECT_FALSE(action(0).get<S2CR::EXIDVALID>());
}

TEST_F(Streams, ABypassThatDoesNotWorkGoesThroughABank) {
  open(blocked, to_bank(7));
  ASSERT_TRUE(add(match(1), bypass).has_value());
  EXPECT_EQ(action(0).bits(), 7u);
}

TEST_F(Streams, RetargetingKeepsTheMatch) {
  open();
  const std::array stream = {match(1)};
  ASSERT_TRUE(map.add(stream, to_bank(1)).has_value());
  static_cast<void>(bus.take_writes());
  ASSERT_TRUE(map.retarget(stream, to_bank(2)).has_value());
  EXPECT_THAT(bus.take_writes(), ElementsAre("GR0.S2CR0", "GR0.SMR0"));
  EXPECT_EQ(action(0).bits(), 2u);
  const std::array other = {match(9)};
  EXPECT_FALSE(map.retarget(other, to_bank(2)).has_value());
}

TEST_F(Streams, ProbingFindsTheBitsThatAreThere) {
  bus.stuck_at_zero[SMR::offset(0)] = 0x7f00'0000 | 0x7000;
  map.open(capabilities, blocked, bypass);
  map.probe_masks(capabilities);
  EXPECT_EQ(capabilities.stream_id_mask, 0x0fff);
  EXPECT_EQ(capabilities.stream_mask_mask, 0x00ff);
  EXPECT_EQ(matched(0), 0u);
}

}  // namespace
}  // namespace faultline::driver
