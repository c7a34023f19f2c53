// SPDX-License-Identifier: Apache-2.0
//
// Timers, work and threads over host threads: one thread runs timers and plays their hard
// interrupt, a few run work.
#pragma once
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/intrusive_list.hpp"
#include "port/executor.hpp"

namespace faultline::machine::host {

class HostExecutor final : public port::Executor {
 public:
  // Work that waits for other work needs as many workers as wait at once.
  explicit HostExecutor(unsigned worker_count = 4);
  // Nothing is armed, queued or started any more.
  ~HostExecutor();
  HostExecutor(const HostExecutor&) = delete;
  HostExecutor& operator=(const HostExecutor&) = delete;

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
  using Lock = std::unique_lock<std::mutex>;
  void run_timers();
  void run_work();
  void call(port::Timer& timer, Lock& lock);
  port::Timer* earliest();
  port::Work* next_work();  // taken off the list, marked as running; null when there is none
  bool remove(port::Timer& timer);
  bool remove(port::Work& work);

  std::mutex mutex_;  // guards the lists, the nodes' flags and stopping_
  std::condition_variable timers_changed_;
  std::condition_variable work_changed_;
  std::condition_variable finished_;  // a callback has returned
  base::IntrusiveList<port::Timer> timers_;
  base::IntrusiveList<port::Work> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace faultline::machine::host
