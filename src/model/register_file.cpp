// SPDX-License-Identifier: Apache-2.0
//
// Dispatch by page.
#include "model/register_file.hpp"

#include "model/register_writes.hpp"
#include "spec/gr1.hpp"

namespace faultline::model {
namespace {

using Page = spec::Place::Page;

std::uint32_t element(std::uint32_t offset, std::uint32_t first) {
  return (offset - first) / 4;
}

template <typename R>
bool in_array(std::uint32_t offset) {
  return offset >= R::offset() && offset < R::offset() + R::shape.count * R::shape.stride;
}

bool has_bank(const Device& device, std::uint32_t bank) {
  return bank < device.configuration.size.banks;
}

// SMR, S2CR; null outside, or beyond the groups that there are.
std::uint32_t* stream_word(const Device& device, std::uint32_t offset) {
  using spec::gr0::S2CR;
  using spec::gr0::SMR;
  const bool match = in_array<SMR>(offset);
  if (!match && !in_array<S2CR>(offset)) return nullptr;
  const std::uint32_t group = element(offset, match ? SMR::offset() : S2CR::offset());
  if (group >= device.configuration.size.stream_groups) return nullptr;
  if (match && !device.configuration.features.stream_matching) return nullptr;
  StreamEntry& entry = device.resources.streams[group];
  return match ? &entry.SMR : &entry.S2CR;
}

// CBAR, CBFRSYNRA, CBA2R.
std::uint32_t* attribute_word(const Device& device, std::uint32_t offset) {
  namespace gr1 = spec::gr1;
  const auto word = [&]<typename R>(std::uint32_t Bank::* member) -> std::uint32_t* {
    if (!in_array<R>(offset)) return nullptr;
    const std::uint32_t bank = element(offset, R::offset());
    return has_bank(device, bank) ? &(device.resources.banks[bank].*member) : nullptr;
  };
  if (auto* found = word.template operator()<gr1::CBAR>(&Bank::CBAR)) return found;
  if (auto* found = word.template operator()<gr1::CBFRSYNRA>(&Bank::CBFRSYNRA)) return found;
  return word.template operator()<gr1::CBA2R>(&Bank::CBA2R);
}

std::uint32_t read_global(const Device& device, std::uint32_t offset) {
  using spec::gr0::GATSR;
  using spec::gr0::sTLBGSTATUS;
  if (const std::uint32_t* word = stream_word(device, offset)) return *word;
  if (offset == sTLBGSTATUS::offset()) return device.global_sync_active ? 1 : 0;
  if (!is_present(device, offset)) return 0;
  if (offset == GATSR::offset()) return device.global_operation_active ? 1 : 0;
  return device.global.read32(offset);
}

std::uint32_t read_bank(const Device& device, BankIndex index, std::uint32_t offset) {
  if (!has_bank(device, index.value)) return 0;
  const Bank& bank = device.bank(index);
  if (offset == spec::cb::TLBSTATUS::offset()) return bank.sync_active ? 1 : 0;
  if (!is_present(device, bank, offset)) return 0;
  if (offset == spec::cb::ATSR::offset()) return bank.operation_active ? 1 : 0;
  const std::uint32_t word = bank.registers.read32(offset);
  // The low bits of IPAFAR are those of FAR.
  if (offset != spec::cb::IPAFAR::offset()) return word;
  constexpr auto shared = static_cast<std::uint32_t>(spec::cb::IPAFAR::FAR::mask);
  return (word & ~shared) |
         (static_cast<std::uint32_t>(bank.registers.raw<spec::cb::FAR>()) & shared);
}

}  // namespace

std::uint32_t read_word(const Device& device, const spec::Place& place) {
  switch (place.page) {
    case Page::gr0: return read_global(device, place.offset);
    case Page::gr1: {
      const std::uint32_t* word = attribute_word(device, place.offset);
      return word != nullptr ? *word : 0;
    }
    case Page::cb: return read_bank(device, place.bank, place.offset);
    default: return 0;
  }
}

bool is_wide(const Device& device, const spec::Place& place) {
  if (place.page == Page::gr0) return decltype(device.global)::is_wide(place.offset);
  return place.page == Page::cb && decltype(Bank::registers)::is_wide(place.offset);
}

void write_word(Device& device, const spec::Place& place, std::uint32_t value) {
  switch (place.page) {
    case Page::gr0:
      if (std::uint32_t* word = stream_word(device, place.offset)) {
        write_stream(device, *word, in_array<spec::gr0::SMR>(place.offset), value);
      } else {
        write_global(device, place.offset, value);
      }
      break;
    case Page::gr1:
      if (std::uint32_t* word = attribute_word(device, place.offset)) {
        const std::uint32_t bank = element(place.offset & 0x1ff, 0);
        write_attribute(device, BankIndex(static_cast<std::uint8_t>(bank)), *word, place.offset,
                        value);
      }
      break;
    case Page::cb:
      if (has_bank(device, place.bank.value)) write_bank(device, place.bank, place.offset, value);
      break;
    default: break;
  }
}

void write_wide(Device& device, const spec::Place& place, std::uint64_t value) {
  // The low word of an operation is the trigger and takes the high word with it; of other registers
  // the order does not matter.
  spec::Place upper = place;
  upper.offset += 4;
  write_word(device, upper, static_cast<std::uint32_t>(value >> 32));
  write_word(device, place, static_cast<std::uint32_t>(value));
}

}  // namespace faultline::model
