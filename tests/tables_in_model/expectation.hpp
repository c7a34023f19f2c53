// SPDX-License-Identifier: Apache-2.0
//
// What a transaction has to meet: the mappings that a test made, as plain intervals, and what their
// protection allows, read out of the words of pgtable/protection.hpp and not out of any descriptor.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/types.hpp"
#include "model/transaction.hpp"
#include "pgtable/protection.hpp"

namespace faultline::tables_in_model {

using pgtable::Protection;

struct Held {
  std::uint64_t start;
  std::uint64_t size_bytes;
  std::uint64_t page_bytes;
  std::uint64_t address;
  Protection protection;

  // Offsets, so that an interval may end at 2^64.
  [[nodiscard]] bool covers(std::uint64_t iova) const { return iova - start < size_bytes; }
  [[nodiscard]] bool meets(std::uint64_t iova, std::uint64_t bytes) const {
    return covers(iova) || start - iova < bytes;
  }
};

// What a transaction of this privilege may do. In stage 1 whatever is mapped can be read, and what
// the unprivileged may write never runs with privilege (DDI 0487, AArch64 access permissions).
inline model::Permissions allowed(bool stage2, Protection protection, bool privileged) {
  const bool writes = has(protection, Protection::write);
  const bool runs = !has(protection, Protection::no_execute);
  if (stage2) return {has(protection, Protection::read), writes, runs};
  const bool for_privileged = has(protection, Protection::privileged);
  if (!privileged && for_privileged) return {};
  return {true, writes, runs && !(privileged && writes && !for_privileged)};
}

inline model::Attributes attributes(Protection protection) {
  if (has(protection, Protection::device)) return {.memory = 0x04, .shareability = 2};
  if (has(protection, Protection::cacheable)) return {.memory = 0xff, .shareability = 3};
  return {.memory = 0x44, .shareability = 2};
}

// A write is a data access.
inline bool permits(const model::Permissions& permissions, model::Access kind) {
  if (kind.write) return permissions.write;
  return kind.instruction ? permissions.execute : permissions.read;
}

struct Meeting {
  model::Outcome outcome;
  std::uint64_t status = 0;  // FSR behind it without FORMAT: TF or PF, bits 1 and 3 (IHI 0062)
};

inline Meeting expected(const Held* held, bool stage2, std::uint64_t iova, model::Access kind) {
  Meeting made;
  made.outcome.verdict = model::Verdict::faulted;
  made.outcome.aborted = true;
  made.status = 1U << 1;
  if (held == nullptr) return made;
  const model::Permissions permissions = allowed(stage2, held->protection, kind.privileged);
  made.status = 1U << 3;
  if (!permits(permissions, kind)) return made;
  return {.outcome = {.verdict = model::Verdict::passed,
                      .permissions = permissions,
                      .attributes = attributes(held->protection),
                      .pa = PhysAddr(held->address + (iova - held->start)),
                      .size_bytes = held->page_bytes}};
}

// All but the number of the fault, which the device chooses.
inline bool agree(const model::Outcome& outcome, const model::Outcome& wanted) {
  return outcome.verdict == wanted.verdict && outcome.aborted == wanted.aborted &&
         outcome.pa == wanted.pa && outcome.size_bytes == wanted.size_bytes &&
         outcome.permissions == wanted.permissions && outcome.attributes == wanted.attributes;
}

// The mappings that there are: few, so that a search is short.
class Mappings {
 public:
  [[nodiscard]] const Held* find(std::uint64_t iova) const {
    for (const Held& held : all_) {
      if (held.covers(iova)) return &held;
    }
    return nullptr;
  }
  // Any that shares an address with [iova, iova + bytes).
  [[nodiscard]] std::optional<std::size_t> meeting(std::uint64_t iova, std::uint64_t bytes) const {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (all_[i].meets(iova, bytes)) return i;
    }
    return std::nullopt;
  }
  void add(const Held& held) { all_.push_back(held); }
  // Takes [offset, offset + size) out of mapping `index`, which may leave a piece on either side.
  void cut(std::size_t index, std::uint64_t offset, std::uint64_t size_bytes) {
    const Held whole = all_[index];
    all_[index] = all_.back();
    all_.pop_back();
    const std::uint64_t end = offset + size_bytes;
    if (offset > 0) all_.push_back(piece(whole, 0, offset));
    if (end < whole.size_bytes) all_.push_back(piece(whole, end, whole.size_bytes - end));
  }
  void clear() { all_.clear(); }
  [[nodiscard]] const Held& operator[](std::size_t index) const { return all_[index]; }
  [[nodiscard]] std::size_t size() const { return all_.size(); }

 private:
  static Held piece(const Held& whole, std::uint64_t offset, std::uint64_t size_bytes) {
    return {whole.start + offset, size_bytes, whole.page_bytes, whole.address + offset,
            whole.protection};
  }
  std::vector<Held> all_;
};

}  // namespace faultline::tables_in_model
