// SPDX-License-Identifier: Apache-2.0
//
// The interrupt core. The machine calls handle() in hard-interrupt context when a CPU takes a line;
// the core asks the line's handlers, wakes their threads, masks and ends the interrupt at the
// controller, and gives up a line that nobody serves. Its rules are those of Linux 6.1
// (docs/interrupts.md lists them, each with its test).
//
// Any number of CPUs may call it at once. "Thread context" means that the call may sleep and holds
// no spin lock; such a call must not come from a handler or a thread of the line that it is about,
// where it would wait for itself. A line that is named must be one of the core's, which is checked,
// but for request() and handle().
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.hpp"
#include "irq/action.hpp"
#include "irq/error.hpp"
#include "irq/line.hpp"
#include "irq/options.hpp"
#include "irq/statistics.hpp"
#include "port/atomic.hpp"
#include "port/clock.hpp"
#include "port/executor.hpp"
#include "port/interrupt_controller.hpp"
#include "port/log.hpp"
#include "trace/sink.hpp"

namespace faultline::irq {

// What the core needs of a machine; all must outlive it.
struct Machine {
  port::InterruptController& controller;
  port::Executor& executor;
  port::Clock& clock;
  port::Log& log;
  trace::Sink& sink;
};

class Core {
 public:
  // `lines` must outlive the core, and no two have the same number. The core finds a line by
  // looking through them, so hand in only lines that are used. Any context.
  Core(std::span<Line> lines, const Machine& machine, const Options& options = Options{});
  // All actions must have been freed, and the machine must bring no more interrupts. Thread
  // context.
  ~Core();
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  // Puts `action` on the line; its handlers may run before this returns. The first action of a line
  // decides its trigger and lets interrupts in (unless it starts disabled), and sees an edge that
  // came before it; a further one must agree with those that are there, and gives a line that was
  // given up another chance. `action` must live until it was freed, and not be requested already.
  // Thread context. Errors: all of RequestError; the line is then as it was, and no thread is left
  // over. The log has the reason.
  [[nodiscard]] Result<void, RequestError> request(LineNumber line, Action& action);
  // Takes `action` off its line, waits for its handlers that run, lets its thread finish what it
  // was woken for and ends it. Nothing of it runs after this returned. Without a further action the
  // line is masked. Thread context; never from the action's own handlers, nor with a lock that they
  // take; nor may they request or free on this line meanwhile. `action` must be requested.
  void free(Action& action);

  // The machine took `line` on this CPU. Asks the handlers, unless the line is disabled or another
  // CPU asks them at this moment: then an edge is remembered, and a level will come again. Ends the
  // interrupt at the controller. A line that is not the core's is masked and logged. Hard-interrupt
  // context.
  void handle(LineNumber line);

  // Waits until no primary handler of the line runs. Does not wait for threads, nor for an
  // interrupt that was taken but has not reached its handlers. Thread context.
  void synchronise_hard(LineNumber line);
  // Waits until no handler of the line runs, the controller has no interrupt of it on any CPU, and
  // every woken thread is done. The line is not masked: a level that is still high fires again.
  // Thread context; never with a lock or another thing that a handler or a thread of the line waits
  // for.
  void synchronise(LineNumber line);

  // Keeps interrupts from all handlers of a line that has some, for every sharer, until enable()
  // was called as often. The hardware is masked only when the next one comes (which an enable()
  // replays), or at once if the line is unlazy. Handlers may still run when this returns. Any
  // context, handlers included.
  void disable_nosync(LineNumber line);
  // The same, then synchronise(). Thread context.
  void disable(LineNumber line);
  // Takes back one disable. The last one unmasks the line, unless one-shot threads are still busy,
  // and has the controller raise an edge again that came meanwhile. There must be a disable to take
  // back. Any context.
  void enable(LineNumber line);

  // The same for one action alone, whose device cannot interrupt for a while: its handlers are not
  // asked, the other sharers' are. A line all of whose actions are disabled is treated like a line
  // that is. Does not nest. `action` is requested, and neither is being freed meanwhile; free()
  // takes a disabled action, too. Handlers may still run when disable_nosync returns. Any context.
  void disable_nosync(Action& action);
  // Takes that back; an edge that the action was not asked about is raised again for all.
  void enable(Action& action);

