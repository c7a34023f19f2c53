// SPDX-License-Identifier: Apache-2.0
//
// Atomics in the simulator: contexts change only at visible operations, so that a plain word is
// atomic, and each access is one.
#pragma once
#include <concepts>

#include "port_backend/visible.hpp"

namespace faultline::port {
inline namespace sim_backend {

template <typename T>
class Atomic {
 public:
  static_assert(sizeof(T) <= 8);

  constexpr Atomic() = default;
  constexpr explicit Atomic(T value) : value_(value) {}
  Atomic(const Atomic&) = delete;
  Atomic& operator=(const Atomic&) = delete;

  [[nodiscard]] T load() const {
    sim::visible(sim::Operation::atomic, place(), false);
    return value_;
  }
  void store(T value) {
    sim::visible(sim::Operation::atomic, place(), true);
    value_ = value;
  }
  T exchange(T value) {
    return change([value](T) { return value; });
  }
  bool compare_exchange(T& expected, T desired) {
    sim::visible(sim::Operation::atomic, place(), true);
    if (value_ == expected) {
      value_ = desired;
      return true;
    }
    expected = value_;
    return false;
  }
  T fetch_add(T value)
    requires std::integral<T>
  {
    return change([value](T old) { return static_cast<T>(old + value); });
  }
  T fetch_sub(T value)
    requires std::integral<T>
  {
    return change([value](T old) { return static_cast<T>(old - value); });
  }
  T fetch_or(T value)
    requires std::integral<T>
  {
    return change([value](T old) { return static_cast<T>(old | value); });
  }
  T fetch_and(T value)
    requires std::integral<T>
  {
    return change([value](T old) { return static_cast<T>(old & value); });
  }

 private:
  [[nodiscard]] const void* place() const { return static_cast<const void*>(&value_); }
  template <typename Change>
  T change(Change&& next) {
    sim::visible(sim::Operation::atomic, place(), true);
    const T old = value_;
    value_ = next(old);
    return old;
  }

  T value_{};
};

}  // namespace sim_backend
}  // namespace faultline::port
