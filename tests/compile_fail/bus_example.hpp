// SPDX-License-Identifier: Apache-2.0
// A bus with the four operations that registers offer, each with the concept that guards it. For
// the cases in this folder.
#pragma once
#include "reg/clear.hpp"
#include "reg/value.hpp"

namespace faultline {

class Bus {
 public:
  template <reg::Readable R>
  reg::Value<R> read() {
    return reg::Value<R>(static_cast<typename R::Word>(word_));
  }
  template <reg::Writable R>
  void write(reg::Value<R> value) {
    word_ = value.bits();
  }
  template <reg::Modifiable R, typename F>
  void set(typename F::Type field) {
    write(read<R>().template with<F>(field));
  }
  template <reg::Clearable R>
  void clear(reg::Clear<R> bits) {
    word_ = bits.bits();
  }

 private:
  std::uint64_t word_ = 0;
};

}  // namespace faultline
