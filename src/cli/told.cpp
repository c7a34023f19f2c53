// SPDX-License-Identifier: Apache-2.0
//
// Copies field by field.
#include "cli/told.hpp"

#include <fmt/format.h>

namespace faultline::cli {

namespace {

report::Counts told(const scenario::Totals& totals) {
  const auto& [faults, stalls, interrupts, power, accesses, transactions] = totals;
  report::Counts counts;
  counts.faults = {.raised = faults.raised,
                   .reported = faults.reported,
                   .overflowed = faults.overflowed,
                   .suppressed = faults.suppressed,
                   .lost = faults.lost,
                   .invented = faults.invented,
                   .late = faults.late};
  counts.stalls = {stalls.entered, stalls.resumed, stalls.left};
  counts.interrupts = {interrupts.delivered, interrupts.declined, interrupts.disabled_lines};
  counts.power = {power.suspends, power.resumes};
  counts.accesses = {accesses.total, accesses.while_off};
  counts.transactions = {transactions.total, transactions.translated, transactions.faulted,
                         transactions.stalled, transactions.bypassed};
  return counts;
}

report::Violation told(const oracle::Violation& violation) {
  return {.property = violation.property,
          .time_ns = violation.time_ns,
          .context = violation.context,
          .function = violation.function,
          .register_name = violation.register_name,
          .message = violation.message,
          .count = violation.count,
          .cause = violation.cause,
          .before = violation.before};
}

report::Master told(const scenario::MasterResult& master) {
  report::Master copy{.name = master.name,
                      .bank = master.bank ? fmt::format("CB{}", master.bank->value) : std::string(),
                      .shares = master.shares,
                      .transactions = master.transactions,
                      .reported = master.reported};
  for (const driver::StreamMatch& match : master.streams) {
    copy.streams.emplace_back(match.id.value, match.mask);
  }
  return copy;
}

}  // namespace

report::Run told(const scenario::RunResult& result, const std::string& policy) {
  report::Run run;
  run.smmu = result.smmu;
  run.policy = policy;
  run.time_ns = result.time_ns;
  run.counts = told(result.totals);
  for (const scenario::MasterResult& one : result.masters) run.masters.push_back(told(one));
  for (const oracle::Violation& one : result.violations) run.violations.push_back(told(one));
  for (const oracle::Verdict& one : result.verdicts) {
    run.verdicts.push_back({one.property, one.title, one.held});
  }
  run.asked = result.asked;
  run.trouble = result.trouble;
  run.unmet = result.unmet;
  run.died = result.died;
  run.gave_up = result.gave_up;
  return run;
}

}  // namespace faultline::cli
