// SPDX-License-Identifier: Apache-2.0
//
// An SMMU that keeps to the architecture.
#pragma once
#include "driver/flavour.hpp"

namespace faultline::driver::flavour {

class Generic final : public Flavour {};

}  // namespace faultline::driver::flavour
