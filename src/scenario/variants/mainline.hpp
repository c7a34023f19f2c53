// SPDX-License-Identifier: Apache-2.0
//
// What mainline Linux does around the question that the posted patches answer, and what all of them
// have in common: the fault handlers, which read, tell the client, clear and resume in one stretch;
// system sleep; and how every other path asks for power. `none` and `v1` to `v4` derive from it and
// say how a handler is guarded. None of them is part of the driver. docs/protocol.md, The
// discussion.
#pragma once
#include "driver/config.hpp"
#include "driver/policy.hpp"
#include "power/callbacks.hpp"
#include "power/device.hpp"

namespace faultline::scenario::variants {

class Mainline : public driver::FaultPolicy, public power::SleepCallbacks {
 public:
  virtual ~Mainline() = default;

  // Before the SMMU is probed. A device that runtime PM was not set up for counts all the same, as
  // in Linux every device does.
  void meet(driver::Smmu& smmu, power::Device& device);

  // The tables that belong to the policy.
  [[nodiscard]] virtual driver::Sequences sequences() const;

  // Handlers ask guard(). Maintenance goes on when the SMMU does not wake, as in mainline;
  // configuration does not; the stall switch is left to the next resume when the device is not
  // active.
  [[nodiscard]] driver::Admission admit(driver::Purpose purpose) final;
  [[nodiscard]] driver::Admission readmit(driver::Purpose purpose) final { return admit(purpose); }
  void release(driver::Purpose purpose, const driver::Admission& admission) final;

  // One token from the first read to the answer of a stalled transaction, the client's call
  // included.
  [[nodiscard]] irq::Verdict on_context_interrupt(driver::Smmu& smmu, BankIndex bank) final;
  [[nodiscard]] irq::Verdict on_global_interrupt(driver::Smmu& smmu) final;

  // In the phase in which runtime PM is still enabled, and the status active.
  [[nodiscard]] power::CallbackResult suspend() final;
  [[nodiscard]] power::CallbackResult resume() final;

 protected:
  Mainline() : FaultPolicy(Preemption::allowed) {}

  // May a handler go on? Refused: it answers "not mine".
  [[nodiscard]] virtual driver::Admission guard(driver::Purpose handler) = 0;
  // Ends what was admitted.
  virtual void unguard(driver::Purpose handler, const driver::Admission& admission) = 0;

  [[nodiscard]] driver::Smmu& smmu() { return *smmu_; }
  [[nodiscard]] power::Device& device() { return *device_; }
  // Mainline's pair for every path but the handlers. The first resumes and waits; without runtime
  // PM both do nothing. The second marks last busy.
  [[nodiscard]] Result<void, power::Error> rpm_get();
  void rpm_put();

 private:
  driver::Smmu* smmu_ = nullptr;
  power::Device* device_ = nullptr;
  bool put_to_sleep_ = false;
};

}  // namespace faultline::scenario::variants
