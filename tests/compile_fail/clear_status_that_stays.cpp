// SPDX-License-Identifier: Apache-2.0
// expect: no matching
// FSR.SS is not write-one-to-clear: only RESUME clears it.
#include "bus_example.hpp"
#include "spec/cb.hpp"

namespace faultline {

using spec::cb::FSR;

void acknowledge(Bus& bus) {
#ifdef FAULTLINE_MUST_NOT_COMPILE
  bus.clear(reg::clear<FSR::SS>());
#else
  bus.clear(reg::clear<FSR::PF>());
#endif
}

}  // namespace faultline
