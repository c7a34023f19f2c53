// SPDX-License-Identifier: Apache-2.0
//
// Runtime power management of one device, with the semantics of Linux 7.x
// (docs/decisions/0010-runtime-pm-version.md): usage and child counts, requests in the caller's
// context or queued, autosuspend, suppliers. What happens in which state is a table
// (power/table.cpp, in words docs/runtime-pm.md); this is the state, and the functions that consult
// the table.
#pragma once
#include <cstdint>
#include <optional>

#include "base/intrusive_list.hpp"
#include "base/result.hpp"
#include "port/atomic.hpp"
#include "port/executor.hpp"
#include "port/lock.hpp"
#include "port/wait.hpp"
#include "power/callbacks.hpp"
#include "power/core.hpp"
#include "power/table.hpp"
#include "power/vocabulary.hpp"

namespace faultline::power {

class DeviceLink;
class Domain;

// Contexts. "Any context" includes hard interrupts and holders of spin locks. "May sleep" means
// thread context without a spin lock, unless the device is irq-safe: then any context, and the
// function spins instead of sleeping. A function that runs a callback of this device must not be
// called from one (it would wait for itself), nor with a lock that the callback takes.
//
// Errors. Every request answers, in this order of precedence: `unsupported` (suspending and idling
// only; resuming is `already`), `invalid` while an error is latched, `disabled` while the disable
// depth is above 0, and then what its comment lists. A suspend callback that fails with `failed`
// latches the error: the device stays active, and every request answers `invalid` until set_active
// or set_suspended.
class Device {
 public:
  // Starts suspended, with a disable depth of 1 and no reference. `name` is static text; `number`
  // tells devices apart in traces; core, callbacks and parent outlive the device. Null `callbacks`:
  // every transition succeeds by itself. While the device is active its parent, if any, counts it
  // as an active child, and a resume brings the parent up first.
  Device(const Core& core, const char* name, std::uint32_t number, RuntimeCallbacks* callbacks,
         Device* parent = nullptr);
  // Waits for its timer and its work. It must not be in a transition, connected by a link or
  // attached to a domain. Thread context.
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  // --- References that do nothing else. Any context. ---
  // Adds one.
  void get_noresume();
  // Drops one; at 0 stays at 0. No idle check: the device stays as it is.
  void put_noidle();

  // --- References for interrupt handlers. Any context; never wait. ---
  // True: the device is active, and one reference was taken, so that it stays active until it is
  // put. False: it is not active (suspending and resuming included), no reference. Error `invalid`:
  // runtime PM is disabled or unsupported; no reference, and nothing is known about power. A
  // latched error does not matter.
  [[nodiscard]] Result<bool, Error> get_if_active();
  // The same, but also false when nobody holds a reference and no child (unless ignored) is active.
  [[nodiscard]] Result<bool, Error> get_if_in_use();

  // --- References that resume. ---
  // Adds one, then resume(). The reference stays also on an error: put it. May sleep.
  [[nodiscard]] Result<Outcome, Error> get_sync();
  // The same, but on an error the reference is gone (put_noidle). May sleep.
  [[nodiscard]] Result<void, Error> resume_and_get();
  // Adds one, then request_resume(). The reference stays also on an error. Any context.
  [[nodiscard]] Result<Outcome, Error> get();

  // --- Dropping a reference. At 0 already: count unchanged, power_underflow emitted, and the
  // answer, if any, is `invalid`. --- At 0 request_idle(). Any context.
  void put();
  // Marks last busy, drops one, and at 0 request_autosuspend_unmarked(). Any context.
  void put_autosuspend();
  // The same without the mark (the kernel's __pm_runtime_put_autosuspend). Any context.
  void put_autosuspend_unmarked();
  // At 0 idle(), except that a suspended device is `already`; otherwise done. May sleep.
  [[nodiscard]] Result<Outcome, Error> put_sync();
  // At 0 suspend(); otherwise done. May sleep.
  [[nodiscard]] Result<Outcome, Error> put_sync_suspend();
  // Marks last busy, drops one, and at 0 autosuspends in the caller's context; otherwise done. May
  // sleep.
  [[nodiscard]] Result<Outcome, Error> put_sync_autosuspend();

