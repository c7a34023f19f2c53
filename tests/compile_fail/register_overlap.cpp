// SPDX-License-Identifier: Apache-2.0
// expect: two fields overlap
// A register in which a bit belongs to two fields is refused.
#include "reg/register.hpp"

namespace faultline {

struct Wide : reg::Register<Wide, std::uint32_t, 0x0> {
  struct LOW : Rw<15, 0> {};
  struct LOW_PLUS_ONE : Rw<16, 0> {};
  struct HIGH : Rw<31, 16> {};
#ifdef FAULTLINE_MUST_NOT_COMPILE
  using Fields = reg::FieldList<LOW_PLUS_ONE, HIGH>;
#else
  using Fields = reg::FieldList<LOW, HIGH>;
#endif
};
static_assert(reg::tiles<Wide>());

}  // namespace faultline
