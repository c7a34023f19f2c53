// SPDX-License-Identifier: Apache-2.0
// What software can do with a bit, and with a register as a whole. Device models derive what a
// write stores from these kinds, drivers derive which operations compile. The kinds are those of
// Arm's register descriptions (RW, RO, WO, W1C, RES0, RES1).
#pragma once
#include <cstdint>

namespace faultline::reg {

// The access kind of one field.
enum class Access : std::uint8_t {
  rw,    // reads return what was written
  ro,    // set by hardware; writes are ignored
  wo,    // consumed by the write; reads are UNKNOWN
  w1c,   // set by hardware; writing 1 clears the bit, writing 0 leaves it
  res0,  // reserved, reads as zero, write zero
  res1,  // reserved, reads as one, write one
  unk,   // reads are UNKNOWN, writes are ignored
};

// The access kind of a whole register.
enum class RegisterAccess : std::uint8_t { read_write, read_only, write_only };

// Where a register lies in its page and how it may be accessed. `count` above one makes it an
// array, `stride` is the distance of two elements in bytes.
struct Shape {
  RegisterAccess access = RegisterAccess::read_write;
  std::uint32_t count = 1;
  std::uint32_t stride = 0;
};

inline constexpr Shape read_write{};
inline constexpr Shape read_only{.access = RegisterAccess::read_only};
inline constexpr Shape write_only{.access = RegisterAccess::write_only};

}  // namespace faultline::reg
