// SPDX-License-Identifier: Apache-2.0
//
// What makes one page-table format another, twice: as a compile-time description that the walkers
// are instantiated over, and as the run-time record of the walkers that came out, through which a
// Table calls them once per batch.
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "base/types.hpp"
#include "pgtable/configuration.hpp"
#include "pgtable/error.hpp"
#include "pgtable/layout.hpp"
#include "pgtable/protection.hpp"

namespace faultline::pgtable {

class FlushSink;
struct Tree;

// What an entry says at its level.
enum class Kind : std::uint8_t { none, table, leaf };

// A page size as a format stores it: `slots` neighbouring entries of tables of `level`.
struct Page {
  unsigned level;
  unsigned slots;
};

// Where an input address leads.
struct Mapping {
  PhysAddr address;          // of the very byte that was asked for
  std::uint64_t page_bytes;  // the page or block that it lies in
  bool operator==(const Mapping&) const = default;
};

// One entry on the way to an address, or met in a dump.
struct EntryView {
  Iova start;                // the first address that the entry translates
  std::uint64_t size_bytes;  // how many
  unsigned level;
  Kind kind;
  std::uint64_t raw;  // as it is in memory
  PhysAddr output;    // the next table, or the page; nothing for `none`
};

// The entries that a walk of one address meets, from the root down; the last is a leaf or nothing.
struct Path {
  std::array<EntryView, 4> entries;
  unsigned size = 0;
};

// Sees entries in the order of addresses, each table before what is below it; absent entries are
// left out.
class EntryVisitor {
 public:
  // False ends the visit.
  virtual bool visit(const EntryView& entry) = 0;

 protected:
  ~EntryVisitor() = default;
};

// The compile-time description. An entry that is zero maps nothing in every format. `level` counts
// down to `last_level`, as in the manual; what the functions get fits together (an address is
// aligned, an entry is of the kind and at the level).
template <typename F>
concept FormatDescription =
    requires(unsigned level, typename F::Entry entry, PhysAddr address, Protection protection,
             Page page, const Parameters& wanted, const Layout& layout) {
      requires std::unsigned_integral<typename F::Entry>;
      requires std::same_as<decltype(F::last_level), const unsigned>;
      requires std::same_as<decltype(F::max_input_bits), const unsigned>;
      // A bit of table entries that walkers ignore, or zero; see Mapper::settle.
      requires std::same_as<decltype(F::settled), const typename F::Entry>;
      // An entry of the last level is a page in one slot if it has all of these bits, and only
      // then; zero if no bits tell.
      requires std::same_as<decltype(F::single_page_bits), const typename F::Entry>;
      { F::shift(level) } -> std::same_as<unsigned>;  // input bits below the index of this level
      { F::table_bytes(level) } -> std::same_as<std::size_t>;  // below the root
      { F::page(std::uint64_t{}) } -> std::same_as<Page>;      // of a size in Layout::page_sizes
      { F::kind(level, entry) } -> std::same_as<Kind>;
      { F::table_entry(level, address) } -> std::same_as<typename F::Entry>;
      { F::table_address(level, entry) } -> std::same_as<PhysAddr>;
      { F::attributes(page, protection) } -> std::same_as<typename F::Entry>;
      // The entry for one slot of a page; `address` is the page's first byte plus what the slots
      // before it cover.
      { F::leaf_entry(page, address, entry) } -> std::same_as<typename F::Entry>;
      { F::leaf_address(level, entry) } -> std::same_as<PhysAddr>;  // of the page's first byte
      { F::leaf_slots(level, entry) } -> std::same_as<unsigned>;
      { F::plan(wanted) } -> std::same_as<Result<Layout, Error>>;
      { F::configuration(layout, address) } -> std::same_as<Configuration>;
    };

// The run-time record. The functions are those of Table, which documents them.
struct Format {
  const char* name;
  Result<Layout, Error> (*plan)(const Parameters& wanted);
  Result<void, Error> (*map)(Tree& tree, Iova iova, PhysAddr address, std::uint64_t page_bytes,
                             std::uint64_t page_count, Protection protection);
  Result<void, Error> (*unmap)(Tree& tree, Iova iova, std::uint64_t page_bytes,
                               std::uint64_t page_count, FlushSink& sink);
  std::optional<Mapping> (*lookup)(const Tree& tree, Iova iova);
  Path (*walk)(Tree& tree, Iova iova);
  void (*visit)(Tree& tree, EntryVisitor& visitor);
  void (*release)(Tree& tree);
  Configuration (*configuration)(const Layout& layout, PhysAddr root);
};

}  // namespace faultline::pgtable
