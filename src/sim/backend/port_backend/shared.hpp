// SPDX-License-Identifier: Apache-2.0
//
// A plain field that two contexts touch; the simulator reports each access to whoever looks for
// races.
#pragma once
#include <type_traits>

#include "port_backend/visible.hpp"

namespace faultline::port {
inline namespace sim_backend {

template <typename T>
class Shared {
 public:
  static_assert(std::is_trivially_copyable_v<T>);

  constexpr Shared() = default;
  constexpr explicit Shared(T value) : value_(value) {}
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  [[nodiscard]] T get() const {
    sim::shared_access(&value_, sizeof(T), false);
    return value_;
  }
  void set(T value) {
    sim::shared_access(&value_, sizeof(T), true);
    value_ = value;
  }

 private:
  T value_{};
};

}  // namespace sim_backend
}  // namespace faultline::port
