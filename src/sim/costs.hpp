// SPDX-License-Identifier: Apache-2.0
//
// How long things take in virtual time. The figures are of the order of a phone's SoC; what matters
// is their relation, not their value.
#pragma once
#include <cstdint>

namespace faultline::sim {

struct Costs {
  std::uint32_t register_read_ns = 200;   // a round trip over the NoC
  std::uint32_t register_write_ns = 30;   // posted: the CPU goes on
  std::uint32_t posted_at_most_ns = 400;  // until a posted write lands
  std::uint32_t atomic_ns = 8;
  std::uint32_t lock_ns = 10;
  std::uint32_t table_entry_ns = 5;
  std::uint32_t interrupt_latency_ns = 600;
  std::uint32_t wake_ns = 1500;           // until a woken thread runs
  std::uint32_t transaction_ns = 120;     // one DMA access on a TLB hit
  std::uint32_t power_switch_ns = 15000;  // until a supply is up
};

}  // namespace faultline::sim
