// SPDX-License-Identifier: Apache-2.0
//
// Interrupt outputs. A level is a condition over registers, never an event: it is worked out anew
// after everything that may change it. IHI 0062, chapter on interrupts.
#pragma once
#include "model/device.hpp"

namespace faultline::model {

// Work out the level of one bank's line, or of the two global ones, and tell the environment if it
// changed.
void update_line(Device& device, BankIndex index);
void update_global_lines(Device& device);
// All lines, as after a change of supply; low without power.
void update_all_lines(Device& device);

}  // namespace faultline::model
