// SPDX-License-Identifier: Apache-2.0
// Registers made up for the tests of this layer, one of each kind.
#pragma once
#include <cstdint>

#include "reg/register.hpp"

namespace faultline::reg::example {

enum class Colour : std::uint32_t { red = 0, green = 1, blue = 2 };

// A plain register: read-write, read-only, reserved both ways.
struct Control : Register<Control, std::uint32_t, 0x10> {
  struct ENABLE : Rw<0, 0, bool> {};
  struct COLOUR : Rw<2, 1, Colour> {};
  struct Reserved3 : Res1<3> {};
  struct COUNT : Rw<11, 4> {};
  struct VERSION : Ro<15, 12> {};
  struct Reserved30_16 : Res0<30, 16> {};
  struct Unknown31 : Unk<31> {};
  using Fields = FieldList<ENABLE, COLOUR, Reserved3, COUNT, VERSION, Reserved30_16, Unknown31>;
};

// A status register: write one to clear, beside what only hardware changes.
struct Status : Register<Status, std::uint32_t, 0x14> {
  struct OVERRUN : W1c<0> {};
  struct UNDERRUN : W1c<1> {};
  struct BUSY : Ro<2, 2, bool> {};
  struct Reserved31_3 : Res0<31, 3> {};
  using Fields = FieldList<OVERRUN, UNDERRUN, BUSY, Reserved31_3>;
};

// An operation: written, never read.
struct Command : Register<Command, std::uint64_t, 0x20, write_only> {
  struct ADDRESS : Wo<47, 0, std::uint64_t> {};
  struct TAG : Wo<63, 48> {};
  using Fields = FieldList<ADDRESS, TAG>;
};

// Read-only as a whole.
struct Identity : Register<Identity, std::uint32_t, 0x28, read_only> {
  struct NUMBER : Ro<31, 0> {};
  using Fields = FieldList<NUMBER>;
};

// An array, and a view of its elements.
struct Entry : Register<Entry, std::uint32_t, 0x100, Shape{.count = 4, .stride = 8}> {
  struct KIND : Rw<1, 0> {};
  struct ByKind : Rw<31, 2> {};
  using Fields = FieldList<KIND, ByKind>;
  struct Pair;
};
struct Entry::Pair : Register<Entry::Pair, std::uint32_t, Entry::offset(), Entry::shape> {
  using ViewedRegister = Entry;
  struct KIND : Rw<1, 0> {};
  struct LEFT : Rw<15, 2> {};
  struct RIGHT : Rw<31, 16> {};
  using Fields = FieldList<KIND, LEFT, RIGHT>;
};

}  // namespace faultline::reg::example
