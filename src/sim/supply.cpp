// SPDX-License-Identifier: Apache-2.0
//
// Counting users, and telling who depends on it.
#include "sim/supply.hpp"

#include <port_backend/context.hpp>

namespace faultline::sim {

Result<void, port::SupplyError> Supply::enable() {
  if (enables_left_ == 0) return base::error(port::SupplyError::refused);
  if (enables_left_ > 0) --enables_left_;
  port::may_sleep(name_);
  if (Kernel::current() == &kernel_ && kernel_.running()) {
    kernel_.come_to(on() ? kernel_.costs().atomic_ns : kernel_.costs().power_switch_ns,
                    {.verb = "enable", .name = name_});
  }
  if (Touches* touches = kernel_.touches()) touches->write(this);
  if (users_++ == 0) changed();
  return {};
}

void Supply::disable() {
  port::may_sleep(name_);
  if (Kernel::current() == &kernel_ && kernel_.running()) {
    kernel_.come_to(kernel_.costs().atomic_ns, {.verb = "disable", .name = name_});
  }
  FL_CHECK(users_ > 0);
  if (Touches* touches = kernel_.touches()) touches->write(this);
  if (--users_ == 0) changed();
}

void Supply::changed() {
  kernel_.recorder().record({.kind = trace::Kind::power_changed,
                             .subject = number_,
                             .value = on() ? 2u : 0u,
                             .text = name_});
  if (observer_) observer_->supply_changed();
  kernel_.disturb();
}

}  // namespace faultline::sim
