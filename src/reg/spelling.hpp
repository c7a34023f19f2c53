// SPDX-License-Identifier: Apache-2.0
// The name of a type as the source spells it, as a constant. Registers and fields are types that
// are named as in the manual, so that decoders, reports and tests take each name from its
// declaration and it is never typed twice.
#pragma once
#include <string_view>

namespace faultline::reg {

// "CLIENTPD" for `faultline::spec::gr0::sCR0::CLIENTPD`. Works for named, non-template types.
template <typename T>
[[nodiscard]] consteval std::string_view spelling() {
  // Both compilers end this text with "T = <the type>", then ';' or ']'.
  constexpr std::string_view text = __PRETTY_FUNCTION__;
  constexpr std::size_t begin = text.find("T = ") + 4;
  constexpr std::string_view type = text.substr(begin, text.find_first_of(";]", begin) - begin);
  static_assert(!type.ends_with('>'), "a template has no single spelling");
  constexpr std::size_t scope = type.rfind("::");
  return scope == std::string_view::npos ? type : type.substr(scope + 2);
}

}  // namespace faultline::reg
