// SPDX-License-Identifier: Apache-2.0
//
// Formats a result.
#include "cli/summary.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace faultline::cli {

using scenario::RunResult;

std::string summary(const RunResult& result, const std::string& policy) {
  const scenario::Totals& t = result.totals;
  std::string text = fmt::format("\n{}, policy {}: {:.3f} s of virtual time\n", result.smmu, policy,
                                 static_cast<double>(result.time_ns) / 1e9);
  text += fmt::format(
      "  transactions  {} total, {} translated, {} faulted, {} stalled\n"
      "  faults        {} raised = {} reported + {} overflowed + {} lost; {} log lines "
      "suppressed\n"
      "  stalls        {} entered, {} resumed, {} left behind\n"
      "  interrupts    {} delivered, {} declined, {} lines disabled\n"
      "  power         {} suspends, {} resumes\n"
      "  registers     {} accesses, {} while off\n",
      t.transactions.total, t.transactions.translated, t.transactions.faulted,
      t.transactions.stalled, t.faults.raised, t.faults.reported, t.faults.overflowed,
      t.faults.lost, t.faults.suppressed, t.stalls.entered, t.stalls.resumed, t.stalls.left,
      t.interrupts.delivered, t.interrupts.declined, t.interrupts.disabled_lines, t.power.suspends,
      t.power.resumes, t.accesses.total, t.accesses.while_off);
  for (const oracle::Verdict& verdict : result.verdicts) {
    text += fmt::format("  {:<4} {:<9} {}\n", verdict.property, verdict.held ? "holds" : "VIOLATED",
                        verdict.title);
  }
  for (const std::string& complaint : result.trouble) text += "  trouble: " + complaint + "\n";
  for (const std::string& unmet : result.unmet) text += "  expected more: " + unmet + "\n";
  if (!result.finished) text += "  the scenario did not come to its end\n";
  return text;
}

std::string accusations(const RunResult& result) {
  std::string text;
  for (const oracle::Violation& violation : result.violations) {
    text += fmt::format("\n{} violated at {:.3f} us: {}\n", violation.property,
                        static_cast<double>(violation.time_ns) / 1000, violation.message);
    text += fmt::format("  context {}", violation.context);
    if (!violation.function.empty()) text += ", function " + violation.function;
    if (!violation.register_name.empty()) text += ", register " + violation.register_name;
    if (violation.count > 1) text += fmt::format(", {} times", violation.count);
    text += "\n  before it:\n";
    for (const std::string& line : violation.before) text += "    " + line + "\n";
  }
  return text;
}

std::string summary_json(const RunResult& result, const std::string& policy) {
  using nlohmann::ordered_json;
  const scenario::Totals& t = result.totals;
  ordered_json json;
  json["smmu"] = result.smmu;
  json["policy"] = policy;
  json["time_ns"] = result.time_ns;
  json["finished"] = result.finished;
  json["faults"] = {{"raised", t.faults.raised},
                    {"reported", t.faults.reported},
                    {"overflowed", t.faults.overflowed},
                    {"suppressed", t.faults.suppressed},
                    {"lost", t.faults.lost}};
  json["stalls"] = {
      {"entered", t.stalls.entered}, {"resumed", t.stalls.resumed}, {"left", t.stalls.left}};
  json["interrupts"] = {{"delivered", t.interrupts.delivered},
                        {"declined", t.interrupts.declined},
                        {"disabled_lines", t.interrupts.disabled_lines}};
  json["power"] = {{"suspends", t.power.suspends}, {"resumes", t.power.resumes}};
  json["accesses"] = {{"total", t.accesses.total}, {"while_off", t.accesses.while_off}};
  json["transactions"] = {{"total", t.transactions.total},
                          {"translated", t.transactions.translated},
                          {"faulted", t.transactions.faulted},
                          {"stalled", t.transactions.stalled}};
  json["violations"] = ordered_json::array();
  for (const oracle::Violation& one : result.violations) {
    json["violations"].push_back({{"property", one.property},
                                  {"time_ns", one.time_ns},
                                  {"context", one.context},
                                  {"function", one.function},
                                  {"register", one.register_name},
                                  {"message", one.message}});
  }
  json["trouble"] = result.trouble;
  json["unmet"] = result.unmet;
  return json.dump(2) + "\n";
}

}  // namespace faultline::cli
