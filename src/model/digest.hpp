// SPDX-License-Identifier: Apache-2.0
//
// One number for everything that can influence what the device does next.
#pragma once
#include <cstdint>

#include "model/device.hpp"

namespace faultline::model {

[[nodiscard]] std::uint64_t digest_of(const Device& device);

}  // namespace faultline::model
