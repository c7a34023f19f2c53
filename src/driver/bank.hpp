// SPDX-License-Identifier: Apache-2.0
//
// One context bank: what is to be in its registers, kept in memory, because the SMMU forgets it
// whenever its power goes. Registers are only ever written from this shadow, under the bank's lock,
// so that no writer undoes what another one has decided. IHI 0062, chapters on global register
// space 1 and on translation context bank registers.
#pragma once
#include <cstdint>

#include "base/types.hpp"
#include "driver/fault_bank.hpp"
#include "driver/registers.hpp"
#include "port/atomic.hpp"
#include "port/lock.hpp"

namespace faultline::driver {

class Domain;
class Flavour;

// The composed SCTLR follows from these and from nothing else.
struct BankControl {
  bool translate = false;  // M, and the report and interrupt enables
  bool stage2 = false;
  bool stall = false;   // CFCFG: faulting transactions wait for RESUME
  bool hupcf = false;   // HUPCF: others go on meanwhile
  bool masked = false;  // CFIE is 0: the SMMU is about to sleep, or is not yet up
};

struct BankShadow {
  BankControl control;
  reg::Value<spec::gr1::CBA2R> CBA2R;
  reg::Value<spec::gr1::CBAR> CBAR;
  reg::Value<spec::cb::TCR2> TCR2;
  reg::Value<spec::cb::TCR> TCR;
  reg::Value<spec::cb::TTBR0> TTBR0;
  reg::Value<spec::cb::TTBR1> TTBR1;
  reg::Value<spec::cb::MAIR0> MAIR0;
  reg::Value<spec::cb::MAIR1> MAIR1;
};

// Handed in by the machine, one for each context bank; what it costs is RAM per bank.
class Bank {
 public:
  Bank() = default;
  Bank(const Bank&) = delete;
  Bank& operator=(const Bank&) = delete;

  // What SCTLR has to hold at this moment.
  [[nodiscard]] static reg::Value<spec::cb::SCTLR> compose(const BankControl& control);

  // The functions below take `lock`. Those that get Registers write: the caller holds a token, or
  // runs a step during which the clocks are on; it has landed when they return. Any context; none
  // blocks.

  // The whole bank from the shadow: CBA2R, CBAR, TCR2, TCR, TTBR0, TTBR1, MAIR0, MAIR1, and SCTLR
  // last, which is what begins to translate. A bank that does not translate gets its SCTLR only.
  void write(Registers& registers, BankIndex index) FL_EXCLUDES(lock);
  // SCTLR alone, from the shadow.
  void write_control(Registers& registers, BankIndex index) FL_EXCLUDES(lock);
  // TTBR0 and TCR alone, of stage 1, in the order in which the lower region is never walked from a
  // table that is not its own.
  void write_tables(Registers& registers, BankIndex index) FL_EXCLUDES(lock);

  // Changes the shadow: `change` gets a BankShadow&.
  template <typename Change>
  void update(Change&& change) FL_EXCLUDES(lock) {
    port::Hold hold(lock);
    change(shadow_);
  }
  [[nodiscard]] BankShadow shadow() FL_EXCLUDES(lock) {
    port::Hold hold(lock);
    return shadow_;
  }
  // Sets `masked` and writes SCTLR: what suspending and resuming do first and last.
  void set_masked(Registers& registers, BankIndex index, bool masked) FL_EXCLUDES(lock);

  // The domain that owns the bank; null when it is free or only reserved. Set before its interrupt
  // is requested and cleared after it was freed, so that handlers may use it without the lock.
  [[nodiscard]] Domain* domain() const { return domain_.load(); }
  void set_domain(Domain* domain) { domain_.store(domain); }

  // Whether it is allocated. For Banks (allocation), and for those who walk all banks.
  [[nodiscard]] bool taken() const { return taken_.load(); }
  [[nodiscard]] bool take() {
    bool expected = false;
    return taken_.compare_exchange(expected, true);
  }
  void release() { taken_.store(false); }

  BankFaults faults;  // the fault path's own
  port::SpinLock lock{"smmu bank"};

 private:
  BankShadow shadow_ FL_GUARDED_BY(lock);
  port::Atomic<Domain*> domain_{nullptr};
  port::Atomic<bool> taken_{false};
};

}  // namespace faultline::driver
