// SPDX-License-Identifier: Apache-2.0
//
// Where the files that come with the program are: beside it in the build tree, in the source tree
// that it was built from.
#pragma once
#include <string>
#include <vector>

namespace faultline::cli {

// The shipped boards by name, in the order of the alphabet.
[[nodiscard]] std::vector<std::string> shipped_boards();
// The compiled tree of a shipped board.
[[nodiscard]] std::string board_file(const std::string& board);
// A shipped scenario, "correct/main.toml".
[[nodiscard]] std::string scenario_file(const std::string& name);

}  // namespace faultline::cli
