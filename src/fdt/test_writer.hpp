// SPDX-License-Identifier: Apache-2.0
//
// For tests: writes a blob tag by tag, so that it can be what dtc would never write, or larger than
// anybody would type.
#pragma once
#include <gtest/gtest.h>
#include <libfdt.h>

#include <vector>

#include "fdt/tree.hpp"

namespace faultline::fdt {

using Blob = std::vector<std::uint8_t>;

class Writer {
 public:
  Writer() {
    did(fdt_create(bytes_.data(), static_cast<int>(bytes_.size())));
    did(fdt_finish_reservemap(bytes_.data()));
  }
  Writer& begin(const std::string& name) {
    return did(fdt_begin_node(bytes_.data(), name.c_str()));
  }
  Writer& end() { return did(fdt_end_node(bytes_.data())); }
  Writer& text(const char* name, const char* value) {
    const std::string_view with_end(value, std::string_view(value).size() + 1);
    return did(
        fdt_property(bytes_.data(), name, with_end.data(), static_cast<int>(with_end.size())));
  }
  Writer& cells(const char* name, const std::vector<std::uint32_t>& values) {
    std::vector<fdt32_t> words;
    for (const std::uint32_t value : values) words.push_back(cpu_to_fdt32(value));
    return did(fdt_property(bytes_.data(), name, words.data(), static_cast<int>(words.size() * 4)));
  }
  Blob finish() {
    did(fdt_finish(bytes_.data()));
    bytes_.resize(fdt_totalsize(bytes_.data()));
    return bytes_;
  }

 private:
  Writer& did(int error) {
    EXPECT_EQ(error, 0) << fdt_strerror(error);
    return *this;
  }
  Blob bytes_ = Blob(1 << 20);
};

}  // namespace faultline::fdt
