// SPDX-License-Identifier: Apache-2.0
//
// What can be chosen about the interrupt core, with the values that Linux 6.1 has.
#pragma once
#include <cstdint>

namespace faultline::irq {

// When a line that nobody serves is given up. Windows are counted in interrupts; within one, more
// than `unhandled` of `interrupts` must have been unhandled, each less than `window_ns` after the
// one before it.
struct SpuriousOptions {
  bool enabled = true;  // false is the kernel's noirqdebug: a storm lasts for ever
  std::uint32_t interrupts = 100'000;
  std::uint32_t unhandled = 99'900;
  std::uint64_t window_ns = 100'000'000;
  std::uint64_t poll_period_ns = 100'000'000;  // between tries of a line that was given up
  std::uint32_t reports = 100;                 // so many "nobody cared" are logged in full
};

struct Options {
  SpuriousOptions spurious{};
  // Linux 7.3: an action without a thread takes over `one_shot` from those that it joins, instead
  // of being refused. Not the reverse: a one-shot action that joins one that is not is refused here
  // too.
  bool hard_handlers_adopt_one_shot = false;
  // The controller cannot fire again before its device was served (the kernel's
  // IRQCHIP_ONESHOT_SAFE): a thread without a primary handler needs no `one_shot`.
  bool controller_is_one_shot_safe = false;
  // The kernel's threadirqs: a primary handler that is not one-shot runs in a thread of its action,
  // before the action's thread handler, and its line becomes one-shot.
  bool force_threads = false;
};

}  // namespace faultline::irq
