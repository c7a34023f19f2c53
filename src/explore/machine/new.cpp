// SPDX-License-Identifier: Apache-2.0
//
// The program's operator new and delete: from the arena that is open, else from the C library.
#include <cstdlib>
#include <new>

#include "explore/machine/arena.hpp"

namespace {

using faultline::explore::Arena;

void* take(std::size_t bytes, std::size_t alignment) {
  const std::size_t wanted = bytes == 0 ? 1 : bytes;
  if (void* place = Arena::allocate(wanted, alignment)) return place;
  const std::size_t whole = (wanted + alignment - 1) / alignment * alignment;
  void* place = alignment <= alignof(std::max_align_t) ? std::malloc(wanted)
                                                       : std::aligned_alloc(alignment, whole);
  if (!place) throw std::bad_alloc();
  return place;
}

void give(void* place) {
  if (!Arena::owns(place)) std::free(place);
}

}  // namespace

void faultline::explore::Arena::take_part_in_new() {}

void* operator new(std::size_t bytes) {
  return take(bytes, alignof(std::max_align_t));
}
void* operator new[](std::size_t bytes) {
  return take(bytes, alignof(std::max_align_t));
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return take(bytes, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
  return take(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* place) noexcept {
  give(place);
}
void operator delete[](void* place) noexcept {
  give(place);
}
void operator delete(void* place, std::size_t) noexcept {
  give(place);
}
void operator delete[](void* place, std::size_t) noexcept {
  give(place);
}
void operator delete(void* place, std::align_val_t) noexcept {
  give(place);
}
void operator delete[](void* place, std::align_val_t) noexcept {
  give(place);
}
void operator delete(void* place, std::size_t, std::align_val_t) noexcept {
  give(place);
}
void operator delete[](void* place, std::size_t, std::align_val_t) noexcept {
  give(place);
}
