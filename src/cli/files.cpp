// SPDX-License-Identifier: Apache-2.0
//
// The build says where it is.
#include "cli/files.hpp"

#include <algorithm>
#include <filesystem>

namespace faultline::cli {

std::vector<std::string> shipped_boards() {
  std::vector<std::string> names;
  std::error_code none;  // no folder, no boards
  for (const auto& entry :
       std::filesystem::directory_iterator(FAULTLINE_BINARY_DIR "/boards", none)) {
    if (entry.path().extension() == ".dtb") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string board_file(const std::string& board) {
  return std::string(FAULTLINE_BINARY_DIR) + "/boards/" + board + ".dtb";
}

std::string scenario_file(const std::string& name) {
  return std::string(FAULTLINE_SOURCE_DIR) + "/scenarios/" + name;
}

}  // namespace faultline::cli
