// SPDX-License-Identifier: Apache-2.0
//
// One line for each kind of register.
#include "sim/register_parts.hpp"

#include "spec/cb.hpp"
#include "spec/gr0.hpp"
#include "spec/gr1.hpp"

namespace faultline::sim {

namespace {

using Page = spec::Place::Page;

// Offsets in their pages. IHI 0062, chapters on the global and the context bank register maps.
constexpr std::uint32_t id_first = 0x20, id_end = 0x40;
constexpr std::uint32_t global_fault_first = 0x40, global_fault_end = 0x60;
constexpr std::uint32_t global_tlb_first = 0x60, global_tlb_end = 0x80;
constexpr std::uint32_t streams_first = 0x800, streams_end = 0x1000;
constexpr std::uint32_t syndromes_first = 0x400, syndromes_end = 0x800;  // CBFRSYNRA
constexpr std::uint32_t bank_fault_first = 0x58, bank_fault_end = 0x78;
constexpr std::uint32_t resume = 0x8;
constexpr std::uint32_t bank_tlb_first = 0x600, bank_tlb_end = 0x900;  // and address translation

constexpr bool in(std::uint32_t offset, std::uint32_t first, std::uint32_t end) {
  return offset >= first && offset < end;
}

constexpr bool of_fault(std::uint32_t offset) {
  return in(offset, bank_fault_first, bank_fault_end) || offset == resume;
}

constexpr std::size_t bank_of(std::uint32_t offset) {
  return offset % 0x400 / 4;
}

}  // namespace

void RegisterParts::read_gr0(Touches& touches, std::uint32_t offset) const {
  if (in(offset, id_first, id_end)) return;
  if (in(offset, global_fault_first, global_fault_end)) return touches.read(&fault_);
  if (in(offset, global_tlb_first, global_tlb_end)) return touches.write(&tlb_);
  touches.read(in(offset, streams_first, streams_end) ? &streams_ : &control_);
}

void RegisterParts::read(Touches& touches, const spec::Place& place) const {
  touches.read(&supply_);
  switch (place.page) {
    case Page::gr0: return read_gr0(touches, place.offset);
    case Page::gr1: {
      const Bank& bank = banks_[bank_of(place.offset)];
      return touches.read(in(place.offset, syndromes_first, syndromes_end) ? &bank.fault
                                                                           : &bank.control);
    }
    case Page::cb: {
      const Bank& bank = banks_[place.bank.value];
      if (in(place.offset, bank_tlb_first, bank_tlb_end)) {
        touches.read(&bank.control);
        return touches.write(&tlb_);
      }
      return touches.read(of_fault(place.offset) ? &bank.fault : &bank.control);
    }
    default: return touches.read(&control_);
  }
}

void RegisterParts::write_gr0(Touches& touches, std::uint32_t offset) const {
  if (in(offset, global_fault_first, global_fault_end)) {
    touches.read(&control_);  // whether the line is enabled
    return touches.write(&fault_);
  }
  if (in(offset, global_tlb_first, global_tlb_end)) return touches.write(&tlb_);
  if (in(offset, streams_first, streams_end)) return touches.write(&streams_);
  touches.read(&fault_);  // which line follows
  touches.write(&control_);
}

void RegisterParts::write(Touches& touches, const spec::Place& place) const {
  touches.read(&supply_);
  switch (place.page) {
    case Page::gr0: return write_gr0(touches, place.offset);
    case Page::gr1: {
      const Bank& bank = banks_[bank_of(place.offset)];
      return touches.write(in(place.offset, syndromes_first, syndromes_end) ? &bank.fault
                                                                            : &bank.control);
    }
    case Page::cb: {
      const Bank& bank = banks_[place.bank.value];
      if (in(place.offset, bank_tlb_first, bank_tlb_end)) {
        touches.read(&bank.control);
        return touches.write(&tlb_);
      }
      touches.read(of_fault(place.offset) ? &bank.control : &bank.fault);
      return touches.write(of_fault(place.offset) ? &bank.fault : &bank.control);
    }
    default: return touches.write(&control_);
  }
}

void RegisterParts::transaction(Touches& touches, std::optional<BankIndex> bank,
                                bool passed) const {
  touches.read(&supply_);
  touches.read(&control_);
  touches.read(&streams_);
  if (!bank) return passed ? void() : touches.write(&fault_);
  const Bank& part = banks_[bank->value];
  touches.read(&part.control);
  touches.write(&tlb_);
  if (passed) return touches.read(&part.fault);  // nothing is outstanding there
  touches.write(&part.fault);
  touches.write(&fault_);
}

}  // namespace faultline::sim
