// SPDX-License-Identifier: Apache-2.0
//
// The way of a transaction. The usual case, a hit with permission, comes first and touches little.
#include "model/translate.hpp"

#include "base/bits.hpp"
#include "model/context_derivation.hpp"
#include "model/fault_record.hpp"
#include "model/global_fault.hpp"
#include "model/lookup.hpp"
#include "model/permissions.hpp"
#include "model/stall.hpp"
#include "model/stream_match.hpp"
#include "spec/syndrome.hpp"

namespace faultline::model {
namespace {

using spec::gr0::sCR0;
using spec::gr0::sGFSR;

Outcome bypassed(Iova iova) {
  Outcome outcome;
  outcome.verdict = Verdict::bypassed;
  outcome.permissions = {true, true, true};
  outcome.pa = PhysAddr(iova.value);
  return outcome;
}

Outcome passed(const TlbEntry& entry, std::uint64_t address, unsigned kind) {
  Outcome outcome;
  outcome.verdict = Verdict::passed;
  outcome.permissions = permissions_of(entry.allowed, (kind & kind_privileged) != 0);
  outcome.attributes = {entry.memory, entry.shareability};
  outcome.size_bytes = std::uint64_t{1} << entry.shift;
  outcome.pa = PhysAddr(entry.output | (address & (outcome.size_bytes - 1)));
  return outcome;
}

Outcome terminated_by_gate(const Device& device, BankIndex index) {
  Outcome outcome;
  outcome.verdict = Verdict::faulted;
  outcome.aborted = device.bank(index).registers.field<spec::cb::SCTLR::CFRE>();
  return outcome;
}

Outcome pass_slowly(Device& device, const Passage& passage, const Context& context) {
  switch (context.path) {
    case Path::faults:
      return fault_globally(device, sGFSR::ICF::mask, passage.stream, passage.iova, passage.access,
                            true);
    case Path::unimplemented:
      return fault_globally(device, sGFSR::UCBF::mask, passage.stream, passage.iova, passage.access,
                            true);
    default: break;
  }
  const Gated gated = gate_of(device, passage);
  if (gated.gate == Gate::holds) {
    const auto held = wait(device, Waiting::State::held, gated.behind, passage);
    return held ? *held : terminated_by_gate(device, gated.behind);
  }
  const auto entry = look_up(device, passage.bank, passage.address, passage.kind);
  if (!entry) return raise_fault(device, passage, entry.error());
  if (gated.gate == Gate::terminates) return terminated_by_gate(device, gated.behind);
  return passed(*entry, passage.address, passage.kind);
}

Outcome translate_by(Device& device, const Route& route, StreamId stream, Iova iova,
                     Access access) {
  const Context& context = context_of(device, route.bank);
  const std::uint64_t address = input_address(context, iova);
  const unsigned kind = (kind_of(access) & route.keep) | route.force;
  const bool nested = context.path == Path::nested;
  const bool quiet = !is_outstanding(device.bank(route.bank)) && device.stalled_banks == 0 &&
                     !(nested && is_outstanding(device.bank(context.second_bank)));
  if (quiet && context.usable) [[likely]] {
    const TlbEntry* entry = device.tlb.hinted(context.stage.tag, address);
    if (entry != nullptr && allows(entry->allowed, kind)) [[likely]] {
      ++device.translations.tlb_hits;
      return passed(*entry, address, kind);
    }
  }
  return pass_slowly(device,
                     {.bank = route.bank,
                      .second_bank = context.second_bank,
                      .nested = nested,
                      .kind = kind,
                      .stream = stream,
                      .iova = iova,
                      .address = address,
                      .access = access},
                     context);
}

Outcome route_and_translate(Device& device, StreamId stream, Iova iova, Access access) {
  if (device.supply != Supply::on) return {};
  if (device.global.field<sCR0::CLIENTPD>()) return bypassed(iova);
  const Route& route = route_of(device, stream);
  if (route.kind == Route::Kind::translate) [[likely]]
    return translate_by(device, route, stream, iova, access);
  std::uint64_t bit = 0;
  switch (route.kind) {
    case Route::Kind::invalid: bit = sGFSR::ICF::mask; break;
    case Route::Kind::unimplemented: bit = sGFSR::UCBF::mask; break;
    case Route::Kind::unmatched: bit = sGFSR::USF::mask; break;
    case Route::Kind::conflict: bit = sGFSR::SMCF::mask; break;
    default: return bypassed(iova);
  }
  return fault_globally(device, bit, stream, iova, access, false);
}

// Outcome numbers of trace::Kind::transaction. Held ones are no outcome yet.
void report(Device& device, StreamId stream, Iova iova, const Outcome& outcome) {
  std::uint64_t number = 0;
  switch (outcome.verdict) {
    case Verdict::passed: break;
    case Verdict::faulted: number = 1; break;
    case Verdict::stalled: number = 2; break;
    case Verdict::bypassed: number = 3; break;
    default: return;
  }
  device.emit(trace::Kind::transaction, stream.value, iova.value, outcome.pa.value << 3 | number);
}

}  // namespace

std::uint64_t input_address(const Context& context, Iova iova) {
  const unsigned shift = 63u - context.sign_bit;
  auto address =
      static_cast<std::uint64_t>(static_cast<std::int64_t>(iova.value << shift) >> shift);
  // Bits above the sign must be zero, or its copies; anything else is left as it is, and belongs to
  // no range.
  if (address != iova.value && (iova.value >> context.sign_bit) >> 1 != 0) address = iova.value;
  if (!context.ignores_top_byte) return address;
  const Range& range = context.stage.ranges[base::bits(address, 55, 55)];
  if (range.ignores_top_byte)
    address = static_cast<std::uint64_t>(static_cast<std::int64_t>(address << 8) >> 8);
  return address;
}

Outcome translate(Device& device, StreamId stream, Iova iova, Access access) {
  const Outcome outcome = route_and_translate(device, stream, iova, access);
  if (device.sink != nullptr) [[unlikely]]
    report(device, stream, iova, outcome);
  return outcome;
}

}  // namespace faultline::model
