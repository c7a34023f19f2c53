// SPDX-License-Identifier: Apache-2.0
//
// A sequence with a capacity fixed at compile time, for code that has no heap. Going beyond the
// capacity is refused, not checked, because how many banks or streams a machine has is input.
#pragma once
#include <array>
#include <cstddef>
#include <span>

#include "base/check.hpp"

namespace faultline::base {

template <typename T, std::size_t capacity_count>
class FixedVector {
 public:
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] static constexpr std::size_t capacity() { return capacity_count; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }
  [[nodiscard]] constexpr bool full() const { return size_ == capacity_count; }

  // False, with nothing changed, when full.
  [[nodiscard]] constexpr bool push_back(const T& value) {
    if (full()) return false;
    items_[size_++] = value;
    return true;
  }
  constexpr void pop_back() {
    FL_CHECK(size_ > 0);
    --size_;
  }
  // Removes the item at `index`; those behind it move up, in order.
  constexpr void erase_at(std::size_t index) {
    FL_CHECK(index < size_);
    for (std::size_t i = index + 1; i < size_; ++i) items_[i - 1] = items_[i];
    --size_;
  }
  constexpr void clear() { size_ = 0; }

  constexpr T& operator[](std::size_t index) {
    FL_CHECK(index < size_);
    return items_[index];
  }
  constexpr const T& operator[](std::size_t index) const {
    FL_CHECK(index < size_);
    return items_[index];
  }
  constexpr T& back() { return (*this)[size_ - 1]; }
  constexpr T* begin() { return items_.data(); }
  constexpr T* end() { return items_.data() + size_; }
  constexpr const T* begin() const { return items_.data(); }
  constexpr const T* end() const { return items_.data() + size_; }
  constexpr operator std::span<T>() { return {items_.data(), size_}; }
  constexpr operator std::span<const T>() const { return {items_.data(), size_}; }

 private:
  std::array<T, capacity_count> items_{};
  std::size_t size_ = 0;
};

}  // namespace faultline::base
