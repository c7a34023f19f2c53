// SPDX-License-Identifier: Apache-2.0
//
// The suspend table and its steps.
#include "driver/suspend.hpp"

#include <iterator>

#include "driver/smmu.hpp"

namespace faultline::driver {
namespace steps {
namespace {

template <typename Visit>
void for_each_bank(Smmu& smmu, Visit&& visit) {
  for (std::uint32_t at = 0; at < smmu.bank_count(); ++at) {
    visit(BankIndex(static_cast<std::uint8_t>(at)));
  }
}

void set_masked(Smmu& smmu, bool masked) {
  for_each_bank(
      smmu, [&](BankIndex index) { smmu.bank(index).set_masked(smmu.registers(), index, masked); });
  smmu.registers().write(smmu.control(masked ? Smmu::Sources::masked : Smmu::Sources::unmasked));
}

}  // namespace

void mask_sources(Smmu& smmu) {
  set_masked(smmu, true);
  // A write that has not landed masks nothing; and from the closing gate on, handlers decline
  // because they trust that it has.
  flush_writes(smmu);
}

// Whoever masks next may do so on another CPU, and must not be overtaken by this.
void unmask_sources(Smmu& smmu) {
  set_masked(smmu, false);
  flush_writes(smmu);
}

void block_streams(Smmu& smmu) {
  smmu.streams().block();
}

void restore_streams(Smmu& smmu) {
  smmu.streams().restore();
}

StepResult invalidate(Smmu& smmu) {
  if (!smmu.tlb().invalidate_everything()) return base::error(StepError::busy);
  return {};
}

StepResult close_gate(Smmu& smmu) {
  if (!smmu.gate().close(smmu.options().close_deadline_ns)) return base::error(StepError::busy);
  return {};
}

void disable_interrupts(Smmu& smmu) {
  smmu.interrupts().disable();
}

void enable_interrupts(Smmu& smmu) {
  smmu.interrupts().enable();
}

void sweep(Smmu& smmu) {
  for_each_bank(smmu, [&](BankIndex index) { smmu.faults().sweep(index); });
  smmu.faults().sweep_global();
  smmu.faults().deliver_later();
}

void flush_writes(Smmu& smmu) {
  smmu.registers().flush_writes();
}

void cut_clocks(Smmu& smmu) {
  smmu.config().clocks.disable();
}

}  // namespace steps

namespace {

// Nothing to do on the way down. On the way back, when the gate is open and the sources are
// unmasked again: handlers that were turned away meanwhile may have been called by an edge, and an
// edge does not repeat itself.
void begin(Smmu&) {}
void ask_again(Smmu& smmu) {
  smmu.interrupts().ask_again();
}

void open_gate(Smmu& smmu) {
  smmu.gate().open();
}

constexpr Step suspend_table[] = {
    {"begin", always<begin>, ask_again},
    // First, so that whoever is turned away later does not leave a line asserted behind.
    {"mask sources", always<steps::mask_sources>, steps::unmask_sources},
    // While there is still a handler for what the last transactions do. Afterwards nothing walks
    // the tables, so that maintenance may be skipped from the closing gate on.
    {"block streams", always<steps::block_streams>, steps::restore_streams},
    {"invalidate all", steps::invalidate},
    // From here on nobody but this sequence touches a register.
    {"close gate", steps::close_gate, open_gate},
    // The registers wake up with anything, and may drive a line until resume has cleared them.
    {"disable interrupts", always<steps::disable_interrupts>, steps::enable_interrupts},
    // After the gate, since a handler could otherwise take the same record, and hear a verdict for
    // a stall that is terminated here.
    {"sweep faults", always<steps::sweep>},
    // The sweep's writes, and every holder's, land before the clocks go.
    {"flush writes", always<steps::flush_writes>},
    {"cut clocks", always<steps::cut_clocks>},
};

}  // namespace

std::span<const Step> suspend_steps() {
  return suspend_table;
}

}  // namespace faultline::driver
