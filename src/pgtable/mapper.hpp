// SPDX-License-Identifier: Apache-2.0
//
// The walker that maps. Where one table takes the batch and is there, that is a check and a run of
// stores. Otherwise it surveys the area (nothing is in the way, so many tables are missing),
// reserves the tables, and only then changes anything; from there on it cannot fail. Other threads
// may map and unmap elsewhere meanwhile, and install the same tables: the first one wins.
#pragma once
#include "base/check.hpp"
#include "pgtable/clean_batch.hpp"
#include "pgtable/descend.hpp"
#include "pgtable/release.hpp"
#include "pgtable/runs.hpp"

namespace faultline::pgtable {

template <typename F>
class Mapper {
 public:
  using Entry = typename F::Entry;

  // `area` is not empty, is made of pages of the size that `page` is, and lies in the tree; so does
  // [address, + area.bytes) in the output range.
  Mapper(Tree& tree, Area area, PhysAddr address, Page page, Protection protection)
      : tree_(tree),
        area_(area),
        address_(address),
        page_(page),
        attributes_(F::attributes(page, protection)) {}

  // overlap, out_of_tables.
  Result<void, Error> run();

 private:
  struct Needs {
    std::uint64_t tables = 0;   // to be allocated, at most
    bool empty_tables = false;  // some have to make way for blocks
  };

  Result<Needs, Error> survey() const;
  Result<void, Error> survey_run(const Place<F>& place, std::size_t count, Needs& needs) const;
  std::uint64_t tables_missing(unsigned level, std::uint64_t first, std::uint64_t last) const;
  bool reserve(std::uint64_t table_count, TableList<Entry>& spares) const;
  void take_out_empty_tables();
  void fill(TableList<Entry>& spares);
  Entry* installed_table(std::uint64_t offset, TableList<Entry>& spares);
  Entry install(Entry& slot, unsigned level, TableList<Entry>& spares) const;
  void settle();

  std::uint64_t end() const { return area_.offset + area_.bytes; }

