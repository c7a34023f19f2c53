// SPDX-License-Identifier: Apache-2.0
//
// Table walks: from an input address to an output address with what the page allows, or to the
// reason why not. One stage at a time; a stage 1 walk under a stage 2 sends the address of each
// table through that stage first. DDI 0487, chapter on the VMSAv8-64 translation system.
#pragma once
#include <cstdint>
#include <expected>

#include "model/context.hpp"
#include "model/device.hpp"
#include "model/permissions.hpp"
#include "model/tlb_entry.hpp"

namespace faultline::model {

// Why an address has no translation: the bit of FSR, and what the syndrome says of the place.
struct Failure {
  std::uint32_t FSR_bit = 0;
  std::uint8_t level = 0;
  bool second_stage = false;  // to be recorded in the bank of stage 2
  bool table_access = false;  // PTWF: reading a descriptor failed
  bool stage1_walk = false;   // S1PTWF: stage 2 refused the table of a stage 1 walk
  std::uint64_t ipa = 0;      // with `second_stage`
};

// One stage's answer.
struct Leaf {
  std::uint64_t output = 0;  // of the page, aligned to it
  std::uint8_t shift = 0;
  std::uint8_t level = 0;
  std::uint8_t allowed = 0;
  std::uint8_t memory = 0;
  std::uint8_t shareability = 0;
  bool global = false;
};

// Walks the tables of `stage` for `address`; reads memory. `second`, where there is one, translates
// the addresses of tables.
[[nodiscard]] std::expected<Leaf, Failure> walk(Device& device, const Stage& stage,
                                                std::uint64_t address, const Stage* second);

// Stage 2 of `ipa`: from the TLB or by a walk that fills it. Permissions are not checked.
[[nodiscard]] std::expected<TlbEntry, Failure> second_stage(Device& device, const Stage& stage,
                                                            std::uint64_t ipa);

// One eight-byte descriptor, through `second` where there is one.
[[nodiscard]] std::expected<std::uint64_t, Failure> read_descriptor(
    Device& device, const Stage& stage, std::uint64_t address, unsigned level, const Stage* second);

// The walk of the Short-descriptor format (walk_short.cpp).
[[nodiscard]] std::expected<Leaf, Failure> walk_short(Device& device, const Stage& stage,
                                                      std::uint64_t address, const Stage* second);

}  // namespace faultline::model
