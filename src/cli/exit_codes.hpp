// SPDX-License-Identifier: Apache-2.0
//
// What every subcommand's exit status means, so that scripts and `git bisect run` can rely on it.
#pragma once

namespace faultline::cli {

enum ExitCode : int {
  clean = 0,
  error = 1,      // usage, input or environment
  violation = 2,  // a property was violated
  gave_up = 3,    // a bound or a time limit was reached first
};

}  // namespace faultline::cli
