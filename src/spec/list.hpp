// SPDX-License-Identifier: Apache-2.0
// A list of register types, ascending by offset.
#pragma once
#include <cstddef>

#include "spec/space.hpp"

namespace faultline::spec {

template <SmmuRegister... Rs>
struct RegisterList {
  static constexpr std::size_t size = sizeof...(Rs);
};

}  // namespace faultline::spec
