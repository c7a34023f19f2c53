// SPDX-License-Identifier: Apache-2.0
//
// What happened, as data. The driver, the power and interrupt cores, the model and the machine all
// emit the same flat record into a sink; oracles judge it and reports draw it. An emitter fills
// what it knows; the sink stamps time, CPU and context.
#pragma once
#include <cstdint>

namespace faultline::trace {

// The comment gives the meaning of subject / value / extra, and of text where there is one.
enum class Kind : std::uint8_t {
  // The machine.
  register_read,    // device / offset << 8 | width in bytes / value read; text: the function that
                    // reads
  register_write,   // device / offset << 8 | width in bytes / value; text: the function that writes
  register_landed,  // device / offset << 8 | width / value: a posted write reached the device
  register_refused,  // device / offset << 8 | width | write << 7 / power state; text: the function:
                     // touched while off
  line_raised,       // line / 0 / 0: the device drives it
  line_lowered,      // line / 0 / 0
  interrupt_entered,  // line / CPU / 0
  interrupt_left,  // line / union of verdicts (0 none, 1 handled, 2 wake thread) / 1: held back, no
                   // handler was asked
  handler_entered,  // line / threaded / 0; text: the action's name
  handler_left,     // line / verdict / threaded; text: the action's name
  line_disabled,    // line / 0 / 0: by the spurious detector
  power_changed,    // supply / new state (0 off, 1 clocks gated, 2 on) / 0; text: the supply's name
  context_switched,  // context / 0 / 0; text: its name
  sleep_forbidden,   // 0: something that may sleep was called where nothing may; text: what
  lock_acquired,     // lock / kind / 0; text: the lock's name
  lock_released,     // lock / kind / 0
  shared_read,       // address / size / 0: an annotated plain field
  shared_write,      // address / size / 0
  deadlocked,        // contexts that wait / 0 / 0; text: the first one's name

  // The device model: ground truth.
  transaction,   // stream / iova / pa << 3 | outcome (0 passed, 1 faulted, 2 stalled, 3 bypassed)
  fault_raised,  // bank (global: 0xff) / address / FSR or sGFSR bit that was set; recorded with its
                 // own syndrome
  fault_overflowed,  // bank / address / bit: MULTI was set, the syndrome is lost
  fault_merged,   // bank / address / bit: MULTI stood already, nothing new is visible to software
  stall_entered,  // bank / address / stall id
  stall_left,     // bank / address / stall id << 1 | retried
  invalidated,    // bank or 0xff / operand / register offset

  // Power core.
  power_status,     // device / new status / 0; text: the device's name
  power_usage,      // device / new count / 0
  power_underflow,  // device / 0 / 0

  // Driver.
  step_begun,      // device / step number / 0; text: the step's name
  step_failed,     // device / step number / error; text: the step's name
  step_undone,     // device / step number / 0; text
  gate_changed,    // device / state (0 closed, 1 closing, 2 open) / epoch
  token_taken,     // device / holders / 0
  token_refused,   // device / state / 0
  token_left,      // device / holders / 0
  attached,        // stream / bank or 0xff bypass, 0xfe blocked / 0: from here on
  detached,        // stream / 0 / 0
  mapped,          // bank / iova / size
  unmap_begun,     // bank / iova / size
  unmap_ended,     // bank / iova / size: stale translations are gone from here on
  fault_queued,    // bank / address / FSR: taken by the sweep, for a context that may call clients
  fault_reported,  // bank / address / FSR: handed to the client or the log
  fault_suppressed,  // bank / address / FSR: reported, its log line left out by the rate limit
  fault_declined,    // bank or 0xff / 0 / 0: the handler said "not mine"
  verdict_dropped,   // bank / address / verdict: the bank's life that it was for is over

  // Outside the driver.
  client_told,     // bank / address / FSR: a client's handler was called
  client_verdict,  // bank / address / verdict
  logged,          // 0 / 0 / 0; text: the line
  note,            // free; text: what
};

struct Event {
  Kind kind{};
  std::uint8_t cpu = 0;
  std::uint16_t context = 0;  // the machine's number of the thread, interrupt or master
  std::uint32_t device = 0;   // the machine's number of the device that emits
  std::uint64_t time_ns = 0;  // virtual time, stamped by the sink
  std::uint64_t subject = 0;
  std::uint64_t value = 0;
  std::uint64_t extra = 0;
  const char* text =
      nullptr;  // zero-terminated; lives at least as long as the sink's call, static where stored
};

}  // namespace faultline::trace
