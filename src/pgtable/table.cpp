// SPDX-License-Identifier: Apache-2.0
//
// The beginning and the end of a page table.
#include "pgtable/table.hpp"

#include "base/check.hpp"

namespace faultline::pgtable {

Table::~Table() {
  FL_CHECK(!is_open());
}

Result<void, Error> Table::open(const Format& format, const Parameters& wanted) {
  FL_CHECK(!is_open());
  const Result<Layout, Error> layout = format.plan(wanted);
  if (!layout) return base::error(layout.error());
  const std::optional<PhysAddr> root = tree_.memory.allocate(layout->root_bytes);
  if (!root) return base::error(Error::out_of_tables);
  if (!layout->coherent_walker) tree_.memory.clean(*root, layout->root_bytes);
  port::table_barrier();
  tree_.layout = *layout;
  tree_.root = *root;
  tree_.leaf_cache.clear();
  format_ = &format;
  return {};
}

Result<void, Error> Table::close() {
  FL_CHECK(is_open());
  if (!tree_.sink.all()) return base::error(Error::flush_failed);
  format_->release(tree_);
  format_ = nullptr;
  return {};
}

}  // namespace faultline::pgtable
