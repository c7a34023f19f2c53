// SPDX-License-Identifier: Apache-2.0
//
// The twelve properties, P1 to P12 in this order. The witness outlives them.
#pragma once
#include <memory>

#include "oracle/property.hpp"

namespace faultline::oracle {

[[nodiscard]] std::unique_ptr<Property> make_access_while_off(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_storm(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_lost_fault(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_stuck_stall(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_balance(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_context(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_deadlock(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_sleep(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_isolation(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_wiring(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_race(Witness& witness);
[[nodiscard]] std::unique_ptr<Property> make_service(Witness& witness);

}  // namespace faultline::oracle
