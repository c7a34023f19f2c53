// SPDX-License-Identifier: Apache-2.0
// Field lists tile their register or are refused, and the concepts say which operations a register
// has.
#include "reg/register.hpp"

#include <gtest/gtest.h>

#include "reg/clear.hpp"
#include "reg/example_test.hpp"
#include "reg/value.hpp"

namespace faultline::reg {
namespace {

using example::Command;
using example::Control;
using example::Entry;
using example::Identity;
using example::Status;

struct Owner : Layout<Owner, std::uint32_t> {
  struct Low : Rw<15, 0> {};
  struct High : Rw<31, 16> {};
  struct Middle : Rw<16, 8> {};
  struct NearlyHigh : Rw<31, 17> {};
  struct Beyond : Rw<32, 16> {};
};

TEST(FieldList, CoversAWordOnlyWithoutHoleAndWithoutExcess) {
  EXPECT_TRUE((FieldList<Owner::Low, Owner::High>::covers<std::uint32_t>()));
  EXPECT_TRUE((FieldList<Owner::High, Owner::Low>::covers<std::uint32_t>()));
  EXPECT_FALSE((FieldList<Owner::Low, Owner::NearlyHigh>::covers<std::uint32_t>()));
  EXPECT_FALSE((FieldList<Owner::Low, Owner::Beyond>::covers<std::uint32_t>()));
  EXPECT_FALSE((FieldList<Owner::Low, Owner::High>::covers<std::uint64_t>()));
}

TEST(FieldList, SeesAnOverlapOfOneBit) {
  EXPECT_FALSE((FieldList<Owner::Low, Owner::High>::overlaps()));
  EXPECT_TRUE((FieldList<Owner::Low, Owner::Middle>::overlaps()));
  EXPECT_TRUE((FieldList<Owner::High, Owner::Middle>::overlaps()));
  EXPECT_TRUE((FieldList<Owner::Low, Owner::Low>::overlaps()));
}

TEST(FieldList, KnowsAFieldOfAnotherRegister) {
  EXPECT_TRUE((FieldList<Owner::Low, Owner::High>::owned_by<Owner>()));
  EXPECT_FALSE((FieldList<Owner::Low, Entry::Pair::RIGHT>::owned_by<Owner>()));
}

TEST(FieldList, UnitesTheBitsOfAnAccessKind) {
  EXPECT_EQ(Control::Fields::mask_of(Access::rw), 0xFF7u);
  EXPECT_EQ(Control::Fields::mask_of(Access::ro), 0xF000u);
  EXPECT_EQ(Control::Fields::mask_of(Access::res1), 0x8u);
  EXPECT_EQ(Control::Fields::mask_of(Access::res0), 0x7FFF'0000u);
  EXPECT_EQ(Control::Fields::mask_of(Access::unk), 0x8000'0000u);
  EXPECT_EQ(Control::Fields::mask_of(Access::w1c), 0u);
}

TEST(Field, DecodesWhatItEncodes) {
  EXPECT_EQ(Control::COUNT::mask, 0xFF0u);
  EXPECT_EQ(Control::COUNT::max, 0xFFu);
  EXPECT_EQ(Control::COUNT::encode(0xA5), 0xA50u);
  EXPECT_EQ(Control::COUNT::decode(0xFFFF'FA5F), 0xA5u);
  EXPECT_EQ(Command::TAG::mask, 0xFFFF'0000'0000'0000u);
  EXPECT_EQ(Command::TAG::decode(0x1234'0000'0000'0000), 0x1234u);
}

TEST(Spelling, IsTheNameInTheDeclaration) {
  EXPECT_EQ(spelling<Control::COUNT>(), "COUNT");
  EXPECT_EQ(Control::name(), "Control");
  EXPECT_EQ(Entry::Pair::name(), "Pair");
  EXPECT_EQ(Status::Fields::infos[1].name, "UNDERRUN");
  EXPECT_EQ(spelling<int>(), "int");
}

TEST(Register, PlacesTheElementsOfAnArray) {
  EXPECT_EQ(Entry::offset(), 0x100u);
  EXPECT_EQ(Entry::offset(3), 0x118u);
  EXPECT_EQ(Entry::Pair::offset(3), 0x118u);
  EXPECT_EQ(Control::offset(), 0x10u);
}

TEST(RegisterConcepts, AWriteOnlyRegisterIsNotReadable) {
  static_assert(Readable<Control> && Readable<Status> && Readable<Identity>);
  static_assert(!Readable<Command> && Writable<Command> && !Modifiable<Command>);
  SUCCEED();
}

TEST(RegisterConcepts, AReadOnlyRegisterIsNotWritable) {
  static_assert(Writable<Control> && !Writable<Identity> && !Modifiable<Identity>);
  static_assert(!Clearable<Identity>);
  SUCCEED();
}

TEST(RegisterConcepts, AWriteOneToClearRegisterIsOnlyClearable) {
  static_assert(Clearable<Status> && !Writable<Status> && !Modifiable<Status>);
  static_assert(!Clearable<Control> && Modifiable<Control>);
  SUCCEED();
}

template <typename R, typename F>
concept CanSet =
    requires(Value<R> value, typename F::Type field) { value.template with<F>(field); };
template <typename R, typename F>
concept CanGet = requires(Value<R> value) { value.template get<F>(); };
template <typename F>
concept CanClear = requires { clear<F>(); };
template <typename R>
concept CanClearSeen = requires(Value<R> value) { clear_seen(value); };

TEST(RegisterConcepts, OnlySoftwareFieldsOfTheSameRegisterCanBeSet) {
  static_assert(CanSet<Control, Control::COUNT> && CanSet<Command, Command::TAG>);
  static_assert(!CanSet<Control, Control::VERSION>);
  static_assert(!CanSet<Control, Control::Reserved3> && !CanSet<Control, Control::Unknown31>);
  static_assert(!CanSet<Control, Command::TAG> && !CanGet<Control, Command::TAG>);
  static_assert(CanGet<Control, Control::VERSION>);
  SUCCEED();
}

TEST(RegisterConcepts, NothingOfAWriteOneToClearRegisterCanBeSetAndWrittenBack) {
  static_assert(!CanSet<Status, Status::OVERRUN> && !CanSet<Status, Status::BUSY>);
  static_assert(CanClear<Status::OVERRUN> && !CanClear<Status::BUSY> && !CanClear<Control::ENABLE>);
  static_assert(CanClearSeen<Status> && !CanClearSeen<Control>);
  SUCCEED();
}

}  // namespace
}  // namespace faultline::reg
