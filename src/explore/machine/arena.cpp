// SPDX-License-Identifier: Apache-2.0
//
// One mapping, a place to go on from, and the program's operator new in front of it.
#include "explore/machine/arena.hpp"

#include <sys/mman.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/bits.hpp"
#include "base/check.hpp"
#include "sim/stack_switch.hpp"

namespace faultline::explore {

namespace {
thread_local Arena* open_arena = nullptr;

// Of all arenas together: they are few, and lie next to each other in one range or in few gaps.
std::atomic<std::uintptr_t> lowest{~std::uintptr_t{0}};
std::atomic<std::uintptr_t> highest{0};
}  // namespace

Arena::Arena(std::size_t capacity_bytes) : capacity_(capacity_bytes) {
  void* place = mmap(nullptr, capacity_, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  FL_CHECK(place != MAP_FAILED);
  base_ = static_cast<std::byte*>(place);
  const auto begin = reinterpret_cast<std::uintptr_t>(base_);
  FL_CHECK(highest.load() == 0);  // one at a time
  take_part_in_new();
  lowest = begin;
  highest = begin + capacity_;
}

Arena::~Arena() {
  lowest = ~std::uintptr_t{0};
  highest = 0;
  munmap(base_, capacity_);
}

Arena::Open::Open(Arena& arena) {
  FL_CHECK(!open_arena);
  open_arena = &arena;
}

Arena::Open::~Open() {
  open_arena = nullptr;
}

Arena::Closed::Closed() : was_open_(open_arena) {
  open_arena = nullptr;
}

Arena::Closed::~Closed() {
  open_arena = was_open_;
}

void* Arena::allocate(std::size_t bytes, std::size_t alignment) {
  Arena* arena = open_arena;
  if (!arena) return nullptr;
  const std::size_t at = base::align_up(arena->next_, alignment);
  FL_CHECK(at + bytes <= arena->capacity_);
  arena->next_ = at + bytes;
  return arena->base_ + at;
}

bool Arena::owns(const void* place) {
  const auto address = reinterpret_cast<std::uintptr_t>(place);
  return address >= lowest.load(std::memory_order_relaxed) &&
         address < highest.load(std::memory_order_relaxed);
}

void Arena::copy(Saved& into, std::byte* place, std::size_t bytes, std::size_t unused_bytes) {
  if (into.count_ == into.copies_.size()) into.copies_.emplace_back();
  Saved::Copy& copy = into.copies_[into.count_++];
  copy.place = place;
  copy.bytes = bytes;
  copy.unused_bytes = unused_bytes;
  // What a sanitizer guards there is of frames that were, or will be again.
  sim::forget_frames(place - unused_bytes, bytes + unused_bytes);
  copy.content.assign(place, place + bytes);
}

void Arena::save(Saved& into, std::span<const Region> elsewhere) const {
  FL_CHECK(!open_arena);
  FL_CHECK(next_ > 0);  // operator new is ours
  into.next_ = next_;
  into.count_ = 0;
  copy(into, base_, next_, 0);
  for (const Region& region : elsewhere) {
    if (region.bytes == 0) continue;
    copy(into, static_cast<std::byte*>(region.place), region.bytes, region.unused_bytes);
  }
}

void Arena::bring_back(const Saved& saved) {
  FL_CHECK(!open_arena);
  for (std::size_t i = 0; i < saved.count_; ++i) {
    const Saved::Copy& copy = saved.copies_[i];
    sim::forget_frames(copy.place - copy.unused_bytes, copy.bytes + copy.unused_bytes);
    std::memcpy(copy.place, copy.content.data(), copy.bytes);
  }
  next_ = saved.next_;
}

std::size_t Arena::Saved::bytes() const {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < count_; ++i) sum += copies_[i].bytes;
  return sum;
}

}  // namespace faultline::explore
