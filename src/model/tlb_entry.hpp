// SPDX-License-Identifier: Apache-2.0
//
// What the TLB keeps: whose translation it is (tag), what it translates, and what it allows.
// Entries of stage 1 (with stage 2 folded in, where there is one) and of stage 2 alone lie in one
// table. IHI 0062, chapter on TLB maintenance.
#pragma once
#include <cstdint>

#include "base/types.hpp"

namespace faultline::model {

// Whose translation: VMID, ASID or global, and the regime, in one word that compares at once.
class TlbTag {
 public:
  constexpr TlbTag() = default;
  static constexpr TlbTag stage1(Vmid vmid, Asid asid) {
    return TlbTag(vmid.value | std::uint64_t{asid.value} << 16 | valid_bit);
  }
  // Hyp contexts have neither VMID nor ASID.
  static constexpr TlbTag hyp_stage1() { return TlbTag(valid_bit | hyp_bit); }
  static constexpr TlbTag stage2(Vmid vmid) { return TlbTag(vmid.value | valid_bit | stage2_bit); }

  [[nodiscard]] constexpr bool valid() const { return word_ != 0; }
  [[nodiscard]] constexpr Vmid vmid() const { return Vmid(static_cast<std::uint16_t>(word_)); }
  [[nodiscard]] constexpr Asid asid() const {
    return Asid(static_cast<std::uint16_t>(word_ >> 16));
  }
  [[nodiscard]] constexpr bool is_global() const { return (word_ & global_bit) != 0; }
  [[nodiscard]] constexpr bool is_stage2() const { return (word_ & stage2_bit) != 0; }
  [[nodiscard]] constexpr bool is_hyp() const { return (word_ & hyp_bit) != 0; }
  // The same regime and VMID, for every ASID.
  [[nodiscard]] constexpr TlbTag made_global() const {
    return TlbTag((word_ & ~asid_bits) | global_bit);
  }
  [[nodiscard]] constexpr std::uint64_t word() const { return word_; }
  constexpr bool operator==(const TlbTag&) const = default;

 private:
  static constexpr std::uint64_t asid_bits = 0xffff'0000;
  static constexpr std::uint64_t valid_bit = std::uint64_t{1} << 32;
  static constexpr std::uint64_t global_bit = std::uint64_t{1} << 33;
  static constexpr std::uint64_t stage2_bit = std::uint64_t{1} << 34;
  static constexpr std::uint64_t hyp_bit = std::uint64_t{1} << 35;
  explicit constexpr TlbTag(std::uint64_t word) : word_(word) {}

  std::uint64_t word_ = 0;
};

// One translation. `input` and `output` are aligned to the page, whose size is 2^shift.
struct TlbEntry {
  TlbTag tag{};
  std::uint64_t input = 0;
  std::uint64_t output = 0;
  std::uint64_t ipa = 0;  // of a nested translation: what stage 1 made of `input`
  std::uint8_t shift = 0;
  std::uint8_t allowed = 0;  // what both stages allow: one bit per kind of access (permissions.hpp)
  std::uint8_t stage1_allowed = 0;  // what stage 1 alone allows, to tell whose fault it is
  std::uint8_t memory = 0;
  std::uint8_t shareability = 0;
  std::uint8_t stage1_level = 0;
  std::uint8_t stage2_level = 0;
  std::uint8_t checked =
      0;  // at which count of possible overlaps a search last found no other (tlb.hpp); speed only

  [[nodiscard]] constexpr bool covers(std::uint64_t address) const {
    return ((address ^ input) >> shift) == 0;
  }
  constexpr bool operator==(const TlbEntry&) const = default;
};

// A step of a walk that need not be taken again: the table of `level` for all addresses that agree
// with `input` above `shift`.
struct WalkEntry {
  TlbTag tag{};
  std::uint64_t input = 0;
  std::uint64_t table = 0;
  std::uint8_t shift = 0;
  std::uint8_t level = 0;
  std::uint8_t hierarchy = 0;  // APTable, XNTable, PXNTable gathered so far (walk.hpp)

  [[nodiscard]] constexpr bool covers(std::uint64_t address) const {
    return ((address ^ input) >> shift) == 0;
  }
  constexpr bool operator==(const WalkEntry&) const = default;
};

}  // namespace faultline::model
