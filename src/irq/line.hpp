// SPDX-License-Identifier: Apache-2.0
//
// One interrupt line: storage that the machine's owner hands to the core. It has a spin lock of its
// own, under which everything but the handlers happens, so lines do not hold each other up.
#pragma once
#include <cstdint>

#include "base/intrusive_list.hpp"
#include "base/types.hpp"
#include "irq/action.hpp"
#include "irq/spurious.hpp"
#include "irq/statistics.hpp"
#include "port/interrupt_controller.hpp"
#include "port/lock.hpp"
#include "port/wait.hpp"

namespace faultline::irq {

// How a line is treated around its handlers.
enum class Flow : std::uint8_t {
  fasteoi,  // a GIC SPI: not masked, ended after the handlers; one-shot lines are masked until
            // their threads are done
  level,    // masked and ended first, unmasked after the handlers and their one-shot threads
};

struct LineOptions {
  port::Trigger trigger = port::Trigger::level_high;  // what a request without a trigger gets
  Flow flow = Flow::fasteoi;
  bool unlazy = false;  // disabling masks the hardware at once, not when the next interrupt comes
};

class Line {
 public:
  // The controller has it masked, and nothing of it pending that should not be seen by the first
  // requester.
  explicit Line(LineNumber number, const LineOptions& options = LineOptions{});
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  [[nodiscard]] LineNumber number() const { return number_; }
  [[nodiscard]] const LineOptions& options() const { return options_; }

 private:
  friend class Core;

  const LineNumber number_;
  const LineOptions options_;
  port::Mutex requests_;  // one request or free at a time; taken before lock_
  port::SpinLock lock_;
  port::WaitQueue quiet_;  // those who wait for handlers and threads to be done

  base::IntrusiveList<Action> actions_ FL_GUARDED_BY(lock_);
  // While one walk over the actions is in progress: the one whose primary handler runs at this
  // moment, with the lock released, and the one after it.
  Action* asking_ FL_GUARDED_BY(lock_) = nullptr;
  Action* next_to_ask_ FL_GUARDED_BY(lock_) = nullptr;
  SpuriousDetector spurious_ FL_GUARDED_BY(lock_);
  Statistics statistics_ FL_GUARDED_BY(lock_);
  port::Trigger trigger_ FL_GUARDED_BY(lock_);
  std::uint32_t depth_ FL_GUARDED_BY(lock_) = 1;            // disabled while above 0
  std::uint32_t enabled_actions_ FL_GUARDED_BY(lock_) = 0;  // none: as if it were disabled
  std::uint32_t busy_threads_ FL_GUARDED_BY(lock_) = 0;     // woken and not done
  std::uint32_t waiters_ FL_GUARDED_BY(lock_) = 0;          // in quiet_
  bool one_shot_ FL_GUARDED_BY(lock_) = false;              // all its actions are, or none
  bool pending_ FL_GUARDED_BY(lock_) = false;               // came meanwhile, or while disabled
  bool masked_ FL_GUARDED_BY(lock_) = true;                 // at the controller
  bool suspended_ FL_GUARDED_BY(lock_) = false;             // one of depth_ is suspend_all's
  bool given_up_ FL_GUARDED_BY(lock_) = false;  // one of depth_ is the spurious detector's
};

}  // namespace faultline::irq
