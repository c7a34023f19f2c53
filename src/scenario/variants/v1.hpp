// SPDX-License-Identifier: Apache-2.0
//
// The policy "v1", posted on 27 January 2026: the handlers take the reference that every other path
// takes, which resumes the SMMU and waits for it. The context handler does so only where it runs in
// a thread; the global handler always, although it is a hard one. A handler that an implementation
// brings of its own replaces the guarded one.
#pragma once
#include "scenario/variants/mainline.hpp"

namespace faultline::scenario::variants {

class V1 : public Mainline {
 protected:
  [[nodiscard]] driver::Admission guard(driver::Purpose handler) final;
  void unguard(driver::Purpose handler, const driver::Admission& admission) final;

 private:
  [[nodiscard]] bool is_guarded(driver::Purpose handler);
};

}  // namespace faultline::scenario::variants
