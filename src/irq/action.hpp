// SPDX-License-Identifier: Apache-2.0
//
// One requester's share of an interrupt line: its handlers, what it demands of the line, and the
// node and thread that the core needs for it. The requester owns it, so that requesting allocates
// nothing.
#pragma once
#include <optional>

#include "base/types.hpp"
#include "irq/verdict.hpp"
#include "port/executor.hpp"
#include "port/interrupt_controller.hpp"
#include "port/wait.hpp"

namespace faultline::irq {

class Core;
class Line;

// A function and what it is called with. `object` must live until the action was freed.
struct Handler {
  Verdict (*function)(void* object, LineNumber line) = nullptr;
  void* object = nullptr;

  explicit operator bool() const { return function != nullptr; }
  Verdict operator()(LineNumber line) const { return function(object, line); }

  // Calls `method`, a `Verdict (T::*)(LineNumber)`, on `object`.
  template <auto method, typename T>
  static Handler to(T& object) {
    return {[](void* self, LineNumber line) { return (static_cast<T*>(self)->*method)(line); },
            &object};
  }
};

// What a requester asks for.
struct ActionRequest {
  const char* name = "";  // static text: for traces, reports and the thread
  // Runs in hard-interrupt context with no lock of the core held: nothing that may sleep. Never
  // twice at once for one line, on whatever CPUs it arrives. Left out, it stands for "wake the
  // thread", and the action must be one-shot.
  Handler primary{};
  // Runs in the action's own real-time thread after each wake; may sleep. Wakes that come before it
  // begins are one wake; one that comes while it runs makes it run once more. May be left out if
  // there is a primary handler.
  Handler thread{};
  bool shared = false;                     // others may have the line too, if they say so as well
  bool one_shot = false;                   // the line stays masked until every woken thread is done
  bool starts_disabled = false;            // until the first enable(); not together with `shared`
  std::optional<port::Trigger> trigger{};  // nothing: as the line is
};

class Action {
 public:
  // `thread` or `primary` must be there.
  explicit Action(const ActionRequest& request);
  // Must not be requested: free it first.
  ~Action();
  Action(const Action&) = delete;
  Action& operator=(const Action&) = delete;

  [[nodiscard]] const ActionRequest& request() const { return request_; }
  // Between a successful Core::request and the end of Core::free. For the requester, in thread
  // context.
  [[nodiscard]] bool requested() const { return line_ != nullptr; }

  Action* next = nullptr;  // for the core's list alone

 private:
  friend class Core;
  void run_thread();
  bool has_primary() const { return request_.primary && !forced_; }
  bool has_thread() const { return request_.thread || forced_; }

  const ActionRequest request_;
  port::Thread thread_;
  port::WaitQueue woken_;  // the thread sleeps here
  Core* core_ = nullptr;   // these two are set before the thread starts, and cleared after it ended
  Line* line_ = nullptr;
  bool forced_ = false;  // set with them: the primary handler runs in the thread
  // Guarded by the line's lock:
  bool one_shot_ = false;  // what was asked for, or adopted (Options::hard_handlers_adopt_one_shot)
  bool wanted_ = false;    // woken, and not begun
  bool busy_ = false;      // woken, and not done
  bool leaving_ = false;   // the thread ends when nothing is wanted any more
  bool disabled_ = false;  // is not asked
  bool passed_over_ = false;  // ... and others of the line were, meanwhile
};

}  // namespace faultline::irq
