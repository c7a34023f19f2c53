// SPDX-License-Identifier: Apache-2.0
//
// What the power core needs of the machine; one for all its devices.
#pragma once
#include "port/clock.hpp"
#include "port/executor.hpp"
#include "trace/sink.hpp"

namespace faultline::power {

struct Core {
  port::Executor& executor;  // runs queued requests and autosuspend timers
  port::Clock& clock;
  trace::Sink& sink;  // power_status, power_usage, power_underflow
  // False: a machine built without power management. Every device then counts as powered: resuming
  // succeeds without a callback, get_if_* answer `invalid`, suspending answers `unsupported`, and
  // references are not counted.
  bool runtime_pm_supported = true;
};

}  // namespace faultline::power
