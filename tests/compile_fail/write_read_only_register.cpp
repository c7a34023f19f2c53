// SPDX-License-Identifier: Apache-2.0
// expect: no matching
// A read-only register cannot be written.
#include "bus_example.hpp"
#include "spec/gr0.hpp"

namespace faultline {

void write(Bus& bus) {
#ifdef FAULTLINE_MUST_NOT_COMPILE
  bus.write(reg::Value<spec::gr0::IDR0>{});
#else
  bus.write(reg::Value<spec::gr0::sCR0>{});
#endif
}

}  // namespace faultline
