// SPDX-License-Identifier: Apache-2.0
//
// A plain field that two contexts touch: a plain field.
#pragma once
#include <type_traits>

namespace faultline::port {
inline namespace aarch64_backend {

template <typename T>
class Shared {
 public:
  static_assert(std::is_trivially_copyable_v<T>);

  constexpr Shared() = default;
  constexpr explicit Shared(T value) : value_(value) {}
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  [[nodiscard]] T get() const { return value_; }
  void set(T value) { value_ = value; }

 private:
  T value_{};
};

}  // namespace aarch64_backend
}  // namespace faultline::port
