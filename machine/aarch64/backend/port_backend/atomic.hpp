// SPDX-License-Identifier: Apache-2.0
//
// Atomics on AArch64: the compiler's, which are exclusive loads and stores with acquire and
// release (DDI 0487, B2.12). The memory must be normal and shareable: with caches off many cores
// do not support exclusives at all.
#pragma once
#include <concepts>

namespace faultline::port {
inline namespace aarch64_backend {

template <typename T>
class Atomic {
 public:
  static_assert(sizeof(T) <= 8 && __atomic_always_lock_free(sizeof(T), nullptr));

  constexpr Atomic() = default;
  constexpr explicit Atomic(T value) : value_(value) {}
  Atomic(const Atomic&) = delete;
  Atomic& operator=(const Atomic&) = delete;

  [[nodiscard]] T load() const {
    T value;
    __atomic_load(&value_, &value, __ATOMIC_ACQUIRE);
    return value;
  }
  void store(T value) { __atomic_store(&value_, &value, __ATOMIC_RELEASE); }
  T exchange(T value) {
    T old;
    __atomic_exchange(&value_, &value, &old, __ATOMIC_ACQ_REL);
    return old;
  }
  bool compare_exchange(T& expected, T desired) {
    return __atomic_compare_exchange(&value_, &expected, &desired, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_ACQUIRE);
  }
  T fetch_add(T value)
    requires std::integral<T>
  {
    return __atomic_fetch_add(&value_, value, __ATOMIC_ACQ_REL);
  }
  T fetch_sub(T value)
    requires std::integral<T>
  {
    return __atomic_fetch_sub(&value_, value, __ATOMIC_ACQ_REL);
  }
  T fetch_or(T value)
    requires std::integral<T>
  {
    return __atomic_fetch_or(&value_, value, __ATOMIC_ACQ_REL);
  }
  T fetch_and(T value)
    requires std::integral<T>
  {
    return __atomic_fetch_and(&value_, value, __ATOMIC_ACQ_REL);
  }

 private:
  T value_{};
};

}  // namespace aarch64_backend
}  // namespace faultline::port
