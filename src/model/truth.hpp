// SPDX-License-Identifier: Apache-2.0
//
// Ground truth about faults, for oracles: what the device detected, counted where software cannot
// see or change it. raised + overflowed + merged is every fault that was detected; of those only
// the raised ones have a syndrome of their own.
#pragma once
#include <cstdint>

namespace faultline::model {

struct FaultCounts {
  std::uint64_t raised = 0;      // recorded with its own syndrome
  std::uint64_t overflowed = 0;  // set MULTI; its syndrome is gone
  std::uint64_t merged = 0;      // MULTI stood already: invisible to software
  std::uint64_t lost = 0;        // of the raised: still uncleared when power went or reset came

  constexpr FaultCounts& operator+=(const FaultCounts& other) {
    raised += other.raised;
    overflowed += other.overflowed;
    merged += other.merged;
    lost += other.lost;
    return *this;
  }
  constexpr bool operator==(const FaultCounts&) const = default;
};

// What the translation path did since construction. For speed figures and for tests that a TLB is a
// TLB.
struct TranslationCounts {
  std::uint64_t tlb_hits = 0;
  std::uint64_t tlb_misses = 0;
  std::uint64_t descriptor_reads = 0;
  constexpr bool operator==(const TranslationCounts&) const = default;
};

}  // namespace faultline::model
