// SPDX-License-Identifier: Apache-2.0
//
// A slot for one transaction that waits in the device.
#pragma once
#include <cstdint>

#include "base/types.hpp"
#include "model/transaction.hpp"

namespace faultline::model {

struct Waiting {
  enum class State : std::uint8_t {
    free,
    stalled,   // its fault is in the record of `bank`, or beside it
    held,      // waits behind the fault of `bank`
    released,  // may be translated again, once
  };
  State state = State::free;
  BankIndex bank{};  // whose RESUME or fault decides
  Access access{};
  StreamId stream{};
  StallId id{};
  Iova iova{};
};

}  // namespace faultline::model
