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
#include "model/stall.hpp"
#include "model/stream_entry.hpp"
#include "model/tlb_entry.hpp"
#include "model/tlb_maintenance.hpp"

namespace faultline::model {

// Spans of what `Storage` holds; sizes of the four caches are powers of two.
struct Resources {
  std::span<Bank> banks;
  std::span<StreamEntry> streams;
  std::span<Waiting> waiting;
  std::span<TlbEntry> tlb;             // at least 4
  std::span<std::uint16_t> tlb_hints;  // where a page was last found; speed only
  std::span<WalkEntry> walks;          // partial walks; may be empty
  std::span<Route> routes;             // where a stream was last found; speed only
  std::span<Invalidate>
      pending;  // invalidations that wait for their sync, with Invalidation::at_sync
};

struct Capacity {
  std::size_t banks = 8;
  std::size_t streams = 16;
  std::size_t waiting = 16;
  std::size_t tlb_entries = 64;
  std::size_t walk_entries = 16;
  std::size_t pending = 16;
};

template <Capacity capacity>
struct Storage {
  std::array<Bank, capacity.banks> banks{};
  std::array<StreamEntry, capacity.streams> streams{};
  std::array<Waiting, capacity.waiting> waiting{};
  std::array<TlbEntry, capacity.tlb_entries> tlb{};
  std::array<std::uint16_t, capacity.tlb_entries * 4> tlb_hints{};
  std::array<WalkEntry, capacity.walk_entries> walks{};
  std::array<Route, 16> routes{};
  std::array<Invalidate, capacity.pending> pending{};

  [[nodiscard]] Resources resources() {
    return {banks, streams, waiting, tlb, tlb_hints, walks, routes, pending};
  }
};

}  // namespace faultline::model
