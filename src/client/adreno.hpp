// SPDX-License-Identifier: Apache-2.0
//
// The fault side of an Adreno GPU's driver: while stalling is on, the first fault of a storm turns
// it off, so that the GMU, which shares the SMMU, is not starved; 500 ms after the last fault a
// submit turns it on again. A fault that really stalled is captured once per submit, with a power
// reference on the GPU, from the fault's record alone: the registers belong to the next fault, or
// to nobody.
#pragma once
#include <cstdint>
#include <optional>

#include "driver/fault_handler.hpp"
#include "driver/flavour/adreno_context.hpp"
#include "driver/rate_limit.hpp"
#include "port/clock.hpp"
#include "port/lock.hpp"
#include "port/log.hpp"
#include "power/device.hpp"

namespace faultline::client {

// The GPU itself, as its driver touches it.
class GpuHardware {
 public:
  // CP_SCRATCH(4..7): what the GPU was doing. The GPU must have power; thread context.
  struct Scratch {
    std::uint32_t word[4];
  };
  virtual Scratch scratch() = 0;

 protected:
  ~GpuHardware() = default;
};

// What is kept of a fault for whoever debugs it.
struct CrashState {
  driver::flavour::AdrenoFaultInfo fault;
  std::uint64_t time_ns = 0;
  std::uint64_t submit = 0;
};

class AdrenoGpu final : public driver::FaultHandler {
 public:
  static constexpr std::uint64_t cool_down_ns = 500'000'000;

  struct Machine {
    port::Clock& clock;
    port::Log& log;
    GpuHardware& hardware;
    power::Device& power;
  };

  // All outlive the driver. `context` is the GPU's, open while the driver is used.
  AdrenoGpu(const char* name, driver::flavour::AdrenoContext& context, const Machine& machine)
      : name_(name), context_(context), machine_(machine) {}
  AdrenoGpu(const AdrenoGpu&) = delete;
  AdrenoGpu& operator=(const AdrenoGpu&) = delete;

  // Stalls from the first fault on. Thread context.
  void start();
  // Before work is handed to the GPU: turns stalling on again when the cool-down is over and no
  // crash state is kept. Thread context.
  void before_submit();

  // Always `terminate`. A thread: takes a mutex, and a power reference on the GPU where it
  // captures.
  [[nodiscard]] driver::Verdict on_fault(const driver::ContextFaultRecord& record) override;

  // Takes what was captured, and makes room for the next. Thread context.
  [[nodiscard]] std::optional<CrashState> take_crash_state();

  struct Counts {
    std::uint32_t faults = 0;
    std::uint32_t stalling_turned_off = 0;
    std::uint32_t stalling_turned_on = 0;
    std::uint32_t captured = 0;
    std::uint32_t suppressed_lines = 0;
  };
  [[nodiscard]] Counts counts();

 private:
  void cool_down() FL_REQUIRES(mutex_);
  void capture(const driver::ContextFaultRecord& record) FL_REQUIRES(mutex_);
  void log(const driver::flavour::AdrenoFaultInfo& info, bool write,
           const GpuHardware::Scratch& scratch) FL_REQUIRES(mutex_);

  const char* name_;
  driver::flavour::AdrenoContext& context_;
  const Machine machine_;
  port::Mutex mutex_{"gpu faults"};
  bool stalling_ FL_GUARDED_BY(mutex_) = false;
  bool captured_this_submit_ FL_GUARDED_BY(mutex_) = false;
  std::uint64_t reenable_at_ns_ FL_GUARDED_BY(mutex_) = 0;
  std::uint64_t submits_ FL_GUARDED_BY(mutex_) = 0;
  std::optional<CrashState> crash_ FL_GUARDED_BY(mutex_);
  Counts counts_ FL_GUARDED_BY(mutex_);
  driver::RateLimit limit_;
};

}  // namespace faultline::client
