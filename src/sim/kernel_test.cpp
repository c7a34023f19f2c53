// SPDX-License-Identifier: Apache-2.0
//
// The simulated machine runs what it is given, in virtual time, the same way each time.
#include "sim/kernel.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "port/atomic.hpp"
#include "port/context.hpp"
#include "port/lock.hpp"
#include "port/wait.hpp"
#include "sim/executor.hpp"
#include "sim/interrupt_controller.hpp"

namespace faultline::sim {
namespace {

using port::Callback;

// Collects what happened.
struct Diary final : trace::Sink {
  void record(const trace::Event& event) override { events.push_back(event); }
  [[nodiscard]] std::size_t count(trace::Kind kind) const {
    return static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(), [&](auto& e) { return e.kind == kind; }));
  }
  std::vector<trace::Event> events;
};

struct Bench {
  explicit Bench(std::uint64_t seed = 1, unsigned cpus = 2)
      : scheduler(seed), kernel(cpus, scheduler, Costs{}), controller(kernel), executor(kernel, 2) {
    kernel.recorder().add(diary);
    kernel.set_limits(1'000'000'000, 1'000'000);
  }
  template <typename Function>
  Context& thread(const char* name, std::uint8_t cpu, Function& body,
                  port::Priority priority = port::Priority::normal) {
    return kernel.spawn(ContextKind::thread, name, cpu, priority,
                        {[](void* f) { (*static_cast<Function*>(f))(); }, &body});
  }

  TimedScheduler scheduler;
  Kernel kernel;
  Diary diary;
  InterruptController controller;
  Executor executor;
};

TEST(Kernel, TimePassesOnlyByWhatContextsSpend) {
  Bench bench;
  std::uint64_t seen = 0;
  auto body = [&] {
    bench.kernel.spend(500);
    seen = bench.kernel.now_ns();
    bench.kernel.stop();
  };
  bench.thread("one", 0, body);
  EXPECT_EQ(bench.kernel.run(), Stop::finished);
  EXPECT_EQ(seen, 500u);
}

TEST(Kernel, ASpinLockKeepsTheOtherCpuOut) {
  Bench bench;
  port::SpinLock lock("counter");
  int inside = 0;
  int most = 0;
  auto body = [&] {
    for (int i = 0; i < 20; ++i) {
      port::Hold hold(lock);
      most = std::max(most, ++inside);
      bench.kernel.spend(100);
      --inside;
    }
  };
  bench.thread("one", 0, body);
  bench.thread("two", 1, body);
  EXPECT_EQ(bench.kernel.run(), Stop::quiet);
  EXPECT_EQ(most, 1);
  EXPECT_EQ(bench.diary.count(trace::Kind::lock_acquired), 40u);
}

TEST(Kernel, ASleeperIsWokenOrItsDeadlineComes) {
  Bench bench;
  port::SpinLock lock("condition");
  port::WaitQueue queue("condition");
  bool ready = false;
  bool first_in_time = true;
  bool second_in_time = false;
  auto waiter = [&] {
    port::Hold hold(lock);
    first_in_time = port::await_until(queue, lock, 1000, [&] { return ready; });
    second_in_time = port::await_until(queue, lock, 1'000'000, [&] { return ready; });
  };
  auto waker = [&] {
    bench.kernel.spend(5000);
    port::Hold hold(lock);
    ready = true;
    queue.wake_all();
  };
  bench.thread("waiter", 0, waiter);
  bench.thread("waker", 1, waker);
  EXPECT_EQ(bench.kernel.run(), Stop::quiet);
  EXPECT_FALSE(first_in_time);
  EXPECT_TRUE(second_in_time);
}

TEST(Kernel, AnInterruptPreemptsAThreadButNotASpinLockHolder) {
  Bench bench;
  port::SpinLock lock("masks interrupts");
  std::vector<std::string> order;
  struct Device {
    std::vector<std::string>& order;
    InterruptController& controller;
  } device{order, bench.controller};
  bench.controller.connect(LineNumber(7), "line", 0);
  bench.controller.set_entry({[](void* object, LineNumber line) {
                                auto& self = *static_cast<Device*>(object);
                                EXPECT_TRUE(port::in_hard_interrupt());
                                self.order.push_back("interrupt");
                                self.controller.set_level(line, false);
                                self.controller.end_of_interrupt(line);
                              },
                              &device});
  auto body = [&] {
    bench.controller.unmask(LineNumber(7));
    {
      port::Hold hold(lock);
      bench.controller.set_level(LineNumber(7), true);
      bench.kernel.spend(10'000);
      order.push_back("locked");
    }
    bench.kernel.spend(10'000);
    order.push_back("after");
  };
  bench.thread("thread", 0, body);
  EXPECT_EQ(bench.kernel.run(), Stop::quiet);
  EXPECT_EQ(order, (std::vector<std::string>{"locked", "interrupt", "after"}));
}

TEST(Kernel, ARealTimeThreadPreemptsANormalOneUnlessPreemptionIsOff) {
  Bench bench(1, 1);
  std::vector<std::string> order;
  auto urgent = [&] { order.push_back("urgent"); };
  auto normal = [&] {
    {
      const port::NoPreemption no_preemption;
      bench.thread("urgent", 0, urgent, port::Priority::realtime);
      bench.kernel.spend(10'000);
      order.push_back("not preempted");
    }
    bench.kernel.spend(10'000);
    order.push_back("normal");
  };
  bench.thread("normal", 0, normal);
  EXPECT_EQ(bench.kernel.run(), Stop::quiet);
  EXPECT_EQ(order, (std::vector<std::string>{"not preempted", "urgent", "normal"}));
}

TEST(Kernel, SleepingWhereNothingMayIsReported) {
  Bench bench;
  port::SpinLock lock("held");
  auto body = [&] {
    port::Hold hold(lock);
    port::may_sleep("a test");
  };
  bench.thread("thread", 0, body);
  bench.kernel.run();
  EXPECT_EQ(bench.diary.count(trace::Kind::sleep_forbidden), 1u);
}

TEST(Kernel, WhoeverWaitsForEverIsNamed) {
  Bench bench;
  port::Mutex first("first");
  port::Mutex second("second");
  auto one = [&]() FL_NO_THREAD_SAFETY_ANALYSIS {  // the deadlock is the point
    first.lock();
    bench.kernel.spend(1000);
    second.lock();
  };
  auto two = [&]() FL_NO_THREAD_SAFETY_ANALYSIS {
    second.lock();
    bench.kernel.spend(1000);
    first.lock();
  };
  bench.thread("one", 0, one);
  bench.thread("two", 1, two);
  EXPECT_EQ(bench.kernel.run(), Stop::quiet);
  ASSERT_EQ(bench.kernel.stuck().size(), 2u);
  EXPECT_STREQ(bench.kernel.stuck()[0]->waits_for, "second");
}

// Timers, work, threads and random ties together.
std::vector<trace::Event> busy_run(std::uint64_t seed) {
  Bench bench(seed);
  port::SpinLock lock("shared");
  port::Atomic<int> counter{0};
  auto body = [&] {
    for (int i = 0; i < 50; ++i) {
      counter.fetch_add(1);
      port::Hold hold(lock);
      bench.kernel.spend(static_cast<std::uint64_t>(counter.load() % 7));
    }
  };
  struct State {
    Bench& bench;
    int left;
    port::Timer timer{"tick", Callback::to<&State::fire>(*this)};
    port::Work work{"work", Callback::to<&State::run>(*this)};
    void fire() { bench.executor.queue(work); }
    void run() {
      if (--left > 0) bench.executor.arm(timer, bench.kernel.now_ns() + 700);
    }
  } state{bench, 10};
  bench.executor.arm(state.timer, 500);
  bench.thread("one", 0, body);
  bench.thread("two", 1, body);
  EXPECT_EQ(bench.kernel.run(), Stop::quiet);
  EXPECT_EQ(state.left, 0);
  return bench.diary.events;
}

bool same(const std::vector<trace::Event>& left, const std::vector<trace::Event>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](auto& a, auto& b) {
    return a.kind == b.kind && a.time_ns == b.time_ns && a.context == b.context && a.cpu == b.cpu &&
           a.value == b.value;
  });
}

TEST(Kernel, TheSameSeedIsTheSameRun) {
  EXPECT_TRUE(same(busy_run(3), busy_run(3)));
}

TEST(Kernel, AnotherSeedIsAnotherRun) {
  EXPECT_FALSE(same(busy_run(3), busy_run(4)));
}

}  // namespace
}  // namespace faultline::sim