  // --- Requests without a reference, in the caller's context. May sleep. ---
  // `again`: references held, a resume is pending, or the device is resuming. `busy`: children
  // active. `not_permitted`: latency limit 0. `already`: suspended. Waits for a suspend under way,
  // then looks again. A callback error leaves the device active and is answered (`again`, `busy`,
  // `failed`). `again` also when a resume was asked for meanwhile: the device was suspended and
  // resumed.
  [[nodiscard]] Result<Outcome, Error> suspend();
  // Marks last busy, then like suspend(), but no earlier than the autosuspend delay after last
  // busy: until then arms a timer, done.
  [[nodiscard]] Result<Outcome, Error> autosuspend();
  // `already`: active (also when disabled while active). `busy`: the parent does not come up.
  // Otherwise what a supplier's resume or the callback answers (a supplier that is disabled is
  // passed over); the device is suspended then. Waits for a transition under way. After a success
  // marks last busy and asks for idle.
  [[nodiscard]] Result<Outcome, Error> resume();
  // Asks the idle callback, and if it agrees (or there is none) autosuspends. Answers as suspend(),
  // and `again` when not active or when another request is pending, `in_progress` while the idle
  // callback runs. The callback's error is answered, not latched.
  [[nodiscard]] Result<Outcome, Error> idle();

  // --- Requests without a reference, queued to a worker. Any context. A newer request replaces an
  // older one. ---
  [[nodiscard]] Result<Outcome, Error> request_idle();
  // Suspending: the resume is run when the suspend is over. `in_progress`: resuming.
  [[nodiscard]] Result<Outcome, Error> request_resume();
  [[nodiscard]] Result<Outcome, Error> request_autosuspend();
  [[nodiscard]] Result<Outcome, Error> request_autosuspend_unmarked();
  // A suspend request `delay_ns` from now; 0: now. Replaces pending requests and an armed timer.
  [[nodiscard]] Result<Outcome, Error> schedule_suspend(std::uint64_t delay_ns);

  // --- Autosuspend. ---
  // Any context.
  void mark_last_busy();
  // A negative delay prevents suspending: while autosuspend is used with one, one usage reference
  // is held and the device resumed. Otherwise the device may suspend at once (idle check). May
  // sleep, because of that.
  void use_autosuspend();
  void dont_use_autosuspend();
  void set_autosuspend_delay(std::int64_t delay_ns);
  // When autosuspend would come: 0 when not used, when the delay is negative, or when the time has
  // passed. Any context.
  [[nodiscard]] std::uint64_t autosuspend_expiration();

  // --- Enabling. Thread context. ---
  // Undoes one disable(). More of them than disables is a programming error.
  void enable();
  // Nests. The first one runs a pending resume, then is a barrier; afterwards nothing happens to
  // the device until enable(). Sleeps.
  void disable();
  // Says what state the device is in, and unlatches an error. Only while disabled, or with an error
  // latched (`again` otherwise). set_active resumes and references the suppliers, and answers their
  // error, or `busy` when the parent is enabled, minds its children and is not active: the device
  // is suspended then. set_suspended drops the suppliers and asks the parent to go idle. Sleeps.
  [[nodiscard]] Result<void, Error> set_active();
  [[nodiscard]] Result<void, Error> set_suspended();
  // Runs a pending resume request, cancels every other one and the timer, and waits for a
  // transition or an idle callback. Sleeps.
  void barrier();

