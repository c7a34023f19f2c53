// SPDX-License-Identifier: Apache-2.0
//
// Writes of the global registers and of the stream map and context attributes.
#include "model/register_writes.hpp"

#include "model/ats.hpp"
#include "model/lines.hpp"
#include "model/stall.hpp"
#include "model/sync.hpp"
#include "spec/gr1.hpp"

namespace faultline::model {
namespace {

namespace gr0 = spec::gr0;
namespace gr1 = spec::gr1;

constexpr std::uint64_t no_bank = 0xff;

void write_sCR0(Device& device, std::uint32_t before, std::uint32_t value) {
  const std::uint32_t fixed = device.configuration.behaviour.sCR0_read_only;
  const std::uint32_t wanted = (before & fixed) | (value & ~fixed);
  device.global.set_raw<gr0::sCR0>(possible_sCR0(device.configuration, wanted));
  update_global_lines(device);
  release_held(device);
}

// Takes the high word that was written ahead of the low one, once.
std::uint64_t operand_of(RegisterBlock<spec::gr0::Registers>& global, std::uint32_t offset,
                         std::uint32_t low) {
  return RegisterBlock<spec::gr0::Registers>::is_wide(offset)
             ? low | std::uint64_t{global.take_latch(offset + 4)} << 32
             : low;
}

}  // namespace

void write_stream(Device& device, std::uint32_t& word, bool match, std::uint32_t value) {
  word = match ? possible_SMR(device, value) : possible_S2CR(device, value);
  device.configuration_changed();
}

void write_global(Device& device, std::uint32_t offset, std::uint32_t value) {
  const auto before = device.global.raw<gr0::sCR0>();
  if (!is_present(device, offset) || !device.global.write32(offset, value)) return;
  device.configuration_changed();
  switch (offset) {
    case gr0::sCR0::offset(): write_sCR0(device, before, value); return;
    case gr0::sCR2::offset():
      device.global.set_raw<gr0::sCR2>(possible_sCR2(device.configuration, value));
      return;
    case gr0::sACR::offset():
      device.global.set_raw<gr0::sACR>(value & device.configuration.behaviour.sACR_bits);
      return;
    case gr0::sGFSRRESTORE::offset():
      device.global.set_raw<gr0::sGFSR>(
          value & static_cast<std::uint32_t>(gr0::sGFSR::Fields::mask_of(reg::Access::w1c)));
      update_global_lines(device);
      return;
    case gr0::sGFSR::offset(): update_global_lines(device); return;
    case gr0::sTLBGSYNC::offset(): start_global_sync(device); return;
    default: break;
  }
  if (!device.global.starts_operation(offset)) return;
  const std::uint64_t operand = operand_of(device.global, offset, value);
  if (const auto what = global_invalidation(device, offset, operand)) {
    device.emit(trace::Kind::invalidated, no_bank, operand, offset);
    invalidate(device, *what);
  }
  start_global_operation(device, offset, operand);
}

void write_attribute(Device& device, BankIndex index, std::uint32_t& word, std::uint32_t offset,
                     std::uint32_t value) {
  if (offset < gr1::CBFRSYNRA::offset()) {
    word = possible_CBAR(device.configuration, index, value);
  } else if (offset < gr1::CBA2R::offset()) {
    word = static_cast<std::uint32_t>(reg::stored_after_write<gr1::CBFRSYNRA>(word, value));
  } else {
    word = possible_CBA2R(device.configuration, value);
  }
  device.configuration_changed();
}

}  // namespace faultline::model
