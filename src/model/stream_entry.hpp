// SPDX-License-Identifier: Apache-2.0
//
// One stream mapping group, and the memory of which group a stream was last found in.
#pragma once
#include <cstdint>

#include "base/types.hpp"

namespace faultline::model {

struct StreamEntry {
  std::uint32_t SMR = 0;
  std::uint32_t S2CR = 0;
};

// Where the transactions of a stream go, worked out once per change of configuration.
struct Route {
  enum class Kind : std::uint8_t {
    translate,
    bypass,
    invalid,        // S2CR says fault: ICF
    unimplemented,  // S2CR names a bank that is not there: UCBF
    unmatched,      // USF
    conflict,       // SMCF
  };
  std::uint32_t of = 0;  // the configuration count that it was worked out for; zero: never
  StreamId stream{};
  Kind kind = Kind::bypass;
  BankIndex bank{};
  // How S2CR overrides the access: bits to clear, then bits to set, as in permissions.hpp.
  std::uint8_t keep = 7;
  std::uint8_t force = 0;
};

}  // namespace faultline::model
