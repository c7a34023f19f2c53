// SPDX-License-Identifier: Apache-2.0
//
// The syndrome registers and their clearing.
#include "driver/fault_read.hpp"

#include "driver/domain.hpp"
#include "driver/smmu.hpp"
#include "spec/syndrome.hpp"

namespace faultline::driver {
namespace {

// The domain outlives its interrupt, and its stage is constant while it is open.
bool is_stage2(Smmu& smmu, BankIndex bank) {
  const Domain* domain = smmu.bank(bank).domain();
  return domain && domain->tag().stage2;
}

}  // namespace

std::optional<ContextFaultRecord> read_context_fault(Smmu& smmu, BankIndex bank) {
  Registers& registers = smmu.registers();
  ContextFaultRecord record;
  record.bank = bank;
  record.FSR = registers.read<spec::cb::FSR>(bank);
  if (!spec::pending(record.FSR)) return std::nullopt;
  // All of it before FSR is cleared: from then on these belong to the next fault.
  record.FSYNR0 = registers.read<spec::cb::FSYNR0>(bank);
  record.FSYNR1 = registers.read<spec::cb::FSYNR1>(bank);
  record.FAR = registers.read<spec::cb::FAR>(bank);
  record.CBFRSYNRA = registers.read<spec::gr1::CBFRSYNRA>(bank);
  if (is_stage2(smmu, bank)) {
    record.IPAFAR = registers.read<spec::cb::IPAFAR>(bank);
  } else {
    record.TTBR0 = registers.read<spec::cb::TTBR0>(bank);
    record.CONTEXTIDR = registers.read<spec::cb::CONTEXTIDR>(bank);
  }
  return record;
}

std::optional<GlobalFaultRecord> read_global_fault(Smmu& smmu) {
  Registers& registers = smmu.registers();
  GlobalFaultRecord record;
  record.sGFSR = registers.read<spec::gr0::sGFSR>();
  if (!spec::pending(record.sGFSR)) return std::nullopt;
  record.sGFSYNR0 = registers.read<spec::gr0::sGFSYNR0>();
  record.sGFSYNR1 = registers.read<spec::gr0::sGFSYNR1>();
  record.sGFSYNR2 = registers.read<spec::gr0::sGFSYNR2>();
  record.sGFAR = registers.read<spec::gr0::sGFAR>();
  return record;
}

void clear_fault(Smmu& smmu, const ContextFaultRecord& record) {
  smmu.registers().clear(record.bank, reg::clear_seen(record.FSR));
}

void clear_fault(Smmu& smmu, const GlobalFaultRecord& record) {
  smmu.registers().clear(reg::clear_seen(record.sGFSR));
}

bool tells_something(const ContextFaultRecord& record) {
  return (record.FSR.bits() & spec::context_fault_bits) != 0 || record.overflowed();
}

}  // namespace faultline::driver
