// SPDX-License-Identifier: Apache-2.0
//
// What a master asks of the device and what it gets back: one access to one address, and its
// outcome.
#pragma once
#include <cstdint>

#include "base/types.hpp"

namespace faultline::model {

// The attributes of an access as the master emits them. Defaults are an unprivileged data read.
struct Access {
  bool write = false;
  bool instruction = false;
  bool privileged = false;
  std::uint16_t source = 0;  // which part of the master: what a fault leaves in FSYNR1 and sGFSYNR2
  constexpr bool operator==(const Access&) const = default;
};

// Names one transaction that waits in the device. Never zero, never used twice between two
// power-ons.
using StallId = base::Strong<struct StallIdTag, std::uint32_t>;

// Names one fault that the device detected, recorded or not. Zero: none. Never used twice in the
// life of a device.
using FaultId = base::Strong<struct FaultIdTag, std::uint32_t>;

enum class Verdict : std::uint8_t {
  passed,     // translated: `pa` is valid
  bypassed,   // not translated: `pa` is the address that came in
  faulted,    // does not reach memory: `aborted` says what the master sees
  stalled,    // faulted, recorded, and waits for software's RESUME under `stall`
  held,       // waits under `stall` behind another transaction's fault, with no record of its own
  unpowered,  // the device has no power or no clock: nothing answers
};

// Memory attributes that leave the device with a transaction.
struct Attributes {
  std::uint8_t memory = 0;        // as in one byte of MAIR (DDI 0487, MAIR_ELx)
  std::uint8_t shareability = 0;  // as SH of a descriptor: 0 none, 2 outer, 3 inner
  constexpr bool operator==(const Attributes&) const = default;
};

// What this page allows at the privilege of the access that asked.
struct Permissions {
  bool read = false;
  bool write = false;
  bool execute = false;
  constexpr bool operator==(const Permissions&) const = default;
};

struct Outcome {
  Verdict verdict = Verdict::unpowered;
  bool aborted = false;  // with `faulted`: true a bus error; false reads as zero, writes vanish
  Permissions permissions{};
  Attributes attributes{};
  StallId stall{};               // with `stalled` and `held`
  FaultId fault{};               // with `stalled` and `faulted`, where a fault was detected
  PhysAddr pa{};                 // with `passed` and `bypassed`
  std::uint64_t size_bytes = 0;  // with `passed`: naturally aligned, what one TLB entry covers
};

}  // namespace faultline::model
