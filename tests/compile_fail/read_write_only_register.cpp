// SPDX-License-Identifier: Apache-2.0
// expect: no matching
// A write-only register cannot be read.
#include "bus_example.hpp"
#include "spec/cb.hpp"

namespace faultline {

std::uint32_t read(Bus& bus) {
#ifdef FAULTLINE_MUST_NOT_COMPILE
  return bus.read<spec::cb::RESUME>().bits();
#else
  return bus.read<spec::cb::SCTLR>().bits();
#endif
}

}  // namespace faultline
