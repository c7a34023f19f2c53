// SPDX-License-Identifier: Apache-2.0
//
// One master behind an SMMU and its driver: hardware that makes transactions, a domain to make them
// in, a power device that the SMMU's depends on, and a fault handler that notes what it is told,
// outside of the SMMU's driver.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/adreno.hpp"
#include "driver/domain.hpp"
#include "power/link.hpp"
#include "scenario/processes.hpp"
#include "scenario/scenario.hpp"
#include "scenario/site.hpp"
#include "sim/dma_master.hpp"

namespace faultline::scenario {

// Says into the trace what a client was told and answered, and hands on to the client's own
// handler, if there is one.
class WitnessedHandler final : public driver::FaultHandler {
 public:
  WitnessedHandler(trace::Sink& sink, std::uint32_t device) : sink_(sink), device_(device) {}
  [[nodiscard]] driver::Verdict on_fault(const driver::ContextFaultRecord& record) override;
  void on_verdict_dropped(const driver::ContextFaultRecord& record,
                          driver::Verdict verdict) override;

  driver::FaultHandler* inner = nullptr;
  driver::Verdict answer = driver::Verdict::terminate;  // without an inner handler
  std::uint64_t told = 0;                               // of how many faults
  power::Device* wakes = nullptr;  // that it takes a reference to, and waits for
  driver::Smmu* reads = nullptr;   // whose registers it reads again

 private:
  trace::Sink& sink_;
  std::uint32_t device_;
};

class Master {
 public:
  // Machine and site outlive the master.
  Master(Machine& machine, Site& site, const MasterPlan& plan,
         std::vector<driver::StreamMatch> streams);
  Master(const Master&) = delete;
  Master& operator=(const Master&) = delete;

  // Opens its domain (or shares that of `group`, whose streams overlap), attaches the streams,
  // links the power devices. Thread context. The error in words; nothing is left.
  [[nodiscard]] Result<void, std::string> bring_up(Master* group);
  // Thread context; the master is idle. The error in words.
  [[nodiscard]] Result<void, std::string> tear_down();

  [[nodiscard]] driver::Domain& domain() { return shared_ ? shared_->domain() : domain_; }
  [[nodiscard]] bool attached() const { return attached_; }
  [[nodiscard]] Result<void, std::string> attach();
  [[nodiscard]] Result<void, std::string> detach();
  // Of a GPU with split tables; null otherwise.
  [[nodiscard]] const Processes* processes() const { return processes_ ? &*processes_ : nullptr; }
  [[nodiscard]] Processes* processes() { return processes_ ? &*processes_ : nullptr; }
  [[nodiscard]] client::AdrenoGpu* gpu() { return gpu_ ? &*gpu_ : nullptr; }
  [[nodiscard]] const std::vector<driver::StreamMatch>& streams() const { return streams_; }
  [[nodiscard]] bool up() const { return up_; }
  // Whose domain it shares; null: it has, or had, one of its own.
  [[nodiscard]] const Master* group() const { return shared_; }
  // Of its domain, as it was brought up; nothing for one that does not translate.
  [[nodiscard]] std::optional<BankIndex> bank() const { return shared_ ? shared_->bank() : bank_; }

 private:
  Result<void, std::string> open_domain();
  struct Hardware final : client::GpuHardware {
    Scratch scratch() override { return {{1, 2, 3, 4}}; }
  };

  Machine& machine_;
  Site& site_;
  const MasterPlan plan_;
  std::vector<driver::StreamMatch> streams_;
  driver::Domain domain_;
  Master* shared_ = nullptr;
  std::optional<BankIndex> bank_;
  bool attached_ = false;
  bool up_ = false;
  Hardware hardware_;
  std::optional<driver::flavour::AdrenoContext> context_;
  std::optional<client::AdrenoGpu> gpu_;
  std::optional<Processes> processes_;

 public:
  const char* const name;
  WitnessedHandler handler;
  sim::DmaMaster dma;
  power::Device power;
  power::DeviceLink link;
  power::Sleeper sleeper;
};

}  // namespace faultline::scenario
