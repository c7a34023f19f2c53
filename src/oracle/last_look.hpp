// SPDX-License-Identifier: Apache-2.0
//
// Which global faults nobody can learn of. On its way to sleep a driver blocks all streams, shuts
// its gate, and looks at the faults once more; a master that goes on is answered with a global
// fault, and one that comes between that look and the end of the clocks, or on waking before the
// gate is open again, meets an SMMU that is as good as asleep. Context faults have no such excuse:
// blocked streams reach no bank.
#pragma once
#include <cstdint>
#include <set>

#include "spec/gr0/fault.hpp"
#include "trace/event.hpp"

namespace faultline::oracle {

class LastLook {
 public:
  // Every event of the run.
  void see(const trace::Event& event) {
    using trace::Kind;
    if (event.kind == Kind::gate_changed) {
      looked_.erase(event.device);
      if (event.value == 0) {
        shut_.insert(event.device);
      } else {
        shut_.erase(event.device);
      }
    }
    // Global registers lie where they lie, however large pages are.
    constexpr std::uint64_t sGFSR = spec::gr0::sGFSR::offset(0);
    const bool looks = event.kind == Kind::register_read && event.value >> 8 == sGFSR;
    if (looks && shut_.contains(event.device)) looked_.insert(event.device);
  }
  // Whether a fault that the SMMU records now comes too late.
  [[nodiscard]] bool is_over(std::uint32_t device) const { return looked_.contains(device); }

 private:
  std::set<std::uint32_t> shut_;
  std::set<std::uint32_t> looked_;  // with the gate shut
};

}  // namespace faultline::oracle
