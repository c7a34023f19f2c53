// SPDX-License-Identifier: Apache-2.0
//
// For tests: the device trees that the build compiles, as bytes and as trees.
#pragma once
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "fdt/tree.hpp"

namespace faultline::fdt {

// "boards/minimal" or "src/fdt/testdata/sound": a .dts of the source tree without its ending.
inline std::string blob_path(const std::string& name) {
  return std::string(FAULTLINE_BINARY_DIR "/").append(name).append(".dtb");
}

inline std::vector<std::uint8_t> test_blob(const std::string& name) {
  std::ifstream file(blob_path(name), std::ios::binary);
  if (!file) throw std::runtime_error("the build made no " + blob_path(name));
  return {std::istreambuf_iterator<char>(file), {}};
}

inline Tree test_tree(const std::string& name) {
  auto tree = Tree::load_file(blob_path(name));
  if (!tree) throw std::runtime_error(tree.error().text());
  return *std::move(tree);
}

}  // namespace faultline::fdt
