// SPDX-License-Identifier: Apache-2.0
//
// Why a request was refused. A device whose request was refused has no handler: the error is never
// to be dropped.
#pragma once
#include <cstdint>
#include <string_view>

namespace faultline::irq {

enum class RequestError : std::uint8_t {
  no_line,          // the core has no such line
  busy_not_shared,  // the line has an action already, and not both said `shared`
  busy_trigger,     // ... and the triggers differ
  busy_one_shot,    // ... and one says `one_shot`, the other does not
  needs_one_shot,  // no primary handler and not `one_shot`: a level line would fire for ever before
                   // the thread runs
  out_of_threads,  // the machine has no thread left
};

// The three ways in which an action cannot share a line with those that are there; the kernel's
// EBUSY.
[[nodiscard]] constexpr bool is_busy(RequestError error) {
  return error == RequestError::busy_not_shared || error == RequestError::busy_trigger ||
         error == RequestError::busy_one_shot;
}

// Static text, for logs.
[[nodiscard]] constexpr std::string_view name(RequestError error) {
  switch (error) {
    case RequestError::no_line: return "no such line";
    case RequestError::busy_not_shared: return "busy: not shared";
    case RequestError::busy_trigger: return "busy: trigger differs";
    case RequestError::busy_one_shot: return "busy: one-shot differs";
    case RequestError::needs_one_shot: return "thread without primary handler needs one-shot";
    case RequestError::out_of_threads: return "out of threads";
  }
  return "unknown";
}

}  // namespace faultline::irq
