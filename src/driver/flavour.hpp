// SPDX-License-Identifier: Apache-2.0
//
// What one implementation does otherwise. The driver calls these functions at fixed places, for
// every SMMU; the base class is an SMMU that keeps to the architecture. A flavour has no state of
// its own but what it learns while probing: what has to survive a power loss is written again by
// reset(), or lies in the shadow of a bank.
#pragma once
#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "base/types.hpp"
#include "driver/capabilities.hpp"
#include "driver/registers.hpp"

namespace faultline::driver {

class Smmu;
struct BankControl;
struct DomainOptions;

// Which banks may be tried for a domain: [first, end), in this order.
struct BankRange {
  std::uint32_t first = 0;
  std::uint32_t end = 0;
};

class Flavour {
 public:
  [[nodiscard]] virtual const char* name() const { return "generic"; }

  // --- Probe, once, in this order. The SMMU has clocks; thread context. ---
  // How 64-bit registers are reached. Before anything is read.
  [[nodiscard]] virtual WideAccess wide_access() const { return WideAccess::whole; }
  // After the ID registers were decoded: takes away what does not work. Every group of the stream
  // map and every bank is free.
  virtual void adjust(Smmu& /*smmu*/, Capabilities& /*capabilities*/) {}
  // The bank, untranslated and reserved, that stands in for S2CR.TYPE = bypass; nothing where that
  // works.
  [[nodiscard]] virtual std::optional<BankIndex> bypass_bank() const { return std::nullopt; }

  // --- Every reset: probe and each resume. The gate is shut or about to open; streams are blocked.
  // Thread context. ---
  // The implementation's global registers. Before any bank is written.
  virtual void reset(Smmu& /*smmu*/) {}
  // The implementation's registers of one bank, ACTLR above all.
  virtual void reset_bank(Smmu& /*smmu*/, BankIndex /*bank*/) {}

  // --- Domains. Thread context. ---
  // Where a domain's bank is looked for.
  [[nodiscard]] virtual BankRange banks(const Capabilities& capabilities,
                                        const DomainOptions& options, bool stage2) const;
  [[nodiscard]] virtual Asid asid(BankIndex bank) const { return Asid(bank.value); }
  [[nodiscard]] virtual Vmid vmid(BankIndex bank) const {
    return Vmid(static_cast<std::uint16_t>(bank.value + 1));
  }
  // The bank's SCTLR bits beyond the architecture's defaults, before it is first written.
  virtual void prepare(BankControl& /*control*/, const DomainOptions& /*options*/) const {}

  // --- TLB maintenance. Any context. ---
  // Walk caches are invalidated by ASID, not by address.
  [[nodiscard]] virtual bool walks_by_asid() const { return false; }

  // --- Interrupts. ---
  // Clients of this SMMU sleep in their fault handlers: context interrupts are served in a thread.
  [[nodiscard]] virtual bool threaded_context_faults() const { return false; }

 protected:
  ~Flavour() = default;
};

}  // namespace faultline::driver