  Tree& tree_;
  Area area_;
  PhysAddr address_;
  Page page_;
  Entry attributes_;
  // We cleaned descriptors of tables that are not marked as visible to the walker.
  bool unsettled_ = false;
  Entry* last_table_ = nullptr;  // the table that was filled last
  CleanBatch cleaned_leaves_{tree_};
  CleanBatch cleaned_tables_{tree_};
};

template <typename F>
Result<void, Error> Mapper<F>::run() {
  const Result<Needs, Error> needs = survey();
  if (!needs) return base::error(needs.error());
  TableList<Entry> spares(tree_.memory);
  if (!reserve(needs->tables, spares)) {
    release_list<F>(tree_, spares);
    return base::error(Error::out_of_tables);
  }
  if (needs->empty_tables) take_out_empty_tables();
  fill(spares);
  cleaned_tables_.finish();
  cleaned_leaves_.finish();
  port::table_barrier();
  if (unsettled_) settle();
  if (page_.level == F::last_level) remember_leaf_table<F>(tree_, end() - 1, last_table_);
  release_list<F>(tree_, spares);
  return {};
}

// Prepare: looks, and changes nothing.
template <typename F>
Result<typename Mapper<F>::Needs, Error> Mapper<F>::survey() const {
  Needs needs;
  for (std::uint64_t at = area_.offset; at < end();) {
    const Place<F> place = descend<F>(tree_, at, page_.level);
    if (place.level == page_.level) {
      const std::size_t count = run_length<F>(tree_, place, at, end());
      if (auto free = survey_run(place, count, needs); !free) return base::error(free.error());
      at += count << F::shift(place.level);
    } else {
      const Entry found = port::load_entry(place.entry());
      if (found != 0) {
        if (F::kind(place.level, found) != Kind::table) return base::error(Error::overlap);
        continue;  // a neighbour has put a table there meanwhile: go down it
      }
      const std::uint64_t next =
          base::align_down(at, extent<F>(place.level)) + extent<F>(place.level);
      const std::uint64_t covered_end = std::min(next, end());
      needs.tables += tables_missing(place.level, at, covered_end - 1);
      at = covered_end;
    }
  }
  return needs;
}

// The entries that the area takes in one table. Below a block there may be tables, if they are
// empty.
template <typename F>
Result<void, Error> Mapper<F>::survey_run(const Place<F>& place, std::size_t count,
                                          Needs& needs) const {
  Entry* const first = place.table + place.index;
  if (place.level == F::last_level) {
    if (any_present(first, count)) return base::error(Error::overlap);
    return {};
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Entry entry = port::load_entry(first[i]);
    if (entry == 0) continue;
    if (F::kind(place.level, entry) != Kind::table ||
        !is_empty<F>(tree_, F::table_address(place.level, entry), place.level + 1)) {
      return base::error(Error::overlap);
    }
    needs.empty_tables = true;
  }
  return {};
}

// Tables below an absent entry of `level` on the way to the offsets [first, last].
template <typename F>
std::uint64_t Mapper<F>::tables_missing(unsigned level, std::uint64_t first,
                                        std::uint64_t last) const {
  std::uint64_t count = 0;
  for (; level < page_.level; ++level) {
    count += (last >> F::shift(level)) - (first >> F::shift(level)) + 1;
  }
  return count;
}

// Prepare: gets the tables. A walker must see them empty before it can see where they are. False
// when there are too few.
template <typename F>
bool Mapper<F>::reserve(std::uint64_t table_count, TableList<Entry>& spares) const {
  const std::size_t size_bytes = F::table_bytes(F::last_level);
  for (std::uint64_t i = 0; i < table_count; ++i) {
    const std::optional<PhysAddr> table = tree_.memory.allocate(size_bytes);
    if (!table) return false;
    if (!tree_.layout.coherent_walker) tree_.memory.clean(*table, size_bytes);
    spares.push(*table);
  }
  if (table_count != 0 && !tree_.layout.coherent_walker) port::table_barrier();
  return true;
}

// Commit: blocks take the place of tables that map nothing. The entries are cleared and walks
// flushed before anything else is stored there (break before make), and before the memory can be
// used again.
template <typename F>
void Mapper<F>::take_out_empty_tables() {
  TableList<Entry> removed(tree_.memory);
  for (std::uint64_t at = area_.offset; at < end();) {
    const Place<F> place = descend<F>(tree_, at, page_.level);
    if (place.level != page_.level) {
      at = base::align_down(at, extent<F>(place.level)) + extent<F>(place.level);
      continue;
    }
    const std::size_t count = run_length<F>(tree_, place, at, end());
    for (std::size_t i = 0; i < count; ++i) {
      Entry& slot = place.table[place.index + i];
      const Entry entry = port::load_entry(slot);
      if (entry == 0) continue;
      port::store_entry(slot, Entry{0});
      cleaned_leaves_.add(&slot, sizeof(Entry));
      collect<F>(tree_, F::table_address(place.level, entry), place.level + 1, removed);
    }
    at += count << F::shift(place.level);
  }
  using Leaf = LeafRegion<F>;
  tree_.leaf_cache.evict<typename Leaf::Word>(area_.offset >> Leaf::shift,
                                              (end() - 1) >> Leaf::shift);
  cleaned_leaves_.finish();
  port::table_barrier();
  const bool unreachable = tree_.sink.walk(Iova(tree_.layout.input_base + area_.offset),
                                           area_.bytes, extent<F>(F::last_level));
  dispose<F>(tree_, removed, unreachable);
}

template <typename F>
void Mapper<F>::fill(TableList<Entry>& spares) {
  for (std::uint64_t at = area_.offset; at < end();) {
    Entry* const table = installed_table(at, spares);
    const Place<F> place{table, page_.level, index_of<F>(tree_, page_.level, at), false};
    const std::size_t count = run_length<F>(tree_, place, at, end());
    store_leaves<F>(&place.entry(), count, page_, address_ + (at - area_.offset), attributes_);
    cleaned_leaves_.add(&place.entry(), count * sizeof(Entry));
    at += count << F::shift(page_.level);
    last_table_ = table;
  }
}

// The table of the page's level over `offset`, with those above it.
template <typename F>
typename Mapper<F>::Entry* Mapper<F>::installed_table(std::uint64_t offset,
                                                      TableList<Entry>& spares) {
  Entry* table = entries_of<F>(tree_, tree_.root);
  for (unsigned level = tree_.layout.start_level; level < page_.level; ++level) {
    Entry& slot = table[index_of<F>(tree_, level, offset)];
    Entry entry = port::load_entry(slot);
    if (entry == 0) entry = install(slot, level, spares);
    FL_CHECK(F::kind(level, entry) == Kind::table);  // else two callers map the same range at once
    if (!tree_.layout.coherent_walker && (entry & F::settled) == 0) {
      cleaned_tables_.add(&slot, sizeof(Entry));
      unsettled_ = true;
    }
    table = entries_of<F>(tree_, F::table_address(level, entry));
  }
  return table;
}

// What the entry is afterwards: our table, or that of a thread that was faster.
template <typename F>
typename Mapper<F>::Entry Mapper<F>::install(Entry& slot, unsigned level,
                                             TableList<Entry>& spares) const {
  const std::optional<PhysAddr> table = spares.pop();
  // The survey counted what was missing, and nobody takes out tables above our range.
  FL_CHECK(table.has_value());
  const Entry entry = F::table_entry(level, *table);
  if (port::replace_entry(slot, Entry{0}, entry)) return entry;
  spares.push(*table);
  return port::load_entry(slot);
}

// Marks the descriptors on our way as visible to the walker, now that the barrier has completed
// their cleaning. Until a descriptor is marked, whoever comes by cleans it again: its installer may
// not have got that far. A format without a bit to spare marks none and cleans on every walk from
// the root.
template <typename F>
void Mapper<F>::settle() {
  if constexpr (F::settled != 0) {
    for (std::uint64_t at = area_.offset; at < end();) {
      Entry* table = entries_of<F>(tree_, tree_.root);
      std::uint64_t step = extent<F>(tree_.layout.start_level);
      for (unsigned level = tree_.layout.start_level; level < page_.level; ++level) {
        Entry& slot = table[index_of<F>(tree_, level, at)];
        const Entry entry = port::load_entry(slot);
        if ((entry & F::settled) == 0) {
          port::store_entry(slot, static_cast<Entry>(entry | F::settled));
        }
        table = entries_of<F>(tree_, F::table_address(level, entry));
        step = extent<F>(level);
      }
      at = base::align_down(at, step) + step;
    }
  }
}

// The way of all requests but single pages that the leaf cache knows.
template <typename F>
[[gnu::noinline]] Result<void, Error> map_batch(Tree& tree, Iova iova, PhysAddr address,
                                                std::uint64_t page_bytes, std::uint64_t page_count,
                                                Protection protection) {
  const Result<Area, Error> area = admit(tree.layout, iova, page_bytes, page_count);
  if (!area) return base::error(area.error());
  if (!base::is_aligned(address.value, page_bytes)) return base::error(Error::misaligned);
  if (address.value > tree.layout.output_bytes ||
      area->bytes > tree.layout.output_bytes - address.value) {
    return base::error(Error::out_of_range);
  }
  if ((protection & read_write) == Protection::none) return base::error(Error::no_access);
  if (area->bytes == 0) return {};
  const Page page = F::page(page_bytes);
  // Most often one table takes all of it, and is there.
  const Place<F> place = descend<F>(tree, area->offset, page.level);
  const std::uint64_t count = area->bytes >> F::shift(page.level);
  if (place.level == page.level && (place.settled || tree.layout.coherent_walker) &&
      count <= entry_count<F>(tree, page.level) - place.index &&
      !any_present(&place.entry(), count)) {
    store_leaves<F>(&place.entry(), count, page, address, F::attributes(page, protection));
    clean_now(tree, &place.entry(), count * sizeof(place.entry()));
    port::table_barrier();
    if (page.level == F::last_level) remember_leaf_table<F>(tree, area->offset, place.table);
    return {};
  }
  return Mapper<F>(tree, *area, address, page, protection).run();
}

// Table::map. What the leaf cache knows lies in the input range.
template <typename F>
Result<void, Error> map(Tree& tree, Iova iova, PhysAddr address, std::uint64_t page_bytes,
                        std::uint64_t page_count, Protection protection) {
  constexpr std::uint64_t smallest = extent<F>(F::last_level);
  constexpr Page page{.level = F::last_level, .slots = 1};
  if (page_bytes == smallest && page_count == 1) [[likely]] {
    auto* const slot = cached_entry<F>(tree, iova.value - tree.layout.input_base);
    if (slot != nullptr && base::is_aligned(iova.value | address.value, smallest) &&
        address.value <= tree.layout.output_bytes - smallest &&
        (protection & read_write) != Protection::none) [[likely]] {
      if (port::load_entry(*slot) != 0) return base::error(Error::overlap);
      port::store_entry(*slot, F::leaf_entry(page, address, F::attributes(page, protection)));
      clean_now(tree, slot, sizeof(*slot));
      port::table_barrier();
      return {};
    }
  }
  return map_batch<F>(tree, iova, address, page_bytes, page_count, protection);
}

}  // namespace faultline::pgtable
