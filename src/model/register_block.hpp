// SPDX-License-Identifier: Apache-2.0
//
// The registers of one page, stored densely and written by the rules that their declarations give:
// read-only, write-one-to-clear, reserved. Built from a list of register types; what is in no list
// reads as zero and ignores writes. Arrays have a home elsewhere.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "reg/rules.hpp"
#include "reg/value.hpp"
#include "spec/list.hpp"

namespace faultline::model {

template <typename List>
class RegisterBlock;

template <typename... Rs>
class RegisterBlock<spec::RegisterList<Rs...>> {
 public:
  // The rules of one 32-bit word of the page.
  struct Word {
    std::uint16_t offset = 0;
    bool second_half = false;  // of a 64-bit register
    bool wide = false;         // of a 64-bit register, either half
    bool write_only = false;   // the stored word is a latch: software reads zero
    reg::Rules rules{};
  };

  // What software reads at `offset` (a multiple of 4).
  [[nodiscard]] constexpr std::uint32_t read32(std::uint32_t offset) const {
    const std::uint8_t slot = slot_at(offset);
    return slot == absent || words[slot].write_only ? 0 : stored_[slot];
  }
  // Stores what a write by software leaves; of a write-only register that is the high word alone,
  // which waits for the low one. True when the word exists.
  constexpr bool write32(std::uint32_t offset, std::uint32_t value) {
    const std::uint8_t slot = slot_at(offset);
    if (slot == absent) return false;
    const Word& word = words[slot];
    if (!word.write_only) {
      stored_[slot] =
          static_cast<std::uint32_t>(word.rules.stored_after_write(stored_[slot], value));
    } else if (word.second_half) {
      stored_[slot] = value;
    }
    return true;
  }
  // Whether `offset` and `offset + 4` are the two halves of one register.
  [[nodiscard]] static constexpr bool is_wide(std::uint32_t offset) {
    const std::uint8_t slot = slot_at(offset);
    return slot != absent && words[slot].wide && !words[slot].second_half;
  }
  [[nodiscard]] static constexpr bool exists(std::uint32_t offset) {
    return slot_at(offset) != absent;
  }

  // Whether a write of the word at `offset` starts something: a write-only register, of a 64-bit
  // one the low word.
  [[nodiscard]] static constexpr bool starts_operation(std::uint32_t offset) {
    const std::uint8_t slot = slot_at(offset);
    return slot != absent && words[slot].write_only && !words[slot].second_half;
  }
  // What was written to a write-only word; it is used up.
  constexpr std::uint32_t take_latch(std::uint32_t offset) {
    const std::uint8_t slot = slot_at(offset);
    return slot == absent ? 0 : std::exchange(stored_[slot], 0);
  }

  // The hardware's side: no rules.
  template <reg::AnyRegister R>
  [[nodiscard]] constexpr typename R::Word raw() const {
    constexpr std::uint8_t slot = slot_at(R::offset());
    static_assert(slot != absent, "this page has no such register");
    if constexpr (sizeof(typename R::Word) == 8) {
      return stored_[slot] | std::uint64_t{stored_[slot + 1]} << 32;
    } else {
      return stored_[slot];
    }
  }
  template <reg::AnyRegister R>
  constexpr void set_raw(typename R::Word value) {
    constexpr std::uint8_t slot = slot_at(R::offset());
    static_assert(slot != absent, "this page has no such register");
    stored_[slot] = static_cast<std::uint32_t>(value);
    if constexpr (sizeof(typename R::Word) == 8)
      stored_[slot + 1] = static_cast<std::uint32_t>(value >> 32);
  }
  template <reg::AnyRegister R>
  [[nodiscard]] constexpr reg::Value<R> get() const {
    return reg::Value<R>(raw<R>());
  }
  // A field, under whichever view declares it.
  template <typename F>
  [[nodiscard]] constexpr typename F::Type field() const {
    return F::decode(raw<typename F::Owner>());
  }

  // Hands every word and its rules to `change(const Word&, std::uint32_t& stored)`: reset, junk,
  // digest.
  template <typename Change>
  constexpr void for_each(Change change) {
    for (std::size_t i = 0; i < count; ++i) change(words[i], stored_[i]);
  }
  template <typename Look>
  constexpr void for_each(Look look) const {
    for (std::size_t i = 0; i < count; ++i) look(words[i], stored_[i]);
  }

 private:
  static constexpr std::uint8_t absent = 0xff;

  template <typename R>
  static constexpr std::size_t words_of() {
    return R::shape.count > 1 ? 0 : sizeof(typename R::Word) / 4;
  }
  static constexpr std::size_t count = (std::size_t{0} + ... + words_of<Rs>());
  static_assert(count < absent);

  template <typename R>
  static constexpr void describe(std::array<Word, count>& all, std::size_t& at) {
    for (std::size_t half = 0; half < words_of<R>(); ++half) {
      const unsigned shift = half == 0 ? 0 : 32;
      const auto part = [shift](std::uint64_t mask) { return (mask >> shift) & 0xffff'ffff; };
      constexpr reg::Rules whole = reg::rules_of<R>();
      reg::Rules rules{.rw = part(whole.rw),
                       .ro = part(whole.ro),
                       .wo = part(whole.wo),
                       .w1c = part(whole.w1c),
                       .res1 = part(whole.res1)};
      if (R::access == reg::RegisterAccess::read_only) rules = {.ro = 0xffff'ffff};
      all[at++] = {.offset = static_cast<std::uint16_t>(R::offset() + 4 * half),
                   .second_half = half == 1,
                   .wide = sizeof(typename R::Word) == 8,
                   .write_only = R::access == reg::RegisterAccess::write_only,
                   .rules = rules};
    }
  }
  static constexpr std::array<Word, count> make_words() {
    std::array<Word, count> all{};
    std::size_t at = 0;
    (describe<Rs>(all, at), ...);
    return all;
  }
  static constexpr std::array<Word, count> words = make_words();

  static constexpr std::array<std::uint8_t, 1024> make_slots() {
    std::array<std::uint8_t, 1024> slots{};
    slots.fill(absent);
    for (std::size_t i = 0; i < count; ++i)
      slots[words[i].offset / 4u] = static_cast<std::uint8_t>(i);
    return slots;
  }
  static constexpr std::uint8_t slot_at(std::uint32_t offset) {
    constexpr std::array<std::uint8_t, 1024> slots = make_slots();
    return offset / 4 < slots.size() ? slots[offset / 4] : absent;
  }

  std::array<std::uint32_t, count> stored_{};
};

}  // namespace faultline::model
