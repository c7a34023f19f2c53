// SPDX-License-Identifier: Apache-2.0
//
// A program of the litmus library and its size, as a saved schedule names them: "litmus hungry 4".
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline::cli {

struct LitmusScenario {
  static constexpr std::uint32_t largest = 31;

  std::string name;
  std::uint32_t n = 0;  // from 1 to `largest`

  [[nodiscard]] std::string text() const;
  // Nothing: the text is not of that kind. Whether there is such a program is not looked at.
  [[nodiscard]] static std::optional<LitmusScenario> from(std::string_view text);
};

}  // namespace faultline::cli
