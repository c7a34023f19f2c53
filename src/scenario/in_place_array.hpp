// SPDX-License-Identifier: Apache-2.0
//
// A fixed number of objects that can neither be copied nor moved, one after the other, as the
// driver and the interrupt core want their storage.
#pragma once
#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace faultline::scenario {

template <typename T>
class InPlaceArray {
 public:
  // Object i is made as T(arguments(i)).
  template <typename Arguments>
  InPlaceArray(std::size_t count, Arguments&& arguments)
      : memory_(std::allocator<T>().allocate(count)), count_(count) {
    for (std::size_t i = 0; i < count; ++i) new (memory_ + i) T(arguments(i));
  }
  explicit InPlaceArray(std::size_t count)
      : memory_(std::allocator<T>().allocate(count)), count_(count) {
    for (std::size_t i = 0; i < count; ++i) new (memory_ + i) T();
  }
  ~InPlaceArray() {
    std::destroy_n(memory_, count_);
    std::allocator<T>().deallocate(memory_, count_);
  }
  InPlaceArray(const InPlaceArray&) = delete;
  InPlaceArray& operator=(const InPlaceArray&) = delete;

  [[nodiscard]] std::span<T> span() { return {memory_, count_}; }

 private:
  T* memory_;
  std::size_t count_;
};

}  // namespace faultline::scenario
