// SPDX-License-Identifier: Apache-2.0
//
// What a device is after power came back or reset was pulled.
#include "model/power.hpp"

#include "model/identification.hpp"
#include "model/lines.hpp"
#include "model/register_writes.hpp"
#include "model/stall.hpp"
#include "model/sync.hpp"
#include "spec/gr1.hpp"
#include "spec/syndrome.hpp"

namespace faultline::model {
namespace {

namespace cb = spec::cb;
namespace gr0 = spec::gr0;

// Pseudo-random words (SplitMix64), a new sequence for every power-on, or zeros.
class Junk {
 public:
  Junk(const Behaviour& behaviour, std::uint32_t power_ons)
      : state_(behaviour.junk_seed ^ (std::uint64_t{power_ons} << 32)),
        zero_(behaviour.power_loss == PowerLoss::zero) {}

  std::uint32_t word() {
    if (zero_) return 0;
    std::uint64_t z = state_ += 0x9e37'79b9'7f4a'7c15u;
    z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9u;
    z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11ebu;
    return static_cast<std::uint32_t>((z ^ (z >> 31)) >> 16);
  }
  bool coin() { return (word() & 1) != 0; }
  // What replaces a zero.
  [[nodiscard]] std::uint32_t reset(std::uint32_t value) const { return zero_ ? value : 0; }

 private:
  std::uint64_t state_;
  bool zero_;
};

// Every bit that the register has becomes arbitrary. A stall is never made up: no transaction is
// there to wait.
template <typename Block>
void fill(Block& block, Junk& junk) {
  block.for_each([&junk](const auto& word, std::uint32_t& stored) {
    const auto bits = static_cast<std::uint32_t>(word.rules.rw | word.rules.w1c);
    stored =
        word.write_only ? 0 : (junk.word() & bits) | static_cast<std::uint32_t>(word.rules.res1);
  });
}

void power_on_bank(Device& device, BankIndex index, Junk& junk) {
  const Configuration& configuration = device.configuration;
  const Behaviour& behaviour = configuration.behaviour;
  Bank& bank = device.bank(index);
  fill(bank.registers, junk);
  bank.registers.set_raw<cb::SCTLR>(possible_SCTLR(
      configuration, bank.registers.raw<cb::SCTLR>() | junk.reset(behaviour.SCTLR_reset)));
  bank.registers.set_raw<cb::TCR2>(possible_TCR2(
      configuration, bank.registers.raw<cb::TCR2>() | junk.reset(behaviour.TCR2_reset)));
  bank.registers.set_raw<cb::ACTLR>(behaviour.ACTLR_reset);
  bank.CBAR = possible_CBAR(configuration, index, junk.word() | junk.reset(behaviour.CBAR_reset));
  bank.CBA2R = possible_CBA2R(configuration, junk.word());
  bank.CBFRSYNRA = junk.word();
}

void power_on_registers(Device& device, Junk& junk) {
  const Behaviour& behaviour = device.configuration.behaviour;
  fill(device.global, junk);
  identify(device.configuration, device.global);
  device.global.set_raw<gr0::sCR0>(behaviour.sCR0_reset & behaviour.sCR0_guaranteed);
  device.global.set_raw<gr0::sACR>(behaviour.sACR_reset);
  device.global.set_raw<gr0::sCR2>(
      possible_sCR2(device.configuration, device.global.raw<gr0::sCR2>()));
  for (StreamEntry& entry : device.resources.streams) {
    entry.SMR = possible_SMR(device, junk.word());
    entry.S2CR = possible_S2CR(device, junk.word());
  }
  for (unsigned i = 0; i < device.configuration.size.banks; ++i)
    power_on_bank(device, BankIndex(static_cast<std::uint8_t>(i)), junk);
  const std::uint32_t rest =
      (junk.word() | junk.reset(behaviour.sCR0_reset)) & ~behaviour.sCR0_guaranteed;
  device.global.set_raw<gr0::sCR0>(possible_sCR0(
      device.configuration, (behaviour.sCR0_reset & behaviour.sCR0_guaranteed) | rest));
}

void stop_activities(Device& device) {
  device.global_sync_active = device.global_operation_active = false;
  device.active_syncs = device.active_operations = 0;
  device.pending_count = 0;
  device.stalled_banks = 0;
  for (Bank& bank : device.resources.banks) bank.sync_active = bank.operation_active = false;
}

// Records that software never cleared are gone; the oracle wants to know.
void count_lost(Device& device) {
  for (Bank& bank : device.resources.banks)
    if ((bank.registers.raw<cb::FSR>() & spec::context_fault_bits) != 0) ++bank.counts.lost;
  if ((device.global.raw<gr0::sGFSR>() & spec::global_fault_bits) != 0) ++device.global_counts.lost;
}

void forget_stalls(Device& device) {
  constexpr auto stalled_bit = static_cast<std::uint32_t>(cb::FSR::SS::mask);
  for (Bank& bank : device.resources.banks)
    bank.registers.set_raw<cb::FSR>(bank.registers.raw<cb::FSR>() & ~stalled_bit);
}

void start_over(Device& device) {
  const Behaviour& behaviour = device.configuration.behaviour;
  Junk junk(behaviour, ++device.power_ons);
  power_on_registers(device, junk);
  if (behaviour.power_loss == PowerLoss::junk && device.power_ons > 1) {
    // A TLB is memory, too: some of what it held may still be there.
    device.tlb.keep_if([&junk](std::size_t) { return junk.coin(); });
  } else {
    device.tlb.clear();
  }
}

}  // namespace

void reset(Device& device) {
  lose_all(device);
  count_lost(device);
  stop_activities(device);
  start_over(device);
  device.configuration_changed();
  update_all_lines(device);
}

void change_supply(Device& device, Supply supply) {
  const Supply before = device.supply;
  if (supply == before) return;
  const bool retained = device.configuration.behaviour.power_loss == PowerLoss::retained;
  if (supply == Supply::off) {
    lose_all(device);
    if (retained) apply_all_pending(device);  // its sync will never be seen to end
    stop_activities(device);
    forget_stalls(device);
    if (!retained) count_lost(device);
  } else if (before == Supply::off && (!retained || device.power_ons == 0)) {
    start_over(device);
  }
  device.supply = supply;
  device.configuration_changed();
  update_all_lines(device);
}

}  // namespace faultline::model
