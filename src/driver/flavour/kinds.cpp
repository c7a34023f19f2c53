// SPDX-License-Identifier: Apache-2.0
//
// Finds the flavour of a kind.
#include "driver/flavour/kinds.hpp"

#include "base/check.hpp"

namespace faultline::driver::flavour {

Flavour& Kinds::get(Kind kind) {
  switch (kind) {
    case Kind::generic: return generic_;
    case Kind::mmu500: return mmu500_;
    case Kind::qcom_v2: return qcom_v2_;
    case Kind::qcom_mmu500: return qcom_mmu500_;
    case Kind::adreno_v2: return adreno_v2_;
    case Kind::adreno_mmu500: return adreno_mmu500_;
    case Kind::nvidia: return nvidia_;
    case Kind::cavium: return cavium_;
    case Kind::marvell: return marvell_;
  }
  FL_CHECK(false);
}

}  // namespace faultline::driver::flavour
