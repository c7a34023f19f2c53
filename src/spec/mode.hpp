// SPDX-License-Identifier: Apache-2.0
// What decides the layout of a register that has views, where its own bits do not say. Whoever
// wants a value told field by field (a decoder, a report) fills in what it knows.
#pragma once
#include <span>

#include "reg/field.hpp"

namespace faultline::spec {

struct Mode {
  bool extended_stream_ids = false;  // sCR0.EXIDENABLE
  bool stage2 = false;               // CBAR.TYPE is a stage 2 context
  bool va64 = true;                  // CBA2R.VA64
  bool long_descriptors = true;      // TCR.EAE, where VA64 is 0
};

using FieldSpan = std::span<const reg::FieldInfo>;

// The fields of one layout.
template <typename L>
[[nodiscard]] constexpr FieldSpan fields() {
  return L::Fields::infos;
}

}  // namespace faultline::spec
