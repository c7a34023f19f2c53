// SPDX-License-Identifier: Apache-2.0
//
// The walker that unmaps. It looks at the whole range first: every byte must be mapped, and no
// block may reach beyond the range. Then it clears the entries and leaves the tables, whatever page
// sizes the range was mapped with.
#pragma once
#include "base/check.hpp"
#include "pgtable/clean_batch.hpp"
#include "pgtable/descend.hpp"
#include "pgtable/runs.hpp"

namespace faultline::pgtable {

// The end of a batch, when all is cleaned: makes the cleared entries visible, then reports the
// range.
[[gnu::always_inline]] inline void report_unmapped(const Tree& tree, Area area,
                                                   std::uint64_t stride_bytes, FlushSink& sink) {
  port::table_barrier();
  sink.range(Iova(tree.layout.input_base + area.offset), area.bytes, stride_bytes);
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
    cleaned_.finish();
    report_unmapped(tree_, area_, stride_, sink);
    return {};
  }

 private:
  Result<void, Error> survey();
  // How many of the next `count` entries, which cover from `offset` on, are leaves that lie in the
  // area; none at a table.
  Result<std::size_t, Error> survey_run(const Place<F>& place, std::size_t count,
                                        std::uint64_t offset);
  static std::size_t leaves_from(const Place<F>& place, std::size_t limit);
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
    if (place.level == F::last_level) {
      const std::size_t count = run_length<F>(tree_, place, at, end());
      if (all_single_pages<F>(&place.entry(), count)) {
        stride_ = extent<F>(F::last_level);
        at += count << F::shift(F::last_level);
        continue;
      }
    }
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

// How many leaves follow one another, at most `limit`. The last level has nothing else where the
// survey has been.
template <typename F>
std::size_t Unmapper<F>::leaves_from(const Place<F>& place, std::size_t limit) {
  if (place.level == F::last_level) return limit;
  std::size_t count = 0;
  while (count < limit &&
         F::kind(place.level, port::load_entry(place.table[place.index + count])) == Kind::leaf) {
    ++count;
  }
  return count;
}

// Commit: every entry that the survey passed is a leaf in the area.
template <typename F>
void Unmapper<F>::clear() {
  for (std::uint64_t at = area_.offset; at < end();) {
    const Place<F> place = descend<F>(tree_, at, F::last_level);
    const std::size_t count = leaves_from(place, run_length<F>(tree_, place, at, end()));
    FL_CHECK(count != 0);  // else two callers unmap the same range at once
    clear_entries(&place.entry(), count);
    cleaned_.add(&place.entry(), count * sizeof(Entry));
    at += count << F::shift(place.level);
    if (place.level == F::last_level) remember_leaf_table<F>(tree_, at - 1, place.table);
  }
}

// The way of all requests but single pages that the leaf cache knows.
template <typename F>
[[gnu::noinline]] Result<void, Error> unmap_batch(Tree& tree, Iova iova, std::uint64_t page_bytes,
                                                  std::uint64_t page_count, FlushSink& sink) {
  const Result<Area, Error> area = admit(tree.layout, iova, page_bytes, page_count);
  if (!area) return base::error(area.error());
  if (area->bytes == 0) return {};
  // Most often all of it is of one size, in one table.
  const Place<F> place = descend<F>(tree, area->offset, F::last_level);
  const std::uint64_t stride = extent<F>(place.level);
  const std::uint64_t count = area->bytes >> F::shift(place.level);
  if (base::is_aligned(area->offset | area->bytes, stride) &&
      count <= entry_count<F>(tree, place.level) - place.index &&
      all_single_leaves<F>(&place.entry(), count, place.level)) {
    clear_entries(&place.entry(), count);
    clean_now(tree, &place.entry(), count * sizeof(place.entry()));
    if (place.level == F::last_level) remember_leaf_table<F>(tree, area->offset, place.table);
    report_unmapped(tree, *area, stride, sink);
    return {};
  }
  return Unmapper<F>(tree, *area).run(sink);
}

// Table::unmap. What the leaf cache knows lies in the input range.
template <typename F>
Result<void, Error> unmap(Tree& tree, Iova iova, std::uint64_t page_bytes, std::uint64_t page_count,
                          FlushSink& sink) {
  constexpr std::uint64_t smallest = extent<F>(F::last_level);
  if (page_bytes == smallest && page_count == 1) [[likely]] {
    const std::uint64_t offset = iova.value - tree.layout.input_base;
    auto* const slot = cached_entry<F>(tree, offset);
    if (slot != nullptr && base::is_aligned(iova.value, smallest) && all_single_pages<F>(slot, 1))
        [[likely]] {
      port::store_entry(*slot, typename F::Entry{0});
      clean_now(tree, slot, sizeof(*slot));
      report_unmapped(tree, {offset, smallest}, smallest, sink);
      return {};
    }
  }
  return unmap_batch<F>(tree, iova, page_bytes, page_count, sink);
}

}  // namespace faultline::pgtable
