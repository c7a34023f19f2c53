// SPDX-License-Identifier: Apache-2.0
//
// The policy "v2", posted on 13 March 2026: every handler, implementations' own included, asks
// whether the device is active, never waits, and answers "not mine" when it is not. The error that
// says that runtime PM is disabled is not zero and passes for a yes; and the reference is dropped
// without having been taken.
#pragma once
#include "scenario/variants/mainline.hpp"

namespace faultline::scenario::variants {

class V2 final : public Mainline {
 protected:
  [[nodiscard]] driver::Admission guard(driver::Purpose) override {
    const auto active = device().get_if_active();
    return {.admitted = !active || *active};
  }
  void unguard(driver::Purpose, const driver::Admission&) override { device().put_autosuspend(); }
};

}  // namespace faultline::scenario::variants
