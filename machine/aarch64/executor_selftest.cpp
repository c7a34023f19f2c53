// SPDX-License-Identifier: Apache-2.0
//
// Runs the executor, the locks and the clock on a virtual machine and exits through semihosting:
// status 0 when every check held, 1 with the number of the line that did not. What it proves are
// switches between stacks, turns, priorities, timers, work, waiting with and without a deadline.
#include <array>
#include <cstdint>

#include "machine/aarch64/clock.hpp"
#include "machine/aarch64/executor.hpp"
#include "port/clock.hpp"
#include "port/context.hpp"
#include "port/lock.hpp"
#include "port/wait.hpp"

namespace faultline::machine::aarch64 {
namespace {

constexpr std::uint64_t ms = 1'000'000;

long semihosting(long operation, const void* argument) {
  register long x0 asm("x0") = operation;
  register const void* x1 asm("x1") = argument;
  asm volatile("hlt #0xf000" : "+r"(x0) : "r"(x1) : "memory");
  return x0;
}

// SYS_WRITE0 and SYS_EXIT with ADP_Stopped_ApplicationExit.
[[noreturn]] void leave(const char* text, std::uint64_t status) {
  semihosting(0x04, text);
  const std::uint64_t block[2] = {0x20026, status};
  for (;;) semihosting(0x18, block);
}

void expect(bool held, int line) {
  if (held) return;
  char text[] = "selftest: line 0000 of executor_selftest.cpp does not hold\n";
  for (int at = 18; at >= 15; --at, line /= 10) text[at] = static_cast<char>('0' + line % 10);
  leave(text, 1);
}

struct World {
  port::SpinLock lock{"world"};
  port::Mutex mutex{"world: mutex"};
  port::WaitQueue changed{"world: changed"};
  int value = 0;
  int order = 0;
  int normal_turn = 0;
  int realtime_turn = 0;
  bool timer_was_hard = false;

  void on_timer() {
    timer_was_hard = port::in_hard_interrupt();
    set(1);
  }
  void on_work() {
    set(2);
    expect(!port::in_hard_interrupt(), __LINE__);
  }
  void set(int next) {
    const port::Hold hold(lock);
    value = next;
    changed.wake_all();
  }
  void await_value(int wanted) {
    const port::Hold hold(lock);
    port::await(changed, lock, [&] { return value == wanted; });
  }
  void normal() { normal_turn = ++order; }
  void realtime() {
    const port::Hold hold(mutex);  // main holds it until this thread waits
    realtime_turn = ++order;
  }
};

void test_timer_and_deadline(World& world, Executor& executor) {
  GenericTimerClock clock;
  port::Timer timer("timer", port::Callback::to<&World::on_timer>(world));
  executor.arm(timer, clock.now_ns() + 2 * ms);
  {
    const port::Hold hold(world.lock);
    const bool early = port::await_until(world.changed, world.lock, clock.now_ns() + ms / 2,
                                         [&] { return world.value == 1; });
    expect(!early, __LINE__);
  }
  world.await_value(1);
  expect(world.timer_was_hard, __LINE__);
  expect(!executor.cancel(timer), __LINE__);
  const std::uint64_t before_ns = clock.now_ns();
  clock.sleep_ns(ms);
  expect(clock.now_ns() - before_ns >= ms, __LINE__);
}

void test_work(World& world, Executor& executor) {
  port::Work work("work", port::Callback::to<&World::on_work>(world));
  expect(executor.queue(work), __LINE__);
  expect(!executor.queue(work), __LINE__);
  executor.flush(work);
  expect(world.value == 2, __LINE__);
  expect(executor.queue(work) && executor.cancel(work) && !executor.cancel(work), __LINE__);
}

void test_threads(World& world, Executor& executor) {
  port::Thread normal("normal", port::Priority::normal, port::Callback::to<&World::normal>(world));
  port::Thread realtime("realtime", port::Priority::realtime,
                        port::Callback::to<&World::realtime>(world));
  port::Thread third("third", port::Priority::normal, port::Callback::to<&World::normal>(world));
  world.mutex.lock();
  expect(executor.start(normal).has_value() && executor.start(realtime).has_value(), __LINE__);
  expect(!executor.start(third).has_value(), __LINE__);
  executor.poll();  // the real-time one waits for the mutex, the other one runs
  expect(world.normal_turn == 1 && world.realtime_turn == 0, __LINE__);
  world.mutex.unlock();
  executor.join(realtime);
  executor.join(normal);
  expect(world.realtime_turn == 2, __LINE__);
  expect(executor.start(third).has_value(), __LINE__);
  executor.join(third);
  expect(world.order == 3, __LINE__);
}

}  // namespace
}  // namespace faultline::machine::aarch64

extern "C" void faultline_main() {
  using namespace faultline::machine::aarch64;
  Cpu cpu;
  set_this_cpu(cpu);
  alignas(16) std::array<std::array<std::byte, 4096>, 3> stacks;
  std::array<Strand, 3> strands;
  for (std::size_t i = 0; i < strands.size(); ++i) {
    strands[i].stack = stacks[i].data();
    strands[i].size_bytes = stacks[i].size();
  }
  Executor executor(strands, 1);
  World world;
  test_timer_and_deadline(world, executor);
  test_work(world, executor);
  test_threads(world, executor);
  expect(cpu.spin_locks == 0 && cpu.hard_interrupts == 0, __LINE__);
  leave("selftest: executor, locks and clock hold\n", 0);
}
