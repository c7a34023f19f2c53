// SPDX-License-Identifier: Apache-2.0
//
// Which handlers v1 guards, and with what.
#include "scenario/variants/v1.hpp"

#include <string_view>

#include "driver/smmu.hpp"

namespace faultline::scenario::variants {
namespace {

// NVIDIA's, of those that this driver knows: both handlers.
bool has_own_handlers(const driver::Flavour& flavour) {
  return std::string_view(flavour.name()) == "nvidia";
}

}  // namespace

bool V1::is_guarded(driver::Purpose handler) {
  const driver::Flavour& flavour = smmu().flavour();
  if (has_own_handlers(flavour)) return false;
  return handler == driver::Purpose::global_fault || flavour.threaded_context_faults();
}

driver::Admission V1::guard(driver::Purpose handler) {
  if (!is_guarded(handler)) return {.admitted = true};
  return {.admitted = rpm_get().has_value()};
}

// Whether there is a reference to drop is not remembered: it is asked anew whether runtime PM is
// enabled.
void V1::unguard(driver::Purpose handler, const driver::Admission&) {
  if (is_guarded(handler)) rpm_put();
}

}  // namespace faultline::scenario::variants
