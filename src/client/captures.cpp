// SPDX-License-Identifier: Apache-2.0
//
// A count, and who waits for its end.
#include "client/captures.hpp"

#include "base/check.hpp"
#include "port/context.hpp"

namespace faultline::client {

void Captures::begin() {
  port::Hold hold(lock_);
  ++running_;
}

void Captures::end() {
  port::Hold hold(lock_);
  FL_CHECK(running_ > 0);
  if (--running_ == 0) over_.wake_all();
}

bool Captures::running() {
  port::Hold hold(lock_);
  return running_ > 0;
}

bool Captures::wait_until_over(std::uint64_t deadline_ns) {
  port::may_sleep("waiting for a capture");
  port::Hold hold(lock_);
  while (running_ > 0) {
    if (!over_.wait_until(lock_, deadline_ns)) return running_ == 0;
  }
  return true;
}

}  // namespace faultline::client
