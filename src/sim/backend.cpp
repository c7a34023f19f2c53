// SPDX-License-Identifier: Apache-2.0
//
// The simulator's port backend: each operation lets the kernel decide who goes first, then takes
// effect.
#include <port_backend/context.hpp>
#include <port_backend/visible.hpp>
#include <port_backend/wait.hpp>

#include "base/check.hpp"
#include "sim/kernel.hpp"
#include "sim/store_buffers.hpp"

namespace faultline::sim {

namespace {

Kernel* running_kernel() {
  Kernel* kernel = Kernel::current();
  return kernel && kernel->running() ? kernel : nullptr;
}

void append(Context*& list, Context& context) {
  Context** place = &list;
  while (*place) place = &(*place)->next;
  *place = &context;
  context.next = nullptr;
}

bool take_out(Context*& list, Context& context) {
  for (Context** place = &list; *place; place = &(*place)->next) {
    if (*place != &context) continue;
    *place = context.next;
    return true;
  }
  return false;
}

Context* take_first(Context*& list) {
  Context* first = list;
  if (first) list = first->next;
  return first;
}

void emit(Kernel& kernel, trace::Kind kind, const void* subject, std::uint64_t value,
          const char* text) {
  kernel.recorder().record({.kind = kind,
                            .subject = reinterpret_cast<std::uintptr_t>(subject),
                            .value = value,
                            .text = text});
}

void touch(Kernel& kernel, const void* object, bool write) {
  Touches* touches = kernel.touches();
  if (!touches || !object) return;
  if (write) {
    touches->write(object);
  } else {
    touches->read(object);
  }
}

// The lock is free, and nobody comes in between: taken. And given back.
void take(Kernel& kernel, bool& held) {
  if (Touches* touches = kernel.touches()) touches->change(&held, held ? 1 : 0, 1);
  held = true;
}
void give(Kernel& kernel, bool& held) {
  if (Touches* touches = kernel.touches()) touches->change(&held, 1, 0);
  held = false;
}

enum LockKind : std::uint64_t { spin_lock, mutex };

}  // namespace

void visible(Operation operation, const void* object, bool write) {
  Kernel* kernel = running_kernel();
  if (!kernel) return;
  const Costs& costs = kernel->costs();
  switch (operation) {
    case Operation::atomic:
      kernel->come_to(costs.atomic_ns,
                      {.verb = write ? "change an atomic" : "load an atomic", .overtakes = !write});
      break;
    case Operation::load_entry:
      kernel->come_to(costs.table_entry_ns, {.verb = "read a table entry", .overtakes = true});
      break;
    case Operation::store_entry:
      kernel->come_to(costs.table_entry_ns, {.verb = "write a table entry", .overtakes = true});
      break;
    case Operation::swap_entry:
      kernel->come_to(costs.table_entry_ns, {.verb = "write a table entry"});
      break;
    case Operation::full_barrier:
      kernel->come_to(costs.atomic_ns, {.verb = "barrier", .overtakes = !kernel->full_barriers()});
      break;
    case Operation::table_barrier:
      kernel->come_to(costs.atomic_ns, {.verb = "barrier", .overtakes = true});
      break;
  }
  touch(*kernel, object, write);
}

bool store_later(void* place, std::uint64_t value, unsigned size_bytes) {
  Kernel* kernel = running_kernel();
  if (!kernel) return false;
  if (kernel->stores() && kernel->stores()->store(place, value, size_bytes)) return true;
  touch(*kernel, place, true);
  return false;
}

bool own_store(const void* place, std::uint64_t& value) {
  Kernel* kernel = running_kernel();
  if (!kernel || !kernel->stores()) return false;
  const auto own = kernel->stores()->own(place);
  if (own) value = *own;
  return own.has_value();
}

void shared_access(const void* address, std::size_t size_bytes, bool write) {
  Kernel* kernel = running_kernel();
  if (!kernel) return;
  kernel->come_to(kernel->costs().atomic_ns,
                  {.verb = write ? "write a shared field" : "read a shared field"});
  touch(*kernel, address, write);
  emit(*kernel, write ? trace::Kind::shared_write : trace::Kind::shared_read, address, size_bytes,
       nullptr);
}

}  // namespace faultline::sim

