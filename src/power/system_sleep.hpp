// SPDX-License-Identifier: Apache-2.0
//
// System sleep: takes a list of devices down phase by phase (prepare, suspend, suspend_late,
// interrupts off, suspend_noirq) and up again in reverse, and rolls back what was done when one
// refuses. Around the callbacks it does for runtime PM what the kernel does: a reference from
// prepare to complete, a barrier before suspend, runtime PM disabled from suspend_late to
// resume_early.
#pragma once
#include <cstdint>

#include "base/intrusive_list.hpp"
#include "base/result.hpp"
#include "power/callbacks.hpp"
#include "power/core.hpp"
#include "power/vocabulary.hpp"

namespace faultline::power {

class Device;

enum class SleepPhase : std::uint8_t {
  none,  // awake
  prepare,
  suspend,
  suspend_late,
  suspend_noirq,
  resume_noirq,
  resume_early,
  resume,
  complete,
};

// The machine's share: interrupt handlers stop between suspend_late and suspend_noirq. Thread
// context.
class SleepInterrupts {
 public:
  // Masks the device interrupts and waits until no handler, threads of handlers included, runs.
  virtual void suspend_interrupts() = 0;
  virtual void resume_interrupts() = 0;

 protected:
  ~SleepInterrupts() = default;
};

// A device's place in the list; storage of the caller. `callbacks` may be null: the core's share
// alone.
struct Sleeper {
  Sleeper(Device& sleeping_device, SleepCallbacks* sleep_callbacks)
      : device(sleeping_device), callbacks(sleep_callbacks) {}
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;

  Device& device;
  SleepCallbacks* callbacks;
  // For SystemSleep alone:
  Sleeper* next = nullptr;
  SleepPhase depth = SleepPhase::none;  // the deepest phase that it is in
};

struct SleepFailure {
  SleepPhase phase{};
  Device* device = nullptr;  // null: not a device's fault
  Error error{};
};

class SystemSleep {
 public:
  // `interrupts` may be null.
  SystemSleep(const Core& core, SleepInterrupts* interrupts);
  SystemSleep(const SystemSleep&) = delete;
  SystemSleep& operator=(const SystemSleep&) = delete;

  // While awake only. Devices may be added in any order: parents and suppliers are put before
  // children and consumers each time the system goes to sleep, and devices that do not depend on
  // each other stay in the order in which they were added.
  void add(Sleeper& sleeper);
  void remove(Sleeper& sleeper);

  // All the way down. On an error every step that was done is undone and the system is awake; the
  // device that refused is named, and its own undo is not called for the phase that it refused.
  // Without runtime PM support: `unsupported`, nothing done. Thread context, may sleep; not twice
  // without resume().
  [[nodiscard]] Result<void, SleepFailure> suspend();
  // All the way up. Goes on after an error and answers the first one. Thread context, may sleep;
  // only after a successful suspend().
  [[nodiscard]] Result<void, SleepFailure> resume();

  // How far down or up the list is; for the one thread that drives it.
  [[nodiscard]] SleepPhase phase() const { return phase_; }

 private:
  void put_in_order();
  void reverse();
  [[nodiscard]] Result<void, Error> go_down(SleepPhase phase, Sleeper& sleeper);
  [[nodiscard]] Result<void, Error> all_down(SleepPhase phase);
  [[nodiscard]] Result<void, Error> go_up(SleepPhase phase, Sleeper& sleeper);
  void all_up(SleepPhase phase);
  void wake(SleepPhase deepest);
  void note(SleepPhase phase, Device& device, Error error);

  const Core& core_;
  SleepInterrupts* interrupts_;
  base::IntrusiveList<Sleeper> sleepers_;  // parents and suppliers first
  SleepPhase phase_ = SleepPhase::none;
  SleepFailure failure_{};  // the first one of this suspend or resume
};

}  // namespace faultline::power
