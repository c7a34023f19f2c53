// SPDX-License-Identifier: Apache-2.0
// expect: a field of another register is listed
// A register cannot list a field of another one, even where the bits fit.
#include "reg/register.hpp"

namespace faultline {

struct Other : reg::Register<Other, std::uint32_t, 0x4> {
  struct LOW : Rw<15, 0> {};
  struct HIGH : Rw<31, 16> {};
  using Fields = reg::FieldList<LOW, HIGH>;
};

struct Own : reg::Register<Own, std::uint32_t, 0x0> {
  struct LOW : Rw<15, 0> {};
  struct HIGH : Rw<31, 16> {};
#ifdef FAULTLINE_MUST_NOT_COMPILE
  using Fields = reg::FieldList<LOW, Other::HIGH>;
#else
  using Fields = reg::FieldList<LOW, HIGH>;
#endif
};
static_assert(reg::tiles<Own>());

}  // namespace faultline
