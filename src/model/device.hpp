// SPDX-License-Identifier: Apache-2.0
//
// Everything that a device is, in one place; the files beside this one are what it does. Not for
// users of the model: smmu.hpp is.
#pragma once
#include <cstdint>
#include <optional>

#include "model/bank.hpp"
#include "model/configuration.hpp"
#include "model/environment.hpp"
#include "model/storage.hpp"
#include "model/supply.hpp"
#include "model/tlb.hpp"
#include "model/truth.hpp"
#include "spec/gr0.hpp"
#include "trace/sink.hpp"

namespace faultline::model {

struct Device {
  Device(const Configuration& configuration, Environment& environment, const Resources& resources,
         trace::Sink* sink);

  Configuration configuration;
  Environment& environment;
  trace::Sink* sink;
  Resources resources;
  Tlb& tlb;

  Supply supply = Supply::off;
  std::uint32_t power_ons = 0;
  RegisterBlock<spec::gr0::Registers> global{};

  // Grows with every write that can change what a stream or a context amounts to; never zero.
  std::uint32_t configuration_count = 1;

  bool global_line = false;
  bool configuration_line = false;
  FaultCounts global_counts{};
  TranslationCounts translations{};

  bool global_sync_active = false;
  bool global_operation_active = false;
  std::uint64_t global_sync_started_ns = 0;
  std::uint64_t global_operation_ends_ns = 0;
  std::optional<std::uint32_t> sync_duration_ns = 0;  // no value: hangs
  std::uint32_t pending_count = 0;                    // used places of resources.pending

  std::uint16_t active_syncs = 0;       // banks with a sync under way
  std::uint16_t active_operations = 0;  // banks with an address translation operation under way

  std::uint32_t last_stall = 0;
  std::uint32_t last_fault = 0;
  std::uint16_t waiting_count = 0;
  std::uint16_t stalled_banks = 0;  // banks with FSR.SS set

  [[nodiscard]] Bank& bank(BankIndex index) { return resources.banks[index.value]; }
  [[nodiscard]] const Bank& bank(BankIndex index) const { return resources.banks[index.value]; }

  // What was derived from registers is to be derived anew.
  void configuration_changed() {
    if (++configuration_count == 0) configuration_count = 1;
  }

  void emit(trace::Kind kind, std::uint64_t subject, std::uint64_t value, std::uint64_t extra) {
    if (sink == nullptr) return;
    trace::Event event{};
    event.kind = kind;
    event.device = configuration.device;
    event.subject = subject;
    event.value = value;
    event.extra = extra;
    sink->record(event);
  }
};

}  // namespace faultline::model
