// SPDX-License-Identifier: Apache-2.0
//
// The walker that unmaps. It looks at the whole range first: every byte must be mapped, and no
// block may reach beyond the range. Then it clears the entries and leaves the tables, whatever page
// sizes the range was mapped with.
#pragma once
#include "base/check.hpp"
#include "pgtable/clean_batch.hpp"
#include "pgtable/descend.hpp"

namespace faultline::pgtable {

// The end of a batch: makes the cleared entries visible, then reports the range.
inline void finish_unmap(Tree& tree, CleanBatch& cleaned, Area area, std::uint64_t stride_bytes,
                         FlushSink& sink) {
  cleaned.finish();
  port::table_barrier();
  sink.range(Iova(tree.layout.input_base + area.offset), area.bytes, stride_bytes);
}

template <typename Entry>
void clear_entries(Entry* first, std::size_t count, CleanBatch& cleaned) {
  for (std::size_t i = 0; i < count; ++i) port::store_entry(first[i], Entry{0});
  cleaned.add(first, count * sizeof(Entry));
}

template <typename F>
class Unmapper {
 public:
  using Entry = typename F::Entry;

  // `area` is not empty and lies in the tree.
  Unmapper(Tree& tree, Area area) : tree_(tree), area_(area) {}

  // not_mapped, splits_block. One call of `sink`, or none on an error.
  Result<void, Error> run(FlushSink& sink) {
    FL_TRY(survey());
    clear();
    finish_unmap(tree_, cleaned_, area_, stride_, sink);
    return {};
  }

 private:
  Result<void, Error> survey();
  // How many of the next `count` entries, which cover from `offset` on, are leaves that lie in the
  // area; none at a table.
  Result<std::size_t, Error> survey_run(const Place<F>& place, std::size_t count,
                                        std::uint64_t offset);
  void clear();

  std::uint64_t end() const { return area_.offset + area_.bytes; }

  Tree& tree_;
  Area area_;
  std::uint64_t stride_ = 0;  // the smallest page that was met
  CleanBatch cleaned_{tree_};
};

// Prepare: looks, and changes nothing.
template <typename F>
Result<void, Error> Unmapper<F>::survey() {
  stride_ = area_.bytes;
  for (std::uint64_t at = area_.offset; at < end();) {
    const Place<F> place = descend<F>(tree_, at, F::last_level);
    // Rounded up, so that a block around the end of the area is looked at and not just missed.
    const std::uint64_t rounded = base::align_up(end(), extent<F>(place.level));
    const std::size_t count =
        run_length<F>(tree_, place, base::align_down(at, extent<F>(place.level)), rounded);
    const Result<std::size_t, Error> leaves = survey_run(place, count, at);
    if (!leaves) return base::error(leaves.error());
    at += *leaves << F::shift(place.level);
  }
  return {};
}

template <typename F>
Result<std::size_t, Error> Unmapper<F>::survey_run(const Place<F>& place, std::size_t count,
                                                   std::uint64_t offset) {
  std::size_t i = 0;
  while (i < count) {
    const Entry entry = port::load_entry(place.table[place.index + i]);
    const Kind kind = F::kind(place.level, entry);
    if (kind == Kind::table) break;
    if (kind == Kind::none) return base::error(Error::not_mapped);
    const std::size_t slots = F::leaf_slots(place.level, entry);
    const std::uint64_t size_bytes = slots << F::shift(place.level);
    if (!base::is_aligned(offset, size_bytes) || size_bytes > end() - offset) {
      return base::error(Error::splits_block);
    }
    stride_ = std::min(stride_, size_bytes);
    offset += size_bytes;
    i += slots;
  }
  return i;
}

// Commit: every entry that the survey passed is a leaf in the area.
template <typename F>
void Unmapper<F>::clear() {
  for (std::uint64_t at = area_.offset; at < end();) {
    const Place<F> place = descend<F>(tree_, at, F::last_level);
    const std::size_t limit = run_length<F>(tree_, place, at, end());
    std::size_t count = 0;
    while (count < limit &&
           F::kind(place.level, port::load_entry(place.table[place.index + count])) == Kind::leaf) {
      ++count;
    }
    FL_CHECK(count != 0);  // else two callers unmap the same range at once
    clear_entries(&place.entry(), count, cleaned_);
    at += count << F::shift(place.level);
    if (place.level == F::last_level) remember_leaf_table<F>(tree_, at - 1, place.table);
  }
}

template <typename F>
[[gnu::noinline]] Result<void, Error> unmap_from_root(Tree& tree, Area area, FlushSink& sink) {
  return Unmapper<F>(tree, area).run(sink);
}

// Each of `count` entries of the last level is a page of its own.
template <typename F>
bool all_single_pages(const typename F::Entry* first, std::size_t count) {
  bool all = true;
  for (std::size_t i = 0; i < count; ++i) {
    const typename F::Entry entry = port::load_entry(first[i]);
    all &= F::kind(F::last_level, entry) == Kind::leaf && F::leaf_slots(F::last_level, entry) == 1;
  }
  return all;
}

// Table::unmap.
template <typename F>
Result<void, Error> unmap(Tree& tree, Iova iova, std::uint64_t page_bytes, std::uint64_t page_count,
                          FlushSink& sink) {
  const Result<Area, Error> area = admit(tree.layout, iova, page_bytes, page_count);
  if (!area) [[unlikely]]
    return base::error(area.error());
  if (area->bytes == 0) return {};
  if (auto* const table = cached_leaf_table<F>(tree, *area)) {
    auto* const first = table + index_of<F>(tree, F::last_level, area->offset);
    const std::size_t count = area->bytes >> F::shift(F::last_level);
    if (all_single_pages<F>(first, count)) [[likely]] {
      CleanBatch cleaned(tree);
      clear_entries(first, count, cleaned);
      finish_unmap(tree, cleaned, *area, extent<F>(F::last_level), sink);
      return {};
    }
  }
  return unmap_from_root<F>(tree, *area, sink);
}

}  // namespace faultline::pgtable
