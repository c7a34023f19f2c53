// SPDX-License-Identifier: Apache-2.0
//
// What a page table is meant to do, said with a sorted map: which pages there are, what a call must
// answer.
#pragma once
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>

#include "pgtable/format.hpp"

namespace faultline::pgtable::testing {

class Oracle {
 public:
  // The arguments are known to be aligned and in range. Nothing means success, and then the pages
  // are there.
  std::optional<Error> map(std::uint64_t iova, std::uint64_t address, std::uint64_t page_bytes,
                           std::uint64_t page_count) {
    const auto after = pages_.lower_bound(iova + page_bytes * page_count);
    if (after != pages_.begin() && end_of(std::prev(after)) > iova) return Error::overlap;
    for (std::uint64_t i = 0; i < page_count; ++i) {
      pages_.emplace(iova + i * page_bytes,
                     Mapping{PhysAddr(address + i * page_bytes), page_bytes});
    }
    return std::nullopt;
  }
  // The first thing that is wrong from the left decides.
  std::optional<Error> unmap(std::uint64_t iova, std::uint64_t size_bytes) {
    const std::uint64_t end = iova + size_bytes;
    for (std::uint64_t at = iova; at < end;) {
      const auto page = page_at(at);
      if (page == pages_.end()) return Error::not_mapped;
      if (page->first != at || end_of(page) > end) return Error::splits_block;
      at = end_of(page);
    }
    pages_.erase(pages_.lower_bound(iova), pages_.lower_bound(end));
    return std::nullopt;
  }
  [[nodiscard]] std::optional<Mapping> lookup(std::uint64_t iova) const {
    const auto page = page_at(iova);
    if (page == pages_.end()) return std::nullopt;
    return Mapping{page->second.address + (iova - page->first), page->second.page_bytes};
  }
  // The smallest page in a range that is mapped as a whole.
  [[nodiscard]] std::uint64_t smallest(std::uint64_t iova, std::uint64_t size_bytes) const {
    std::uint64_t smallest = size_bytes;
    for (auto page = pages_.lower_bound(iova);
         page != pages_.end() && page->first < iova + size_bytes; ++page) {
      smallest = std::min(smallest, page->second.page_bytes);
    }
    return smallest;
  }

  using Pages = std::map<std::uint64_t, Mapping>;
  [[nodiscard]] const Pages& pages() const { return pages_; }

 private:
  static std::uint64_t end_of(Pages::const_iterator page) {
    return page->first + page->second.page_bytes;
  }
  [[nodiscard]] Pages::const_iterator page_at(std::uint64_t iova) const {
    auto page = pages_.upper_bound(iova);
    if (page == pages_.begin()) return pages_.end();
    --page;
    return end_of(page) > iova ? page : pages_.end();
  }

  Pages pages_;
};

}  // namespace faultline::pgtable::testing
