// SPDX-License-Identifier: Apache-2.0
//
// The policy "v4", posted on 6 August 2026 and known to us from summaries alone: v3, whose suspend
// also waits for handlers that run between masking and cutting the clocks.
#pragma once
#include "scenario/variants/v3.hpp"

namespace faultline::scenario::variants {

class V4 final : public V3 {
 public:
  [[nodiscard]] driver::Sequences sequences() const override {
    return mainline_sequences(waiting_suspend());
  }
};

}  // namespace faultline::scenario::variants
