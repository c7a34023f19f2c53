// SPDX-License-Identifier: Apache-2.0
// expect: no matching
// What was read from a write-one-to-clear register cannot be written back as it is.
#include "bus_example.hpp"
#include "spec/gr0.hpp"

namespace faultline {

using spec::gr0::sGFSR;

void acknowledge(Bus& bus) {
  const reg::Value<sGFSR> seen = bus.read<sGFSR>();
#ifdef FAULTLINE_MUST_NOT_COMPILE
  bus.write(seen);
#else
  bus.clear(reg::clear_seen(seen));
#endif
}

}  // namespace faultline
