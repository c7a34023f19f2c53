// SPDX-License-Identifier: Apache-2.0
//
// The tables that the driver comes with, together.
#include "driver/config.hpp"
#include "driver/probe.hpp"
#include "driver/remove.hpp"
#include "driver/resume.hpp"
#include "driver/suspend.hpp"

namespace faultline::driver {

Sequences default_sequences() {
  return {.probe = probe_steps(),
          .suspend = suspend_steps(),
          .resume = resume_steps(),
          .remove = remove_steps(),
          .shutdown = shutdown_steps(),
          .quiesce = quiesce_steps(),
          .faults = default_fault_steps()};
}

}  // namespace faultline::driver
