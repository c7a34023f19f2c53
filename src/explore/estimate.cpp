// SPDX-License-Identifier: Apache-2.0
//
// Random ways through the tree that sleep sets leave.
#include "explore/estimate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <vector>

#include "base/check.hpp"
#include "sim/random.hpp"

namespace faultline::explore {

namespace {

class Way {
 public:
  Way(System& system, bool reduced, sim::Random& random)
      : system_(system), reduced_(reduced), random_(random) {}

  // For how many executions its end stands; 0 where it came to none.
  double go() {
    double stands_for = 1;
    system_.begin();
    while (true) {
      const ProcessSet enabled = system_.enabled();
      if (enabled.empty()) return stands_for;
      const ProcessSet ways = enabled.without(asleep_);
      if (ways.empty()) return 0;
      stands_for *= ways.size();
      take(ways);
    }
  }

 private:
  // One of them; those that come before it are asleep from now on.
  void take(ProcessSet ways) {
    auto before = random_.below(ways.size());
    for (; before > 0; --before) {
      const ProcessId process = ways.first();
      ways.remove(process);
      if (!reduced_) continue;
      if (!next_[process]) look(process);
      asleep_.add(process);
    }
    const ProcessId process = ways.first();
    const Footprint footprint = system_.step(process);
    taken_.push_back(process);
    // What others will do next changes only by what depends on it.
    for (ProcessId other = 0; other < processes_at_most; ++other) {
      if (!next_[other]) continue;
      if (other != process && !dependent(*next_[other], footprint)) continue;
      next_[other].reset();
      asleep_.remove(other);
    }
  }

  // What its next step touches; nothing has happened when this returns.
  void look(ProcessId process) {
    FL_CHECK(process < processes_at_most);
    next_[process] = system_.step(process);
    system_.begin();
    for (const ProcessId each : taken_) static_cast<void>(system_.step(each));
  }

  System& system_;
  const bool reduced_;
  sim::Random& random_;
  ProcessSet asleep_;
  std::array<std::optional<Footprint>, processes_at_most> next_;
  std::vector<ProcessId> taken_;
};

}  // namespace

Estimate estimate(System& system, Method method, unsigned milliseconds, unsigned ways_at_most,
                  std::uint64_t seed) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::milliseconds(milliseconds);
  sim::Random random(seed);
  Estimate found;
  double sum = 0;
  while (found.ways < ways_at_most && (found.ways == 0 || Clock::now() < until)) {
    sum += Way(system, method != Method::naive, random).go();
    ++found.ways;
  }
  if (found.ways > 0) found.executions = sum / found.ways;
  return found;
}

}  // namespace faultline::explore
