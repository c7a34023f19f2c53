// SPDX-License-Identifier: Apache-2.0
// expect: no matching
// A value has no fields but those of its own register.
#include "reg/value.hpp"
#include "spec/cb.hpp"

namespace faultline {

bool stalled(reg::Value<spec::cb::FSR> fsr) {
#ifdef FAULTLINE_MUST_NOT_COMPILE
  return fsr.get<spec::cb::FSRRESTORE::SS>();
#else
  return fsr.get<spec::cb::FSR::SS>();
#endif
}

}  // namespace faultline
