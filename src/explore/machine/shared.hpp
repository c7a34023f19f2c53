// SPDX-License-Identifier: Apache-2.0
//
// Memory that a process and those that it forks have in common: what one of them writes, all see.
#pragma once
#include <sys/mman.h>

#include <new>
#include <type_traits>

#include "base/check.hpp"

namespace faultline::explore {

// A `T` there, zero at first: atomics, and what is never written by two.
template <typename T>
class Shared {
 public:
  static_assert(std::is_trivially_destructible_v<T>);

  // Checked: the operating system has memory.
  Shared() {
    void* place =
        mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    FL_CHECK(place != MAP_FAILED);
    object_ = new (place) T{};
  }
  ~Shared() { munmap(object_, sizeof(T)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }

 private:
  T* object_;
};

}  // namespace faultline::explore
