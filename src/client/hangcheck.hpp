// SPDX-License-Identifier: Apache-2.0
//
// The watchdog of a GPU: looks every half second whether submits finish, and has a GPU recovered
// that neither finishes one nor gets on with it. It keeps its hands off while a fault is being
// captured, and while a transaction waits inside the SMMU: a GPU that is reset then does not come
// back.
#pragma once
#include <cstdint>
#include <optional>

#include "port/clock.hpp"
#include "port/executor.hpp"
#include "port/lock.hpp"
#include "port/log.hpp"

namespace faultline::client {

// The GPU as its watchdog sees it. While submits are outstanding it has power. The first three are
// called in any context and under the watchdog's spin lock.
class WatchedGpu {
 public:
  // The number of the last submit that it has finished; never goes back.
  virtual std::uint64_t finished() = 0;
  // Something that changes while it works on a submit.
  virtual std::uint64_t progress() = 0;
  // Whether a transaction of it waits for the verdict on its fault.
  virtual bool stalled_on_fault() = 0;
  // Resets it, and gives up on all submits up to `submit`, which count as finished afterwards.
  // Called in a worker, with no lock held; may sleep. Must not wait for the watchdog.
  virtual void recover(std::uint64_t submit) = 0;

 protected:
  ~WatchedGpu() = default;
};

class Hangcheck {
 public:
  static constexpr std::uint64_t period_ns = 500'000'000;
  // How many periods a submit may take as long as it gets on.
  static constexpr std::uint32_t retry_limit = 3;

  struct Machine {
    port::Clock& clock;
    port::Executor& executor;
    port::Log& log;
    WatchedGpu& gpu;
  };

  // All outlive the watchdog. `name` is static text.
  Hangcheck(const char* name, const Machine& machine) : name_(name), machine_(machine) {}
  // stop() was called, or nothing ever submitted.
  ~Hangcheck() = default;
  Hangcheck(const Hangcheck&) = delete;
  Hangcheck& operator=(const Hangcheck&) = delete;

  // Work was handed to the GPU, and has this number, which is higher than those before. The GPU is
  // looked at one period from now, if it is not watched already. After stop(): nothing. Any
  // context.
  void submitted(std::uint64_t submit) FL_EXCLUDES(lock_);

  // Leaves the GPU alone until resume(), which gives it a whole period again. They nest. False, and
  // nothing to resume: it is being recovered at this moment. Any context; neither waits.
  [[nodiscard]] bool pause() FL_EXCLUDES(lock_);
  void resume() FL_EXCLUDES(lock_);

  // The end of watching. Waits for a recovery under way. Thread context, and not from recover().
  void stop() FL_EXCLUDES(lock_);

  struct Counts {
    std::uint32_t looks = 0;
    std::uint32_t recoveries = 0;
    std::uint32_t put_off = 0;  // recoveries, because of a stalled transaction
  };
  // Any context.
  [[nodiscard]] Counts counts() FL_EXCLUDES(lock_);

 private:
  enum class State : std::uint8_t { idle, watching, hung, recovering };
  enum class Next : std::uint8_t { nothing, look_again, recover };

  void due() FL_EXCLUDES(lock_);
  void recover() FL_EXCLUDES(lock_);
  [[nodiscard]] Next judge() FL_REQUIRES(lock_);
  [[nodiscard]] std::optional<std::uint64_t> begin_recovery() FL_EXCLUDES(lock_);
  [[nodiscard]] bool all_finished() FL_REQUIRES(lock_);
  void watch() FL_REQUIRES(lock_);
  void arm() FL_REQUIRES(lock_);

  const char* name_;
  const Machine machine_;
  port::SpinLock lock_{"gpu hangcheck"};
  State state_ FL_GUARDED_BY(lock_) = State::idle;
  bool stopped_ FL_GUARDED_BY(lock_) = false;
  std::uint32_t pauses_ FL_GUARDED_BY(lock_) = 0;
  std::uint32_t retries_ FL_GUARDED_BY(lock_) = 0;
  std::uint64_t look_at_ns_ FL_GUARDED_BY(lock_) = 0;
  std::uint64_t submitted_ FL_GUARDED_BY(lock_) = 0;
  std::uint64_t seen_finished_ FL_GUARDED_BY(lock_) = 0;
  std::uint64_t seen_progress_ FL_GUARDED_BY(lock_) = 0;
  Counts counts_ FL_GUARDED_BY(lock_);
  port::Timer timer_{"gpu hangcheck", port::Callback::to<&Hangcheck::due>(*this)};
  port::Work work_{"gpu recovery", port::Callback::to<&Hangcheck::recover>(*this)};
};

}  // namespace faultline::client
