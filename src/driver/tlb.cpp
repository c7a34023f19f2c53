// SPDX-License-Identifier: Apache-2.0
//
// Invalidations and their synchronisation. IHI 0062, chapters on TLB maintenance operations.
#include "driver/tlb.hpp"

#include <algorithm>

#include "base/bits.hpp"
#include "driver/smmu.hpp"
#include "port/barrier.hpp"
#include "port/context.hpp"

namespace faultline::driver {
namespace {

using spec::cb::TLBIASID;
using spec::cb::TLBIIPAS2;
using spec::cb::TLBIIPAS2L;
using spec::cb::TLBIVA;
using spec::cb::TLBIVAL;
using spec::cb::TLBSTATUS;
using spec::cb::TLBSYNC;
using spec::gr0::sTLBGSTATUS;
using spec::gr0::sTLBGSYNC;
using spec::gr0::TLBIALLH;
using spec::gr0::TLBIALLNSNH;
using spec::gr0::TLBIVMID;

// VA[55:12] and the ASID, for TLBIVA and TLBIVAL.
template <typename Operation>
reg::Value<typename Operation::Aarch64> stage1_operand(Iova address, Asid asid) {
  using View = typename Operation::Aarch64;
  return reg::Value<View>()
      .template with<typename View::VA>(base::bits(address.value, 55, 12))
      .template with<typename View::ASID>(asid.value);
}

template <typename Operation>
reg::Value<Operation> stage2_operand(Iova address) {
  return reg::Value<Operation>().template with<typename Operation::IPA>(
      base::bits(address.value, 47, 12));
}

}  // namespace

Result<void, TlbError> Tlb::invalidate(const TlbTag& tag, const TlbRange& range, TlbDepth depth) {
  const bool as_one = range.size_bytes / range.stride_bytes > max_operations ||
                      (depth == TlbDepth::all_levels && smmu_.flavour().walks_by_asid());
  if (as_one) return invalidate_all(tag);
  return if_awake([&] {
    write_range(tag, range, depth);
    return sync_bank(tag.bank);
  });
}

Result<void, TlbError> Tlb::invalidate_all(const TlbTag& tag) {
  return if_awake([&] { return run_all(tag); });
}

// The log is told when the token was left: saying things takes long.
template <typename Invalidate>
Result<void, TlbError> Tlb::if_awake(Invalidate&& invalidate) {
  Result<void, TlbError> result;
  {
    port::full_barrier();
    const Token token = smmu_.policy().try_enter(Purpose::maintenance);
    if (token) result = invalidate();
  }
  if (!result) report_timeout();
  return result;
}

Result<void, TlbError> Tlb::invalidate_everything() {
  smmu_.registers().write(reg::Value<TLBIALLH>());
  smmu_.registers().write(reg::Value<TLBIALLNSNH>());
  auto result = sync_global();
  if (!result) report_timeout();
  return result;
}

void Tlb::write_range(const TlbTag& tag, const TlbRange& range, TlbDepth depth) {
  Registers& registers = smmu_.registers();
  const Iova end = range.start + range.size_bytes;
  for (Iova at = range.start; at != end; at = at + range.stride_bytes) {
    const bool last_level = depth == TlbDepth::last_level;
    if (tag.stage2 && last_level) {
      registers.write(tag.bank, stage2_operand<TLBIIPAS2L>(at));
    } else if (tag.stage2) {
      registers.write(tag.bank, stage2_operand<TLBIIPAS2>(at));
    } else if (last_level) {
      registers.write(tag.bank, stage1_operand<TLBIVAL>(at, tag.asid));
    } else {
      registers.write(tag.bank, stage1_operand<TLBIVA>(at, tag.asid));
    }
  }
}

// A bank's synchronisation waits for the bank's own operations, and TLBIVMID is none of them.
Result<void, TlbError> Tlb::run_all(const TlbTag& tag) {
  if (tag.stage2) {
    smmu_.registers().write(reg::Value<TLBIVMID>().with<TLBIVMID::VMID>(tag.vmid.value));
    return sync_global();
  }
  smmu_.registers().write(tag.bank, reg::Value<TLBIASID>().with<TLBIASID::ASID>(tag.asid.value));
  return sync_bank(tag.bank);
}

Result<void, TlbError> Tlb::sync_bank(BankIndex bank) {
  Registers& registers = smmu_.registers();
  registers.write(bank, reg::Value<TLBSYNC>());
  return wait_while([&] { return registers.read<TLBSTATUS>(bank).get<TLBSTATUS::SACTIVE>(); });
}

Result<void, TlbError> Tlb::sync_global() {
  Registers& registers = smmu_.registers();
  registers.write(reg::Value<sTLBGSYNC>());
  return wait_while([&] { return registers.read<sTLBGSTATUS>().get<sTLBGSTATUS::GSACTIVE>(); });
}

// Several CPUs may wait at once, for the same bank too: whoever sees "not active" after its own
// sync was accepted knows that its own sync is over.
template <typename Busy>
Result<void, TlbError> Tlb::wait_while(Busy&& busy) {
  constexpr std::uint64_t longest_pause_ns = 10'000;
  port::Clock& clock = smmu_.config().clock;
  for (unsigned spin = 0; spin < 10; ++spin) {
    if (!busy()) return {};
    port::relax();
  }
  const std::uint64_t deadline_ns = clock.now_ns() + smmu_.options().tlb_sync_timeout_ns;
  for (std::uint64_t pause_ns = 100; busy(); pause_ns = std::min(2 * pause_ns, longest_pause_ns)) {
    if (clock.now_ns() >= deadline_ns) return base::error(TlbError::sync_timed_out);
    clock.delay_ns(pause_ns);
  }
  return {};
}

void Tlb::report_timeout() {
  timeouts_.fetch_add(1);
  if (limit_.ask(smmu_.config().clock.now_ns()).allowed) {
    smmu_.log(port::Severity::error, "TLB sync timed out -- SMMU may be deadlocked");
  }
}

}  // namespace faultline::driver
