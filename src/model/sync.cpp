// SPDX-License-Identifier: Apache-2.0
//
// When invalidations take effect, and when a sync is over.
#include "model/sync.hpp"

#include <algorithm>

namespace faultline::model {
namespace {

constexpr BankIndex global_sync{0xff};

// Applies the invalidations that wait for this sync, in order; the global sync ends those of every
// bank.
void apply_pending(Device& device, BankIndex sync) {
  std::uint32_t kept = 0;
  for (std::uint32_t i = 0; i < device.pending_count; ++i) {
    const Invalidate what = device.resources.pending[i];
    if (sync == global_sync || what.bank == sync) {
      device.tlb.invalidate(what);
    } else {
      device.resources.pending[kept++] = what;
    }
  }
  device.pending_count = kept;
}

bool is_due(const Device& device, std::uint64_t started_ns) {
  if (!device.sync_duration_ns) return false;
  if (device.configuration.behaviour.sync_waits_for_stalls && device.waiting_count != 0)
    return false;
  return device.environment.now_ns() - started_ns >= *device.sync_duration_ns;
}

}  // namespace

void invalidate(Device& device, const Invalidate& what) {
  if (device.configuration.behaviour.invalidation == Invalidation::at_once ||
      device.resources.pending.empty()) {
    device.tlb.invalidate(what);
    return;
  }
  if (device.pending_count == device.resources.pending.size()) {
    // Sooner than the next sync is always allowed: the oldest makes room.
    device.tlb.invalidate(device.resources.pending[0]);
    std::copy(device.resources.pending.begin() + 1, device.resources.pending.end(),
              device.resources.pending.begin());
    --device.pending_count;
  }
  device.resources.pending[device.pending_count++] = what;
}

void apply_all_pending(Device& device) {
  apply_pending(device, global_sync);
}

void start_bank_sync(Device& device, BankIndex index) {
  Bank& bank = device.bank(index);
  if (!bank.sync_active) ++device.active_syncs;
  bank.sync_active = true;
  bank.sync_started_ns = device.environment.now_ns();
  complete_due_syncs(device);
}

void start_global_sync(Device& device) {
  device.global_sync_active = true;
  device.global_sync_started_ns = device.environment.now_ns();
  complete_due_syncs(device);
}

void complete_due_syncs(Device& device) {
  if (device.global_sync_active && is_due(device, device.global_sync_started_ns)) {
    device.global_sync_active = false;
    apply_pending(device, global_sync);
  }
  if (device.active_syncs == 0) return;
  for (unsigned i = 0; i < device.configuration.size.banks; ++i) {
    const BankIndex index(static_cast<std::uint8_t>(i));
    Bank& bank = device.bank(index);
    if (!bank.sync_active || !is_due(device, bank.sync_started_ns)) continue;
    bank.sync_active = false;
    --device.active_syncs;
    apply_pending(device, index);
  }
}

std::optional<std::uint64_t> next_sync_end_ns(const Device& device) {
  if (!device.sync_duration_ns) return std::nullopt;
  if (device.configuration.behaviour.sync_waits_for_stalls && device.waiting_count != 0)
    return std::nullopt;
  std::optional<std::uint64_t> next;
  const auto consider = [&](bool active, std::uint64_t started_ns) {
    if (!active) return;
    const std::uint64_t end = started_ns + *device.sync_duration_ns;
    next = next ? std::min(*next, end) : end;
  };
  consider(device.global_sync_active, device.global_sync_started_ns);
  for (const Bank& bank : device.resources.banks.first(device.configuration.size.banks))
    consider(bank.sync_active, bank.sync_started_ns);
  return next;
}

}  // namespace faultline::model
