// SPDX-License-Identifier: Apache-2.0
//
// What is to be told of a run, wherever it took place: plain data, filled in by whoever has watched
// it.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace faultline::report {

struct Counts {
  struct {
    // raised = reported + overflowed + lost; of the reported, the log lines of `suppressed` were
    // left out by a rate limit. `invented` were reported and never raised; `late`, which are not
    // among the raised, came after the driver's last look before its clocks went.
    std::uint64_t raised = 0, reported = 0, overflowed = 0, suppressed = 0, lost = 0;
    std::uint64_t invented = 0, late = 0;
  } faults;
  struct {
    std::uint64_t entered = 0, resumed = 0, left = 0;
  } stalls;
  struct {
    std::uint64_t delivered = 0, declined = 0, disabled_lines = 0;
  } interrupts;
  struct {
    std::uint64_t suspends = 0, resumes = 0;
  } power;
  struct {
    std::uint64_t total = 0, while_off = 0;
  } accesses;
  struct {
    std::uint64_t total = 0, translated = 0, faulted = 0, stalled = 0, bypassed = 0;
  } transactions;
};

struct Violation {
  std::string property;  // "P1"
  std::uint64_t time_ns = 0;
  std::string context;
  std::string function{};       // empty where no code is to blame
  std::string register_name{};  // empty where it is about none
  std::string message{};
  std::uint64_t count = 1;            // how often it was seen
  std::string cause{};                // the event that made it one; empty where none is known
  std::vector<std::string> before{};  // the last events before it, oldest first
};

struct Master {
  std::string name;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> streams{};  // ID, mask
  std::string bank{};                                              // "CB3"; empty: not translated
  std::string shares{};  // the master whose domain, and whose reports, are its own, too
  std::uint64_t transactions = 0;
  std::uint64_t reported = 0;  // faults
};

struct Verdict {
  std::string property;
  std::string title;
  bool held = true;
};

struct Run {
  std::string smmu;
  std::string policy;
  std::uint64_t time_ns = 0;
  Counts counts;
  std::vector<Master> masters{};
  std::vector<Violation> violations;
  std::vector<Verdict> verdicts;
  std::vector<std::string> asked;    // properties that were meant to be violated
  std::vector<std::string> trouble;  // complaints
  std::vector<std::string> unmet;    // expectations that were not met
  bool died = false;                 // an access without power ended it
  std::string gave_up;               // the limit that ended it; empty: none
};

}  // namespace faultline::report
