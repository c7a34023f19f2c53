// SPDX-License-Identifier: Apache-2.0
//
// A supply that a test looks at, and that refuses as often as it is told to.
#pragma once
#include "port/supply.hpp"

namespace faultline::power::testing {

class Supply final : public port::Supply {
 public:
  [[nodiscard]] Result<void, port::SupplyError> enable() override {
    if (refusals > 0) {
      --refusals;
      return base::error(port::SupplyError::refused);
    }
    ++enables;
    on = true;
    return {};
  }
  void disable() override { on = false; }

  bool on = false;
  int enables = 0;
  int refusals = 0;
};

}  // namespace faultline::power::testing
