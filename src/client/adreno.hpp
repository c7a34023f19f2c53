// SPDX-License-Identifier: Apache-2.0
//
// The fault side of an Adreno GPU's driver: while stalling is on, the first fault of a storm turns
// it off, so that the GMU, which shares the SMMU, is not starved; 500 ms after the last fault a
// submit turns it on again. A fault that really stalled is captured once per submit, with a power
// reference on the GPU, from the fault's record alone: the registers belong to the next fault, or
// to nobody. Meanwhile the watchdog is held, and those who wait for the GMU are told to wait.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "client/captures.hpp"
#include "client/hangcheck.hpp"
#include "client/processes.hpp"
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
  // Which block of the GPU asked, by what the SMMU says of the master (FSYNR1), as static text. Any
  // context; no register of the GPU is read for it.
  virtual std::string_view block(std::uint32_t /*fsynr1*/) { return "UNKNOWN"; }

 protected:
  ~GpuHardware() = default;
};

// What is kept of a fault for whoever debugs it.
struct CrashState {
  driver::flavour::AdrenoFaultInfo fault{};
  bool write = false;
  std::string_view block{};
  std::optional<GpuHardware::Scratch> scratch{};  // nothing if the GPU got no power
  std::optional<Culprit> culprit{};
  std::uint64_t time_ns = 0;
  std::uint64_t submit = 0;  // which one it was since start(), from 1
};

class AdrenoGpu final : public driver::FaultHandler {
 public:
  static constexpr std::uint64_t cool_down_ns = 500'000'000;

  struct Machine {
    port::Clock& clock;
    port::Log& log;
    GpuHardware& hardware;
    power::Device& power;
    Hangcheck* hangcheck = nullptr;  // none: nobody watches
    Processes* processes = nullptr;  // none: nobody is told apart
  };

  // All outlive the driver. `context` is the GPU's, open while the driver is used. `name` is static
  // text.
  AdrenoGpu(const char* name, driver::flavour::AdrenoContext& context, const Machine& machine)
      : name_(name), context_(context), machine_(machine) {}
  AdrenoGpu(const AdrenoGpu&) = delete;
  AdrenoGpu& operator=(const AdrenoGpu&) = delete;

  // Stalls from the first fault on. Once, before the first fault. Thread context.
  void start();
  // Before work is handed to the GPU: turns stalling on again when the cool-down is over and no
  // crash state is kept, and allows the next capture. Thread context.
  void before_submit();

  // Always `terminate`. Thread context: takes a mutex, and where it captures waits for the GPU's
  // power, so no callback of that may wait for this. Captures a fault that stalled, unless this
  // submit's was captured, a crash state is kept, or the watchdog is recovering the GPU. Logs one
  // line, limited in rate, and how many lines that suppressed:
  // "NAME: *** gpu fault: ttbr0=... iova=... dir=READ type=... source=... (scratch)"; the scratch
  // registers of a GPU without power are said to be 0.
  [[nodiscard]] driver::Verdict on_fault(const driver::ContextFaultRecord& record) override;

  // Takes what was captured, and makes room for the next. Thread context.
  [[nodiscard]] std::optional<CrashState> take_crash_state();

  // For those who share the SMMU (Gmu): runs from the first sight of a stalled fault to the end of
  // its handling. Any context.
  [[nodiscard]] Captures& captures() { return captures_; }

  struct Counts {
    std::uint32_t faults = 0;
    std::uint32_t stalling_turned_off = 0;
    std::uint32_t stalling_turned_on = 0;
    std::uint32_t captured = 0;
    std::uint32_t suppressed_lines = 0;
  };
  // Thread context.
  [[nodiscard]] Counts counts();

 private:
  void handle(const driver::ContextFaultRecord& record);
  void cool_down() FL_REQUIRES(mutex_);
  [[nodiscard]] bool begin_capture(const driver::ContextFaultRecord& record) FL_REQUIRES(mutex_);
  [[nodiscard]] std::optional<GpuHardware::Scratch> read_scratch(bool wake);
  void capture(const CrashState& state) FL_REQUIRES(mutex_);
  void log(const CrashState& seen) FL_REQUIRES(mutex_);

  const char* name_;
  driver::flavour::AdrenoContext& context_;
  const Machine machine_;
  Captures captures_;
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
