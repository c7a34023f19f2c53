// SPDX-License-Identifier: Apache-2.0
//
// The machine's sink: stamps each event with time, CPU and context, and hands it to whoever
// watches, in the order in which they were added.
#pragma once
#include "base/fixed_vector.hpp"
#include "trace/sink.hpp"

namespace faultline::sim {

class Kernel;

class Recorder final : public trace::Sink {
 public:
  explicit Recorder(const Kernel& kernel) : kernel_(kernel) {}
  void record(const trace::Event& event) override;
  // As if `context` on `cpu` had emitted it: a posted write that lands belongs to who wrote it.
  void record_for(const trace::Event& event, std::uint16_t context, std::uint8_t cpu);
  // `observer` outlives the recorder. Checked: at most 16.
  void add(trace::Sink& observer) { FL_CHECK(observers_.push_back(&observer)); }

 private:
  const Kernel& kernel_;
  base::FixedVector<trace::Sink*, 16> observers_;
};

}  // namespace faultline::sim
