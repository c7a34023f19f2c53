// SPDX-License-Identifier: Apache-2.0
//
// The conditions behind the interrupt outputs.
#include "model/lines.hpp"

#include "spec/syndrome.hpp"

namespace faultline::model {
namespace {

using spec::cb::FSR;
using spec::cb::SCTLR;
using spec::gr0::sCR0;
using spec::gr0::sGFSR;

constexpr auto configuration_bits = static_cast<std::uint32_t>(sGFSR::CAF::mask);

void drive(Device& device, bool& level, bool high, Line line) {
  if (level == high) return;
  level = high;
  device.environment.set_line(line, high);
}

bool powered(const Device& device) {
  return device.supply != Supply::off;
}

}  // namespace

void update_line(Device& device, BankIndex index) {
  Bank& bank = device.bank(index);
  std::uint32_t asserting = spec::context_pending_bits;
  if (!device.configuration.behaviour.ss_asserts_line)
    asserting &= ~static_cast<std::uint32_t>(FSR::SS::mask);
  const bool high = powered(device) && bank.registers.field<SCTLR::CFIE>() &&
                    (bank.registers.raw<FSR>() & asserting) != 0;
  drive(device, bank.line, high, {.kind = Line::Kind::context, .bank = index});
}

void update_global_lines(Device& device) {
  const std::uint32_t status = device.global.raw<sGFSR>();
  const bool fault = (status & spec::global_pending_bits & ~configuration_bits) != 0;
  const bool configuration_fault = (status & configuration_bits) != 0;
  drive(device, device.global_line, powered(device) && device.global.field<sCR0::GFIE>() && fault,
        {.kind = Line::Kind::global_fault});
  drive(device, device.configuration_line,
        powered(device) && device.global.field<sCR0::GCFGFIE>() && configuration_fault,
        {.kind = Line::Kind::global_configuration});
}

void update_all_lines(Device& device) {
  for (unsigned i = 0; i < device.configuration.size.banks; ++i)
    update_line(device, BankIndex(static_cast<std::uint8_t>(i)));
  update_global_lines(device);
}

}  // namespace faultline::model
