// SPDX-License-Identifier: Apache-2.0
//
// What the driver of a master is told about its faults, and what it may answer.
#pragma once
#include <cstdint>

#include "driver/fault_record.hpp"

namespace faultline::driver {

// The numbers are those of trace::Kind::verdict_dropped and client_verdict.
enum class Verdict : std::uint8_t {
  not_handled = 0,  // not mine to explain: the driver logs it, and terminates a stall
  terminate = 1,    // handled; the stalled transaction, if any, ends with an abort
  retry = 2,        // handled; the stalled transaction is translated once more
};

// Called with no lock and no token of the driver held. In the context of the bank's interrupt:
// hard, or a thread if the flavour says so (Flavour::threaded_context_faults); or in a worker, for
// what was recorded while the SMMU fell asleep. The two may come at the same time. Only in a thread
// or worker may it sleep, and there it may take a power reference on its own device and wait for
// it. It must not touch the SMMU's registers: the record has all that they said, and they may be
// without power now.
class FaultHandler {
 public:
  // One fault, once.
  [[nodiscard]] virtual Verdict on_fault(const ContextFaultRecord& record) = 0;
  // The verdict came too late: the SMMU has slept since the fault, or is about to, and the stalled
  // transaction was terminated. Same context as the verdict.
  virtual void on_verdict_dropped(const ContextFaultRecord& /*record*/, Verdict /*verdict*/) {}

 protected:
  ~FaultHandler() = default;
};

}  // namespace faultline::driver
