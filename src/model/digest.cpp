// SPDX-License-Identifier: Apache-2.0
//
// The digest. Left out: times, ids, counters, events, hints and remembered routes, which change
// speed only.
#include "model/digest.hpp"

#include "model/permissions.hpp"

namespace faultline::model {
namespace {

class Digest {
 public:
  void add(std::uint64_t word) {
    value_ = (value_ ^ word) * 0x9e37'79b9'7f4a'7c15u;
    value_ ^= value_ >> 29;
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf2'9ce4'8422'2325u;
};

template <typename Block>
void add_registers(Digest& digest, const Block& block) {
  block.for_each([&digest](const auto&, std::uint32_t stored) { digest.add(stored); });
}

void add_bank(Digest& digest, const Bank& bank) {
  add_registers(digest, bank.registers);
  digest.add(bank.CBAR);
  digest.add(bank.CBA2R);
  digest.add(bank.CBFRSYNRA);
  digest.add((bank.sync_active ? 1u : 0u) | (bank.operation_active ? 2u : 0u));
}

void add_tlb(Digest& digest, const Tlb& tlb) {
  for (const TlbEntry& entry : tlb.entries()) {
    digest.add(entry.tag.word());
    if (!entry.tag.valid()) continue;
    digest.add(entry.input);
    digest.add(entry.output);
    digest.add(entry.shift | std::uint64_t{entry.allowed} << 8 | std::uint64_t{entry.memory} << 16);
  }
  for (const WalkEntry& entry : tlb.walks()) {
    digest.add(entry.tag.word());
    if (!entry.tag.valid()) continue;
    digest.add(entry.input);
    digest.add(entry.table);
    digest.add(entry.shift);
  }
}

void add_waiting(Digest& digest, const Waiting& waiting) {
  digest.add(static_cast<std::uint64_t>(waiting.state));
  if (waiting.state == Waiting::State::free) return;
  digest.add(waiting.bank.value | std::uint64_t{waiting.stream.value} << 8 |
             std::uint64_t{kind_of(waiting.access)} << 32);
  digest.add(waiting.iova.value);
}

void add_pending(Digest& digest, const Invalidate& what) {
  digest.add(what.address);
  digest.add(what.vmid.value | std::uint64_t{what.asid.value} << 16 |
             std::uint64_t{what.bank.value} << 32 | static_cast<std::uint64_t>(what.scope) << 40 |
             static_cast<std::uint64_t>(what.regime) << 44 |
             (what.any_vmid ? std::uint64_t{1} << 48 : 0) |
             (what.any_asid ? std::uint64_t{1} << 49 : 0) |
             (what.any_address ? std::uint64_t{1} << 50 : 0) |
             (what.last_level_only ? std::uint64_t{1} << 51 : 0) |
             (what.keeps_global ? std::uint64_t{1} << 52 : 0));
}

}  // namespace

std::uint64_t digest_of(const Device& device) {
  Digest digest;
  const Size& size = device.configuration.size;
  digest.add(static_cast<std::uint64_t>(device.supply));
  add_registers(digest, device.global);
  for (const StreamEntry& entry : device.resources.streams.first(size.stream_groups))
    digest.add(entry.SMR | std::uint64_t{entry.S2CR} << 32);
  for (const Bank& bank : device.resources.banks.first(size.banks)) add_bank(digest, bank);
  add_tlb(digest, device.tlb);
  for (const Waiting& waiting : device.resources.waiting) add_waiting(digest, waiting);
  for (std::uint32_t i = 0; i < device.pending_count; ++i)
    add_pending(digest, device.resources.pending[i]);
  digest.add((device.global_sync_active ? 1u : 0u) | (device.global_operation_active ? 2u : 0u));
  return digest.value();
}

}  // namespace faultline::model
