// SPDX-License-Identifier: Apache-2.0
//
// Marvell Armada AP806: an MMU-500 behind an interconnect that cannot do 64-bit accesses.
#pragma once
#include "driver/flavour/mmu500.hpp"

namespace faultline::driver::flavour {

// Erratum 582743: a 64-bit access arrives as two words, the low one first. Each is made as two
// words by the driver, the high one first, so that an operation which the low word triggers has all
// of its operand. Tables of the AArch64 formats are left alone by other drivers because their
// operands need all 64 bits; in this order they get them.
class Marvell final : public Mmu500 {
 public:
  [[nodiscard]] const char* name() const override { return "marvell"; }
  [[nodiscard]] WideAccess wide_access() const override { return WideAccess::high_then_low; }
};

}  // namespace faultline::driver::flavour
