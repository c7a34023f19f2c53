// SPDX-License-Identifier: Apache-2.0
//
// Where events go. One sink serves a whole machine; a machine without observers hands in NullSink.
#pragma once
#include "trace/event.hpp"

namespace faultline::trace {

class Sink {
 public:
  // May be called from every context, hard interrupts and lock holders included, and never blocks.
  virtual void record(const Event& event) = 0;

 protected:
  ~Sink() = default;
};

class NullSink final : public Sink {
 public:
  void record(const Event&) override {}
};

}  // namespace faultline::trace
