// SPDX-License-Identifier: Apache-2.0
//
// Barriers in the simulator. Memory is sequentially consistent here, so that they only mark a
// place.
#pragma once
#include "port_backend/visible.hpp"

namespace faultline::port {
inline namespace sim_backend {

inline void full_barrier() {
  sim::visible(sim::Operation::barrier, nullptr, false);
}
inline void table_barrier() {
  sim::visible(sim::Operation::barrier, nullptr, false);
}

}  // namespace sim_backend
}  // namespace faultline::port
