// SPDX-License-Identifier: Apache-2.0
//
// What a machine hands in for one SMMU: the pieces of the machine, the wiring, the storage and the
// options. Plain data; everything that is referred to outlives the Smmu.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "base/types.hpp"
#include "driver/bank.hpp"
#include "driver/capabilities.hpp"
#include "driver/fault_steps.hpp"
#include "driver/flavour.hpp"
#include "driver/policy.hpp"
#include "driver/sequence.hpp"
#include "driver/stream_map.hpp"
#include "irq/core.hpp"
#include "port/bus.hpp"
#include "port/clock.hpp"
#include "port/executor.hpp"
#include "port/log.hpp"
#include "port/page_memory.hpp"
#include "port/supply.hpp"
#include "trace/sink.hpp"

namespace faultline::driver {

// The architecture is not in the ID registers; the device tree's compatible string says it.
enum class Architecture : std::uint8_t { smmu_v1, smmu_v2 };

struct Options {
  bool disable_bypass = true;       // unknown and free streams fault; false: they bypass
  bool bypass_at_shutdown = false;  // clients bypass after shutdown and remove; false: they abort
  std::optional<unsigned> force_stage{};  // 1 or 2, also where the other one would do
  std::uint64_t autosuspend_delay_ns = 20'000'000;
  // How long one TLB synchronisation, or one translation operation, may take.
  std::uint64_t tlb_sync_timeout_ns = 100'000'000;
  std::uint64_t translation_timeout_ns = 50'000;
  // How long suspending waits for holders of tokens; more than the longest wait inside one.
  std::uint64_t close_deadline_ns = 500'000'000;
};

struct Wiring {
  std::span<const LineNumber> global_lines;
  std::span<const LineNumber> context_lines;  // one per bank; a combined line is listed many times
  std::optional<port::Trigger> trigger{};     // nothing: as the lines are
};

// The tables of steps that the driver runs. Whoever wants another order hands in other tables.
struct Sequences {
  std::span<const Step> probe;
  std::span<const Step> suspend;
  std::span<const Step> resume;
  std::span<const Step> remove;
  std::span<const Step> shutdown;
  std::span<const DomainStep> quiesce = quiesce_steps();
  FaultSteps faults = default_fault_steps();
};

// The tables that the driver comes with.
[[nodiscard]] Sequences default_sequences();

struct Config {
  const char* name;          // static text, "5040000.iommu"
  std::uint32_t device = 0;  // its number in traces
  port::Bus& bus;
  port::Clock& clock;
  port::Executor& executor;
  port::PageMemory& memory;
  port::Supply& clocks;  // all of them; its power domain is the power core's business
  irq::Core& interrupts;
  port::Log& log;
  trace::Sink& sink;
  Flavour& flavour;
  FaultPolicy* policy = nullptr;  // null: the gate
  Architecture architecture = Architecture::smmu_v2;
  Firmware firmware{};
  Wiring wiring{};
  std::span<Bank> banks;           // at least as many as the SMMU has
  std::span<StreamEntry> streams;  // the same
  Options options{};
  Sequences sequences = default_sequences();
};

}  // namespace faultline::driver
