// SPDX-License-Identifier: Apache-2.0
//
// Who goes next. The kernel lists what could happen; a scheduler picks one. Swapping the scheduler
// is how one machine runs in virtual time with a seed, or through every interleaving.
#pragma once
#include <cstdint>
#include <span>

#include "base/types.hpp"
#include "sim/context.hpp"
#include "sim/random.hpp"

namespace faultline::sim {

// Hardware with a moment of its own: a posted write that lands, a sync that ends.
class EventSource {
 public:
  static constexpr std::uint64_t never = ~std::uint64_t{0};
  // When something is due; `never` when nothing is.
  [[nodiscard]] virtual std::uint64_t due_ns() const = 0;
  // Does it. Not within a context; nothing in it may block.
  virtual void happen() = 0;
  // Explored: what it waits for, which is 1 while something is due.
  [[nodiscard]] virtual const void* awaited() const { return this; }
  // For people; static text.
  [[nodiscard]] virtual const char* name() const { return "device"; }

  EventSource* next = nullptr;

 protected:
  ~EventSource() = default;
};

struct Candidate {
  enum class Kind : std::uint8_t {
    step,       // `context` goes on to its next visible operation
    interrupt,  // `cpu` takes `line`
    timer,      // `cpu` runs the callback of `timer`
    timeout,    // the sleep of `context` ends by its deadline
    event,      // `source` does what is due
  };
  Kind kind{};
  std::uint8_t cpu = 0;
  std::uint64_t ready_at_ns = 0;  // in virtual time, not before this
  Context* context = nullptr;
  port::Timer* timer = nullptr;
  EventSource* source = nullptr;
  LineNumber line{};
};

class Scheduler {
 public:
  // The index of the one that happens. `candidates` is never empty, and its order is the same in
  // every run that made the same picks.
  virtual std::size_t pick(std::span<const Candidate> candidates) = 0;
  // True: time decides, so a context may run on without being asked while nothing else is due.
  [[nodiscard]] virtual bool in_virtual_time() const = 0;

 protected:
  ~Scheduler() = default;
};

// The earliest goes first; the seed decides among equals.
class TimedScheduler final : public Scheduler {
 public:
  explicit TimedScheduler(std::uint64_t seed) : random_(seed) {}
  std::size_t pick(std::span<const Candidate> candidates) override;
  [[nodiscard]] bool in_virtual_time() const override { return true; }

 private:
  Random random_;
};

}  // namespace faultline::sim
