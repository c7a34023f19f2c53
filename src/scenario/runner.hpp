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
#include "driver/stream_map.hpp"
#include "fdt/description.hpp"
#include "oracle/jury.hpp"
#include "scenario/kernel_log.hpp"
#include "scenario/ledger.hpp"
#include "scenario/scenario.hpp"

namespace faultline::scenario {

struct Variant;

struct RunOptions {
  std::string policy = "gate";       // one of policies() in scenario/variants/policies.hpp
  const Variant* variant = nullptr;  // another driver, whatever `policy` says; lives during the run
  std::uint64_t seed = 1;
  std::function<void(const LogLine&)>
      print{};                            // each line of the kernel log as it comes; may be empty
  bool staged = false;                    // for World::prepare() instead of a run
  std::vector<trace::Sink*> observers{};  // further ones
};

struct MasterResult {
  std::string name;
  std::vector<driver::StreamMatch> streams;
  std::optional<BankIndex> bank;  // nothing: it was not translated
  std::string shares;             // the master in whose domain it was; empty: one of its own
  std::uint64_t transactions = 0;
  std::uint64_t reported = 0;  // faults that its driver was told of; of a group, its first master's
};

struct RunResult {
  std::string smmu;  // "3da0000.iommu"
  Totals totals;
  std::vector<MasterResult> masters;
  std::vector<oracle::Violation> violations;
  std::vector<oracle::Verdict> verdicts;
  std::vector<std::string> trouble;  // what the scenario's own steps complain about
  std::vector<std::string> unmet;    // expectations that were not met
  std::vector<std::string> asked;    // the properties that the scenario wants violated
  bool finished = false;             // came to its end
  bool died = false;                 // did not, because an access without power ended the machine
  std::string gave_up;               // did not, because of this limit; empty: of none
  std::uint64_t time_ns = 0;         // virtual
  std::uint64_t steps = 0;

  // Whether a property was violated that the scenario does not ask to be.
  [[nodiscard]] bool surprised() const;
  // What came out is what was asked for: came to its end (or, where violations were asked for, to
  // one that those brought about), violated those properties that were asked for and no other,
  // nothing complained about, everything expected met.
  [[nodiscard]] bool clean() const;
};

// Errors, in words: no policy of that name, a board without that SMMU, a master that is not there,
// an SMMU that does not come up.
[[nodiscard]] Result<RunResult, std::string> run(const fdt::Description& board,
                                                 const Scenario& scenario,
                                                 const RunOptions& options);

}  // namespace faultline::scenario
