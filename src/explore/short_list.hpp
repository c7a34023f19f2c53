// SPDX-License-Identifier: Apache-2.0
//
// A list with room for more than it mostly has, that copies what it has and nothing else: searches
// copy footprints all the time. It never throws, so that who holds one is moved and not copied.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "base/check.hpp"

namespace faultline::explore {

template <typename T, std::size_t capacity>
class ShortList {
 public:
  static_assert(std::is_trivially_copyable_v<T>);

  ShortList() noexcept {}
  ShortList(const ShortList& other) noexcept : size_(other.size_) { copy(other); }
  ShortList& operator=(const ShortList& other) noexcept {
    size_ = other.size_;
    copy(other);
    return *this;
  }

  // False, with nothing changed, when it is full.
  [[nodiscard]] bool push_back(const T& item) {
    if (size_ == capacity) return false;
    std::memcpy(&bytes_[size_++ * sizeof(T)], &item, sizeof(T));
    return true;
  }
  void clear() { size_ = 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool full() const { return size_ == capacity; }

  T* begin() { return reinterpret_cast<T*>(bytes_); }
  T* end() { return begin() + size_; }
  const T* begin() const { return reinterpret_cast<const T*>(bytes_); }
  const T* end() const { return begin() + size_; }
  T& operator[](std::size_t index) {
    FL_CHECK(index < size_);
    return begin()[index];
  }
  const T& operator[](std::size_t index) const {
    FL_CHECK(index < size_);
    return begin()[index];
  }
  T& back() { return (*this)[size_ - 1]; }

 private:
  void copy(const ShortList& other) {
    if (this != &other) std::memcpy(bytes_, other.bytes_, size_ * sizeof(T));
  }

  std::uint32_t size_ = 0;
  alignas(T) unsigned char bytes_[capacity * sizeof(T)];  // of which `size_` items exist
};

}  // namespace faultline::explore
