// SPDX-License-Identifier: Apache-2.0
//
// "Registers may be touched" is a fact of its own, and this is where it is kept: neither a power
// status nor a usage count says it, since a device that is active by its status may have lost its
// clocks (system sleep), and one that is not may have them (resuming). One word holds the state and
// how many hold a token; an epoch counts the lives of the SMMU. docs/protocol.md.
#pragma once
#include <cstdint>

#include "base/result.hpp"
#include "driver/policy.hpp"
#include "port/atomic.hpp"
#include "port/clock.hpp"
#include "port/lock.hpp"
#include "port/wait.hpp"
#include "trace/sink.hpp"

namespace faultline::driver {

// The numbers are those of trace::Kind::gate_changed.
enum class GateState : std::uint8_t {
  closed = 0,   // nobody holds a token, nobody gets one: the clocks may go
  closing = 1,  // those who hold one go on, second halves are let in, nothing new is
  open = 2,
};

enum class GateError : std::uint8_t {
  busy,  // holders did not leave in time; the gate is open again
};

class Gate {
 public:
  // Starts closed. `device` is its number in traces.
  Gate(port::Clock& clock, trace::Sink& sink, std::uint32_t device)
      : clock_(clock), sink_(sink), device_(device) {}
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // --- Any context, hard interrupts included; never wait, touch no usage count. ---
  // For GatePolicy: the driver takes tokens, with FaultPolicy::try_enter and try_continue. True:
  // one more holder, who leaves after a bounded stretch without preemption. `enter` while open,
  // `reenter` also while closing. What happened before the gate was opened is seen; but it is no
  // full barrier: "store, then look at the gate" needs port::full_barrier() between.
  [[nodiscard]] bool enter();
  [[nodiscard]] bool reenter();
  // Ends what one of them began.
  void leave();
  // How often the gate has been closed: constant for whoever holds a token. 64 bits, because a
  // handler may sleep for any number of lives between its two halves.
  [[nodiscard]] std::uint64_t epoch() const { return epoch_.load(); }
  [[nodiscard]] GateState state() const;
  [[nodiscard]] std::uint32_t holders() const;

  // --- Thread context, one at a time. ---
  // Lets nobody new in, waits at most `patience_ns` for holders to leave, and closes: then the
  // epoch has grown and nobody holds or gets a token. A gate that is closed stays so. busy: the
  // gate is open as before, the epoch as it was. Sleeps.
  [[nodiscard]] Result<void, GateError> close(std::uint64_t patience_ns);
  // The same without an end to the patience.
  void close_at_last();
  // Opens a closed gate; then a full barrier, so that who found it closed after a store has that
  // store seen by everything after this. An open gate stays so. Any context.
  void open();

 private:
  enum class Admit : std::uint8_t { open_only, closing_too };
  [[nodiscard]] bool admit(Admit whom);
  [[nodiscard]] bool commit();
  void set_state(GateState state);
  void emit(trace::Kind kind, std::uint64_t value, std::uint64_t extra = 0);

  port::Clock& clock_;
  trace::Sink& sink_;
  const std::uint32_t device_;
  port::Atomic<std::uint32_t> word_{0};  // state in the top bits, holders below
  port::Atomic<std::uint64_t> epoch_{0};
  port::SpinLock lock_{"smmu gate"};  // only for sleeping and waking
  port::WaitQueue left_{"smmu gate"};
};

// The gate as the driver's policy: every purpose alike.
class GatePolicy final : public FaultPolicy {
 public:
  explicit GatePolicy(Gate& gate) : FaultPolicy(Preemption::forbidden), gate_(gate) {}

  [[nodiscard]] Admission admit(Purpose purpose) override;
  [[nodiscard]] Admission readmit(Purpose purpose) override;
  void release(Purpose purpose, const Admission& admission) override;

 private:
  Gate& gate_;
};

}  // namespace faultline::driver
