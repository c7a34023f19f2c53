// SPDX-License-Identifier: Apache-2.0
//
// The heart of the simulator: CPUs, contexts and virtual time. Code under test runs on fibers;
// before each visible operation (a register access, a lock, an atomic, a wait) it comes here, and
// the scheduler decides what happens next. Same seed, same run, bit for bit.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/fixed_vector.hpp"
#include "base/intrusive_list.hpp"
#include "sim/context.hpp"
#include "sim/costs.hpp"
#include "sim/recorder.hpp"
#include "sim/scheduler.hpp"
#include "sim/touch.hpp"

namespace faultline::sim {

class InterruptController;

inline constexpr unsigned cpus_at_most = 8;
inline constexpr std::size_t contexts_at_most = 128;
inline constexpr std::uint8_t no_cpu = 0xff;
inline constexpr std::uint16_t no_context = 0xffff;

struct Cpu {
  Context* interrupt = nullptr;  // the interrupt that it is in
  Context* thread = nullptr;     // the thread that it runs, or that the interrupt interrupted
};

// Why run() came back.
enum class Stop : std::uint8_t {
  finished,    // stop() was called
  quiet,       // nothing can happen any more
  time_limit,  // virtual time passed the limit
  step_limit,  // more steps than allowed
};

class StoreBuffers;

class Kernel {
 public:
  Kernel(unsigned cpu_count, Scheduler& scheduler, const Costs& costs);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  // The kernel whose context runs at this moment on this host thread; null outside of run().
  static Kernel* current();

  // --- From outside: running. ---
  void set_limits(std::uint64_t time_ns, std::uint64_t steps);
  Stop run();
  // Back to time zero without any context; contexts are forgotten where they are. Stacks are kept.
  void reset();

  // --- From outside, instead of run(): exploring. ---
  // From now on a step is one visible operation, time stands still but for sleeps that end, and
  // what each step touches goes to `touches`. Sleeps that wait for somebody have no end by
  // deadline unless `deadlines`.
  void explore(Touches& touches, bool deadlines);
  // From now on stores arrive later; `full_barriers` that do not wait for them are none.
  void explore_stores(StoreBuffers& stores, bool full_barriers) {
    stores_ = &stores;
    full_barriers_ = full_barriers;
  }
  // Null where stores arrive at once.
  [[nodiscard]] StoreBuffers* stores() const { return stores_; }
  [[nodiscard]] bool full_barriers() const { return full_barriers_; }
  // So many contexts exist from now on, each with its stack.
  void reserve(std::size_t contexts);
  // All that can happen next, in whatever order.
  using Candidates = base::FixedVector<Candidate, 256>;
  void list(Candidates& candidates);
  // One of those that list() names now.
  void perform(const Candidate& candidate);
  [[nodiscard]] bool stopped() const { return stopping_; }
  [[nodiscard]] std::span<const std::unique_ptr<Context>> contexts() const { return contexts_; }
  [[nodiscard]] const Cpu& cpu(std::uint8_t number) const { return cpus_[number]; }
  [[nodiscard]] const base::IntrusiveList<EventSource>& event_sources() const { return sources_; }
  [[nodiscard]] const base::IntrusiveList<port::Timer>& timers() const { return timers_; }
  [[nodiscard]] const void* clock_place() const { return &now_ns_; }

  // --- Contexts. Checked: there are at most 128 at a time. ---
  Context& spawn(ContextKind kind, const char* name, std::uint8_t cpu, port::Priority priority,
                 port::Callback body);
  [[nodiscard]] Context* running() const { return running_; }
  // Null where nobody explores.
  [[nodiscard]] Touches* touches() const { return touches_; }
  // The name of context `number`, also after it has ended.
  [[nodiscard]] const char* context_name(std::uint16_t number) const;
  // Contexts that sleep or spin and are not meant to do so for ever; for a report of who waits for
  // whom.
  [[nodiscard]] std::vector<const Context*> stuck() const;

