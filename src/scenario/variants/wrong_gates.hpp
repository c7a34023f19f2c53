// SPDX-License-Identifier: Apache-2.0
//
// The gate with one mistake in what it answers or in what is done with the answer; a class each,
// named as scenarios name it.
#pragma once
#include "port/atomic.hpp"
#include "scenario/variants/over_gate.hpp"

namespace faultline::scenario::variants {

// A handler's second half cannot tell one life of a bank from another.
class NoEpoch final : public OverGate {
 public:
  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) override;
  [[nodiscard]] driver::Admission readmit(driver::Purpose purpose) override;
};

// It tells it from the one before, but not from the one before that.
class OneBitEpoch final : public OverGate {
 public:
  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) override;
  [[nodiscard]] driver::Admission readmit(driver::Purpose purpose) override;
};

// While the gate closes the answer to a stalled transaction is refused, too.
class RefusesAnswers final : public OverGate {
 public:
  [[nodiscard]] driver::Admission readmit(driver::Purpose purpose) override;
};

// Handlers take a reference beside the token where there is one to be had, and mark last busy when
// they drop it.
class MarksBusy final : public OverGate {
 public:
  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) override;
  void release(driver::Purpose purpose, const driver::Admission& admission) override;
};

// A handler that has served a fault says "not mine".
class NotMine final : public OverGate {
 public:
  [[nodiscard]] irq::Verdict on_context_interrupt(driver::Smmu& smmu, BankIndex bank) override;
};

// The stall switch reads SCTLR to change it.
class ReadsToWrite final : public OverGate {
 public:
  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) override;
};

// Instead of the gate's word: users are counted by reading and writing, as if that were one step.
// While the SMMU is awake it is one of them itself.
class TornCount final : public OverGate {
 public:
  [[nodiscard]] driver::Sequences sequences() const override;
  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) override;
  [[nodiscard]] driver::Admission readmit(driver::Purpose purpose) override {
    return admit(purpose);
  }
  void release(driver::Purpose purpose, const driver::Admission& admission) override;

  // The SMMU's own count. False: it is not the last one.
  [[nodiscard]] bool put_last();
  void get_first() { users_.store(1); }

 private:
  port::Atomic<std::uint32_t> users_{0};
};

// Instead of the gate's word: one flag says that a handler runs, as if there were only one.
class OneFlag final : public OverGate {
 public:
  [[nodiscard]] driver::Sequences sequences() const override;
  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) override;
  [[nodiscard]] driver::Admission readmit(driver::Purpose purpose) override {
    return admit(purpose);
  }
  void release(driver::Purpose purpose, const driver::Admission& admission) override;

  // False: a handler runs; it is open as before.
  [[nodiscard]] bool close();
  void open() { closed_.store(false); }

 private:
  port::Atomic<bool> closed_{true};
  port::Atomic<bool> busy_{false};
};

}  // namespace faultline::scenario::variants
