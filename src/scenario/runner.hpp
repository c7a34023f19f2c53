// SPDX-License-Identifier: Apache-2.0
//
// Runs a scenario on a board: builds the machine that the device tree describes, brings up the SMMU
// and its masters, lets the scenario's threads do what they do, waits until all is quiet, and takes
// everything down again, watched from outside by the ledger and the oracles.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "fdt/description.hpp"
#include "oracle/jury.hpp"
#include "scenario/kernel_log.hpp"
#include "scenario/ledger.hpp"
#include "scenario/scenario.hpp"

namespace faultline::scenario {

enum class Policy : std::uint8_t {
  gate,  // what the driver ships
  none,  // mainline Linux's: handlers touch the registers whatever the power does
};

struct RunOptions {
  Policy policy = Policy::gate;
  std::uint64_t seed = 1;
  std::function<void(const LogLine&)>
      print;                            // each line of the kernel log as it comes; may be empty
  std::vector<trace::Sink*> observers;  // further ones
};

struct RunResult {
  std::string smmu;  // "3da0000.iommu"
  Totals totals;
  std::vector<oracle::Violation> violations;
  std::vector<oracle::Verdict> verdicts;
  std::vector<std::string> trouble;  // what the scenario's own steps complain about
  std::vector<std::string> unmet;    // expectations that were not met
  bool finished = false;             // false: deadlock, or the time limit passed
  std::uint64_t time_ns = 0;         // virtual
  std::uint64_t steps = 0;

  // Nothing violated, nothing complained about, everything expected met.
  [[nodiscard]] bool clean() const;
};

// Errors, in words: a board without that SMMU, a master that is not there, an SMMU that does not
// come up.
[[nodiscard]] Result<RunResult, std::string> run(const fdt::Description& board,
                                                 const Scenario& scenario,
                                                 const RunOptions& options);

}  // namespace faultline::scenario
