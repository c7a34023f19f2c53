// SPDX-License-Identifier: Apache-2.0
//
// Atomics over host threads.
#pragma once
#include <atomic>
#include <concepts>

namespace faultline::port {
inline namespace host_backend {

template <typename T>
class Atomic {
 public:
  static_assert(sizeof(T) <= 8 && std::atomic<T>::is_always_lock_free);

  constexpr Atomic() = default;
  constexpr explicit Atomic(T value) : value_(value) {}
  Atomic(const Atomic&) = delete;
  Atomic& operator=(const Atomic&) = delete;

  [[nodiscard]] T load() const { return value_.load(std::memory_order_acquire); }
  void store(T value) { value_.store(value, std::memory_order_release); }
  T exchange(T value) { return value_.exchange(value, std::memory_order_acq_rel); }
  bool compare_exchange(T& expected, T desired) {
    return value_.compare_exchange_strong(expected, desired, std::memory_order_acq_rel,
                                          std::memory_order_acquire);
  }
  T fetch_add(T value)
    requires std::integral<T>
  {
    return value_.fetch_add(value, std::memory_order_acq_rel);
  }
  T fetch_sub(T value)
    requires std::integral<T>
  {
    return value_.fetch_sub(value, std::memory_order_acq_rel);
  }
  T fetch_or(T value)
    requires std::integral<T>
  {
    return value_.fetch_or(value, std::memory_order_acq_rel);
  }
  T fetch_and(T value)
    requires std::integral<T>
  {
    return value_.fetch_and(value, std::memory_order_acq_rel);
  }

 private:
  std::atomic<T> value_{};
};

}  // namespace host_backend
}  // namespace faultline::port