  // --- From inside a context. ---
  // Lets `duration_ns` pass, then others, then returns for the operation itself.
  void spend(std::uint64_t duration_ns);
  // The same with a name for what comes, which waits until `until_clear`, if there is one, is
  // false; who is not explored has to look at it himself.
  void come_to(std::uint64_t duration_ns, const Action& action, const bool* until_clear = nullptr);
  void come_to_if_explored(const Action& action) {
    if (touches_) come_to(0, action);
  }
  // True, and `flag` is false now: explored. False: nothing was done.
  [[nodiscard]] bool await_clear(const bool& flag, const char* what);
  // Sleeps until woken, or until `deadline_ns` (0: none); false when the deadline came first.
  // `what` is static text.
  bool block(const char* what, std::uint64_t deadline_ns);
  // Until `deadline_ns`, whatever happens.
  void sleep(std::uint64_t deadline_ns);
  // Explored: the running thread turns interrupts off, or on again. Threads that share a CPU are
  // not kept apart by that when explored: that is more than a machine does, and never less.
  void set_masked(bool masked);
  // Explored: no thread of that CPU has interrupts off.
  [[nodiscard]] bool takes_interrupts(std::uint8_t cpu) const;
  // Occupies the CPU until wake().
  void spin(const char* what);
  // Lets run() return when this context next could give way.
  void stop() {
    stopping_ = true;
    disturb();
  }

  // --- From anywhere. ---
  void wake(Context& context, std::uint64_t delay_ns = 0);
  // What can happen has changed.
  void disturb() { quiet_until_ns_ = 0; }
  [[nodiscard]] std::uint64_t now_ns() const { return now_ns_; }
  // The same for code under test, which computes with it.
  [[nodiscard]] std::uint64_t read_time() {
    if (touches_) touches_->read(&now_ns_);
    return now_ns_;
  }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] unsigned cpu_count() const { return cpu_count_; }
  [[nodiscard]] const Costs& costs() const { return costs_; }
  [[nodiscard]] std::uint8_t current_cpu() const { return running_ ? running_->cpu : no_cpu; }
  Recorder& recorder() { return recorder_; }

  // --- Wiring, before run(). ---
  void set_controller(InterruptController& controller) { controller_ = &controller; }
  void add_event_source(EventSource& source) { sources_.push_back(source); }
  void arm(port::Timer& timer, std::uint64_t deadline_ns);
  bool cancel(port::Timer& timer);

 private:
  void collect(Candidates& candidates);
  void collect_cpu(std::uint8_t cpu, Candidates& candidates);
  Context* next_on(std::uint8_t cpu);
  bool goes_first(const Context& context, const Context& now, bool runs) const;
  [[nodiscard]] bool may_step(const Context& context) const;
  [[nodiscard]] bool has_end(const Context& context) const;
  void pass_time(std::uint64_t until_ns);
  void set_timer(port::Timer& timer, bool armed, bool running);
  void set_interrupt(std::uint8_t cpu, Context* context);
  void take_interrupt(const Candidate& candidate);
  void resume(Context& context);
  void retire(Context& context);
  Context& take_context();
  std::uint64_t earliest_other(const Candidates& candidates, std::size_t picked) const;
  static void enter(void* context);

  StackPool stacks_;
  std::vector<std::unique_ptr<Context>> contexts_;
  std::array<Cpu, cpus_at_most> cpus_{};
  unsigned cpu_count_;
  Scheduler& scheduler_;
  Costs costs_;
  Recorder recorder_;
  InterruptController* controller_ = nullptr;
  base::IntrusiveList<EventSource> sources_;
  base::IntrusiveList<port::Timer> timers_;
  Context* running_ = nullptr;
  std::uint64_t now_ns_ = 0;
  std::uint64_t quiet_until_ns_ = 0;
  std::uint64_t steps_ = 0;
  std::uint64_t turns_ = 0;
  std::uint64_t time_limit_ns_ = ~std::uint64_t{0};
  std::uint64_t step_limit_ = ~std::uint64_t{0};
  bool stopping_ = false;
  Touches* touches_ = nullptr;
  StoreBuffers* stores_ = nullptr;
  bool full_barriers_ = true;
  bool deadlines_ = true;
};

}  // namespace faultline::sim
