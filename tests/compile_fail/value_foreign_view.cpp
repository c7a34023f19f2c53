// SPDX-License-Identifier: Apache-2.0
// expect: no matching
// The fields of one view cannot be read out of another: CBNDX is where the VMID is, depending on
// TYPE.
#include "reg/value.hpp"
#include "spec/gr0.hpp"

namespace faultline {

std::uint32_t bank(reg::Value<spec::gr0::S2CR::Translation> s2cr) {
#ifdef FAULTLINE_MUST_NOT_COMPILE
  return s2cr.get<spec::gr0::S2CR::Bypass::VMID>();
#else
  return s2cr.get<spec::gr0::S2CR::Translation::CBNDX>();
#endif
}

}  // namespace faultline
