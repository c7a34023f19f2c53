// SPDX-License-Identifier: Apache-2.0
//
// Page tables on the simulated machine: every access to an entry, every atomic and barrier is a
// place where somebody else may go first, and takes the virtual time that a test gives it.
#pragma once
#include <deque>
#include <functional>

#include "pgtable/testing/fixture.hpp"
#include "sim/kernel.hpp"
#include "sim/scheduler.hpp"

namespace faultline::pgtable::testing {

class World {
 public:
  World(std::uint64_t seed, const sim::Costs& costs)
      : scheduler_(seed), kernel_(sim::cpus_at_most, scheduler_, costs) {}

  // A thread with a CPU of its own. At most eight.
  void thread(std::function<void()> body) {
    bodies_.push_back(std::move(body));
    kernel_.spawn(sim::ContextKind::thread, "mapper", static_cast<std::uint8_t>(bodies_.size() - 1),
                  port::Priority::normal,
                  {[](void* function) { (*static_cast<std::function<void()>*>(function))(); },
                   &bodies_.back()});
  }
  void run() { EXPECT_EQ(kernel_.run(), sim::Stop::quiet); }
  [[nodiscard]] std::uint64_t now_ns() const { return kernel_.now_ns(); }

 private:
  sim::TimedScheduler scheduler_;
  sim::Kernel kernel_;
  std::deque<std::function<void()>> bodies_;
};

}  // namespace faultline::pgtable::testing
