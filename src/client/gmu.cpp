// SPDX-License-Identifier: Apache-2.0
//
// Ask, poll, and once more after a capture.
#include "client/gmu.hpp"

#include "base/text.hpp"
#include "port/context.hpp"

namespace faultline::client {

Result<void, GmuError> Gmu::set(const GmuRequest& request) {
  port::may_sleep("a request to the GMU");
  machine_.hardware.ring(request.ask);
  bool granted = granted_in_time(request);
  if (!granted) {
    // The wait is for the stalled transaction to go. It may have gone a moment ago, and the GMU not
    // yet have answered: the second try is due in any case.
    const std::uint64_t deadline_ns = machine_.clock.now_ns() + capture_patience_ns;
    static_cast<void>(machine_.captures.wait_until_over(deadline_ns));
    granted = granted_in_time(request);
  }
  const std::uint32_t answers = machine_.hardware.answers();
  machine_.hardware.clear_answer(request.answer);
  if (granted) return {};
  clear(request);
  base::Text<120> line;
  line.add(name_).add(": Timeout waiting for GMU OOB set ").add(request.name);
  line.add(": 0x").add_hex(answers);
  machine_.log.write(port::Severity::error, line.view());
  return base::error(GmuError::timed_out);
}

void Gmu::clear(const GmuRequest& request) {
  machine_.hardware.ring(request.give_back);
}

bool Gmu::granted_in_time(const GmuRequest& request) {
  const std::uint64_t deadline_ns = machine_.clock.now_ns() + patience_ns;
  for (;;) {
    const bool last = machine_.clock.now_ns() >= deadline_ns;  // so that a long sleep is no timeout
    if ((machine_.hardware.answers() & request.answer) != 0) return true;
    if (last) return false;
    machine_.clock.sleep_ns(poll_ns);
  }
}

}  // namespace faultline::client