namespace faultline::port {

const char backend_name[] = "simulator";

inline namespace sim_backend {

using sim::Kernel;

void SpinLock::lock() {
  Kernel* kernel = sim::running_kernel();
  if (!kernel) {
    FL_CHECK(!held_);
    held_ = true;
    return;
  }
  sim::Context& self = *kernel->running();
  const bool thread = self.kind == sim::ContextKind::thread;
  if (kernel->touches() && thread && self.spin_locks == 0) {
    kernel->come_to(0, {.verb = "interrupts off for", .name = name_});
  }
  if (!kernel->touches()) kernel->spend(kernel->costs().lock_ns);
  ++self.spin_locks;  // interrupts are masked from here on, also while it spins
  if (kernel->touches()) {
    if (self.spin_locks == 1) kernel->set_masked(true);
    kernel->come_to(0, {.verb = "lock", .name = name_}, &held_);
  }
  while (held_) {
    FL_CHECK(owner_ != &self);
    sim::append(waiting_, self);
    kernel->spin(name_);
  }
  sim::take(*kernel, held_);
  owner_ = &self;
  sim::emit(*kernel, trace::Kind::lock_acquired, this, sim::spin_lock, name_);
}

void SpinLock::unlock() {
  FL_CHECK(held_);
  Kernel* kernel = sim::running_kernel();
  if (kernel) kernel->come_to_if_explored({.verb = "unlock", .name = name_});
  release();
}

void SpinLock::release() {
  owner_ = nullptr;
  Kernel* kernel = sim::running_kernel();
  if (!kernel) {
    held_ = false;
    return;
  }
  sim::give(*kernel, held_);
  sim::emit(*kernel, trace::Kind::lock_released, this, sim::spin_lock, name_);
  while (sim::Context* next = sim::take_first(waiting_)) kernel->wake(*next);
  if (--kernel->running()->spin_locks == 0 && kernel->touches()) kernel->set_masked(false);
  kernel->disturb();
}

void Mutex::lock() {
  Kernel* kernel = sim::running_kernel();
  if (!kernel) {
    FL_CHECK(!held_);
    held_ = true;
    return;
  }
  may_sleep(name_);
  sim::Context& self = *kernel->running();
  kernel->come_to(kernel->costs().lock_ns, {.verb = "lock", .name = name_}, &held_);
  while (held_) {
    FL_CHECK(owner_ != &self);
    sim::append(waiting_, self);
    kernel->block(name_, 0);
  }
  sim::take(*kernel, held_);
  owner_ = &self;
  sim::emit(*kernel, trace::Kind::lock_acquired, this, sim::mutex, name_);
}

void Mutex::unlock() {
  FL_CHECK(held_);
  Kernel* kernel = sim::running_kernel();
  if (kernel) kernel->come_to_if_explored({.verb = "unlock", .name = name_});
  owner_ = nullptr;
  if (!kernel) {
    held_ = false;
    return;
  }
  sim::give(*kernel, held_);
  sim::emit(*kernel, trace::Kind::lock_released, this, sim::mutex, name_);
  if (sim::Context* next = sim::take_first(waiting_)) kernel->wake(*next, kernel->costs().wake_ns);
}

void WaitQueue::wait(SpinLock& held) {
  static_cast<void>(sleep(held, 0));
}

bool WaitQueue::wait_until(SpinLock& held, std::uint64_t deadline_ns) {
  return sleep(held, deadline_ns == 0 ? 1 : deadline_ns);
}

bool WaitQueue::sleep(SpinLock& held, std::uint64_t deadline_ns) {
  Kernel* kernel = sim::running_kernel();
  FL_CHECK(kernel);  // outside of a machine nobody would ever wake us
  sim::Context& self = *kernel->running();
  // Giving the lock back and falling asleep are one step: nobody's wake is missed.
  kernel->come_to_if_explored({.verb = "sleep on", .name = name_});
  sim::touch(*kernel, this, true);
  sim::append(waiting_, self);
  held.release();
  may_sleep(name_);
  const bool woken = kernel->block(name_, deadline_ns);
  if (!woken) {
    sim::touch(*kernel, this, true);
    sim::take_out(waiting_, self);
  }
  held.lock();
  return woken;
}

void WaitQueue::wake_all() {
  Kernel* kernel = Kernel::current();
  FL_CHECK(kernel || !waiting_);
  if (kernel) sim::touch(*kernel, this, waiting_ != nullptr);
  while (sim::Context* next = sim::take_first(waiting_)) {
    kernel->wake(*next, kernel->costs().wake_ns);
  }
}

bool in_hard_interrupt() {
  Kernel* kernel = sim::running_kernel();
  return kernel && kernel->running()->kind == sim::ContextKind::interrupt;
}

void may_sleep(const char* what) {
  Kernel* kernel = sim::running_kernel();
  if (!kernel) return;
  const sim::Context& self = *kernel->running();
  const bool allowed =
      self.kind != sim::ContextKind::interrupt && self.spin_locks == 0 && self.no_preemption == 0;
  if (!allowed) sim::emit(*kernel, trace::Kind::sleep_forbidden, nullptr, 0, what);
}

void relax() {
  if (Kernel* kernel = sim::running_kernel()) kernel->spend(kernel->costs().lock_ns);
}

NoPreemption::NoPreemption() {
  Kernel* kernel = sim::running_kernel();
  if (!kernel) return;
  ++kernel->running()->no_preemption;
}

NoPreemption::~NoPreemption() {
  if (Kernel* kernel = sim::running_kernel()) {
    --kernel->running()->no_preemption;
    kernel->disturb();
  }
}

}  // namespace sim_backend
}  // namespace faultline::port
