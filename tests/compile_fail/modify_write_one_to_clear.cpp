// SPDX-License-Identifier: Apache-2.0
// expect: no matching
// A register with write-one-to-clear fields has no read-modify-write: it would clear every fault
// that it shows.
#include "bus_example.hpp"
#include "spec/cb.hpp"

namespace faultline {

using spec::cb::FSR;

void acknowledge(Bus& bus) {
#ifdef FAULTLINE_MUST_NOT_COMPILE
  bus.set<FSR, FSR::TF>(true);
#else
  bus.clear(reg::clear<FSR::TF>());
#endif
}

}  // namespace faultline
