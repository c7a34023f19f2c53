// SPDX-License-Identifier: Apache-2.0
//
// Timers, work and threads of the simulated machine. Timers run on the first CPU, worker threads
// take turns over the CPUs, and a placement says where each named thread runs.
#pragma once
#include <functional>
#include <vector>

#include "base/intrusive_list.hpp"
#include "port/clock.hpp"
#include "port/executor.hpp"
#include "sim/kernel.hpp"

namespace faultline::sim {

class Executor final : public port::Executor {
 public:
  // Where a thread runs.
  using Placement = std::function<std::uint8_t(const char* name)>;

  // Starts `worker_count` worker threads; work that waits for other work needs as many as wait at
  // once.
  Executor(Kernel& kernel, unsigned worker_count);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // From here on, instead of CPUs in turn.
  void set_placement(Placement placement) { placement_ = std::move(placement); }
  // Every start() after the next `count` is refused, until it is called again; for tests of
  // failure. Negative: none is.
  void fail_starts_after(int count) { starts_left_ = count; }

  void arm(port::Timer& timer, std::uint64_t deadline_ns) override;
  bool cancel(port::Timer& timer) override;
  bool cancel_and_wait(port::Timer& timer) override;
  bool queue(port::Work& work) override;
  bool cancel(port::Work& work) override;
  bool cancel_and_wait(port::Work& work) override;
  void flush(port::Work& work) override;
  [[nodiscard]] Result<void, port::ThreadError> start(port::Thread& thread) override;
  void join(port::Thread& thread) override;

 private:
  struct Started {
    Executor* executor = nullptr;
    port::Thread* thread = nullptr;
    Context* joiner = nullptr;
    bool finished = false;
  };
  struct Worker {
    Executor* executor = nullptr;
    Context* context = nullptr;
    bool idle = false;
  };
  void work_for_ever(Worker& worker);
  void run_thread(Started& started);
  void operate(const char* verb, const char* name);
  void touch(const void* object);
  void set(bool& flag, bool value);
  void wait_while(const bool& busy, const char* what);

  Kernel& kernel_;
  Placement placement_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::unique_ptr<Started>> threads_;
  base::IntrusiveList<port::Work> queue_;
  std::uint8_t next_cpu_ = 0;
  int starts_left_ = -1;
};

class Clock final : public port::Clock {
 public:
  explicit Clock(Kernel& kernel) : kernel_(kernel) {}
  [[nodiscard]] std::uint64_t now_ns() override { return kernel_.read_time(); }
  void delay_ns(std::uint64_t duration_ns) override;
  void sleep_ns(std::uint64_t duration_ns) override;

 private:
  Kernel& kernel_;
};

}  // namespace faultline::sim
