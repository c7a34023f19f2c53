// SPDX-License-Identifier: Apache-2.0
//
// What a jury says: which properties held, and where one did not, what happened just before.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace faultline::oracle {

struct Violation {
  std::string property;       // "P1"
  std::uint64_t time_ns = 0;  // virtual
  std::string context;        // who: the thread, interrupt or master
  std::string function;       // of the code that did it; empty where no code did
  std::string register_name;  // "CB5.FSR"; empty where it is about none
  std::string message;
  std::uint64_t count = 1;  // how often the same was seen in the same place
  std::string cause;        // the event that made it one, described; empty where none is known
  // The ten events before it, described, without what locks and shared fields see.
  std::vector<std::string> before;
};

struct Verdict {
  std::string property;
  std::string title;
  bool held = true;
};

// What the world knows when a run is over.
struct End {
  struct Waiter {
    std::string name;
    std::string waits_for;
  };
  std::vector<Waiter> stuck;  // contexts that would have waited for ever
  std::uint64_t lost_faults = 0;
  std::uint64_t invented_faults = 0;
  std::uint64_t stalls_left = 0;
  struct Usage {
    std::string device;
    std::int64_t count = 0;
  };
  std::vector<Usage> usages;
  // Of the SMMU, once traffic had stopped for the autosuspend delay and some slack.
  bool has_runtime_pm = false;
  bool suspended = false;
  bool gate_open = false;
  bool idle_and_active = false;  // P12 is asked
};

}  // namespace faultline::oracle
