// SPDX-License-Identifier: Apache-2.0
//
// Power as the device sees it, and what a register access meets when there is none.
#pragma once
#include <cstdint>

namespace faultline::model {

// With `gated` everything is kept, lines hold their level and nothing answers. `off` loses state as
// Behaviour::power_loss says, drops all lines, and reports every waiting transaction as lost.
enum class Supply : std::uint8_t { off, gated, on };

// Why a register access got no answer from the device.
enum class Refusal : std::uint8_t {
  off,       // no power
  gated,     // no clock
  aborted,   // answered with a bus error: a malformed access while sCR0.GCFGFRE is set
  unmapped,  // beyond Smmu::size_bytes()
};

}  // namespace faultline::model
