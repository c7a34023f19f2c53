// SPDX-License-Identifier: Apache-2.0
//
// Instantiates the walkers over a format description. Included once for each format, never by users
// of tables.
#pragma once
#include "pgtable/format.hpp"
#include "pgtable/lookup.hpp"
#include "pgtable/mapper.hpp"
#include "pgtable/release.hpp"
#include "pgtable/unmapper.hpp"
#include "pgtable/visit.hpp"

namespace faultline::pgtable {

// `name` is static text.
template <FormatDescription F>
constexpr Format format_record(const char* name) {
  return {.name = name,
          .plan = &F::plan,
          .map = &map<F>,
          .unmap = &unmap<F>,
          .lookup = &lookup<F>,
          .walk = &walk<F>,
          .visit = &visit<F>,
          .release = &release<F>,
          .configuration = &F::configuration};
}

}  // namespace faultline::pgtable
