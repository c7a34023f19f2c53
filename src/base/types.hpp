// SPDX-License-Identifier: Apache-2.0
//
// The distinct quantities of an IOMMU. An address that a device emits, one between the stages and
// one that memory sees are all 64 bits wide, and mixing them up compiles nowhere.
#pragma once
#include <compare>
#include <cstdint>

namespace faultline::base {

// A number that converts to and from nothing else. `Tag` only tells one from another.
template <typename Tag, typename Word>
struct Strong {
  using word_type = Word;
  Word value{};

  constexpr Strong() = default;
  explicit constexpr Strong(Word word) : value(word) {}
  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;
};

// An address: may be moved by a number of bytes, and subtracted from its own kind.
template <typename Tag>
struct Address : Strong<Tag, std::uint64_t> {
  using Strong<Tag, std::uint64_t>::Strong;

  friend constexpr Address operator+(Address address, std::uint64_t bytes) {
    return Address(address.value + bytes);
  }
  friend constexpr std::uint64_t operator-(Address left, Address right) {
    return left.value - right.value;
  }
  friend constexpr auto operator<=>(const Address&, const Address&) = default;
};

using Iova = Address<struct IovaTag>;  // what a device emits (the manual's VA, input of stage 1)
using Ipa = Address<struct IpaTag>;    // between stage 1 and stage 2
using PhysAddr = Address<struct PhysAddrTag>;  // what memory sees

using StreamId = Strong<struct StreamIdTag, std::uint16_t>;
using BankIndex = Strong<struct BankIndexTag, std::uint8_t>;  // context bank, 0 to 127
using Asid = Strong<struct AsidTag, std::uint16_t>;
using Vmid = Strong<struct VmidTag, std::uint16_t>;
using LineNumber =
    Strong<struct LineNumberTag, std::uint32_t>;  // interrupt line, as the controller counts it

}  // namespace faultline::base

namespace faultline {
using base::Asid;
using base::BankIndex;
using base::Iova;
using base::Ipa;
using base::LineNumber;
using base::PhysAddr;
using base::StreamId;
using base::Vmid;
}  // namespace faultline
