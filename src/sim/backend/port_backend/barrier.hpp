// SPDX-License-Identifier: Apache-2.0
//
// Barriers in the simulator. Memory is sequentially consistent here, so that they only mark a
// place, but where an explorer has stores arrive later (sim/store_buffers.hpp): a full barrier
// waits for them. Device writes wait for them anyway, which is all that a table barrier promises.
#pragma once
#include "port_backend/visible.hpp"

namespace faultline::port {
inline namespace sim_backend {

inline void full_barrier() {
  sim::visible(sim::Operation::full_barrier, nullptr, false);
}
inline void table_barrier() {
  sim::visible(sim::Operation::table_barrier, nullptr, false);
}

}  // namespace sim_backend
}  // namespace faultline::port
