// SPDX-License-Identifier: Apache-2.0
//
// The policy "v3", posted on 30 June 2026: v2 with a wrapper that says yes, without a reference,
// while runtime PM is disabled, and mainline's own put, which asks anew whether it is. Suspending
// clears the report and interrupt enables before it cuts the clocks.
#pragma once
#include "scenario/variants/mainline.hpp"
#include "scenario/variants/mainline_sequences.hpp"

namespace faultline::scenario::variants {

class V3 : public Mainline {
 public:
  [[nodiscard]] driver::Sequences sequences() const override {
    return mainline_sequences(masking_suspend());
  }

 protected:
  [[nodiscard]] driver::Admission guard(driver::Purpose) final {
    if (!device().enabled()) return {.admitted = true};
    // An error here is runtime PM disabled since: not zero, so a yes.
    return {.admitted = device().get_if_active().value_or(true)};
  }
  void unguard(driver::Purpose, const driver::Admission&) final { rpm_put(); }
};

}  // namespace faultline::scenario::variants
