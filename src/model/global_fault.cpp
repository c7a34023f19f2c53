// SPDX-License-Identifier: Apache-2.0
//
// Recording global faults.
#include "model/global_fault.hpp"

#include "model/lines.hpp"
#include "spec/syndrome.hpp"

namespace faultline::model {
namespace {

using spec::gr0::sCR0;
using spec::gr0::sGFAR;
using spec::gr0::sGFSR;
using spec::gr0::sGFSYNR0;
using spec::gr0::sGFSYNR1;
using spec::gr0::sGFSYNR2;

constexpr std::uint64_t event_bank = 0xff;
constexpr auto multi_bit = static_cast<std::uint32_t>(sGFSR::MULTI::mask);

void store(Device& device, const GlobalFault& fault) {
  auto& global = device.global;
  global.set_raw<sGFSR>(fault.sGFSR_bit);
  global.set_raw<sGFAR>(fault.address);
  global.set_raw<sGFSYNR0>(fault.sGFSYNR0);
  global.set_raw<sGFSYNR1>(fault.stream.value);
  global.set_raw<sGFSYNR2>(fault.source);
}

}  // namespace

FaultId record_global_fault(Device& device, const GlobalFault& fault) {
  const std::uint32_t status = device.global.raw<sGFSR>();
  auto kind = trace::Kind::fault_raised;
  if ((status & spec::global_pending_bits) == 0) {
    store(device, fault);
    ++device.global_counts.raised;
  } else if ((status & multi_bit) == 0) {
    device.global.set_raw<sGFSR>(status | multi_bit);
    ++device.global_counts.overflowed;
    kind = trace::Kind::fault_overflowed;
  } else {
    ++device.global_counts.merged;
    kind = trace::Kind::fault_merged;
  }
  device.emit(kind, event_bank, fault.address, fault.sGFSR_bit);
  update_global_lines(device);
  return FaultId(++device.last_fault);
}

Outcome fault_globally(Device& device, std::uint64_t sGFSR_bit, StreamId stream, Iova iova,
                       Access access, bool nested) {
  const std::uint64_t syndrome =
      sGFSYNR0::NESTED::encode(nested) | sGFSYNR0::WNR::encode(access.write) |
      sGFSYNR0::PNU::encode(access.privileged) | sGFSYNR0::IND::encode(access.instruction);
  Outcome outcome;
  outcome.verdict = Verdict::faulted;
  outcome.aborted = device.global.field<sCR0::GFRE>();
  outcome.fault = record_global_fault(device, {.sGFSR_bit = static_cast<std::uint32_t>(sGFSR_bit),
                                               .address = iova.value,
                                               .sGFSYNR0 = static_cast<std::uint32_t>(syndrome),
                                               .stream = stream,
                                               .source = access.source});
  return outcome;
}

bool refuse_register_access(Device& device, std::uint32_t offset, bool write) {
  record_global_fault(device,
                      {.sGFSR_bit = static_cast<std::uint32_t>(sGFSR::CAF::mask),
                       .address = offset,
                       .sGFSYNR0 = static_cast<std::uint32_t>(sGFSYNR0::WNR::encode(write))});
  return device.global.field<sCR0::GCFGFRE>();
}

}  // namespace faultline::model
