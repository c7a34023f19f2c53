// SPDX-License-Identifier: Apache-2.0
//
// Something that a device needs to run: its clocks, its power domain.
#pragma once
#include <cstdint>

#include "base/result.hpp"

namespace faultline::port {

enum class SupplyError : std::uint8_t {
  refused
};  // the machine could not turn it on; it is still off

class Supply {
 public:
  // Thread context; may block. Calls nest: the supply is on while there are more enables than
  // disables.
  [[nodiscard]] virtual Result<void, SupplyError> enable() = 0;
  // Thread context; may block. When the last user leaves, state behind a power supply may be lost.
  virtual void disable() = 0;

 protected:
  ~Supply() = default;
};

}  // namespace faultline::port
