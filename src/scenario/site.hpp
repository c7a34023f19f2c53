// SPDX-License-Identifier: Apache-2.0
//
// One SMMU of a board, made real: the virtual device with its supplies and its bus, and the driver
// that runs on it.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "driver/policy.hpp"
#include "driver/smmu.hpp"
#include "power/device.hpp"
#include "scenario/machine.hpp"
#include "scenario/smmu_choice.hpp"
#include "sim/register_bus.hpp"
#include "sim/smmu_device.hpp"

namespace faultline::scenario {

struct SiteOptions {
  std::uint64_t autosuspend_delay_ns = 20'000'000;
  std::uint64_t seed = 1;
  std::uint8_t interrupt_cpu = 0;
  bool posted = true;                            // writes land later
  driver::FaultPolicy* policy = nullptr;         // null: the driver's own, the gate
  std::optional<driver::Sequences> sequences{};  // instead of the driver's own
  power::SleepCallbacks* sleep = nullptr;        // the same
};

class Site {
 public:
  // The board's description outlives the site only while this runs.
  Site(Machine& machine, const fdt::SmmuNode& node, const SmmuChoice& choice,
       const SiteOptions& options);
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // Thread context. An error leaves the SMMU without power.
  [[nodiscard]] Result<void, driver::ProbeError> probe();
  // The same while the board refuses something, once; nothing of it is left. What it refuses:
  // "clocks", when the SMMU is reset, or "interrupt", a global line. Thread context. True: it was
  // refused.
  [[nodiscard]] bool is_refused(const std::string& what);
  // All domains are closed. Thread context.
  void remove();
  // The machine stops; only what is left may be given back. Thread context.
  void shut_down();

  // Lines of the machine that this node's interrupts are.
  static std::vector<LineNumber> global_lines(const fdt::SmmuNode& node);
  static std::vector<LineNumber> context_lines(const fdt::SmmuNode& node);

  // The numbers of those that it cannot do without.
  [[nodiscard]] std::vector<std::uint64_t> supplies() const;
  [[nodiscard]] bool has_power_domain() const { return island_ != nullptr; }
  [[nodiscard]] bool in_service() const { return in_service_; }
  [[nodiscard]] bool is_shut_down() const { return shut_down_; }
  // What runtime PM says of an SMMU that is out of service: that it is suspended.
  [[nodiscard]] bool says_active() { return power.status() == power::Status::active; }
  // Those who want the clocks on.
  [[nodiscard]] unsigned clock_users() const { return clocks_.users(); }

 private:
  driver::Config config(const fdt::SmmuNode& node, const SmmuChoice& choice,
                        const SiteOptions& options);

  Machine& machine_;

 public:
  const std::string path;
  const std::string name;  // as the kernel calls it: "3da0000.iommu"
  const std::uint32_t number;

 private:
  std::vector<LineNumber> global_;
  std::vector<LineNumber> context_;
  const std::uint32_t clocks_number_;
  sim::Supply clocks_;
  PowerIsland* island_;
  bool in_service_ = false;
  bool shut_down_ = false;

 public:
  sim::SmmuDevice device;
  sim::RegisterBus bus;

 private:
  driver::flavour::Kinds kinds_;
  InPlaceArray<driver::Bank> banks_;
  InPlaceArray<driver::StreamEntry> streams_;

 public:
  driver::Smmu smmu;
  power::Device power;
  power::Sleeper sleeper;
};

}  // namespace faultline::scenario
