// SPDX-License-Identifier: Apache-2.0
//
// The words of runtime power management: what state a device is in, and what the core answers. The
// comments name the kernel's spelling, because the rules (docs/runtime-pm.md) are the kernel's.
#pragma once
#include <cstdint>
#include <string_view>

namespace faultline::power {

// The numbers are what trace::Kind::power_status carries.
enum class Status : std::uint8_t { active, resuming, suspended, suspending };

// How a request ended well.
enum class Outcome : std::uint8_t {
  done,     // it was carried out, queued or scheduled (0)
  already,  // nothing to do: the device is in that state (1)
};

// Why a request was refused or failed. None of them changes the device unless the function says so.
enum class Error : std::uint8_t {
  invalid,        // an error is latched, a count would underflow, or runtime PM is off for get_if_*
                  // (-EINVAL)
  disabled,       // runtime PM is disabled for the device (-EACCES)
  again,          // not now: references are held, or another transition has precedence (-EAGAIN)
  busy,           // active children keep it up, or the parent does not come up (-EBUSY)
  in_progress,    // the transition runs already and this caller must not wait (-EINPROGRESS)
  not_permitted,  // a latency limit of zero forbids suspending (-EPERM)
  unsupported,    // the machine is built without runtime PM (-ENOSYS)
  failed,         // the callback failed for good
};

// What a callback may fail with: busy and again are "not now", and pass; failed is latched by a
// suspend.
enum class CallbackError : std::uint8_t { busy, again, failed };

constexpr std::string_view name(Status status) {
  switch (status) {
    case Status::active: return "active";
    case Status::resuming: return "resuming";
    case Status::suspended: return "suspended";
    case Status::suspending: return "suspending";
  }
  return "?";
}

constexpr std::string_view name(Outcome outcome) {
  return outcome == Outcome::done ? "done" : "already";
}

constexpr std::string_view name(Error error) {
  switch (error) {
    case Error::invalid: return "invalid";
    case Error::disabled: return "disabled";
    case Error::again: return "again";
    case Error::busy: return "busy";
    case Error::in_progress: return "in_progress";
    case Error::not_permitted: return "not_permitted";
    case Error::unsupported: return "unsupported";
    case Error::failed: return "failed";
  }
  return "?";
}

constexpr Error to_error(CallbackError error) {
  switch (error) {
    case CallbackError::busy: return Error::busy;
    case CallbackError::again: return Error::again;
    case CallbackError::failed: break;
  }
  return Error::failed;
}

}  // namespace faultline::power
