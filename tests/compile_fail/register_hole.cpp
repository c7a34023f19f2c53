// SPDX-License-Identifier: Apache-2.0
// expect: the fields leave a hole
// A register whose field list misses a bit is refused.
#include "reg/register.hpp"

namespace faultline {

struct Narrow : reg::Register<Narrow, std::uint32_t, 0x0> {
  struct LOW : Rw<15, 0> {};
  struct HIGH : Rw<31, 16> {};
  struct HIGH_LESS_ONE : Rw<31, 17> {};
#ifdef FAULTLINE_MUST_NOT_COMPILE
  using Fields = reg::FieldList<LOW, HIGH_LESS_ONE>;
#else
  using Fields = reg::FieldList<LOW, HIGH>;
#endif
};
static_assert(reg::tiles<Narrow>());

}  // namespace faultline
