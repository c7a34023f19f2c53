// SPDX-License-Identifier: Apache-2.0
//
// Changes to the GPU's bank go into its shadow under the bank's lock and are written from there, if
// the SMMU is awake, like everybody's.
#include "driver/flavour/adreno_context.hpp"

#include "driver/bank_setup.hpp"
#include "driver/smmu.hpp"
#include "driver/stall.hpp"
#include "port/barrier.hpp"

namespace faultline::driver::flavour {

pgtable::Parameters AdrenoContext::lower_parameters() const {
  const Capabilities& has = domain_.smmu().capabilities();
  pgtable::Parameters wanted;
  wanted.input_bits = has.input_bits(pgtable::Region::upper);  // the halves are equal
  wanted.output_bits = has.intermediate_bits;
  wanted.coherent_walker = has.coherent_walk;
  return wanted;
}

bool AdrenoContext::set_ttbr0(const pgtable::Configuration* table) {
  const TlbTag& tag = domain_.tag();
  if (tag.stage2 || domain_.options().region != pgtable::Region::upper) return false;
  Smmu& smmu = domain_.smmu();
  Bank& bank = smmu.bank(tag.bank);
  bank.update([&](BankShadow& shadow) { set_lower_table(shadow, tag.asid, table); });
  port::full_barrier();
  const Token token = smmu.policy().try_enter(Purpose::configuration);
  if (token) bank.write_tables(smmu.registers(), tag.bank);
  return true;
}

void AdrenoContext::set_stall(bool stall) {
  driver::set_stall(domain_.smmu(), domain_.bank(), stall);
}

bool AdrenoContext::stalls() const {
  return domain_.smmu().bank(domain_.bank()).shadow().control.stall;
}

Result<void, TlbError> AdrenoContext::flush() {
  return domain_.smmu().tlb().invalidate_all(domain_.tag());
}

AdrenoFaultInfo AdrenoContext::fault_info(const ContextFaultRecord& record) {
  return {.far = record.FAR.bits(),
          .ttbr0 = record.TTBR0.bits(),
          .contextidr = record.CONTEXTIDR.bits(),
          .fsr = record.FSR.bits(),
          .fsynr0 = record.FSYNR0.bits(),
          .fsynr1 = record.FSYNR1.bits(),
          .cbfrsynra = record.CBFRSYNRA.bits()};
}

}  // namespace faultline::driver::flavour
