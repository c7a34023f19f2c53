// SPDX-License-Identifier: Apache-2.0
//
// Tables of steps with one mistake that is more than a step's place: a step that does something
// else than the shipped one, or one that the shipped table does not have.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "driver/config.hpp"

namespace faultline::scenario::variants {

// `steps` with another one in the place of `name`, which is there.
[[nodiscard]] std::vector<driver::Step> with_step(std::span<const driver::Step> steps,
                                                  std::string_view name, const driver::Step& step);

// Suspend also waits for the handlers that run, as v4 does.
[[nodiscard]] driver::Sequences waits_for_handlers();
// Suspend also waits until the clients were told what it has swept.
[[nodiscard]] driver::Sequences waits_for_clients();
// With the interrupts the report of faults is switched off, too.
[[nodiscard]] driver::Sequences masks_reports();
// Resume writes stream mapping groups from a copy of their shadows.
[[nodiscard]] driver::Sequences stale_streams();
// Resume leaves out what the implementation needs to be set.
[[nodiscard]] driver::Sequences forgets_flavour();
// Resume gives a bank's interrupt back, as if its request had been refused and nobody had looked.
[[nodiscard]] driver::Sequences deaf_banks();
// The handler answers a stall before it clears the fault.
[[nodiscard]] driver::Sequences resumes_before_clear();
// The handler clears every bit, whatever it has read.
[[nodiscard]] driver::Sequences clears_all();

}  // namespace faultline::scenario::variants