  // --- Options. ---
  // Callbacks run with interrupts off and requests work in any context. Once, before the first
  // enable(), no request yet. The parent is resumed and referenced for ever (a disabled one only
  // referenced); its error is answered and the device left as it was. May sleep.
  [[nodiscard]] Result<void, Error> set_irq_safe();
  // Whether active children are no obstacle to suspending this device. Any context.
  void ignore_children(bool ignore);
  // Whether somebody demands a resume latency of 0, which forbids suspending. Does not itself
  // resume. Any context.
  void demand_no_latency(bool demanded);

  // --- System sleep, for SystemSleep or a driver's own sleep functions. May sleep. ---
  // Disables runtime PM, and runs the suspend callback unless the device is suspended. Done: it is
  // suspended and runtime PM disabled. Error of the callback: runtime PM is as it was and the
  // device active.
  [[nodiscard]] Result<void, Error> force_suspend();
  // Resumes what force_suspend suspended although it was in use, then enables runtime PM, also
  // after an error of the callback (the device is suspended then).
  [[nodiscard]] Result<void, Error> force_resume();

  // --- What is so at this moment; may be otherwise at once, unless the caller holds a reference or
  // has disabled. Any context. ---
  [[nodiscard]] Status status();
  [[nodiscard]] bool status_suspended() { return status() == Status::suspended; }
  [[nodiscard]] bool suspended();  // status suspended, and runtime PM enabled
  [[nodiscard]] bool active();     // status active, or runtime PM disabled or unsupported
  [[nodiscard]] bool enabled();
  [[nodiscard]] bool error_latched();
  [[nodiscard]] Pending pending();
  [[nodiscard]] std::int32_t usage_count() const { return usage_.load(); }
  [[nodiscard]] std::int32_t child_count() const { return children_.load(); }
  [[nodiscard]] std::uint32_t underflow_count() const { return underflows_.load(); }

  [[nodiscard]] const char* name() const { return name_; }
  [[nodiscard]] std::uint32_t number() const { return number_; }
  [[nodiscard]] Device* parent() const { return parent_; }
  // Whether `other` is above this device: a parent or supplier of it, or of one of those. Thread
  // context.
  [[nodiscard]] bool depends_on(const Device& other);

 private:
  friend class DeviceLink;
  friend class Domain;
  friend class SystemSleep;
  struct Frame;  // one request on its way through the table

  // The engine (engine.cpp): consults the table until it has an answer.
  struct Reply {
    Answer answer;
    Error error;
    [[nodiscard]] Result<Outcome, Error> result() const;
  };
  Reply run(Event event, Mode mode) FL_EXCLUDES(lock_);
  Reply run_here(Event event, Mode mode) FL_EXCLUDES(lock_);
  void run_locked(Frame& frame) FL_REQUIRES(lock_);
  void leave(const Frame& frame) FL_EXCLUDES(lock_);
  FactSet observe(const Frame& frame) FL_REQUIRES(lock_);
  void step(Frame& frame, const Row& row) FL_REQUIRES(lock_);
  void wait_for_change() FL_REQUIRES(lock_);
  void spin_for_change() FL_REQUIRES(lock_);
  void bring_up_parent(Frame& frame) FL_REQUIRES(lock_);
  void call_idle(Frame& frame) FL_REQUIRES(lock_);
  void call_suspend(Frame& frame) FL_REQUIRES(lock_);
  void call_resume(Frame& frame) FL_REQUIRES(lock_);
  void work_due();
  void timer_due();

  // What a callback is wrapped in (transition.cpp): domain, and for the first two suppliers. No
  // lock held.
  Result<void, Error> power_down();
  Result<void, Error> power_up();
  Result<void, Error> call_driver_suspend();
  Result<void, Error> call_driver_resume();

  // What a row changes (effects.cpp).
  void apply(EffectSet effects, Frame& frame) FL_REQUIRES(lock_);
  void apply_requests(EffectSet effects, Frame& frame) FL_REQUIRES(lock_);
  void change_status(Status status) FL_REQUIRES(lock_);
  void cancel_timer() FL_REQUIRES(lock_);
  void arm_timer(std::uint64_t deadline_ns, bool automatic) FL_REQUIRES(lock_);
  void arm_for_autosuspend() FL_REQUIRES(lock_);
  void submit(Pending request) FL_REQUIRES(lock_);
  std::uint64_t expiration() FL_REQUIRES(lock_);

