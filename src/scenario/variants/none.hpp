// SPDX-License-Identifier: Apache-2.0
//
// The policy "none": mainline Linux as it is. Fault handlers touch the registers whatever the power
// does.
#pragma once
#include "scenario/variants/mainline.hpp"

namespace faultline::scenario::variants {

class None : public Mainline {
 protected:
  [[nodiscard]] driver::Admission guard(driver::Purpose) override { return {.admitted = true}; }
  void unguard(driver::Purpose, const driver::Admission&) override {}
};

}  // namespace faultline::scenario::variants
