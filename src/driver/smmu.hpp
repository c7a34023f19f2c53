// SPDX-License-Identifier: Apache-2.0
//
// One SMMU: its parts, and the few things that are done to it as a whole. Domains (domain.hpp) are
// made over it; faults, suspend and resume reach its parts through here. IHI 0062.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "driver/capabilities.hpp"
#include "driver/config.hpp"
#include "driver/faults.hpp"
#include "driver/gate.hpp"
#include "driver/interrupts.hpp"
#include "driver/power_callbacks.hpp"
#include "driver/registers.hpp"
#include "driver/stream_map.hpp"
#include "driver/tlb.hpp"
#include "port/atomic.hpp"
#include "power/device.hpp"
#include "trace/event.hpp"

namespace faultline::driver {

// Where it is in its life, for those who make domains.
enum class Service : std::uint8_t { absent, serving, shut_down };

class Smmu {
 public:
  // Touches nothing but memory.
  explicit Smmu(const Config& config);
  // Not in service: never probed, removed or shut down, and without domains.
  ~Smmu() = default;
  Smmu(const Smmu&) = delete;
  Smmu& operator=(const Smmu&) = delete;

  // --- Life. Thread context, may sleep, one at a time. ---

  // Identifies the SMMU, blocks all streams and takes it into service. With `device`, runtime PM is
  // set up: the device must have been made with runtime_callbacks(), be disabled, have its power
  // domain on, and outlive the service. Without one, the SMMU stays on. An error leaves nothing
  // running, no interrupt requested and the clocks off.
  [[nodiscard]] Result<void, ProbeError> probe(power::Device* device = nullptr);
  // Ends the service. All domains must have been closed. Afterwards the clocks are off, runtime PM
  // is disabled, no interrupt is requested, and streams abort (or bypass, as the option says).
  void remove();
  // The machine stops: masters may still be running, domains may be open, nothing is freed. Streams
  // abort (or bypass). The gate stays shut; all that may be called afterwards is what gives things
  // back: Domain::detach and close, remove.
  void shutdown();

  // What the power core calls.
  [[nodiscard]] power::RuntimeCallbacks& runtime_callbacks() { return runtime_callbacks_; }
  [[nodiscard]] power::SleepCallbacks& sleep_callbacks() { return sleep_callbacks_; }
  // Runs the suspend or the resume table: runtime PM, system sleep. `busy`: somebody holds a token
  // and does not let go; everything is as it was. `failed`: the clocks were refused, or the TLB
  // could not be invalidated; the SMMU is off. Thread context, may sleep.
  [[nodiscard]] power::CallbackResult suspend();
  [[nodiscard]] power::CallbackResult resume();

  // --- Parts. Constant after probe, but for what they guard themselves. ---
  [[nodiscard]] const Config& config() const { return config_; }
  [[nodiscard]] const Options& options() const { return config_.options; }
  [[nodiscard]] Flavour& flavour() { return config_.flavour; }
  [[nodiscard]] Registers& registers() { return registers_; }
  [[nodiscard]] const Capabilities& capabilities() const { return bringup_.capabilities; }
  [[nodiscard]] Gate& gate() { return gate_; }
  [[nodiscard]] FaultPolicy& policy() { return *policy_; }
  [[nodiscard]] Interrupts& interrupts() { return interrupts_; }
  [[nodiscard]] Faults& faults() { return faults_; }
  [[nodiscard]] StreamMap& streams() { return streams_; }
  [[nodiscard]] Tlb& tlb() { return tlb_; }
  // As many as the SMMU has; none before probe.
  [[nodiscard]] std::uint32_t bank_count() const { return bringup_.capabilities.banks; }
  [[nodiscard]] Bank& bank(BankIndex index);
  // Null: no runtime PM.
  [[nodiscard]] power::Device* power_device() const { return bringup_.power_device; }
  [[nodiscard]] Service service() const { return service_.load(); }

  // sCR0 as this driver has it while the SMMU serves: clients not bypassing, faults reported,
  // interrupts as said. Composed, never read.
  enum class Sources : std::uint8_t { masked, unmasked };
  [[nodiscard]] reg::Value<spec::gr0::sCR0> control(Sources sources) const;

  // --- Saying things. Any context. ---
  void emit(trace::Kind kind, std::uint64_t subject, std::uint64_t value = 0,
            std::uint64_t extra = 0, const char* text = nullptr);
  // One line, with the name before it.
  void log(port::Severity severity, std::string_view text);

  // --- For the steps of probe and remove, which share what they find out. ---
  struct Bringup {
    Capabilities capabilities;
    power::Device* power_device = nullptr;
    ProbeError error{};          // why a step failed
    bool awake = false;          // the last of resume and suspend to succeed was resume
    bool power_enabled = false;  // runtime PM was set up
    bool holds_clocks = false;   // for identification, until the reset has its own
  };
  [[nodiscard]] Bringup& bringup() { return bringup_; }
  void set_service(Service service) { service_.store(service); }

 private:
  const Config config_;
  Registers registers_;
  Gate gate_;
  GatePolicy gate_policy_;
  FaultPolicy* policy_;
  StreamMap streams_;
  Tlb tlb_;
  Interrupts interrupts_;
  Faults faults_;
  SmmuRuntimeCallbacks runtime_callbacks_;
  SmmuSleepCallbacks sleep_callbacks_;
  Bringup bringup_;
  port::Atomic<Service> service_{Service::absent};
};

}  // namespace faultline::driver