  // Counts (counts.cpp).
  void add_reference();
  std::optional<std::int32_t> drop_reference();  // what is left; nothing after an underflow
  Reply drop_and(Event event, Mode mode) FL_EXCLUDES(lock_);
  void add_child();
  void drop_child();
  // Of a parent, asked by a child:
  [[nodiscard]] bool minds_children() FL_EXCLUDES(lock_);
  [[nodiscard]] bool come_up_for_child() FL_EXCLUDES(lock_);
  void child_went_idle() FL_EXCLUDES(lock_);
  void emit(trace::Kind kind, std::uint64_t value);

  // Enabling, status by decree, autosuspend settings (enabling.cpp, autosuspend.cpp, force.cpp).
  void barrier_locked() FL_REQUIRES(lock_);
  Result<void, Error> set_status(Status status) FL_EXCLUDES(lock_);
  Result<bool, Error> move_under_parent(Status status) FL_REQUIRES(lock_);
  void change_autosuspend(std::optional<bool> use, std::optional<std::int64_t> delay_ns)
      FL_EXCLUDES(lock_);
  [[nodiscard]] bool prevents_suspend() const FL_REQUIRES(lock_);

  // Suppliers (link.cpp). Thread context.
  Result<void, Error> take_suppliers();
  void drop_suppliers();
  void idle_suppliers();

  const Core& core_;
  const char* const name_;
  const std::uint32_t number_;
  RuntimeCallbacks* const callbacks_;
  Device* const parent_;
  bool irq_safe_ = false;     // constant once the device is shared
  Domain* domain_ = nullptr;  // changes only while runtime PM is disabled
  bool wanted_ = false;       // guarded by the domain's mutex

  port::Atomic<std::int32_t> usage_{0};
  port::Atomic<std::int32_t> children_{0};
  port::Atomic<std::uint32_t> underflows_{0};
  port::Atomic<std::uint64_t> last_busy_ns_{0};

  port::SpinLock lock_;
  port::WaitQueue changed_;  // status or idling_ changed
  Status status_ FL_GUARDED_BY(lock_) = Status::suspended;
  Pending pending_ FL_GUARDED_BY(lock_) = Pending::none;
  bool work_queued_ FL_GUARDED_BY(lock_) = false;
  bool error_latched_ FL_GUARDED_BY(lock_) = false;
  bool deferred_resume_ FL_GUARDED_BY(lock_) = false;
  bool idling_ FL_GUARDED_BY(lock_) = false;
  bool was_active_ FL_GUARDED_BY(lock_) = false;  // when runtime PM was disabled
  bool ignore_children_ FL_GUARDED_BY(lock_) = false;
  bool no_latency_ FL_GUARDED_BY(lock_) = false;
  bool use_autosuspend_ FL_GUARDED_BY(lock_) = false;
  bool timer_automatic_ FL_GUARDED_BY(lock_) = false;
  bool needs_force_resume_ FL_GUARDED_BY(lock_) = false;
  std::uint32_t disable_depth_ FL_GUARDED_BY(lock_) = 1;
  std::int64_t delay_ns_ FL_GUARDED_BY(lock_) = 0;
  std::uint64_t timer_expiry_ns_ FL_GUARDED_BY(lock_) = 0;  // 0: not armed
  port::Timer timer_;
  port::Work work_;

  port::Mutex links_mutex_;
  base::IntrusiveList<DeviceLink> suppliers_ FL_GUARDED_BY(links_mutex_);
  bool suppliers_up_ FL_GUARDED_BY(links_mutex_) = false;  // links hold their references
};

}  // namespace faultline::power
