// SPDX-License-Identifier: Apache-2.0
//
// One context bank: its registers, what they amount to (context.hpp), and what the hardware keeps
// about its faults.
#pragma once
#include <cstdint>

#include "model/context.hpp"
#include "model/register_block.hpp"
#include "model/truth.hpp"
#include "spec/cb.hpp"

namespace faultline::model {

struct Bank {
  RegisterBlock<spec::cb::Registers> registers{};
  std::uint32_t CBAR = 0;
  std::uint32_t CBA2R = 0;
  std::uint32_t CBFRSYNRA = 0;

  // Derived from the registers; stale when `context_of` is not the device's configuration count.
  Context context{};
  std::uint32_t context_of = 0;

  bool line = false;
  bool sync_active = false;
  bool operation_active = false;  // an address translation operation
  std::uint64_t sync_started_ns = 0;
  std::uint64_t operation_ends_ns = 0;
  FaultCounts counts{};
};

}  // namespace faultline::model
