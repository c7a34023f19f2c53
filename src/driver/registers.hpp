// SPDX-License-Identifier: Apache-2.0
//
// The SMMU's registers as the driver touches them: by type, at the place and in the width that the
// register map gives them. Each access names the function that makes it, so that one that is
// refused for want of power can be blamed. IHI 0062, chapter on the address map.
#pragma once
#include <cstdint>

#include "base/types.hpp"
#include "port/bus.hpp"
#include "reg/clear.hpp"
#include "reg/value.hpp"
#include "spec/cb.hpp"
#include "spec/gr0.hpp"
#include "spec/gr1.hpp"
#include "spec/layout.hpp"

namespace faultline::driver {

// How a 64-bit register is reached.
enum class WideAccess : std::uint8_t {
  whole,          // in one access
  high_then_low,  // as two words, so that what the low word triggers sees the high one
};

// None of these functions blocks, takes a lock or looks whether the SMMU has power: whoever calls
// one holds a token of the gate, or runs a step of a sequence during which the clocks are on. Any
// context. The set-up functions are for probe alone, before anybody else has access.
class Registers {
 public:
  // `bus` outlives this.
  explicit Registers(port::Bus& bus) : bus_(bus) {}
  Registers(const Registers&) = delete;
  Registers& operator=(const Registers&) = delete;

  // GR0 and IDR1 lie at the same offset in every geometry; the rest is found once it is known.
  void set_pages(const spec::PageLayout& pages) { pages_ = pages; }
  void set_wide_access(WideAccess access) { wide_ = access; }
  [[nodiscard]] const spec::PageLayout& pages() const { return pages_; }

  // GR0, or the element of an array in GR0: a stream mapping group.
  template <typename R>
    requires(spec::SmmuRegister<R> && R::space == spec::Space::gr0 && reg::Readable<R> &&
             R::shape.count == 1)
  [[nodiscard]] reg::Value<R> read(const char* function = __builtin_FUNCTION()) {
    return load<R>(pages_.offset_of<R>(), function);
  }
  template <typename R>
    requires(spec::SmmuRegister<R> && R::space == spec::Space::gr0 && reg::Readable<R> &&
             R::shape.count > 1)
  [[nodiscard]] reg::Value<R> read(std::uint32_t group,
                                   const char* function = __builtin_FUNCTION()) {
    return load<R>(pages_.offset_of<R>(group), function);
  }
  template <typename R>
    requires(R::space == spec::Space::gr0 && reg::Writable<R>)
  void write(reg::Value<R> value, const char* function = __builtin_FUNCTION()) {
    store(pages_.offset_of<R>(), value.bits(), function);
  }
  template <typename R>
    requires(R::space == spec::Space::gr0 && reg::Writable<R>)
  void write(std::uint32_t group, reg::Value<R> value,
             const char* function = __builtin_FUNCTION()) {
    store(pages_.offset_of<R>(group), value.bits(), function);
  }
  template <typename R>
    requires(R::space == spec::Space::gr0)
  void clear(reg::Clear<R> bits, const char* function = __builtin_FUNCTION()) {
    store(pages_.offset_of<R>(), bits.bits(), function);
  }

  // GR1 and the context banks: the register of one bank.
  template <typename R>
    requires(spec::SmmuRegister<R> && R::space != spec::Space::gr0 && reg::Readable<R>)
  [[nodiscard]] reg::Value<R> read(BankIndex bank, const char* function = __builtin_FUNCTION()) {
    return load<R>(pages_.offset_of<R>(bank), function);
  }
  template <typename R>
    requires(R::space != spec::Space::gr0 && reg::Writable<R>)
  void write(BankIndex bank, reg::Value<R> value, const char* function = __builtin_FUNCTION()) {
    store(pages_.offset_of<R>(bank), value.bits(), function);
  }
  template <typename R>
    requires(R::space != spec::Space::gr0)
  void clear(BankIndex bank, reg::Clear<R> bits, const char* function = __builtin_FUNCTION()) {
    store(pages_.offset_of<R>(bank), bits.bits(), function);
  }

  // Every write that this CPU has made has landed when this returns; a write may be posted.
  // docs/bus-ordering.md, 3.
  void flush_writes(const char* function = __builtin_FUNCTION()) {
    static_cast<void>(read<spec::gr0::sCR0>(function));
  }
  // The same, by reading from a bank that was written to.
  void flush_writes(BankIndex bank, const char* function = __builtin_FUNCTION()) {
    static_cast<void>(read<spec::cb::SCTLR>(bank, function));
  }

 private:
  template <typename R>
  reg::Value<R> load(std::uint32_t offset, const char* function) {
    if constexpr (sizeof(typename R::Word) == 4) {
      return reg::Value<R>(bus_.read32(offset, function));
    } else {
      if (wide_ == WideAccess::whole) return reg::Value<R>(bus_.read64(offset, function));
      const std::uint64_t high = bus_.read32(offset + 4, function);
      return reg::Value<R>(high << 32 | bus_.read32(offset, function));
    }
  }
  void store(std::uint32_t offset, std::uint32_t bits, const char* function) {
    bus_.write32(offset, bits, function);
  }
  void store(std::uint32_t offset, std::uint64_t bits, const char* function) {
    if (wide_ == WideAccess::whole) {
      bus_.write64(offset, bits, function);
      return;
    }
    bus_.write32(offset + 4, static_cast<std::uint32_t>(bits >> 32), function);
    bus_.write32(offset, static_cast<std::uint32_t>(bits), function);
  }

  port::Bus& bus_;
  spec::PageLayout pages_{12, 2};
  WideAccess wide_ = WideAccess::whole;
};

}  // namespace faultline::driver
