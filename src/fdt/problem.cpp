// SPDX-License-Identifier: Apache-2.0
//
// Words for device tree problems.
#include "fdt/problem.hpp"

#include "base/text.hpp"

namespace faultline::fdt {

std::string Problem::text() const {
  std::string line = node;
  if (!property.empty()) line += ": " + property;
  line += ": " + message;
  if (!remedy.empty()) line += "; " + remedy;
  return line;
}

std::string hex(std::uint64_t value) {
  base::Text<18> text;
  return std::string(text.add("0x").add_hex(value).view());
}

std::string counted(std::uint64_t count, std::string_view noun) {
  std::string text = std::to_string(count) + " " + std::string(noun);
  if (count != 1) text += "s";
  return text;
}

}  // namespace faultline::fdt
