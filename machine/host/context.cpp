// SPDX-License-Identifier: Apache-2.0
//
// Context checks of the host backend.
#include "context.hpp"

#include <cstdio>
#include <thread>

#include "base/check.hpp"
#include "port/context.hpp"

namespace faultline::machine::host {

namespace {
thread_local ThreadContext context;
}

ThreadContext& this_thread() {
  return context;
}

}  // namespace faultline::machine::host

namespace faultline::port {
inline namespace host_backend {

using machine::host::this_thread;

bool in_hard_interrupt() {
  return this_thread().hard_interrupts > 0;
}

void may_sleep(const char* what) {
  const auto& now = this_thread();
  const bool allowed = now.spin_locks == 0 && now.no_preemption == 0 && now.hard_interrupts == 0;
  if (!allowed) std::fprintf(stderr, "faultline: %s may sleep where nothing may\n", what);
  FL_CHECK(allowed);
}

void relax() {
  std::this_thread::yield();
}

NoPreemption::NoPreemption() {
  ++this_thread().no_preemption;
}
NoPreemption::~NoPreemption() {
  --this_thread().no_preemption;
}

}  // namespace host_backend
}  // namespace faultline::port
