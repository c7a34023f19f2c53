// SPDX-License-Identifier: Apache-2.0
//
// What a GPU's driver may do with its own context bank: hang per-process tables into the lower
// region of the address space, turn stalling off in a storm of faults and on again, and read a
// fault. IHI 0062, SMMU_CBn_TTBR0, TCR and SCTLR.
#pragma once
#include <cstdint>
#include <optional>

#include "driver/domain.hpp"
#include "driver/fault_record.hpp"
#include "pgtable/configuration.hpp"
#include "pgtable/layout.hpp"

namespace faultline::driver::flavour {

// What a client wants to know of a fault. All of it was recorded with the fault: the registers may
// be without power, or show another one, when a client asks.
struct AdrenoFaultInfo {
  std::uint64_t far = 0;
  std::uint64_t ttbr0 = 0;
  std::uint32_t contextidr = 0;
  std::uint32_t fsr = 0;
  std::uint32_t fsynr0 = 0;
  std::uint32_t fsynr1 = 0;
  std::uint32_t cbfrsynra = 0;
};

class AdrenoContext {
 public:
  // An open paging domain with `gpu` set; it outlives this.
  explicit AdrenoContext(Domain& domain) : domain_(domain) {}

  // How a per-process table has to be opened so that it fits beside the domain's own (upper) one.
  // The format is that of the domain's table, whose invalidations reach it too: Domain::tag().
  [[nodiscard]] pgtable::Parameters lower_parameters() const;
  // Switches the lower region to a table, or off when null. The table's memory stays until it was
  // switched off and flush() succeeded. Nothing happens, and false is returned, where the domain's
  // own table is in the lower region. A sleeping SMMU gets it when it wakes. Thread context.
  [[nodiscard]] bool set_ttbr0(const pgtable::Configuration* table);
  // Whether faulting transactions stall from now on; one that stalls already is not concerned. Any
  // context, a fault handler included.
  void set_stall(bool stall);
  [[nodiscard]] bool stalls() const;
  // Invalidates all that the SMMU has cached of this bank. Errors as Tlb::invalidate_all. Any
  // context.
  [[nodiscard]] Result<void, TlbError> flush();

  [[nodiscard]] static AdrenoFaultInfo fault_info(const ContextFaultRecord& record);
  [[nodiscard]] Domain& domain() const { return domain_; }

 private:
  Domain& domain_;
};

}  // namespace faultline::driver::flavour
