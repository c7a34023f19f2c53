// SPDX-License-Identifier: Apache-2.0
// A register value told field by field. The field names come from the declarations; reserved fields
// are told only when they are not zero, because then something is odd.
#pragma once
#include <concepts>
#include <cstdint>
#include <string_view>

#include "reg/value.hpp"
#include "spec/mode.hpp"
#include "spec/table.hpp"

namespace faultline::spec {

template <typename T>
concept FieldVisitor = std::invocable<T, const reg::FieldInfo&, std::uint64_t>;

// Calls `visit(field, value)` for each field of `bits` from the highest to the lowest.
template <FieldVisitor Visit>
constexpr void describe(FieldSpan fields, std::uint64_t bits, Visit&& visit) {
  std::uint64_t below =
      ~0ULL;  // fields may be listed in any order: each turn takes the highest one below the last
  for (std::size_t turn = 0; turn < fields.size(); ++turn) {
    const reg::FieldInfo* next = nullptr;
    for (const reg::FieldInfo& field : fields) {
      const bool candidate = field.mask() <= below && (next == nullptr || field.low > next->low);
      if (candidate) next = &field;
    }
    if (next == nullptr) return;
    below = (1ULL << next->low) - 1;
    const std::uint64_t value = next->decode(bits);
    if (!next->reserved() || value != 0) visit(*next, value);
  }
}

// The fields of a value of a layout that is known here.
template <reg::AnyLayout L, FieldVisitor Visit>
constexpr void describe(reg::Value<L> value, Visit&& visit) {
  describe(fields<L>(), value.bits(), visit);
}

// The fields of a value of a register that was found by its offset; `mode` picks the view.
template <FieldVisitor Visit>
constexpr void describe(const RegisterInfo& info, std::uint64_t bits, Mode mode, Visit&& visit) {
  describe(info.layout(bits, mode), bits, visit);
}

}  // namespace faultline::spec
