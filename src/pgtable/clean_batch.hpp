// SPDX-License-Identifier: Apache-2.0
//
// Cleans what a batch stored, for a walker that does not snoop: neighbouring stores become one
// range.
#pragma once
#include <cstddef>

#include "pgtable/tree.hpp"

namespace faultline::pgtable {

// One range, at once. Nothing for a coherent walker.
inline void clean_now(const Tree& tree, const void* first, std::size_t size_bytes) {
  if (tree.layout.coherent_walker) [[likely]]
    return;
  tree.memory.clean(tree.memory.physical(first), size_bytes);
}

class CleanBatch {
 public:
  explicit CleanBatch(Tree& tree) : tree_(tree) {}

  // `size_bytes` at `first` were stored to. Nothing for a coherent walker.
  void add(const void* first, std::size_t size_bytes) {
    if (!tree_.layout.coherent_walker) [[unlikely]]
      add_range(static_cast<const char*>(first), size_bytes);
  }
  // Cleans what is left. The barrier that makes the cleaning complete is the caller's.
  void finish() {
    if (begin_ == end_) return;
    tree_.memory.clean(tree_.memory.physical(begin_), static_cast<std::size_t>(end_ - begin_));
    begin_ = end_ = nullptr;
  }

 private:
  void add_range(const char* first, std::size_t size_bytes) {
    if (first != end_) {
      finish();
      begin_ = first;
    }
    end_ = first + size_bytes;
  }

  Tree& tree_;
  const char* begin_ = nullptr;
  const char* end_ = nullptr;
};

}  // namespace faultline::pgtable
