// SPDX-License-Identifier: Apache-2.0
// expect: no matching
// A read-only field cannot be set.
#include "reg/value.hpp"

namespace faultline {

struct Mixed : reg::Register<Mixed, std::uint32_t, 0x0> {
  struct MODE : Rw<15, 0> {};
  struct VERSION : Ro<31, 16> {};
  using Fields = reg::FieldList<MODE, VERSION>;
};

reg::Value<Mixed> changed(reg::Value<Mixed> value) {
#ifdef FAULTLINE_MUST_NOT_COMPILE
  return value.with<Mixed::VERSION>(1);
#else
  return value.with<Mixed::MODE>(1);
#endif
}

}  // namespace faultline
