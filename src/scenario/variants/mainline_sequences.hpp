// SPDX-License-Identifier: Apache-2.0
//
// Mainline's tables of steps, and the suspend tables of the patches that change them. Removing and
// shutting down are the shipped driver's.
#pragma once
#include <span>

#include "driver/config.hpp"

namespace faultline::scenario::variants {

// Probe with the global interrupts requested before the reset and before runtime PM is set up;
// resume as a full reset that writes sCR0 last and clears a bank's FSR after enabling its
// interrupt; and `suspend`.
[[nodiscard]] driver::Sequences mainline_sequences(std::span<const driver::Step> suspend);

// Cuts the clocks and does nothing else.
[[nodiscard]] std::span<const driver::Step> mainline_suspend();
// v3: first clears the report and interrupt enables of sCR0 and of every bank's SCTLR, by reading
// and writing the registers, without reading back.
[[nodiscard]] std::span<const driver::Step> masking_suspend();
// v4: and waits for all handlers of the SMMU's lines between the two.
[[nodiscard]] std::span<const driver::Step> waiting_suspend();

}  // namespace faultline::scenario::variants
