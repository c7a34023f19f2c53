// SPDX-License-Identifier: Apache-2.0
//
// The heart of the simulator: CPUs, contexts and virtual time. Code under test runs on fibers;
// before each visible operation (a register access, a lock, an atomic, a wait) it comes here, and
// the scheduler decides what happens next. Same seed, same run, bit for bit.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/fixed_vector.hpp"
#include "base/intrusive_list.hpp"
#include "sim/context.hpp"
#include "sim/costs.hpp"
#include "sim/recorder.hpp"
#include "sim/scheduler.hpp"

namespace faultline::sim {

class InterruptController;

inline constexpr unsigned cpus_at_most = 8;
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

  // --- Contexts. Checked: there are at most 128 at a time. ---
  Context& spawn(ContextKind kind, const char* name, std::uint8_t cpu, port::Priority priority,
                 port::Callback body);
  [[nodiscard]] Context* running() const { return running_; }
  // The name of context `number`, also after it has ended.
  [[nodiscard]] const char* context_name(std::uint16_t number) const;
  // Contexts that sleep or spin and are not meant to do so for ever; for a report of who waits for
  // whom.
  [[nodiscard]] std::vector<const Context*> stuck() const;

  // --- From inside a context. ---
  // Lets `duration_ns` pass, then others, then returns for the operation itself.
  void spend(std::uint64_t duration_ns);
  // Sleeps until woken, or until `deadline_ns` (0: none); false when the deadline came first.
  // `what` is static text.
  bool block(const char* what, std::uint64_t deadline_ns);
  // Occupies the CPU until wake().
  void spin(const char* what);
  // Lets run() return when this context next gives way.
  void stop() { stopping_ = true; }

  // --- From anywhere. ---
  void wake(Context& context, std::uint64_t delay_ns = 0);
  // What can happen has changed.
  void disturb() { quiet_until_ns_ = 0; }
  [[nodiscard]] std::uint64_t now_ns() const { return now_ns_; }
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
  using Candidates = base::FixedVector<Candidate, 256>;

  void collect(Candidates& candidates);
  void collect_cpu(std::uint8_t cpu, Candidates& candidates);
  Context* next_on(std::uint8_t cpu);
  bool goes_first(const Context& context, const Context& now, bool runs) const;
  void perform(const Candidate& candidate);
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
};

}  // namespace faultline::sim
