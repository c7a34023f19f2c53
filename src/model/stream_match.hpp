// SPDX-License-Identifier: Apache-2.0
//
// From a stream ID to where its transactions go: the stream mapping table, by matching or by index.
// IHI 0062, chapter on stream mapping; SMMU_SMRn, SMMU_S2CRn.
#pragma once
#include "model/device.hpp"

namespace faultline::model {

// Works out the route of `stream` from SMR, S2CR and sCR0 as they are.
[[nodiscard]] Route find_route(const Device& device, StreamId stream);

// The same, remembered until a register that matters is written.
[[nodiscard]] inline const Route& route_of(Device& device, StreamId stream) {
  const std::span<Route> routes = device.resources.routes;
  Route& route = routes[stream.value & (routes.size() - 1)];
  if (route.of != device.configuration_count || route.stream != stream) [[unlikely]] {
    route = find_route(device, stream);
    route.of = device.configuration_count;
    route.stream = stream;
  }
  return route;
}

}  // namespace faultline::model
