// SPDX-License-Identifier: Apache-2.0
//
// The resume table and its steps.
#include "driver/resume.hpp"

#include "driver/reset.hpp"
#include "driver/smmu.hpp"
#include "driver/stall.hpp"
#include "driver/suspend.hpp"

namespace faultline::driver {
namespace steps {
namespace {

// SS does not go with the other bits: it needs RESUME, and that after them.
void clear_bank(Smmu& smmu, BankIndex index) {
  using spec::cb::FSR;
  smmu.registers().clear(index, reg::clear_all<FSR>());
  const bool stalled = smmu.registers().read<FSR>(index).get<FSR::SS>();
  if (stalled) resume_stalled(smmu, index, spec::cb::Resume::terminate);
}

}  // namespace

StepResult turn_clocks_on(Smmu& smmu) {
  if (!smmu.config().clocks.enable()) return base::error(StepError::failed);
  return {};
}

void shield_streams(Smmu& smmu) {
  using spec::gr0::sCR0;
  if (smmu.capabilities().extended_stream_ids) {
    const auto found = smmu.registers().read<sCR0>();
    if (!found.get<sCR0::EXIDENABLE>()) {
      smmu.registers().write(
          smmu.control(Smmu::Sources::masked).with<sCR0::CLIENTPD>(found.get<sCR0::CLIENTPD>()));
    }
  }
  smmu.streams().shield();
}

void take_control(Smmu& smmu) {
  smmu.registers().write(smmu.control(Smmu::Sources::masked));
}

void quieten(Smmu& smmu) {
  for (std::uint32_t at = 0; at < smmu.bank_count(); ++at) {
    const BankIndex index(static_cast<std::uint8_t>(at));
    // The enable before the status: a status that is cleared first may fill up again.
    smmu.bank(index).set_masked(smmu.registers(), index, true);
    clear_bank(smmu, index);
  }
  smmu.registers().clear(reg::clear_all<spec::gr0::sGFSR>());
  // A clear that lands when the gate is open already takes a fault with it that was one.
  flush_writes(smmu);
}

void open_gate(Smmu& smmu) {
  smmu.gate().open();
}

void shut_gate(Smmu& smmu) {
  smmu.gate().close_at_last();
  flush_writes(smmu);
}

StepResult forget_translations(Smmu& smmu) {
  if (!smmu.tlb().invalidate_everything()) return base::error(StepError::failed);
  return {};
}

}  // namespace steps

namespace {

constexpr Step resume_table[] = {
    {"turn clocks on", steps::turn_clocks_on, steps::cut_clocks},
    // Before clients stop bypassing: a group may hold a bypass, too, after a power loss.
    {"shield streams", always<steps::shield_streams>},
    // Until this lands every client bypasses.
    {"take control", always<steps::take_control>},
    // Behind the shield, which goes last.
    {"block streams", always<steps::block_streams>},
    // With the gate shut, so that no handler takes what was never a fault. Undone by nothing: a
    // bank that is masked is what a suspended SMMU has.
    {"quieten", always<steps::quieten>},
    // Before anything is written from memory: whoever changed memory and found the gate shut relies
    // on our reading it afterwards; and before the invalidation, for page tables' sake.
    {"open gate", always<steps::open_gate>, steps::shut_gate},
    {"program banks", always<reset_banks>},
    {"invalidate all", steps::forget_translations},
    // After the banks: a stream must not find a bank that is off, which would let it through. This
    // is what begins to translate.
    {"restore streams", always<steps::restore_streams>, steps::block_streams},
    // What the registers woke up with is gone, and the sources are masked.
    {"enable interrupts", always<steps::enable_interrupts>, steps::disable_interrupts},
    // Last: what is recorded is real.
    {"unmask sources", always<steps::unmask_sources>, steps::mask_sources},
};

}  // namespace

std::span<const Step> resume_steps() {
  return resume_table;
}

}  // namespace faultline::driver
