// SPDX-License-Identifier: Apache-2.0
// Where each register lies: an SMMU is 2 * NUMPAGE pages, the lower half global (page 0 is GR0,
// page 1 GR1, page 2 the implementation's), the upper half one page a context bank. IHI 0062,
// chapter on the address map.
#pragma once
#include <optional>

#include "base/check.hpp"
#include "base/types.hpp"
#include "reg/value.hpp"
#include "spec/gr0/id.hpp"
#include "spec/space.hpp"

namespace faultline::spec {

// What a byte offset from the base of the SMMU points into.
struct Place {
  enum class Page : std::uint8_t { gr0, gr1, implementation, other_global, cb };
  Page page{};
  BankIndex bank{};        // of page cb
  std::uint32_t offset{};  // in the page; in the global half, for other_global
  bool operator==(const Place&) const = default;
};

// The page geometry of one SMMU.
class PageLayout {
 public:
  // `page_shift` is 12 or 16; `global_pages` is NUMPAGE, a power of two from 2 to 256.
  constexpr PageLayout(unsigned page_shift, std::uint32_t global_pages)
      : page_shift_(page_shift), global_pages_(global_pages) {
    FL_CHECK(page_shift == 12 || page_shift == 16);
    FL_CHECK(global_pages >= 2 && global_pages <= 256);
  }

  // The geometry that IDR1 announces. GR0 and IDR1 lie at the same offset in every geometry.
  [[nodiscard]] static constexpr PageLayout from(reg::Value<gr0::IDR1> id) {
    return {id.get<gr0::IDR1::PAGESIZE>() ? 16U : 12U, 2U << id.get<gr0::IDR1::NUMPAGENDXB>()};
  }

  [[nodiscard]] constexpr std::uint32_t page_size_bytes() const { return 1U << page_shift_; }
  [[nodiscard]] constexpr std::uint32_t global_pages() const { return global_pages_; }
  // The whole of the register map: both halves.
  [[nodiscard]] constexpr std::uint32_t size_bytes() const {
    return (2 * global_pages_) << page_shift_;
  }

  // The byte offset of a register from the base of the SMMU. In GR0, element `index` of an array (a
  // stream mapping group).
  template <SmmuRegister R>
    requires(R::space == Space::gr0)
  [[nodiscard]] constexpr std::uint32_t offset_of(std::uint32_t index = 0) const {
    FL_CHECK(index < R::shape.count);
    return R::offset(index);
  }
  // In GR1, the element of context bank `bank`.
  template <SmmuRegister R>
    requires(R::space == Space::gr1)
  [[nodiscard]] constexpr std::uint32_t offset_of(BankIndex bank) const {
    FL_CHECK(bank.value < R::shape.count);
    return page_size_bytes() + R::offset(bank.value);
  }
  // The register of context bank `bank`, which lies in the upper half.
  template <SmmuRegister R>
    requires(R::space == Space::cb)
  [[nodiscard]] constexpr std::uint32_t offset_of(BankIndex bank) const {
    FL_CHECK(bank.value < global_pages_);
    return ((global_pages_ + bank.value) << page_shift_) + R::offset();
  }

  // What `offset` points into; nothing beyond the register map.
  [[nodiscard]] constexpr std::optional<Place> place_of(std::uint32_t offset) const {
    if (offset >= size_bytes()) return std::nullopt;
    const std::uint32_t page = offset >> page_shift_;
    const std::uint32_t rest = offset & (page_size_bytes() - 1);
    if (page >= global_pages_) {
      return Place{Place::Page::cb, BankIndex(static_cast<std::uint8_t>(page - global_pages_)),
                   rest};
    }
    switch (page) {
      case 0: return Place{Place::Page::gr0, {}, rest};
      case 1: return Place{Place::Page::gr1, {}, rest};
      case 2: return Place{Place::Page::implementation, {}, rest};
      default: return Place{Place::Page::other_global, {}, offset};
    }
  }

  constexpr bool operator==(const PageLayout&) const = default;

 private:
  unsigned page_shift_;
  std::uint32_t global_pages_;
};

}  // namespace faultline::spec
