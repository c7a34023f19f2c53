// SPDX-License-Identifier: Apache-2.0
//
// Recording context faults.
#include "model/fault_record.hpp"

#include "model/context_derivation.hpp"
#include "model/lines.hpp"
#include "model/permissions.hpp"
#include "model/stall.hpp"
#include "spec/syndrome.hpp"

namespace faultline::model {
namespace {

using spec::cb::FSR;
using spec::cb::FSYNR0;
using spec::cb::SCTLR;
using spec::gr0::sCR0;

constexpr auto multi_bit = static_cast<std::uint32_t>(FSR::MULTI::mask);
constexpr auto stalled_bit = static_cast<std::uint32_t>(FSR::SS::mask);

std::uint32_t syndrome_of(const Passage& passage, const Failure& failure) {
  std::uint64_t word = FSYNR0::PLVL::encode(failure.level) |
                       FSYNR0::WNR::encode((passage.kind & kind_write) != 0) |
                       FSYNR0::PNU::encode((passage.kind & kind_privileged) != 0) |
                       FSYNR0::IND::encode((passage.kind & kind_instruction) != 0) |
                       FSYNR0::NSATTR::encode(true) | FSYNR0::PTWF::encode(failure.table_access);
  if (failure.second_stage && passage.nested) {
    word |= FSYNR0::NESTED::encode(true) | FSYNR0::S1PTWF::encode(failure.stage1_walk) |
            FSYNR0::S1CBNDX::encode(passage.bank.value);
  }
  return static_cast<std::uint32_t>(word);
}

// FAR has what the transaction came with; of a nested context that is the virtual address in both
// banks. IPAFAR has what stage 2 was asked for, and shares its low bits with FAR.
void store(Bank& bank, const Passage& passage, const Failure& failure) {
  auto& registers = bank.registers;
  const auto format = static_cast<spec::cb::FaultFormat>(format_of(bank));
  registers.set_raw<FSR>(static_cast<std::uint32_t>(failure.FSR_bit | FSR::FORMAT::encode(format)));
  registers.set_raw<spec::cb::FAR>(passage.address);
  if (failure.second_stage) {
    registers.set_raw<spec::cb::IPAFAR>(failure.ipa);
  }
  registers.set_raw<FSYNR0>(syndrome_of(passage, failure));
  registers.set_raw<spec::cb::FSYNR1>(passage.access.source);
  bank.CBFRSYNRA = passage.stream.value;
}

Outcome ended(const Bank& bank, FaultId fault) {
  Outcome outcome;
  outcome.verdict = Verdict::faulted;
  outcome.aborted = bank.registers.field<SCTLR::CFRE>();
  outcome.fault = fault;
  return outcome;
}

// A fault that finds the record taken.
void overflow(Device& device, Bank& bank, BankIndex index, const Passage& passage,
              std::uint32_t bit) {
  const std::uint32_t status = bank.registers.raw<FSR>();
  const bool first = (status & multi_bit) == 0;
  ++(first ? bank.counts.overflowed : bank.counts.merged);
  bank.registers.set_raw<FSR>(status | multi_bit);
  device.emit(first ? trace::Kind::fault_overflowed : trace::Kind::fault_merged, index.value,
              passage.address, bit);
}

Outcome raise_behind_another(Device& device, Bank& bank, BankIndex index, const Passage& passage,
                             const Failure& failure) {
  const SecondStall policy = device.configuration.behaviour.second_stall;
  const bool stalling = stalls(device, bank);
  if (stalling && policy == SecondStall::waits) {
    const auto held = wait(device, Waiting::State::held, index, passage);
    if (held) return *held;
  }
  const FaultId id(++device.last_fault);
  overflow(device, bank, index, passage, failure.FSR_bit);
  const bool beside = stalling && policy == SecondStall::joins && bank.registers.field<FSR::SS>();
  update_line(device, index);
  if (beside) {
    auto joined = wait(device, Waiting::State::stalled, index, passage);
    if (joined) {
      joined->fault = id;
      return *joined;
    }
  }
  return ended(bank, id);
}

}  // namespace

bool stalls(const Device& device, const Bank& bank) {
  return bank.registers.field<SCTLR::CFCFG>() && !device.global.field<sCR0::STALLD>();
}

Outcome raise_fault(Device& device, const Passage& passage, const Failure& failure) {
  const BankIndex index =
      failure.second_stage && passage.nested ? passage.second_bank : passage.bank;
  Bank& bank = device.bank(index);
  if (is_outstanding(bank)) return raise_behind_another(device, bank, index, passage, failure);

  const FaultId id(++device.last_fault);
  store(bank, passage, failure);
  ++bank.counts.raised;
  device.emit(trace::Kind::fault_raised, index.value, passage.address, failure.FSR_bit);
  if (stalls(device, bank)) {
    auto stalled = wait(device, Waiting::State::stalled, index, passage);
    if (stalled) {
      bank.registers.set_raw<FSR>(bank.registers.raw<FSR>() | stalled_bit);
      ++device.stalled_banks;
      update_line(device, index);
      stalled->fault = id;
      return *stalled;
    }
  }
  update_line(device, index);
  return ended(bank, id);
}

void fault_status_written(Device& device, BankIndex index, std::uint32_t before) {
  const std::uint32_t now = device.bank(index).registers.raw<FSR>();
  if ((~before & now & stalled_bit) != 0) ++device.stalled_banks;
  if ((before & ~now & stalled_bit) != 0) --device.stalled_banks;
  update_line(device, index);
  release_held(device);
}

}  // namespace faultline::model
