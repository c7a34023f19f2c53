// SPDX-License-Identifier: Apache-2.0
//
// Formats a run as text.
#include "report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "report/paint.hpp"

namespace faultline::report {

std::string painted(std::string words, const char* with, Colour colour) {
  if (colour == Colour::never) return words;
  return fmt::format("\x1b[{}m{}\x1b[0m", with, words);
}

namespace {

// In full where a property is violated first; what follows is most often of the same making.
std::string accusation(const Violation& violation, bool first, Colour colour) {
  const std::string heading = fmt::format("{} violated at {:.3f} us", violation.property,
                                          static_cast<double>(violation.time_ns) / 1000);
  std::string text = first ? "\n" : "";
  text += fmt::format("{}: {}\n", painted(heading, red, colour), violation.message);
  if (!first) return text;
  text += fmt::format("  context {}", violation.context);
  if (!violation.function.empty()) text += ", function " + violation.function;
  if (!violation.register_name.empty()) text += ", register " + violation.register_name;
  if (violation.count > 1) text += fmt::format(", {} times", violation.count);
  text += "\n";
  if (!violation.cause.empty()) text += "  since:\n    " + violation.cause + "\n";
  if (!violation.before.empty()) text += "  before it:\n";
  for (const std::string& line : violation.before) text += "    " + line + "\n";
  return text;
}

std::string totals(const Counts& counts) {
  const auto& [faults, stalls, interrupts, power, accesses, transactions] = counts;
  std::string text = fmt::format(
      "  transactions  {} total, {} translated, {} faulted, {} stalled\n"
      "  faults        {} raised = {} reported + {} overflowed + {} lost; {} log lines "
      "suppressed\n"
      "  stalls        {} entered, {} resumed, {} left behind\n"
      "  interrupts    {} delivered, {} declined, {} lines disabled\n"
      "  power         {} suspends, {} resumes\n"
      "  registers     {} accesses, {} while off\n",
      transactions.total, transactions.translated, transactions.faulted, transactions.stalled,
      faults.raised, faults.reported, faults.overflowed, faults.lost, faults.suppressed,
      stalls.entered, stalls.resumed, stalls.left, interrupts.delivered, interrupts.declined,
      interrupts.disabled_lines, power.suspends, power.resumes, accesses.total, accesses.while_off);
  if (transactions.bypassed > 0) {
    text += fmt::format("  bypassed      {} transactions\n", transactions.bypassed);
  }
  if (faults.invented > 0) {
    text += fmt::format("  invented      {} reports without a fault\n", faults.invented);
  }
  if (faults.late > 0) {
    text += fmt::format("  late          {} faults after the last look\n", faults.late);
  }
  return text;
}

// "0x0/0x401, 0x5 and 3 more".
std::string streams(const Master& master) {
  constexpr std::size_t shown = 2;
  std::string text;
  for (std::size_t i = 0; i < std::min(shown, master.streams.size()); ++i) {
    const auto& [id, mask] = master.streams[i];
    text += fmt::format("{}0x{:x}", i > 0 ? ", " : "", id);
    if (mask != 0) text += fmt::format("/0x{:x}", mask);
  }
  if (master.streams.size() > shown) {
    text += fmt::format(" and {} more", master.streams.size() - shown);
  }
  return text;
}

std::string table(const std::vector<Master>& masters) {
  std::size_t name = std::string_view("master").size();
  std::size_t stream = std::string_view("streams").size();
  for (const Master& master : masters) {
    name = std::max(name, master.name.size());
    stream = std::max(stream, streams(master).size());
  }
  std::string text = fmt::format("  {:<{}}  {:<{}}  bank    transactions  faults reported\n",
                                 "master", name, "streams", stream);
  for (const Master& master : masters) {
    text += fmt::format("  {:<{}}  {:<{}}  {:<6}  {:>12}  ", master.name, name, streams(master),
                        stream, master.bank.empty() ? "none" : master.bank, master.transactions);
    text += master.shares.empty() ? fmt::format("{:>15}\n", master.reported)
                                  : fmt::format("in the domain of {}\n", master.shares);
  }
  return text;
}

std::string verdict(const Run& run, const Verdict& verdict, Colour colour) {
  const bool asked =
      std::find(run.asked.begin(), run.asked.end(), verdict.property) != run.asked.end();
  const std::string word = fmt::format("{:<8}", verdict.held ? "holds" : "VIOLATED");
  return fmt::format("  {:<4} {}  {}{}\n", verdict.property,
                     painted(word, verdict.held ? green : red, colour), verdict.title,
                     asked ? " (to be violated)" : "");
}

}  // namespace

std::string remarks(const Run& run) {
  std::string text;
  for (const std::string& complaint : run.trouble) text += "trouble: " + complaint + "\n";
  for (const std::string& unmet : run.unmet) text += "not as expected: " + unmet + "\n";
  if (run.died) text += "the machine did not survive it\n";
  if (!run.gave_up.empty()) text += "gave up at " + run.gave_up + "\n";
  return text;
}

std::string text(const Run& run, Colour colour) {
  std::string text;
  std::set<std::string> told;
  for (const Violation& violation : run.violations) {
    text += accusation(violation, told.insert(violation.property).second, colour);
  }
  text += fmt::format("\n{}, policy {}: {:.3f} s of virtual time\n", run.smmu, run.policy,
                      static_cast<double>(run.time_ns) / 1e9);
  text += totals(run.counts);
  if (!run.masters.empty()) text += table(run.masters);
  for (const Verdict& one : run.verdicts) text += verdict(run, one, colour);
  const std::string rest = remarks(run);
  for (std::size_t from = 0; from < rest.size();) {
    const std::size_t end = rest.find('\n', from) + 1;
    text += "  " + rest.substr(from, end - from);
    from = end;
  }
  return text;
}

}  // namespace faultline::report
