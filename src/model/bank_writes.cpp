// SPDX-License-Identifier: Apache-2.0
//
// Writes of the registers of a context bank.
#include "model/ats.hpp"
#include "model/fault_record.hpp"
#include "model/lines.hpp"
#include "model/register_writes.hpp"
#include "model/stall.hpp"
#include "model/sync.hpp"
#include "spec/mmu500.hpp"

namespace faultline::model {
namespace {

namespace cb = spec::cb;

bool is_locked(const Device& device, std::uint32_t offset) {
  return offset == cb::ACTLR::offset() && device.configuration.behaviour.cache_lock &&
         spec::mmu500::sACR::CACHE_LOCK::decode(device.global.raw<spec::gr0::sACR>());
}

void write_SCTLR(Device& device, BankIndex index) {
  auto& registers = device.bank(index).registers;
  registers.set_raw<cb::SCTLR>(possible_SCTLR(device.configuration, registers.raw<cb::SCTLR>()));
  update_line(device, index);
  release_held(device);
}

void restore_FSR(Device& device, BankIndex index, std::uint32_t value) {
  constexpr auto all = static_cast<std::uint32_t>(cb::FSR::Fields::mask_of(reg::Access::w1c) |
                                                  cb::FSR::Fields::mask_of(reg::Access::ro));
  auto& registers = device.bank(index).registers;
  const auto before = registers.raw<cb::FSR>();
  registers.set_raw<cb::FSR>(value & all);
  fault_status_written(device, index, before);
}

void start_operation(Device& device, BankIndex index, std::uint32_t offset, std::uint32_t low) {
  auto& registers = device.bank(index).registers;
  std::uint64_t operand = low;
  if (registers.is_wide(offset)) operand |= std::uint64_t{registers.take_latch(offset + 4)} << 32;
  if (const auto what = bank_invalidation(device, index, offset, operand)) {
    device.emit(trace::Kind::invalidated, index.value, operand, offset);
    invalidate(device, *what);
  }
  start_bank_operation(device, index, offset, operand);
}

}  // namespace

void write_bank(Device& device, BankIndex index, std::uint32_t offset, std::uint32_t value) {
  auto& registers = device.bank(index).registers;
  if (is_locked(device, offset) || !is_present(device, device.bank(index), offset)) return;
  const auto FSR_before = registers.raw<cb::FSR>();
  if (!registers.write32(offset, value)) return;
  switch (offset) {
    case cb::SCTLR::offset():
      device.configuration_changed();
      write_SCTLR(device, index);
      return;
    case cb::ACTLR::offset():
      registers.set_raw<cb::ACTLR>(value & device.configuration.behaviour.ACTLR_bits);
      break;
    case cb::TCR2::offset():
      registers.set_raw<cb::TCR2>(possible_TCR2(device.configuration, registers.raw<cb::TCR2>()));
      break;
    case cb::RESUME::offset(): resume(device, index, value); return;
    case cb::FSR::offset(): fault_status_written(device, index, FSR_before); return;
    case cb::FSRRESTORE::offset(): restore_FSR(device, index, value); return;
    case cb::TLBSYNC::offset(): start_bank_sync(device, index); return;
    default: break;
  }
  if (registers.starts_operation(offset)) {
    start_operation(device, index, offset, value);
  } else {
    device.configuration_changed();
  }
}

}  // namespace faultline::model
