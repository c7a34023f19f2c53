// SPDX-License-Identifier: Apache-2.0
//
// The build says where it is.
#include "cli/files.hpp"

namespace faultline::cli {

std::string board_file(const std::string& board) {
  return std::string(FAULTLINE_BINARY_DIR) + "/boards/" + board + ".dtb";
}

std::string scenario_file(const std::string& name) {
  return std::string(FAULTLINE_SOURCE_DIR) + "/scenarios/" + name;
}

}  // namespace faultline::cli
