// SPDX-License-Identifier: Apache-2.0
//
// Barriers over host threads. What plays the device here is another thread, so both are the
// strongest fence there is.
#pragma once
#include <atomic>

namespace faultline::port {
inline namespace host_backend {

inline void full_barrier() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
}
inline void table_barrier() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

}  // namespace host_backend
}  // namespace faultline::port
