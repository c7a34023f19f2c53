// SPDX-License-Identifier: Apache-2.0
//
// Who may touch the registers, and when. The driver asks a policy before every stretch of register
// access outside its sequences, and holds the policy's token meanwhile. It ships one policy, the
// gate (driver/gate.hpp); the interface is there so that other answers to the question, the posted
// ones above all, can be put in its place and compared. docs/protocol.md.
//
// A policy is two things: an object of a class derived from FaultPolicy, and the suspend and resume
// tables that go with it (Sequences in driver/config.hpp). They are handed in together.
#pragma once
#include <cstdint>
#include <optional>

#include "base/types.hpp"
#include "irq/verdict.hpp"
#include "port/context.hpp"

namespace faultline::driver {

class Smmu;

// What the registers are wanted for.
enum class Purpose : std::uint8_t {
  context_fault,  // a bank's interrupt handler; hard-interrupt context unless it is threaded
  global_fault,   // the global interrupt handler; the same
  maintenance,    // TLB invalidation, translation operations; any context
  configuration,  // banks and stream map; thread context
  stall_switch,   // a bank's SCTLR.CFCFG, also for a client in its fault handler; any context
};

// What a policy answers.
struct Admission {
  bool admitted = false;
  bool reference = false;   // the policy's own note, handed back to release(): a count was taken
  std::uint64_t epoch = 0;  // the life of the SMMU that this is; equal: the bank has not slept
};

class Token;

class FaultPolicy {
 public:
  // May the registers be touched now? Refused: touch nothing. What is admitted is released once.
  [[nodiscard]] virtual Admission admit(Purpose purpose) = 0;
  // The same for the second half of something begun before, the answer to a stalled transaction: a
  // policy may still admit it when it admits nothing new.
  [[nodiscard]] virtual Admission readmit(Purpose purpose) = 0;
  // Ends what `admission` began, in the same context.
  virtual void release(Purpose purpose, const Admission& admission) = 0;

  // What the SMMU's interrupts lead to: in the context of the line's handlers, for a bank never
  // twice at once. Unless a policy brings handlers of its own these are the driver's, which ask the
  // functions above twice, once for the record and once for the answer to a stalled transaction,
  // and hold no token while a client is told (driver/fault_context.cpp).
  [[nodiscard]] virtual irq::Verdict on_context_interrupt(Smmu& smmu, BankIndex bank);
  [[nodiscard]] virtual irq::Verdict on_global_interrupt(Smmu& smmu);

  // What the driver calls; see Token. `if (auto token = policy.try_enter(...))`.
  [[nodiscard]] Token try_enter(Purpose purpose);
  [[nodiscard]] Token try_continue(Purpose purpose);

  // Whether holders of a token may be preempted. `forbidden` keeps stretches short, which whoever
  // waits for them relies on; `allowed` is for policies whose functions may sleep.
  enum class Preemption : std::uint8_t { forbidden, allowed };
  [[nodiscard]] Preemption preemption() const { return preemption_; }

 protected:
  explicit FaultPolicy(Preemption preemption) : preemption_(preemption) {}
  ~FaultPolicy() = default;

 private:
  const Preemption preemption_;
};

// The right to touch the registers, while it lives; or the refusal of it. It stays where it was
// made, because it keeps the thread on its CPU: under the gate nothing that may sleep is called
// while one lives, no client and no log, and it ends after a bounded number of register accesses.
class Token {
 public:
  ~Token() {
    if (admission_.admitted) policy_.release(purpose_, admission_);
  }
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;

  explicit operator bool() const { return admission_.admitted; }
  // Constant while the token lives. Of a token that was given.
  [[nodiscard]] std::uint64_t epoch() const { return admission_.epoch; }

 private:
  friend class FaultPolicy;
  using Ask = Admission (FaultPolicy::*)(Purpose);

  // Preemption goes off before the policy is asked: a thread that was put aside with a token just
  // taken would hold up everybody who waits for tokens.
  Token(FaultPolicy& policy, Purpose purpose, Ask ask) : policy_(policy), purpose_(purpose) {
    if (policy.preemption() == FaultPolicy::Preemption::forbidden) stay_.emplace();
    admission_ = (policy.*ask)(purpose);
    if (!admission_.admitted) stay_.reset();
  }

  FaultPolicy& policy_;
  const Purpose purpose_;
  std::optional<port::NoPreemption> stay_;  // goes last: members are destroyed after the body above
  Admission admission_;
};

inline Token FaultPolicy::try_enter(Purpose purpose) {
  return {*this, purpose, &FaultPolicy::admit};
}
inline Token FaultPolicy::try_continue(Purpose purpose) {
  return {*this, purpose, &FaultPolicy::readmit};
}

}  // namespace faultline::driver
