// SPDX-License-Identifier: Apache-2.0
//
// The interrupt controller, as the interrupt core drives it. The machine calls the core in
// hard-interrupt context when it takes a line (irq/); these are the calls in the other direction.
// Any context; none blocks.
#pragma once
#include <cstdint>

#include "base/types.hpp"

namespace faultline::port {

enum class Trigger : std::uint8_t { level_high, edge_rising };

class InterruptController {
 public:
  virtual void set_trigger(LineNumber line, Trigger trigger) = 0;
  // A masked line is not taken; an edge that comes meanwhile stays pending, a level is looked at
  // again.
  virtual void mask(LineNumber line) = 0;
  virtual void unmask(LineNumber line) = 0;
  // Ends the interrupt that was taken: the line may be taken again, at once if its level is still
  // high.
  virtual void end_of_interrupt(LineNumber line) = 0;
  // Makes the line pending by software, as if its device had raised an edge.
  virtual void retrigger(LineNumber line) = 0;
  // Taken on some CPU and not yet ended.
  [[nodiscard]] virtual bool active(LineNumber line) = 0;

 protected:
  ~InterruptController() = default;
};

}  // namespace faultline::port
