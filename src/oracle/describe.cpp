// SPDX-License-Identifier: Apache-2.0
//
// Words for each kind of event.
#include "oracle/describe.hpp"

#include <cinttypes>
#include <cstdio>

#include "oracle/witness.hpp"

namespace faultline::oracle {

namespace {

using trace::Kind;

std::string hex(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%" PRIx64, value);
  return text;
}

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::line_raised: return "line raised";
    case Kind::line_lowered: return "line lowered";
    case Kind::interrupt_entered: return "interrupt taken";
    case Kind::interrupt_left: return "interrupt left";
    case Kind::handler_entered: return "handler begins";
    case Kind::handler_left: return "handler ends";
    case Kind::line_disabled: return "line disabled as spurious";
    case Kind::power_changed: return "supply";
    case Kind::context_switched: return "runs";
    case Kind::sleep_forbidden: return "may not sleep here";
    case Kind::lock_acquired: return "lock taken";
    case Kind::lock_released: return "lock released";
    case Kind::shared_read: return "shared field read";
    case Kind::shared_write: return "shared field written";
    case Kind::deadlocked: return "deadlock";
    case Kind::transaction: return "transaction";
    case Kind::fault_raised: return "fault recorded";
    case Kind::fault_overflowed: return "fault overflowed (MULTI)";
    case Kind::fault_merged: return "fault merged into MULTI";
    case Kind::stall_entered: return "transaction stalls";
    case Kind::stall_left: return "stall ends";
    case Kind::invalidated: return "TLB invalidated";
    case Kind::power_status: return "runtime PM";
    case Kind::power_usage: return "usage count";
    case Kind::power_underflow: return "usage count underflow";
    case Kind::step_begun: return "step";
    case Kind::step_failed: return "step failed";
    case Kind::step_undone: return "step undone";
    case Kind::gate_changed: return "gate";
    case Kind::token_taken: return "token taken";
    case Kind::token_refused: return "token refused";
    case Kind::token_left: return "token left";
    case Kind::attached: return "stream attached";
    case Kind::detached: return "stream detached";
    case Kind::mapped: return "mapped";
    case Kind::unmap_begun: return "unmap begins";
    case Kind::unmap_ended: return "unmap done";
    case Kind::fault_queued: return "fault taken by the sweep";
    case Kind::fault_reported: return "fault reported";
    case Kind::fault_suppressed: return "fault's log line suppressed";
    case Kind::fault_declined: return "handler declines";
    case Kind::verdict_dropped: return "verdict dropped";
    case Kind::client_told: return "client told of the fault";
    case Kind::client_verdict: return "client's verdict";
    case Kind::logged: return "log";
    case Kind::note: return "note";
    default: return "event";
  }
}

const char* power_word(std::uint64_t state) {
  return state == 0 ? "off" : state == 1 ? "clocks gated" : "on";
}

const char* status_word(std::uint64_t status) {
  static constexpr const char* words[] = {"active", "resuming", "suspended", "suspending"};
  return status < 4 ? words[status] : "?";
}

std::string access_of(const trace::Event& event, const Witness& witness) {
  const std::string place =
      witness.register_name(event.device, static_cast<std::uint32_t>(event.value >> 8));
  const std::string who = event.text ? std::string(" in ") + event.text : std::string();
  switch (event.kind) {
    case Kind::register_read: return "read " + place + " = " + hex(event.extra) + who;
    case Kind::register_write: return "write " + place + " = " + hex(event.extra) + who;
    case Kind::register_landed: return "landed " + place + " = " + hex(event.extra) + who;
    default:
      return std::string("REFUSED ") + ((event.value & 0x80) != 0 ? "write " : "read ") + place +
             ": no " + (event.extra == 0 ? "power" : "clock") + who;
  }
}

std::string what(const trace::Event& event, const Witness& witness) {
  switch (event.kind) {
    case Kind::register_read:
    case Kind::register_write:
    case Kind::register_landed:
    case Kind::register_refused: return access_of(event, witness);
    case Kind::power_changed:
      return std::string("supply ") + (event.text ? event.text : "") + ": " +
             power_word(event.value);
    case Kind::power_status:
      return std::string("runtime PM of ") + (event.text ? event.text : "") + ": " +
             status_word(event.value);
    case Kind::gate_changed:
      return std::string("gate ") + (event.value == 0   ? "closed"
                                     : event.value == 1 ? "closing"
                                                        : "open");
    default: break;
  }
  std::string line = name_of(event.kind);
  if (event.text) line += std::string(": ") + event.text;
  return line + " [" + hex(event.subject) + " " + hex(event.value) + " " + hex(event.extra) + "]";
}

}  // namespace

std::string describe(const trace::Event& event, const Witness& witness) {
  char stamp[48];
  std::snprintf(stamp, sizeof stamp, "%14.3f us ", static_cast<double>(event.time_ns) / 1000);
  std::string line = stamp;
  line += event.cpu == sim::no_cpu ? std::string("  -  ") : "cpu" + std::to_string(event.cpu) + " ";
  line += witness.context(event) + ": ";
  return line + what(event, witness);
}

}  // namespace faultline::oracle
