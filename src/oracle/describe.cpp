// SPDX-License-Identifier: Apache-2.0
//
// Words for each kind of event: a table, and how its place-holders are filled.
#include "oracle/describe.hpp"

#include <cinttypes>
#include <cstdio>

#include "oracle/witness.hpp"

namespace faultline::oracle {

namespace {

using trace::Event;
using trace::Kind;

// "{s}", "{v}", "{e}": subject, value, extra; behind them how they are told: nothing for decimal,
// or a letter of `told`. "{t}": the text. "{d}": the device. "{w}": the word for the value. "{r}":
// the register.
struct Words {
  Kind kind;
  const char* pattern;
  const char* words = "";  // for values from 0, a comma between
};

constexpr Words table[] = {
    {Kind::register_read, "{r} read by {t}: {ex}"},
    {Kind::register_write, "{r} written by {t}: {ex}"},
    {Kind::register_landed, "{r} receives what {t} wrote: {ex}"},
    {Kind::line_raised, "interrupt {s} is raised"},
    {Kind::line_lowered, "interrupt {s} is lowered"},
    {Kind::interrupt_entered, "interrupt {s} taken"},
    {Kind::interrupt_left, "interrupt {s} left: {w}",
     "nobody's,handled,thread woken,handled and thread woken"},
    {Kind::handler_entered, "handler {t} of interrupt {s} begins"},
    {Kind::handler_left, "handler {t} of interrupt {s} ends: {w}",
     "not its own,handled,wakes its thread"},
    {Kind::line_disabled, "interrupt {s} disabled: nobody cared"},
    {Kind::power_changed, "{t} {w}", "off,clocks gated,on"},
    {Kind::context_switched, "begins to run"},
    {Kind::sleep_forbidden, "{t} where nothing may sleep"},
    {Kind::lock_acquired, "takes the {t} lock"},
    {Kind::lock_released, "gives the {t} lock back"},
    {Kind::shared_read, "reads a shared field of {v} bytes"},
    {Kind::shared_write, "writes a shared field of {v} bytes"},
    {Kind::deadlocked, "{s} contexts wait for ever, {t} first"},
    {Kind::transaction, "transaction of stream {sx} at {vx}: {eo}"},
    {Kind::fault_raised, "{sb} records a fault at {vx}, status {ex}"},
    {Kind::fault_overflowed, "{sb} has a second fault at {vx}: MULTI"},
    {Kind::fault_merged, "{sb} has another fault at {vx}: MULTI already"},
    {Kind::stall_entered, "{sb} stalls a transaction at {vx}"},
    {Kind::stall_left, "{sb} ends the stall at {vx}"},
    {Kind::invalidated, "the TLB forgets {sb}, operand {vx}"},
    {Kind::power_status, "runtime PM of {t}: {w}", "active,resuming,suspended,suspending"},
    {Kind::power_usage, "usage count of {d}: {v}"},
    {Kind::power_underflow, "usage count of {d} put below zero"},
    {Kind::step_begun, "step {v} of {d}: {t}"},
    {Kind::step_failed, "step {v} of {d} fails: {t}"},
    {Kind::step_undone, "step {v} of {d} is undone: {t}"},
    {Kind::gate_changed, "gate of {d}: {w}", "closed,closing,open"},
    {Kind::token_taken, "enters the gate of {d}; {v} inside"},
    {Kind::token_refused, "is turned away by the gate of {d}"},
    {Kind::token_left, "leaves the gate of {d}; {v} inside"},
    {Kind::attached, "stream {sx} leads to {vb}"},
    {Kind::detached, "stream {sx} detached"},
    {Kind::mapped, "{sb} maps {vx}, {ex} bytes"},
    {Kind::unmap_begun, "{sb} begins to unmap {vx}, {ex} bytes"},
    {Kind::unmap_ended, "{sb} has unmapped {vx}, {ex} bytes"},
    {Kind::fault_queued, "sweep takes the fault of {sb} at {vx}, status {ex}"},
    {Kind::fault_reported, "fault of {sb} at {vx} reported, status {ex}"},
    {Kind::fault_suppressed, "log line of the fault of {sb} at {vx} suppressed"},
    {Kind::fault_declined, "handler finds nothing in {sb}"},
    {Kind::verdict_dropped, "verdict for {sb} at {vx} comes too late"},
    {Kind::client_told, "client of {sb} told of {vx}, status {ex}"},
    {Kind::client_verdict, "client of {sb} has decided about {vx}"},
    {Kind::logged, "log: {t}"},
    {Kind::note, "{t}"},
};

std::string hex(std::uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%" PRIx64, value);
  return text;
}

std::string bank(std::uint64_t number) {
  if (number == 0xff) return "global";
  if (number == 0xfe) return "nowhere";
  return "CB" + std::to_string(number);
}

// Word `number` of a list with commas.
std::string word(std::string_view list, std::uint64_t number) {
  for (; number > 0 && !list.empty(); --number) {
    const std::size_t comma = list.find(',');
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  return list.empty() ? "?" : std::string(list.substr(0, list.find(',')));
}

std::string told(std::uint64_t number, char as) {
  switch (as) {
    case 'x': return hex(number);
    case 'b': return bank(number);
    case 'o': return word("passed,faulted,stalled,bypassed", number & 7);
    default: return std::to_string(number);
  }
}

// `name` is what stands between braces.
std::string fill(std::string_view name, const Words& words, const Event& event,
                 const Witness& witness) {
  const char as = name.size() > 1 ? name[1] : 'd';
  switch (name[0]) {
    case 's': return told(event.subject, as);
    case 'v': return told(event.value, as);
    case 'e': return told(event.extra, as);
    case 't': return event.text ? event.text : "?";
    case 'd': return witness.device(event.device);
    case 'w': return word(words.words, event.value);
    default:
      return witness.register_name(event.device, static_cast<std::uint32_t>(event.value >> 8));
  }
}

std::string refused(const Event& event, const Witness& witness) {
  return std::string((event.value & 0x80) != 0 ? "WRITE" : "READ") + " REFUSED: " +
         witness.register_name(event.device, static_cast<std::uint32_t>(event.value >> 8)) +
         " without " + (event.extra == 0 ? "power" : "clock") +
         (event.text ? std::string(", by ") + event.text : std::string());
}

// Every kind but the refused access has its words.
constexpr bool complete() {
  for (unsigned kind = 0; kind <= static_cast<unsigned>(Kind::note); ++kind) {
    bool found = static_cast<Kind>(kind) == Kind::register_refused;
    for (const Words& words : table) found = found || words.kind == static_cast<Kind>(kind);
    if (!found) return false;
  }
  return true;
}
static_assert(complete());

}  // namespace

std::string what(const Event& event, const Witness& witness) {
  if (event.kind == Kind::register_refused) return refused(event, witness);
  const Words* words = table;
  while (words->kind != event.kind) ++words;
  std::string line;
  for (std::string_view rest = words->pattern; !rest.empty();) {
    const std::size_t open = rest.find('{');
    line += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find('}', open);
    line += fill(rest.substr(open + 1, close - open - 1), *words, event, witness);
    rest = rest.substr(close + 1);
  }
  return line;
}

std::string describe(const trace::Event& event, const Witness& witness) {
  char stamp[48];
  std::snprintf(stamp, sizeof stamp, "%14.3f us ", static_cast<double>(event.time_ns) / 1000);
  std::string line = stamp;
  line += event.cpu == sim::no_cpu ? std::string("  -  ") : "cpu" + std::to_string(event.cpu) + " ";
  line += witness.context(event) + ": ";
  return line + what(event, witness);
}

}  // namespace faultline::oracle
