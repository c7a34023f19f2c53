// SPDX-License-Identifier: Apache-2.0
// expect: the fields leave a hole
// A register that nobody asserted to be tiled cannot be used either: its value asserts it.
#include "reg/value.hpp"

namespace faultline {

struct Forgotten : reg::Register<Forgotten, std::uint32_t, 0x0> {
  struct LOW : Rw<15, 0> {};
#ifdef FAULTLINE_MUST_NOT_COMPILE
  using Fields = reg::FieldList<LOW>;
#else
  struct Reserved31_16 : Res0<31, 16> {};
  using Fields = reg::FieldList<LOW, Reserved31_16>;
#endif
};

std::uint32_t low(reg::Value<Forgotten> value) {
  return value.get<Forgotten::LOW>();
}

}  // namespace faultline
