// SPDX-License-Identifier: Apache-2.0
//
// The device: a functional model of SMMUv2 and MMU-500 as a non-secure driver, its masters and the
// power controller see it. All of its memory is handed in; it never allocates, blocks or locks. One
// Smmu is used by one thread at a time. IHI 0062 (architecture), DDI 0517 (MMU-500), DDI 0487
// (AArch64 translation tables).
#pragma once
#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "base/types.hpp"
#include "model/configuration.hpp"
#include "model/device.hpp"
#include "model/environment.hpp"
#include "model/storage.hpp"
#include "model/supply.hpp"
#include "model/transaction.hpp"
#include "model/truth.hpp"
#include "spec/layout.hpp"
#include "trace/sink.hpp"

namespace faultline::model {

class Smmu {
 public:
  // Starts with the supply off. `resources` and `environment` (and `sink`, where there is one) must
  // outlive the device; the resources must have room for what `configuration` asks for (checked).
  // With no sink no event is even composed.
  Smmu(const Configuration& configuration, Environment& environment, const Resources& resources,
       trace::Sink* sink = nullptr);
  Smmu(const Smmu&) = delete;
  Smmu& operator=(const Smmu&) = delete;

  // -- Registers. `offset` counts from the start of the device, `size_bytes` is 4 or 8 and `offset`
  // a multiple of it. Anything else is a configuration access fault (sGFSR.CAF): it reads as zero,
  // or is refused as `aborted`. What is not implemented reads as zero and ignores writes. A refused
  // access changes nothing.
  [[nodiscard]] Result<std::uint64_t, Refusal> read(std::uint32_t offset, unsigned size_bytes);
  [[nodiscard]] Result<void, Refusal> write(std::uint32_t offset, std::uint64_t value,
                                            unsigned size_bytes);
  // What `read` would return if the supply were on, with no side effect; zero for malformed or
  // unmapped accesses.
  [[nodiscard]] std::uint64_t peek(std::uint32_t offset, unsigned size_bytes) const;
  // Bytes that the registers take: both halves, all banks that there is room for.
  [[nodiscard]] std::uint32_t size_bytes() const;
  [[nodiscard]] spec::PageLayout layout() const;
  // The bank that translates for `stream`, as the registers are now, in service or not; nothing
  // where none does.
  [[nodiscard]] std::optional<BankIndex> bank_of(StreamId stream);
  // Where context bank `bank` begins; for callers that compose offsets.
  [[nodiscard]] std::uint32_t bank_offset(BankIndex bank) const;

  // -- Transactions. One access by the master with this stream ID. May raise lines and record
  // faults.
  [[nodiscard]] Outcome translate(StreamId stream, Iova iova, Access access);
  // Translates waiting transaction `stall` again, exactly once after
  // Environment::stall_resolved(stall, retry). The outcome may be to wait again, under a new id.
  // Checked: `stall` was released for retry and not used yet.
  [[nodiscard]] Outcome retranslate(StallId stall);

  // -- Power and reset.
  void set_supply(Supply supply);
  [[nodiscard]] Supply supply() const;
  // The reset input, with power on: registers and TLB as after power-on, waiting transactions lost.
  void reset();

  // -- Time. Syncs and address translation operations end when Environment::now_ns() reaches their
  // end; status reads look for themselves, `tick` completes what is due so that invalidations
  // at_sync take effect without a read.
  void tick();
  // The next moment at which `tick` has something to do, or no value.
  [[nodiscard]] std::optional<std::uint64_t> next_deadline_ns() const;
  // How long syncs take that begin from now on; no value: they hang until a value is set (a sync
  // that hangs then takes that long from its start).
  void set_sync_duration(std::optional<std::uint32_t> duration_ns);

  // -- Ground truth.
  [[nodiscard]] bool line(Line line) const;
  [[nodiscard]] FaultCounts faults(BankIndex bank) const;
  [[nodiscard]] FaultCounts global_faults() const;
  [[nodiscard]] FaultCounts all_faults() const;
  [[nodiscard]] TranslationCounts translations() const;
  // Transactions that wait, stalled or held.
  [[nodiscard]] unsigned waiting() const;
  // A hash of everything that can influence later behaviour: supply, registers, stream map, TLB,
  // waiting transactions, syncs under way. Times, ids and counters are left out, so that a device
  // that went round in a circle has the same digest again.
  [[nodiscard]] std::uint64_t digest() const;
  [[nodiscard]] const Configuration& configuration() const;
  // From now on events go to `sink`, or nowhere when null.
  void set_sink(trace::Sink* sink);

 private:
  Device device_;
};

}  // namespace faultline::model
