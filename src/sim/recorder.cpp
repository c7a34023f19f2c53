// SPDX-License-Identifier: Apache-2.0
//
// Stamps and hands on.
#include "sim/recorder.hpp"

#include "sim/kernel.hpp"

namespace faultline::sim {

void Recorder::record(const trace::Event& event) {
  const Context* running = kernel_.running();
  record_for(event, running ? running->number : no_context, kernel_.current_cpu());
}

void Recorder::record_for(const trace::Event& event, std::uint16_t context, std::uint8_t cpu) {
  trace::Event stamped = event;
  stamped.time_ns = kernel_.now_ns();
  stamped.context = context;
  stamped.cpu = cpu;
  for (trace::Sink* observer : observers_) observer->record(stamped);
}

}  // namespace faultline::sim
