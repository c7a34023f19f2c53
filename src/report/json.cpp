// SPDX-License-Identifier: Apache-2.0
//
// Formats runs as JSON.
#include "report/json.hpp"

#include <nlohmann/json.hpp>

namespace faultline::report {

using nlohmann::ordered_json;

namespace {

// The sum of one number over all runs.
template <typename Number>
std::uint64_t sum(std::span<const Run> runs, Number&& number) {
  std::uint64_t total = 0;
  for (const Run& run : runs) total += number(run.counts);
  return total;
}

ordered_json faults(std::span<const Run> runs) {
  return {{"raised", sum(runs, [](const Counts& in) { return in.faults.raised; })},
          {"reported", sum(runs, [](const Counts& in) { return in.faults.reported; })},
          {"overflowed", sum(runs, [](const Counts& in) { return in.faults.overflowed; })},
          {"suppressed", sum(runs, [](const Counts& in) { return in.faults.suppressed; })},
          {"lost", sum(runs, [](const Counts& in) { return in.faults.lost; })}};
}

ordered_json stalls(std::span<const Run> runs) {
  return {{"entered", sum(runs, [](const Counts& in) { return in.stalls.entered; })},
          {"resumed", sum(runs, [](const Counts& in) { return in.stalls.resumed; })},
          {"left", sum(runs, [](const Counts& in) { return in.stalls.left; })}};
}

ordered_json interrupts(std::span<const Run> runs) {
  return {
      {"delivered", sum(runs, [](const Counts& in) { return in.interrupts.delivered; })},
      {"declined", sum(runs, [](const Counts& in) { return in.interrupts.declined; })},
      {"disabled_lines", sum(runs, [](const Counts& in) { return in.interrupts.disabled_lines; })}};
}

ordered_json transactions(std::span<const Run> runs) {
  return {{"total", sum(runs, [](const Counts& in) { return in.transactions.total; })},
          {"translated", sum(runs, [](const Counts& in) { return in.transactions.translated; })},
          {"faulted", sum(runs, [](const Counts& in) { return in.transactions.faulted; })},
          {"stalled", sum(runs, [](const Counts& in) { return in.transactions.stalled; })}};
}

ordered_json violations(std::span<const Run> runs) {
  ordered_json list = ordered_json::array();
  for (const Run& run : runs) {
    for (const Violation& one : run.violations) {
      list.push_back({{"property", one.property},
                      {"time_ns", one.time_ns},
                      {"context", one.context},
                      {"function", one.function},
                      {"register", one.register_name},
                      {"message", one.message}});
    }
  }
  return list;
}

}  // namespace

std::string json(std::span<const Run> runs) {
  ordered_json json;
  json["faults"] = faults(runs);
  json["stalls"] = stalls(runs);
  json["interrupts"] = interrupts(runs);
  json["power"] = {{"suspends", sum(runs, [](const Counts& in) { return in.power.suspends; })},
                   {"resumes", sum(runs, [](const Counts& in) { return in.power.resumes; })}};
  json["accesses"] = {
      {"total", sum(runs, [](const Counts& in) { return in.accesses.total; })},
      {"while_off", sum(runs, [](const Counts& in) { return in.accesses.while_off; })}};
  json["transactions"] = transactions(runs);
  json["violations"] = violations(runs);
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace faultline::report
