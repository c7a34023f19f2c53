// SPDX-License-Identifier: Apache-2.0
//
// What the fault path keeps for one context bank: its interrupt, its counters, its share of the
// log, and the one record that waits for a context that may call clients.
#pragma once
#include <cstdint>
#include <optional>

#include "base/types.hpp"
#include "driver/fault_record.hpp"
#include "driver/rate_limit.hpp"
#include "irq/action.hpp"
#include "port/atomic.hpp"
#include "port/lock.hpp"

namespace faultline::driver {

class Smmu;

// All of them only grow, and wrap around. Each record that is taken counts as reported once, when
// it is handed to the client or the log, or as lost.
struct FaultCounters {
  port::Atomic<std::uint32_t> reported{0};
  port::Atomic<std::uint32_t> suppressed{0};  // of those, log lines left out by the rate limit
  port::Atomic<std::uint32_t> overflowed{0};  // records with MULTI: further syndromes were lost
  port::Atomic<std::uint32_t> declined{0};    // interrupts that came while the gate was shut
  port::Atomic<std::uint32_t> queued{0};      // taken on the way to sleep
  port::Atomic<std::uint32_t> lost{0};        // of those, met a record that still waited
  port::Atomic<std::uint32_t> dropped_verdicts{0};
};

// One record that waits, and how many found its place taken. One place is enough as long as the
// worker comes round once between two sleeps; what it misses is counted, never silent.
template <typename Record>
class FaultSlot {
 public:
  explicit FaultSlot(const char* name) : lock_(name) {}

  // False: the place was taken; counted, and told with the record that is there. Any context.
  [[nodiscard]] bool put(const Record& record) FL_EXCLUDES(lock_) {
    port::Hold hold(lock_);
    if (record_) {
      ++missed_;
      return false;
    }
    record_ = record;
    return true;
  }
  struct Content {
    std::optional<Record> record;
    std::uint32_t missed = 0;
  };
  [[nodiscard]] Content take() FL_EXCLUDES(lock_) {
    port::Hold hold(lock_);
    Content content{record_, missed_};
    record_.reset();
    missed_ = 0;
    return content;
  }

 private:
  port::SpinLock lock_;
  std::optional<Record> record_ FL_GUARDED_BY(lock_);
  std::uint32_t missed_ FL_GUARDED_BY(lock_) = 0;
};

// What a bank's interrupt is called with.
struct ContextInterrupt {
  Smmu* smmu = nullptr;
  BankIndex bank;
};

struct BankFaults {
  FaultCounters counters;
  RateLimit log_limit;
  FaultSlot<ContextFaultRecord> slot{"smmu queued fault"};
  // For Interrupts alone; between request and free.
  ContextInterrupt source;
  std::optional<irq::Action> action;
  bool listening = false;
};

}  // namespace faultline::driver
