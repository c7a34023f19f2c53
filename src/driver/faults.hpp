// SPDX-License-Identifier: Apache-2.0
//
// The fault path of one SMMU: what its interrupt handlers do, what is done about faults on the way
// to sleep, and the worker that tells clients and the log about those. docs/protocol.md, Handler.
#pragma once
#include <cstdint>

#include "base/types.hpp"
#include "driver/fault_bank.hpp"
#include "driver/fault_handler.hpp"
#include "driver/fault_record.hpp"
#include "driver/fault_steps.hpp"
#include "driver/rate_limit.hpp"
#include "irq/verdict.hpp"
#include "port/atomic.hpp"
#include "port/executor.hpp"

namespace faultline::driver {

class Smmu;

class Faults {
 public:
  explicit Faults(Smmu& smmu) : smmu_(smmu) {}
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  // --- Interrupt handlers; a policy without handlers of its own calls them. Hard-interrupt context
  // or a thread; for a bank never twice at once. `none`: the gate is shut, or nothing is recorded.
  // ---
  [[nodiscard]] irq::Verdict on_context_interrupt(BankIndex bank);
  [[nodiscard]] irq::Verdict on_global_interrupt();

  // --- For sequences, and for tear-down of a bank whose interrupt was freed: the caller has access
  // to the registers, and no handler of the bank has (the gate is shut, or the interrupt is gone).
  // Calls no client. ---
  // Takes what is recorded, clears exactly that, and terminates a stalled transaction.
  void sweep(BankIndex bank);
  // Hands a record to the worker, if it tells of a fault.
  void queue_swept(ContextFaultRecord record);
  void sweep_global();
  // Puts the worker to work if a sweep has taken something. Any context.
  void deliver_later();
  // Waits until the clients and the log have been told everything that was swept. Thread context;
  // never from a client's fault handler.
  void flush();

  // --- For handlers, a policy's own included. ---
  // Tells the client, and the log if the client does not know what to make of it; the client's
  // answer. In the handler's context, without a lock.
  [[nodiscard]] Verdict report(const ContextFaultRecord& record);
  void report(const GlobalFaultRecord& record);

  // What concerns no bank. The context counters are in Bank::faults.
  [[nodiscard]] const FaultCounters& global_counters() const { return global_counters_; }

 private:
  void answer_stall(FaultVisit& visit);
  [[nodiscard]] irq::Verdict decline(FaultCounters& counters, std::uint64_t bank);
  void drop_verdict(const ContextFaultRecord& record, Verdict verdict);
  void log(const ContextFaultRecord& record);
  void log(const GlobalFaultRecord& record);
  [[nodiscard]] bool may_log(RateLimit& limit);
  void deliver();
  void deliver_bank(BankIndex bank);
  void deliver_global();
  void log_missed(std::uint32_t count);

  Smmu& smmu_;
  port::Atomic<bool> swept_{false};  // something waits for the worker
  FaultCounters global_counters_;
  RateLimit global_limit_;
  FaultSlot<GlobalFaultRecord> global_slot_{"smmu queued global fault"};
  port::Work work_{"smmu faults", port::Callback::to<&Faults::deliver>(*this)};
};

}  // namespace faultline::driver
