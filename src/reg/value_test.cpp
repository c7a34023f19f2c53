// SPDX-License-Identifier: Apache-2.0
// Staged values, clearing words, and what a write leaves.
#include "reg/value.hpp"

#include <gtest/gtest.h>

#include "reg/clear.hpp"
#include "reg/example_test.hpp"
#include "reg/hardware.hpp"
#include "reg/rules.hpp"

namespace faultline::reg {
namespace {

using example::Colour;
using example::Command;
using example::Control;
using example::Entry;
using example::Identity;
using example::Status;

TEST(Value, StartsWithTheBitsThatAreReservedAsOne) {
  EXPECT_EQ(Value<Control>{}.bits(), 0x8u);
  EXPECT_EQ(Value<Command>{}.bits(), 0u);
}

TEST(Value, ChangesOneFieldAndKeepsTheRest) {
  const Value<Control> seen(0xDEAD'BEEF);
  const Value<Control> next = seen.with<Control::COUNT>(0x12).with<Control::COLOUR>(Colour::green);
  EXPECT_EQ(next.bits(), 0xDEAD'B12Bu);
  EXPECT_EQ(next.get<Control::COUNT>(), 0x12u);
  EXPECT_EQ(next.get<Control::COLOUR>(), Colour::green);
  EXPECT_EQ(next.get<Control::VERSION>(), 0xBu);
  EXPECT_EQ(seen.bits(), 0xDEAD'BEEFu) << "the value staged from is not changed";
}

TEST(Value, HoldsFieldsBeyondTheLowWord) {
  const auto operand =
      Value<Command>{}.with<Command::TAG>(0xBEEF).with<Command::ADDRESS>(0x1234'5678'9ABC);
  EXPECT_EQ(operand.bits(), 0xBEEF'1234'5678'9ABCu);
}

TEST(Value, IsSeenThroughAView) {
  const auto pair =
      Value<Entry::Pair>{}.with<Entry::Pair::RIGHT>(0xABCD).with<Entry::Pair::KIND>(2);
  const Value<Entry> entry = pair;
  EXPECT_EQ(entry.get<Entry::KIND>(), 2u);
  EXPECT_EQ(entry.as<Entry::Pair>().get<Entry::Pair::RIGHT>(), 0xABCDu);
}

TEST(ValueDeathTest, AFieldThatDoesNotFitIsAProgrammingError) {
  const volatile std::uint32_t too_large = 0x100;
  EXPECT_DEATH(static_cast<void>(Value<Control>{}.with<Control::COUNT>(too_large)), "F::max");
}

TEST(Clear, WritesOnesExactlyInTheNamedBits) {
  EXPECT_EQ((clear<Status::UNDERRUN>().bits()), 0x2u);
  EXPECT_EQ((clear<Status::OVERRUN, Status::UNDERRUN>().bits()), 0x3u);
  EXPECT_EQ(clear_all<Status>().bits(), 0x3u);
}

TEST(Clear, OfWhatWasSeenLeavesWhatCameLater) {
  const Value<Status> seen(0xFFFF'FFF5);  // OVERRUN and BUSY, and rubbish in reserved bits
  EXPECT_EQ(clear_seen(seen).bits(), 0x1u);
  const std::uint32_t later = 0x7;  // UNDERRUN was raised meanwhile
  EXPECT_EQ(stored_after_write<Status>(later, clear_seen(seen).bits()), 0x6u);
}

TEST(StoredAfterWrite, KeepsReadOnlyAndReservedBits) {
  EXPECT_EQ(stored_after_write<Control>(0x0000'5008, 0xFFFF'FFFF), 0x0000'5FFFu);
  EXPECT_EQ(stored_after_write<Control>(0x0000'5FFF, 0x0000'0000), 0x0000'5008u);
}

TEST(StoredAfterWrite, ClearsBitsThatAreWrittenAsOne) {
  EXPECT_EQ(stored_after_write<Status>(0x7, 0x1), 0x6u);
  EXPECT_EQ(stored_after_write<Status>(0x7, 0x0), 0x7u) << "writing zero leaves them";
  EXPECT_EQ(stored_after_write<Status>(0x0, 0x3), 0x0u) << "writing one sets nothing";
  EXPECT_EQ(stored_after_write<Status>(0x4, 0x4), 0x4u) << "a read-only bit beside them stays";
}

TEST(StoredAfterWrite, LeavesNothingOfAWriteOnlyRegister) {
  EXPECT_EQ(stored_after_write<Command>(0, ~0ULL), 0u);
}

// A register that is read-only as a whole, whatever its fields are elsewhere.
struct Frozen : Register<Frozen, std::uint32_t, 0x2C, read_only> {
  struct MODE : Rw<31, 0> {};
  using Fields = FieldList<MODE>;
};

TEST(StoredAfterWrite, LeavesAReadOnlyRegisterAlone) {
  EXPECT_EQ(stored_after_write<Identity>(0x1234, 0xFFFF'FFFF), 0x1234u);
  EXPECT_EQ(stored_after_write<Frozen>(0x1234, 0xFFFF'FFFF), 0x1234u);
}

TEST(Hardware, SetsWhatSoftwareMayNot) {
  const auto status =
      hardware_with<Status::BUSY>(hardware_with<Status::OVERRUN>(Value<Status>{}, true), true);
  EXPECT_EQ(status.bits(), 0x5u);
  EXPECT_EQ(hardware_with<Status::BUSY>(status, false).bits(), 0x1u);
}

TEST(Constants, AreFoldedBeforeTheProgramRuns) {
  static_assert(Value<Control>{}.with<Control::COUNT>(3).bits() == 0x38);
  static_assert(stored_after_write<Status>(3, 1) == 2);
  SUCCEED();
}

}  // namespace
}  // namespace faultline::reg
