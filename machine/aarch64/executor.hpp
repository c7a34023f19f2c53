// SPDX-License-Identifier: Apache-2.0
//
// Timers, work and threads for one CPU without an operating system. Threads are cooperative: they
// change where one of them waits. Each stands on a stack that the caller hands in, so nothing is
// allocated. Timers run late if a thread computes for long: they are looked at wherever threads
// change, and in poll().
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/intrusive_list.hpp"
#include "cpu.hpp"
#include "port/atomic.hpp"
#include "port/executor.hpp"
#include "port/wait.hpp"

namespace faultline::machine::aarch64 {

// x19-x29, link register and stack pointer; switch.S knows the layout.
struct SavedRegisters {
  std::uint64_t callee_saved[11] = {};
  std::uint64_t return_to = 0;
  std::uint64_t stack_pointer = 0;
};

// A stack and what stands on it. `size_bytes` of at least 4096 is known to be enough for the
// driver's own threads; the stack is aligned to 16 and outlives the executor.
struct Strand {
  std::byte* stack = nullptr;
  std::size_t size_bytes = 0;
  // For the executor alone:
  SavedRegisters registers{};
  port::Thread* thread = nullptr;
  bool is_worker = false;
  bool finished = false;
  const port::Atomic<unsigned>* watched = nullptr;  // ready when it is no longer `seen`
  unsigned seen = 0;
  std::uint64_t deadline_ns = 0;  // ready then at the latest; 0: none
};

class Executor final : public port::Executor {
 public:
  // The first `worker_count` strands run work (work that waits for other work needs as many as
  // wait at once); each of the others is a thread that can be started. The caller is a thread, too,
  // and goes on where it is. Runs on the CPU it is constructed on, and is found through it.
  Executor(std::span<Strand> strands, std::size_t worker_count);
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  void arm(port::Timer& timer, std::uint64_t deadline_ns) override;
  bool cancel(port::Timer& timer) override;
  bool cancel_and_wait(port::Timer& timer) override;
  bool queue(port::Work& work) override;
  bool cancel(port::Work& work) override;
  bool cancel_and_wait(port::Work& work) override;
  void flush(port::Work& work) override;
  [[nodiscard]] Result<void, port::ThreadError> start(port::Thread& thread) override;
  void join(port::Thread& thread) override;

  // Runs due timers, then every thread that is ready, each until it waits. For the main loop.
  // Thread context.
  void poll();
  // Waits until `watched` differs from `seen` or until `deadline_ns` (0: never); false when the
  // deadline came first. Other threads run meanwhile. Thread context.
  bool watch(const port::Atomic<unsigned>& watched, unsigned seen, std::uint64_t deadline_ns);
  void sleep_until(std::uint64_t deadline_ns);

 private:
  static void run_strand(void* strand);
  void prepare(Strand& strand, void (*body)(void*));
  void run_work();
  void run_timers();
  port::Timer* take_due(std::uint64_t now_ns);
  port::Work* take_work();
  bool remove(port::Timer& timer);
  bool remove(port::Work& work);
  Strand* ready_strand(std::uint64_t now_ns, bool may_stay);
  void switch_to(Strand& next);
  void schedule();

  std::span<Strand> strands_;
  Strand main_;
  Strand* running_ = &main_;
  std::size_t turn_ = 0;  // where the search for a ready strand goes on
  port::SpinLock lock_{"executor"};
  port::WaitQueue finished_{"executor: finished"};  // a callback or a thread has returned
  port::Atomic<unsigned> work_queued_;
  base::IntrusiveList<port::Timer> timers_;
  base::IntrusiveList<port::Work> queue_;
};

}  // namespace faultline::machine::aarch64