  // Has an edge raised again, for requesters whose handlers turned interrupts away for a while: all
  // handlers of the line are asked once more, as soon as nothing keeps the line. A level that is
  // still high comes again by itself, so nothing happens then; nor for a line that the core does
  // not have or that has no actions. Any context.
  void replay(LineNumber line);

  // System sleep, between the late and the noirq phase: disables and masks every line that has
  // actions, and waits for its handlers and threads. Until then, after its driver's suspend
  // callback too, a handler may run. Not twice without a resume. Thread context.
  void suspend_all();
  // Takes that back, in the same order; what came meanwhile is seen now. Thread context.
  void resume_all();

  // A copy. Any context.
  [[nodiscard]] Statistics statistics(LineNumber line);
  // Fills `list`, in the order of asking, as far as it reaches; returns how many actions the line
  // has. The names are the requesters' static texts. Any context.
  std::size_t handlers(LineNumber line, std::span<HandlerInfo> list);
  // Times that the line is disabled at this moment; 1 without actions. Any context.
  [[nodiscard]] std::uint32_t disable_depth(LineNumber line);
  // Whether the spurious detector has disabled the line and nothing has revived it. Any context.
  [[nodiscard]] bool given_up(LineNumber line);

 private:
  friend class Action;

  Line* find(LineNumber number);
  Line& existing(LineNumber number);

  // request.cpp
  Result<void, RequestError> try_request(Line* line, Action& action);
  Result<void, RequestError> admit(Line& line, Action& action) FL_REQUIRES(line.lock_);
  Result<void, RequestError> start_thread(Line& line, Action& action);
  void insert(Line& line, Action& action) FL_REQUIRES(line.lock_);
  void start_line(Line& line, const Action& first) FL_REQUIRES(line.lock_);
  void log_refusal(LineNumber line, const Action& action, RequestError error);

  // free.cpp
  void unlink(Line& line, Action& action) FL_REQUIRES(line.lock_);
  void stop_line(Line& line) FL_REQUIRES(line.lock_);
  void end_thread(Line& line, Action& action);

  // flow.cpp
  void hold_back(Line& line) FL_REQUIRES(line.lock_);
  void deliver(Line& line) FL_REQUIRES(line.lock_);
  Verdicts ask_all(Line& line) FL_REQUIRES(line.lock_);
  Verdict ask(Line& line, Action& action) FL_REQUIRES(line.lock_);
  void mask(Line& line) FL_REQUIRES(line.lock_);
  void settle(Line& line) FL_REQUIRES(line.lock_);
  void reject(LineNumber number);

  // thread.cpp
  void run_thread(Action& action);
  bool wait_until_wanted(Line& line, Action& action) FL_REQUIRES(line.lock_);
  void wake(Line& line, Action& action) FL_REQUIRES(line.lock_);
  void finish(Line& line, Action& action, Verdict verdict) FL_REQUIRES(line.lock_);

  // wait.cpp
  void sleep_until_told(Line& line) FL_REQUIRES(line.lock_);
  void wait_all(Line& line) FL_REQUIRES(line.lock_);
  void tell_waiters(Line& line) FL_REQUIRES(line.lock_);

  // disable.cpp
  void disable_locked(Line& line) FL_REQUIRES(line.lock_);
  void enable_locked(Line& line) FL_REQUIRES(line.lock_);
  static bool closed(const Line& line) FL_REQUIRES(line.lock_);

  // give_up.cpp
  void account(Line& line, Verdicts verdicts) FL_REQUIRES(line.lock_);
  void give_up(Line& line) FL_REQUIRES(line.lock_);
  void revive(Line& line) FL_REQUIRES(line.lock_);
  void report(Line& line) FL_REQUIRES(line.lock_);
  bool may_report();
  void poll();
  bool poll_line(Line& line);

  void emit(trace::Kind kind, LineNumber line, std::uint64_t value, std::uint64_t extra = 0,
            const char* text = nullptr);

  const std::span<Line> lines_;
  const Machine machine_;
  const Options options_;
  port::Timer poll_timer_;
  port::Atomic<std::uint32_t> reports_left_;
};

}  // namespace faultline::irq
