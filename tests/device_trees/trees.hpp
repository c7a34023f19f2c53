// SPDX-License-Identifier: Apache-2.0
//
// For tests over real boards: the device trees of a kernel package, as tools/fetch_device_trees
// unpacks them. FAULTLINE_DEVICE_TREES names the directory; without it such tests are skipped,
// because they need a download.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace faultline::tests {

inline constexpr const char* how_to_get_trees =
    "needs real device trees: FAULTLINE_DEVICE_TREES=$(tools/fetch_device_trees)";

// The directory, or an empty path when there is none.
inline std::filesystem::path tree_directory() {
  const char* named = std::getenv("FAULTLINE_DEVICE_TREES");
  return named != nullptr ? std::filesystem::path(named) : std::filesystem::path();
}

// Every .dtb below `directory`, sorted; none when it is empty.
inline std::vector<std::filesystem::path> trees_below(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> paths;
  if (directory.empty()) return paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.path().extension() == ".dtb")
      paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}
inline std::vector<std::filesystem::path> all_trees() {
  return trees_below(tree_directory());
}

// "qcom/sdm845-db845c.dtb".
inline std::string short_name(const std::filesystem::path& path) {
  return path.lexically_relative(tree_directory()).string();
}

}  // namespace faultline::tests
