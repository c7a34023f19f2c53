// SPDX-License-Identifier: Apache-2.0
//
// Builds a line of text in a buffer of fixed size: log lines and names where there is no heap and
// no C library. What does not fit is cut off, and `truncated()` says so.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace faultline::base {

template <std::size_t capacity_bytes>
class Text {
 public:
  constexpr Text& add(std::string_view text) {
    for (char c : text) add(c);
    return *this;
  }
  constexpr Text& add(char c) {
    if (size_ == capacity_bytes) {
      truncated_ = true;
      return *this;
    }
    bytes_[size_++] = c;
    return *this;
  }
  // Lower-case hexadecimal without a prefix, at least `width` digits (printf's %0*x).
  constexpr Text& add_hex(std::uint64_t value, unsigned width = 1) {
    return add_number(value, 16, width);
  }
  // Decimal, at least `width` digits, filled up with zeros.
  constexpr Text& add_decimal(std::uint64_t value, unsigned width = 1) {
    return add_number(value, 10, width);
  }

  [[nodiscard]] constexpr std::string_view view() const { return {bytes_.data(), size_}; }
  [[nodiscard]] constexpr bool truncated() const { return truncated_; }
  constexpr void clear() {
    size_ = 0;
    truncated_ = false;
  }

 private:
  constexpr Text& add_number(std::uint64_t value, unsigned radix, unsigned width) {
    std::array<char, 20> digits{};
    unsigned count = 0;
    do {
      digits[count++] = "0123456789abcdef"[value % radix];
      value /= radix;
    } while (value != 0);
    for (unsigned i = count; i < width; ++i) add('0');
    while (count > 0) add(digits[--count]);
    return *this;
  }

  std::array<char, capacity_bytes> bytes_{};
  std::size_t size_ = 0;
  bool truncated_ = false;
};

}  // namespace faultline::base
