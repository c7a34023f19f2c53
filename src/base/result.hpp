// SPDX-License-Identifier: Apache-2.0
//
// Errors are values. `Result<T, E>` is std::expected; FL_TRY hands an error on to the caller.
#pragma once
#include <expected>
#include <utility>

namespace faultline::base {

template <typename T, typename E>
using Result = std::expected<T, E>;

template <typename E>
constexpr std::unexpected<E> error(E value) {
  return std::unexpected<E>(value);
}

}  // namespace faultline::base

namespace faultline {
using base::Result;
}

// Returns from the calling function with the error of `expression`, a Result<void, E>, if it has
// one.
#define FL_TRY(expression)                                  \
  do {                                                      \
    if (auto fl_result = (expression); !fl_result)          \
      return std::unexpected(std::move(fl_result).error()); \
  } while (false)
