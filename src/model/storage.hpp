// SPDX-License-Identifier: Apache-2.0
//
// The memory of a device. `Storage` is sized at compile time and lives wherever its owner puts it;
// the device sees spans. Two devices that are given the same `tlb` share their ASIDs and VMIDs
// (Cavium erratum 27704).
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "model/bank.hpp"
#include "model/stream_entry.hpp"
#include "model/tlb.hpp"
#include "model/tlb_entry.hpp"
#include "model/tlb_maintenance.hpp"
#include "model/waiting.hpp"

namespace faultline::model {

// What `Storage` holds.
struct Resources {
  std::span<Bank> banks;
  std::span<StreamEntry> streams;
  std::span<Waiting> waiting;
  std::span<Route> routes;  // where a stream was last found; speed only; a power of two
  std::span<Invalidate>
      pending;  // invalidations that wait for their sync, with Invalidation::at_sync
  Tlb* tlb = nullptr;
};

struct Capacity {
  std::size_t banks = 8;
  std::size_t streams = 16;
  std::size_t waiting = 16;
  std::size_t tlb_entries = 64;   // a power of two, at least 4
  std::size_t walk_entries = 16;  // partial walks; zero or a power of two
  std::size_t pending = 16;
};

template <Capacity capacity>
class Storage {
 public:
  Storage() = default;
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  // Valid while the storage lives. Serves one device at a time, but for the TLB.
  [[nodiscard]] Resources resources() {
    return {banks_, streams_, waiting_, routes_, pending_, &tlb_};
  }

 private:
  std::array<Bank, capacity.banks> banks_{};
  std::array<StreamEntry, capacity.streams> streams_{};
  std::array<Waiting, capacity.waiting> waiting_{};
  std::array<Route, 16> routes_{};
  std::array<Invalidate, capacity.pending> pending_{};
  std::array<TlbEntry, capacity.tlb_entries> entries_{};
  std::array<std::uint16_t, capacity.tlb_entries * 4> hints_{};
  std::array<WalkEntry, capacity.walk_entries> walks_{};
  Tlb tlb_{entries_, hints_, walks_};
};

}  // namespace faultline::model
