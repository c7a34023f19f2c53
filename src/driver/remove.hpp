// SPDX-License-Identifier: Apache-2.0
//
// How an SMMU leaves service, for good (remove) or because the machine stops (shutdown), as tables
// of steps. None of the steps can fail, so that there is nothing to undo.
#pragma once
#include <span>

#include "driver/sequence.hpp"

namespace faultline::driver {

[[nodiscard]] std::span<const Step> remove_steps();
[[nodiscard]] std::span<const Step> shutdown_steps();

}  // namespace faultline::driver
