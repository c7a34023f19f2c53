// SPDX-License-Identifier: Apache-2.0
//
// One transaction through the device: stream map, bank, TLB, walk, fault. IHI 0062, chapter on the
// translation process.
#pragma once
#include "model/device.hpp"

namespace faultline::model {

[[nodiscard]] Outcome translate(Device& device, StreamId stream, Iova iova, Access access);

// The input address that the bank sees when a master emits `iova`.
[[nodiscard]] std::uint64_t input_address(const Context& context, Iova iova);

}  // namespace faultline::model
